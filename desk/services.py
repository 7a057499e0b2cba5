"""Beginning one's own town: the demonstration steps back, the congress, its rules and its first office user appear."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import User
from accounts.services.accounts import open_account
from accounts.services.audit import SYSTEM_CHAIN, recorded
from accounts.services.passwords import change_password, demand_change
from common import clock
from constituents.models import Visit
from deputies.models import Deputy
from desk.models import ClosedGuide
from opinions.models import Opinion
from stations.choices import Level, Role, UnitKind
from stations.models import Post, Unit
from stations.rules.chains import chain_of
from stations.rules.marks import marks_of
from stations.services.calendar import fill_known_years
from stations.services.posts import give_post
from stations.services.regulations import publish_default
from stations.services.units import add_unit


@dataclass(frozen=True)
class Beginning:
    """What the first page asks. Passwords have passed the validators; without a demonstration the administrator keeps the own one."""

    county: str
    town: str
    stations: tuple[str, ...]
    username: str
    name: str
    password: str
    own_password: str = ""
    departments: tuple[str, ...] = ()


def demo_counts() -> dict[str, int]:
    """What the demonstration consists of, for the page that puts it away."""
    return {
        "units": Unit.objects.filter(is_demo=True).open().count(),
        "deputies": Deputy.objects.filter(is_demo=True).count(),
        "visits": Visit.objects.filter(station__is_demo=True).count(),
        "opinions": Opinion.objects.filter(station__is_demo=True).count(),
        "accounts": _demo_users().count(),
    }


def why_not() -> str:
    """Why one's own town cannot be begun here; empty when it can."""
    units = Unit.objects.filter(is_demo=False).order_by("pk")
    if units:
        return f"这里已有自己的单位（{units[0].name}等 {len(units)} 个），不能再从头开始。要加站点和单位，请到「组织」里新建。"
    deputies = Deputy.objects.filter(is_demo=False).count()
    if deputies:
        return f"演示的镇里已录入 {deputies} 位自己的代表。请先导出代表名册，在新装的系统里开始，以免丢失。"
    return ""


def begin_own_town(beginning: Beginning, actor: User) -> Unit:
    """Put the demonstration away and make county, town, its units, rules, calendar and the first office user; returns the town's congress.

    Nothing is deleted: cases' events, regulations and the audit chain are append-only. The demonstration's units are closed, its posts
    ended and its logins switched off, so nobody reaches it any more. The administrator, whose password was the public one, gets another.
    """
    with recorded() as trail:
        refusal = why_not()
        if refusal:
            raise ValidationError(refusal)
        _put_demo_away(actor)
        fill_known_years()
        town = _congresses(beginning)
        for name, mark in zip(beginning.stations, marks_of(beginning.stations), strict=True):
            add_unit(town, UnitKind.STATION, {"name": name, "mark": mark}, actor)
        for name in beginning.departments:
            add_unit(town, UnitKind.DEPARTMENT, {"name": name}, actor)
        office = open_account(beginning.username, beginning.name, actor, beginning.password)
        demand_change(office)  # the administrator typed it
        give_post(office, town, Role.OFFICE, clock.today(), actor)
        give_post(actor, town.parent, Role.ADMINISTRATOR, clock.today(), actor)
        if beginning.own_password:
            change_password(actor, beginning.own_password)
        trail.add(SYSTEM_CHAIN, actor, "town.begin", town, stations=len(beginning.stations))
        trail.add(chain_of(town), actor, "town.begin", town, stations=len(beginning.stations))
    return town


def close_guide(unit: Unit, actor: User) -> None:
    """Put the guide of first steps away from the desks of this unit; done twice it is done once."""
    with recorded() as trail:
        _, is_new = ClosedGuide.objects.get_or_create(unit=unit, defaults={"by": actor})
        if is_new:
            trail.add(chain_of(unit), actor, "guide.close", unit)


def _demo_users():
    demo = Q(posts__unit__is_demo=True) | Q(deputy__is_demo=True)
    return User.objects.filter(demo, is_active=True).distinct()


def _put_demo_away(actor: User) -> None:
    today = clock.today()
    yesterday = today - timedelta(days=1)
    User.objects.filter(pk__in=list(_demo_users().values_list("pk", flat=True))).exclude(pk=actor.pk).update(is_active=False)
    held = Post.objects.filter(unit__is_demo=True).held_on(today)
    held.filter(starts_on=today).update(starts_on=yesterday)  # a post may not end before it began
    held.update(ends_on=yesterday)
    Unit.objects.filter(is_demo=True).open().update(closed_on=today)


def _congresses(beginning: Beginning) -> Unit:
    county = Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.COUNTY, name=beginning.county)
    town = Unit.objects.create(kind=UnitKind.CONGRESS, level=Level.TOWN, name=beginning.town, parent=county)
    publish_default(county)  # and with it the town's
    return town
