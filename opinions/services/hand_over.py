"""What a hand-over of a post passes on: messages about cases (stations.registry). Cases themselves wait for the role."""

from django.db.models import Q
from django.urls import Resolver404, resolve, reverse

from notices.models import Notice
from notices.services import pass_on
from opinions import workflow
from opinions.models import Opinion
from stations.models import Post, Unit


def pass_on_messages(old: Post, new: Post) -> int:
    """Unread messages about cases that the post reaches go to the successor; the giver keeps those of other posts."""
    unread = Notice.objects.filter(recipient_id=old.user_id, read_at=None, reminder=None, url__startswith=reverse("opinions:list"))
    cases = {pk: case for pk, url in unread.values_list("pk", "url") if (case := _case_of(url))}
    units = Unit.objects.under(old.unit).order_by()
    seen = Q(referrals__department__in=units) if old.role == workflow.CLERK else Q(station__in=units)
    reached = set(Opinion.objects.filter(seen, pk__in=set(cases.values())).order_by().values_list("pk", flat=True))
    return pass_on(Notice.objects.filter(pk__in=[pk for pk, case in cases.items() if case in reached]), new.user_id)


def _case_of(url: str) -> int | None:
    try:
        found = resolve(url)
    except Resolver404:
        return None
    return found.kwargs.get("pk") if found.view_name == "opinions:detail" else None
