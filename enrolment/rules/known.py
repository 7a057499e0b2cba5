"""What the system already knows of the units and people that a sheet names; read in a few queries for all lines."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db.models import Q

from accounts.models import User
from common import clock
from deputies.models import Deputy, Mandate
from enrolment.rules.access import units_of
from enrolment.rules.cells import Entry
from stations.models import Post, Unit
from stations.rules.permissions import grantable_roles

BATCH = 500
SHOWN = 3


class Known:
    """Looked up once for these entries; ask again after something was written."""

    def __init__(self, actor, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        self.actor, self.today = actor, clock.today()
        self.units: dict[str, list[Unit]] = defaultdict(list)
        for unit in units_of(actor).select_related("parent"):
            self.units[unit.name].append(unit)
            if unit.parent:
                self.units[f"{unit.parent.name}/{unit.name}"].append(unit)
        self._roles: dict[int, list[str]] = {}
        self._read_users({entry.name for entry in entries}, {entry.username for entry in entries if entry.username})
        self._read_posts()
        self._read_seats({entry.name for entry in entries if entry.role == "deputy"})

    def _read_users(self, names: set[str], usernames: set[str]) -> None:
        self.taken = {username.lower() for username in User.objects.order_by().values_list("username", flat=True)}
        found = {user.pk: user for user in _in_batches(User.objects.all(), "name", names)}
        found |= {user.pk: user for user in _in_batches(User.objects.all(), "username", usernames)}
        self.by_username = {user.username: user for user in found.values()}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for user in sorted(found.values(), key=lambda each: each.pk):
            if user.is_active:
                self.by_name[user.name].append(user)

    def _read_posts(self) -> None:
        """Posts held today or later: those of these people, and every A or B holder."""
        now = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=self.today)).select_related("unit", "user").order_by("pk")
        users = {user.pk for user in self.by_username.values()}
        self.posts = {(post.user_id, post.unit_id, post.role): post for post in _in_batches(now, "user", users)}
        mine = units_of(self.actor).order_by().values("pk")
        self.holders = {(post.unit_id, post.role, post.holder): post.user for post in now.exclude(holder="").filter(unit__in=mine)}
        self.labels: dict[int, list[str]] = defaultdict(list)
        for post in self.posts.values():
            self.labels[post.user_id].append(post.label)

    def _read_seats(self, names: set[str]) -> None:
        """Deputies in office of these names, by name; each with the units that the seats belong to."""
        mine = units_of(self.actor).order_by().values("pk")
        seats = Mandate.objects.filter(Q(station__in=mine) | Q(term__congress__in=mine)).held_on(self.today).select_related("deputy__user", "term")
        self.seats: dict[str, dict[Deputy, set[int]]] = defaultdict(dict)
        for seat in _in_batches(seats.order_by("pk"), "deputy__name", names):
            self.seats[seat.deputy.name].setdefault(seat.deputy, set()).update({seat.station_id, seat.term.congress_id})
        users = {user.pk for user in self.by_username.values()}
        self.deputy_of = {deputy.user_id: deputy for deputy in _in_batches(Deputy.objects.all(), "user", users)}

    def unit(self, name: str) -> Unit:
        """The unit of that name, or of 「上级/单位」. ValidationError when there is none, or more than one."""
        found = self.units.get(name.replace("／", "/"), [])
        if len(found) > 1:
            example = f"{found[0].parent.name}/{found[0].name}" if found[0].parent else name
            raise ValidationError(f"有 {len(found)} 个单位叫「{name[:30]}」，请写上级和单位，例如「{example}」。")
        if not found:
            raise ValidationError(f"没有单位「{name[:30]}」，请写全称，或先在「组织」里建好。")
        return found[0]

    def roles_at(self, unit: Unit) -> list[str]:
        """Roles that the actor may give there, asked once a unit."""
        if unit.pk not in self._roles:
            self._roles[unit.pk] = [role.value for role in grantable_roles(self.actor, unit)]
        return self._roles[unit.pk]

    def described(self, users: list[User]) -> str:
        """「zhangsan（河湾村联络站 · 联络员）」 for the first few."""
        told = [f"{user.username}（{'、'.join(self.labels[user.pk][:SHOWN]) or '没有岗位'}）" for user in users[:SHOWN]]
        return "、".join(told) + ("等" if len(users) > SHOWN else "")


def _in_batches(rows, field: str, wanted: set) -> Iterator:
    wanted = sorted(wanted)
    for start in range(0, len(wanted), BATCH):
        yield from rows.filter(**{f"{field}__in": wanted[start : start + BATCH]})
