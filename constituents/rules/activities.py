"""Who logs contact activities, with whom, and how many the regulation asks for (XM 一)."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from constituents.models import ContactActivity
from constituents.rules.planning import rules_for
from deputies.models import Deputy, Mandate
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


def stations_to_hold(user) -> QuerySet[Unit]:
    """Where the user logs activities: the staff's stations and homes."""
    kinds = (UnitKind.STATION, UnitKind.HOME)
    return Unit.objects.open().filter(pk__among=access_of(user).units(*STATION_ROLES), kind__in=kinds).order_by("path")


def can_keep_activity(user, activity: ContactActivity) -> bool:
    return access_of(user).holds(activity.station_id, *STATION_ROLES)


def counts_of(deputies: list[Deputy], year: int) -> dict[int, int]:
    """Valid activities of the year by deputy."""
    valid = ContactActivity.objects.valid().filter(on__year=year, deputies__in=deputies).order_by()
    return dict(valid.values_list("deputies").annotate(Count("pk")))


def deputies_of(station: Unit, day) -> QuerySet[Deputy]:
    """The station's deputies, and those of its congress's groups, who may act on that day."""
    seats = Mandate.objects.active_on(day).filter(term__congress_id=station.parent_id) | Mandate.objects.active_on(day).filter(station=station)
    return Deputy.objects.filter(pk__in=seats.order_by().values("deputy_id")).order_by("initials", "name", "pk").only("name")
