"""Which seats a line of a roster means, and what writing them would change. Never silently another than the line says."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.core.exceptions import ValidationError

from deputies.choices import Election
from deputies.models import Deputy, Mandate, Term
from deputies.rules.levels import NamedLevel, parse_levels
from deputies.rules.questions import NONE, Unanswered
from deputies.rules.roster_cells import ELECTED, GROUP, LEVEL, NOTHING, PLACE, STATION, TERM, TICKS
from deputies.rules.roster_places import Places
from stations.choices import Level
from stations.models import Unit

_WIDE_SPLIT, _FINE_SPLIT = re.compile(r"[;；\n]"), re.compile(r"[;；\n、，,]")
BOTH = "both"


@dataclass
class Seat:
    """One seat as the line has it; what is empty says nothing, and then nothing is changed."""

    congress: Unit
    term: Term | None = None
    constituency: str = ""
    group: str = ""
    station: Unit | None = None
    elected_on: date | None = None


def seats_of(places: Places, cells: dict[str, object]) -> list[Seat]:
    """The seats of one line, in the order of its levels; without a level, the seat of the roster's own congress. [] when all are left out.

    ValidationError is keyed by column; Unanswered when something must be asked first. Several levels want as many terms,
    constituencies and groups in the same order, or one value of which is asked whose it is.
    """
    seats = _at_levels(places, cells)
    names = _aligned(cells.get(TERM, ""), len(seats)) or [cells.get(TERM, "")] * len(seats)
    _gather([(TERM, partial(_set_term, places, seat, name)) for seat, name in zip(seats, names, strict=True)])
    _gather(
        [
            (PLACE, lambda: _set_names(places, seats, cells.get(PLACE, ""), "constituency")),
            (GROUP, lambda: _set_names(places, seats, cells.get(GROUP, ""), "group")),
            (STATION, lambda: _set_station(places, seats, cells.get(STATION, ""))),
            (ELECTED, lambda: _set_day(seats, cells.get(ELECTED))),
        ]
    )
    return seats


def _gather(steps: list[tuple[str, Callable[[], object]]]) -> list:
    """Take all steps, so that one look tells all faults and all questions; faults first."""
    results, faults, waiting = [], {}, None
    for column, step in steps:
        try:
            results.append(step())
        except ValidationError as error:
            faults.setdefault(column, []).extend(error.messages)
        except Unanswered as question:
            waiting = question
    if faults:
        raise ValidationError(faults)
    if waiting:
        raise waiting
    return results


def _at_levels(places: Places, cells: dict) -> list[Seat]:
    (levels,) = _gather([(LEVEL, lambda: parse_levels(cells.get(LEVEL, ""), unknown=places.levels_of))])
    ticked = [NamedLevel(level) for heading, level in TICKS.items() if cells.get(heading)]
    levels += [one for one in ticked if one.level not in {level for level, _ in levels}]
    if not levels:
        return [Seat(places.congress)]
    congresses = _gather([(LEVEL, partial(places.congress_of, level)) for level in levels])
    return [Seat(congress) for congress in congresses if congress]


def _set_term(places: Places, seat: Seat, name: str) -> None:
    seat.term = places.term_of(seat.congress, name)


def _set_names(places: Places, seats: list[Seat], text: str, what: str) -> None:
    names = _aligned(text, len(seats))
    if names is None:
        names = _whose(places, seats, text, what)
    for seat, name in zip(seats, names, strict=True):
        found = places.constituency(seat.term, name) if what == "constituency" else places.group(seat.term, name)
        setattr(seat, what, found)


def _whose(places: Places, seats: list[Seat], text: str, what: str) -> list[str]:
    """One constituency or group for several levels: known at one level alone it is that one's, else it is asked."""
    known = [(seat.term.pk, text) in places.places if what == "constituency" else (seat.congress.pk, text) in places.groups for seat in seats]
    if known.count(True) == 1:
        return [text if fits else "" for fits in known]
    column, word = (PLACE, "选区") if what == "constituency" else (GROUP, "小组")
    labels = [Level(seat.congress.level).label for seat in seats]
    choices = [(str(seat.congress.pk), f"是{seat.congress.name}的{word}") for seat in seats]
    scope = [what, "、".join(labels), *[seat.congress.name for seat in seats], text]
    answer = places.questions.ask("whose", scope, column, lambda: [*choices, (BOTH, f"各级都有这个{word}"), (NONE, "不填")])
    return [text if answer in {str(seat.congress.pk), BOTH} else "" for seat in seats]


def _set_station(places: Places, seats: list[Seat], name: str) -> None:
    """The station is linked to every seat whose congress it lies under and whose roster the user keeps (TZ art. 5(一))."""
    station = places.station(name)
    if station is None:
        return
    fitting = [seat for seat in seats if station.path.startswith(seat.congress.path) and seat.congress.pk in places.kept]
    if not fitting:
        raise ValidationError(f"「{station.name}」不在「{'、'.join(seat.congress.name for seat in seats)}」下面，请改正。")
    for seat in fitting:
        seat.station = station


def _set_day(seats: list[Seat], day: date | str | None) -> None:
    if not day:
        return
    if len(seats) > 1:
        raise ValidationError("有几个层级，分不清是哪一级的当选日期；请空着，导入后在代表档案里登记。")
    for seat in seats:
        if day > seat.term.ends_on:
            raise ValidationError(f"晚于「{seat.term.name}」的届满日期 {seat.term.ends_on:%Y-%m-%d}，请改正。")
        seat.elected_on = day


def change(places: Places, seat: Seat, deputy: Deputy | None) -> tuple[Mandate, list[str]] | None:
    """The mandate to write with the fields that change ([] for a new one), or None when it already stands so."""
    standing = [one for one in deputy.mandates.all() if one.term_id == seat.term.pk] if deputy and deputy.pk else []
    facts = {
        "constituency_id": places.places.get((seat.term.pk, seat.constituency)),
        "group_id": places.groups.get((seat.congress.pk, seat.group)),
        "station_id": seat.station.pk if seat.station else None,
    } | _beginning(seat)
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
    if seat.congress.pk not in places.kept:
        raise ValidationError({LEVEL: f"「{seat.congress.name}」的代表由它的人大办登记，请删去这一级，或请他们导入。"})
    if mandate is None:
        return Mandate(term=seat.term, **({"starts_on": seat.term.starts_on} | facts)), []
    for name in changed:
        setattr(mandate, name, facts[name])
    return mandate, changed


def _beginning(seat: Seat) -> dict:
    """Elected after the term began is a by-election; before it, the seat begins with the term."""
    if seat.elected_on is None:
        return {}
    late = seat.elected_on > seat.term.starts_on
    return {"starts_on": max(seat.elected_on, seat.term.starts_on), "elected_by": Election.BY_ELECTION if late else Election.GENERAL}


def _aligned(text: str, count: int) -> list[str] | None:
    """One name for each level, "" where the cell says nothing; None when one value stands for several levels."""
    if count < 2 or not text:
        return [text] * min(count, 1) + [""] * (count - 1)
    for split in (_WIDE_SPLIT, _FINE_SPLIT):
        parts = [part.strip() for part in split.split(text)]
        if len(parts) == count:
            return ["" if part in NOTHING else part for part in parts]
    return None
