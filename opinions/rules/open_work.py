"""What of the casework waits at a post (stations.registry).

Cases wait for a role at a unit, never for a person: nothing of them is moved. `registered_by`, `accepted_by` and the like say who did
something and stay.
"""

from django.db.models import Count
from django.urls import reverse

from opinions import workflow
from opinions.choices import ReferralState, State
from opinions.models import Opinion, Referral
from stations.choices import UnitKind
from stations.models import Post, Unit
from stations.registry import OpenWork


def waiting(post: Post) -> list[OpenWork]:
    """Cases at the post's step (workflow.WAITS_FOR), or a department's open referrals; late ones are counted with them."""
    units = Unit.objects.under(post.unit).order_by()
    if post.role == workflow.CLERK:
        counts = Referral.objects.open().filter(department__in=units).order_by().values_list("state").annotate(n=Count("*"))
        return [OpenWork(f"交办{ReferralState(state).label}", n, _list(post, referral=state)) for state, n in sorted(counts)]
    states = workflow.WAITS_FOR.get(post.role, ())
    counts = dict(Opinion.objects.filter(station__in=units, state__in=states).order_by().values_list("state").annotate(n=Count("*")))
    return [OpenWork(f"意见{State(state).label}", counts.get(state, 0), _list(post, state=state)) for state in states]


def _list(post: Post, **query: str) -> str:
    if post.unit.kind in (UnitKind.STATION, UnitKind.HOME):
        query["station"] = post.unit_id
    return reverse("opinions:list") + "?" + "&".join(f"{key}={value}" for key, value in query.items())
