"""What changes after a plan was published: it leaves a line, and those concerned are told."""

from collections.abc import Iterable

from django.urls import reverse

from accounts.models import User
from constituents.choices import PlanState
from constituents.models import PlanChange, ReceptionDay, ReceptionPlan
from deputies.models import Deputy
from notices.services import tell
from stations.choices import STATION_ROLES
from stations.models import Post


def note_change(day: ReceptionDay, words: str, actor: User | None, deputies: Iterable[int]) -> None:
    """If the day's plan is published: a line of it, and a notice to these deputies and the station's staff, but not to whoever did it.

    Inside the caller's transaction. Without a published plan nothing is told: nobody has relied on the day yet.
    """
    plan = ReceptionPlan.objects.filter(station_id=day.station_id, year=day.date.year, state=PlanState.PUBLISHED).first()
    if plan is None:
        return
    PlanChange.objects.create(plan=plan, date=day.date, words=words[:400], by=actor)
    title = f"{day.station.name}{day.date.month}月{day.date.day}日的接待有变动"
    own = actor.pk if actor else None
    people = users_of(deputies) - {own}
    tell(people, title, f"{words}。", reverse("constituents:duties"))
    tell(staff_of(day.station_id) - people - {own}, title, f"{words}。", reverse("constituents:plan_year", args=[day.station_id, plan.year]))


def users_of(deputies: Iterable[int]) -> set[int]:
    """The logins of these deputies; many have none and are told by the station."""
    found = Deputy.objects.filter(pk__in=set(deputies), user__isnull=False)
    return set(found.order_by().values_list("user_id", flat=True))


def staff_of(station_id: int) -> set[int]:
    """Everybody with a post at the station itself, or standing in there."""
    return staff_at([station_id])[station_id]


def staff_at(station_ids: Iterable[int]) -> dict[int, set[int]]:
    """By station: whom `staff_of` names. One query."""
    found: dict[int, set[int]] = {pk: set() for pk in station_ids}
    posts = Post.objects.current().filter(unit_id__among=set(found), role__in=STATION_ROLES)
    for unit_id, user_id in posts.told("unit_id"):
        found[unit_id].add(user_id)
    return found
