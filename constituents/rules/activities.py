"""Who logs contact activities, with whom, and how many the regulation asks for (XM 一)."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When

from common import clock
from constituents.models import ContactActivity
from constituents.rules.planning import rules_for
from deputies.models import Deputy, Group, Mandate
from deputies.rules.seats import deputy_id_of
from stations.choices import STATION_ROLES, UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of


@dataclass(frozen=True)
class ActivityRules:
    """per_year: how many a deputy takes part in, 0: nothing is asked; kinds and forms are (code, name)."""

    per_year: int = 0
    kinds: tuple[tuple[str, str], ...] = ()
    forms: tuple[tuple[str, str], ...] = ()


def activity_rules(station: Unit) -> ActivityRules:
    rules = rules_for([station]).get(station.pk)
    if rules is None:
        return ActivityRules()
    section = rules.activities
    pairs = {name: tuple((row["code"], row["name"]) for row in section[name]) for name in ("kinds", "forms")}
    return ActivityRules(section["per_year"], **pairs)


def can_list_activities(user) -> bool:
    return access_of(user).has_role(*STAFF_AND_OFFICE) or deputy_id_of(user) is not None


def logs_as(user) -> Deputy | None:
    """The deputy as whom the user logs activities; nobody for a station's staff, who log for every deputy."""
    if access_of(user).has_role(*STATION_ROLES) or deputy_id_of(user) is None:
        return None
    return user.deputy


def stations_to_hold(user) -> QuerySet[Unit]:
    """Where the user logs activities: the staff's stations and homes; a deputy's own, while he or she may act (代表法 61)."""
    deputy = logs_as(user)
    if deputy:
        seats = Mandate.objects.active_on(clock.today()).filter(deputy=deputy)
        return Unit.objects.open().filter(pk__in=seats.order_by().values("station_id")).order_by("path")
    kinds = (UnitKind.STATION, UnitKind.HOME)
    return Unit.objects.open().filter(pk__among=access_of(user).units(*STATION_ROLES), kind__in=kinds).order_by("path")


def groups_led(deputy: Deputy) -> QuerySet[Group]:
    """The groups that the deputy leads and sits in today (XM 一: the group holds activities too)."""
    return Group.objects.with_leadership(clock.today()).filter(leader=deputy, is_led=True)


def can_keep_activity(user, activity: ContactActivity) -> bool:
    """Correct, void, hand on from it: the station's staff, the deputy who logged it, the leader of its group."""
    if access_of(user).holds(activity.station_id, *STATION_ROLES):
        return True
    deputy = logs_as(user)
    if deputy is None or not Mandate.objects.active_on(clock.today()).filter(deputy=deputy).exists():
        return False
    return activity.recorded_by_id == user.pk or groups_led(deputy).filter(pk=activity.group_id).exists()


def counts_of(deputies: list[Deputy], year: int) -> dict[int, int]:
    """Valid activities of the year by deputy."""
    valid = ContactActivity.objects.valid().filter(on__year=year, deputies__in=deputies).order_by()
    return dict(valid.values_list("deputies").annotate(Count("pk")))


def deputies_of(station: Unit, day) -> QuerySet[Deputy]:
    """The station's deputies, and those of its congress's groups, who may act on that day."""
    seats = Mandate.objects.active_on(day).filter(term__congress_id=station.parent_id) | Mandate.objects.active_on(day).filter(station=station)
    return Deputy.objects.filter(pk__in=seats.order_by().values("deputy_id")).order_by("initials", "name", "pk").only("name")


def fellows_of(deputy: Deputy, station: Unit, day) -> QuerySet[Deputy]:
    """With whom a deputy holds activities, the deputy first: those of the own groups and of the station, who may act on that day."""
    groups = Mandate.objects.active_on(day).filter(deputy=deputy).exclude(group=None).order_by().values("group_id")
    seats = Mandate.objects.active_on(day).filter(Q(group__in=groups) | Q(station=station))
    first = Case(When(pk=deputy.pk, then=Value(0)), default=Value(1))
    return Deputy.objects.filter(pk__in=seats.order_by().values("deputy_id")).order_by(first, "initials", "name", "pk").only("name")


def idle_on(deputies: list[Deputy], day) -> list[str]:
    """Names of those who held no seat on that day or were suspended: what they did then counts nowhere (代表法 61–62)."""
    acting = set(Mandate.objects.active_on(day).filter(deputy__in=deputies).order_by().values_list("deputy_id", flat=True))
    return [deputy.name for deputy in deputies if deputy.pk not in acting]
