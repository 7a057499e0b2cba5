"""What changes of a day that people count on: those concerned are told; of a published plan it leaves a line."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.models import User
from common import clock
from constituents.choices import PlanState
from constituents.models import PlanChange, ReceptionDay, ReceptionPlan
from constituents.rules.reminders import counted_on
from deputies.models import Deputy
from notices.services import tell_change
from stations.choices import STATION_ROLES
from stations.models import Post


def note_change(day: ReceptionDay, words: str, actor: User | None, deputies: Iterable[int], what: str = "有变动", on: date | None = None) -> None:
    """Tell these deputies and the station's staff, but not whoever did it; a published plan gets a line of it.

    Inside the caller's transaction. Without a published plan only a day that is near, or of which somebody was reminded, is told: nobody
    counts on another yet. `on`: the date as they know it, when the day was moved.
    """
    on = on or day.date
    plan = ReceptionPlan.objects.filter(station_id=day.station_id, year=day.date.year, state=PlanState.PUBLISHED).first()
    if plan:
        PlanChange.objects.create(plan=plan, date=day.date, words=words[:400], by=actor)
    elif not counted_on(day, on, clock.today()):
        return
    title = f"{on.month}月{on.day}日{day.station.name}的接待{what}"
    own = actor.pk if actor else None
    people = users_of(deputies) - {own}
    staff = staff_of(day.station_id) - people - {own}
    tell_change(people, title, f"{words}。", reverse("constituents:duties"), day.begins)
    tell_change(staff, title, f"{words}。", reverse("constituents:plan_year", args=[day.station_id, day.date.year]), day.begins)


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
