"""Which seats a line of a roster means. Unknown congresses, terms, constituencies and groups are errors, never silently another."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from deputies.models import Constituency, Deputy, Group, Mandate, Term
from deputies.rules.files import congresses_of
from deputies.rules.levels import NamedLevel
from deputies.rules.roster_cells import NOTHING, STATION
from stations.choices import Level, UnitKind
from stations.models import Unit

LEVEL, PLACE, GROUP, TERM = "代表层级", "选区（选举单位）", "代表小组", "届次"
_WIDE_SPLIT, _FINE_SPLIT = re.compile(r"[;；\n]"), re.compile(r"[;；\n、，,]")


@dataclass
class Seat:
    """One seat as the line has it; names are empty where the line says nothing, and then nothing is changed."""

    congress: Unit
    term: Term | None = None
    constituency: str = ""
    group: str = ""
    station: Unit | None = None


class Places:
    """The congresses a roster may speak of, with their terms, constituencies, groups and stations; read once for all lines."""

    def __init__(self, user, congress: Unit, today: date, may_add: bool) -> None:
        self.congress, self.today, self.may_add = congress, today, may_add
        self.kept = {unit.pk: unit for unit in congresses_of(user)}
        above = Unit.objects.filter(pk__in=congress.ancestor_ids, kind=UnitKind.CONGRESS)
        self.congresses = self.kept | {unit.pk: unit for unit in above}
        self.terms: dict[int, list[Term]] = {}
        for term in Term.objects.filter(congress__in=self.congresses).select_related("congress"):
            self.terms.setdefault(term.congress_id, []).append(term)
        self.stations = {unit.name: unit for unit in Unit.objects.open().under(congress).filter(kind__in=(UnitKind.STATION, UnitKind.HOME))}
        self.wanted: dict[int, tuple[Term, dict[str, None], dict[str, None]]] = {}  # to be added, by term
        self.reload()

    def reload(self) -> None:
        """Read constituencies and groups again, after missing ones were added."""
        places = Constituency.objects.filter(term__congress__in=self.congresses)
        self.places = {(place.term_id, place.name): place.pk for place in places}
        self.groups = {(group.congress_id, group.name): group.pk for group in Group.objects.filter(congress__in=self.congresses)}

    def keeps(self, deputy: Deputy) -> bool:
        """Whether the user keeps the person's file: there is a seat in one of the user's own congresses."""
        own = {term.pk for congress in self.kept for term in self.terms.get(congress, [])}
        return any(mandate.term_id in own for mandate in deputy.mandates.all())

    def seats(self, levels: list[NamedLevel], cells: dict[str, str]) -> list[Seat]:
        """The seats of one line, in the order of its levels; without a level, the seat of the roster's own congress.

        ValidationError is keyed by column. Several levels want as many terms, constituencies and groups in the same order, or one
        value that fits exactly one of them.
        """
        seats = [Seat(_keyed(LEVEL, self._congress_of, level)) for level in levels] or [Seat(self.congress)]
        _keyed(TERM, self._set_terms, seats, cells.get(TERM, ""))
        _keyed(PLACE, self._set_names, seats, cells.get(PLACE, ""), "constituency")
        _keyed(GROUP, self._set_names, seats, cells.get(GROUP, ""), "group")
        _keyed(STATION, self._set_station, seats, cells.get(STATION, ""))
        return seats

    def _congress_of(self, wanted: NamedLevel) -> Unit:
        fitting = [unit for unit in self.congresses.values() if unit.level == wanted.level]
        if wanted.congress:
            named = [unit for unit in fitting if unit.name == wanted.congress]
            if len(named) != 1:
                raise ValidationError(f"找不到「{wanted.congress[:30]}」，请写本级或上下级人大的全称。")
            return named[0]
        own = [unit for unit in fitting if unit.pk in self.congress.ancestor_ids]
        found = own or fitting
        label = Level(wanted.level).label
        if not found:
            raise ValidationError(f"「{self.congress.name}」和它的上下级里没有{label}人大，请核对层级，或请系统管理员先建立这一级人大。")
        if len(found) > 1:
            raise ValidationError(f"{label}人大有几个，请写明是哪一个，例如「{label}代表（{found[0].name}）」。")
        return found[0]

    def _set_terms(self, seats: list[Seat], text: str) -> None:
        names = _aligned(text, len(seats)) or [text] * len(seats)
        for seat, name in zip(seats, names, strict=True):
            seat.term = self._term(seat.congress, name)

    def _term(self, congress: Unit, name: str) -> Term:
        terms = self.terms.get(congress.pk, [])
        found = [term for term in terms if (term.name == name if name else term.starts_on <= self.today <= term.ends_on)]
        if len(found) == 1:
            return found[0]
        known = "、".join(term.name for term in terms) or "还没有届次"
        if name:
            raise ValidationError(f"「{congress.name}」没有「{name[:20]}」（现有：{known}），请改正，或先登记这一届。")
        raise ValidationError(f"「{congress.name}」现任的届次不止一个或没有（现有：{known}），请在「届次」列写明。")

    def _set_names(self, seats: list[Seat], text: str, what: str) -> None:
        names = _aligned(text, len(seats))
        if names is None:
            fitting = [seat for seat in seats if self._known(seat, what, text)]
            if len(fitting) != 1:
                raise ValidationError(f"有 {len(seats)} 个层级，分不清「{text[:20]}」是哪一级的，请按层级的顺序用「；」分开写，没有的写「无」。")
            setattr(fitting[0], what, text)
            return
        for seat, name in zip(seats, names, strict=True):
            setattr(seat, what, name)
            if name and not self._known(seat, what, name):
                self._add(seat, what, name)

    def _known(self, seat: Seat, what: str, name: str) -> bool:
        return (seat.term.pk, name) in self.places if what == "constituency" else (seat.congress.pk, name) in self.groups

    def _add(self, seat: Seat, what: str, name: str) -> None:
        word = "选区（选举单位）" if what == "constituency" else "代表小组"
        if not self.may_add or seat.congress.pk not in self.kept:
            where = f"{seat.congress.name}{seat.term.name}" if what == "constituency" else seat.congress.name
            raise ValidationError(f"「{where}」没有{word}「{name[:20]}」，请改正，或在上传时选「名册里的新选区、新小组一并添加」。")
        longest = (Constituency if what == "constituency" else Group)._meta.get_field("name").max_length
        if len(name) > longest:
            raise ValidationError(f"{word}名称最多 {longest} 个字，请缩短。")
        _, places, groups = self.wanted.setdefault(seat.term.pk, (seat.term, {}, {}))
        (places if what == "constituency" else groups)[name] = None

    def _set_station(self, seats: list[Seat], name: str) -> None:
        if not name:
            return
        if name not in self.stations:
            raise ValidationError(f"「{self.congress.name}」没有站（家）「{name[:20]}」，请写全称，或先建立这个站。")
        for seat in seats:
            seat.station = self.stations[name] if seat.congress.pk == self.congress.pk else None

    def change(self, seat: Seat, deputy: Deputy | None) -> tuple[Mandate, list[str]] | None:
        """The mandate to write with the fields that change ([] for a new one), or None when it already stands so."""
        standing = [one for one in deputy.mandates.all() if one.term_id == seat.term.pk] if deputy and deputy.pk else []
        facts = {
            "constituency_id": self.places.get((seat.term.pk, seat.constituency)),
            "group_id": self.groups.get((seat.congress.pk, seat.group)),
            "station_id": seat.station.pk if seat.station else None,
        }
        new_names = (seat.constituency and not facts["constituency_id"]) or (seat.group and not facts["group_id"])
        mandate = next((one for one in standing if one.ends_on is None), None)
        if mandate is None and standing:
            day = max(one.ends_on for one in standing)
            raise ValidationError(
                {LEVEL: f"在「{seat.congress.name}{seat.term.name}」的资格已于 {day.year}年{day.month}月{day.day}日终止；补选的请在代表档案里登记。"}
            )
        changed = [name for name, value in facts.items() if value and mandate and getattr(mandate, name) != value]
        if mandate and not changed and not new_names:
            return None
        if seat.congress.pk not in self.kept:
            raise ValidationError({LEVEL: f"「{seat.congress.name}」的代表由它的人大办登记，请删去这一级，或请他们导入。"})
        if mandate is None:
            return Mandate(term=seat.term, starts_on=seat.term.starts_on, **facts), []
        for name in changed:
            setattr(mandate, name, facts[name])
        return mandate, changed


def _keyed(column: str, step, *args):
    """Run a step and say in which column its error stands."""
    try:
        return step(*args)
    except ValidationError as error:
        raise ValidationError({column: error.messages}) from error


def _aligned(text: str, count: int) -> list[str] | None:
    """One name for each level, "" where the cell says nothing; None when one value stands for several levels."""
    if count == 1 or not text:
        return [text] + [""] * (count - 1)
    for split in (_WIDE_SPLIT, _FINE_SPLIT):
        parts = [part.strip() for part in split.split(text)]
        if len(parts) == count:
            return ["" if part in NOTHING else part for part in parts]
    return None
