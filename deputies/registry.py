"""Where duty records come from and what came of them, what a deputy can do next, and who is told when a seat changes.

Declared here, filled from above in AppConfig.ready.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.dispatch import Signal

from deputies.models import Deputy, DutyRecord
from stations.models import Unit


class Chance(NamedTuple):
    """A day still to come on which a deputy can do what counts as this kind."""

    kind: str
    on: date
    words: str


seats_changed = Signal()  # sent after the commit, by send_robust: whoever planned with a deputy looks again


@dataclass(frozen=True)
class Duty:
    """One act to be counted, as its source tells it. The first four fields are the unique key of the ledger."""

    source: str
    source_id: int
    deputy: Deputy | int  # the row, or its id
    kind: str
    on: date
    title: str
    content: str = ""
    place: str = ""
    station: Unit | int | None = None
    confirmed_by: int | None = None  # user id, of what was entered by hand
    confirmed_at: datetime | None = None

    @property
    def deputy_id(self) -> int:
        return self.deputy if isinstance(self.deputy, int) else self.deputy.pk

    @property
    def station_id(self) -> int | None:
        return self.station.pk if isinstance(self.station, Unit) else self.station

    @property
    def key(self) -> tuple[str, int, int, str]:
        return (str(self.source), self.source_id, self.deputy_id, str(self.kind))


Rebuild = Callable[[], Iterable[Duty]]
UrlOf = Callable[[int], str]
Chances = Callable[[Deputy, Collection[int], Collection[str]], list[Chance]]
Outcomes = Callable[[object, Collection[int]], dict[int, str]]

_sources: dict[str, tuple[Rebuild, UrlOf]] = {}
_outcomes: dict[str, Outcomes] = {}
_chances: list[Chances] = []


def register_source(source: str, rebuild: Rebuild, url_of: UrlOf, outcomes: Outcomes | None = None) -> None:
    """Declare a source: rebuild() yields every duty that must stand in the ledger, url_of(source_id) is the page it links to.

    outcomes(user, source ids) says what came of those that the user may see, in one query.
    """
    _sources[str(source)] = (rebuild, url_of)
    if outcomes:
        _outcomes[str(source)] = outcomes


def sources() -> list[str]:
    return sorted(_sources)


def rebuild_of(source: str) -> Iterable[Duty]:
    """Every duty the source says must exist."""
    return _sources[source][0]()


def url_of(source: str, source_id: int | None) -> str:
    """The page of the source's row; empty for what was entered by hand or comes from an unknown source."""
    known = _sources.get(source)
    return known[1](source_id) if known and source_id else ""


def with_outcomes(user, records: Iterable[DutyRecord]) -> None:
    """Fill `became` of the records; one query for each source that says it and stands among them."""
    several: dict[str, dict[int, list[DutyRecord]]] = defaultdict(lambda: defaultdict(list))
    for record in records:
        if record.source in _outcomes:
            several[record.source][record.source_id].append(record)
    for source, rows in several.items():
        for source_id, words in _outcomes[source](user, set(rows)).items():
            for record in rows[source_id]:
                record.became = words


def register_chances(find: Chances) -> None:
    """find(deputy, ids of the deputy's stations, kinds) says what comes next of these kinds, in one query."""
    _chances.append(find)


def chances_of(deputy: Deputy, station_ids: Collection[int], kinds: Collection[str]) -> list[Chance]:
    """The earliest first."""
    return sorted((chance for find in _chances for chance in find(deputy, station_ids, kinds)), key=lambda chance: chance.on)
