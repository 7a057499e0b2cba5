"""Where duty records come from, and who is told when a seat changes: declared here, filled from above in AppConfig.ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.dispatch import Signal

from deputies.models import Deputy
from stations.models import Unit

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

_sources: dict[str, tuple[Rebuild, UrlOf]] = {}


def register_source(source: str, rebuild: Rebuild, url_of: UrlOf) -> None:
    """Declare a source: rebuild() yields every duty that must stand in the ledger, url_of(source_id) is the page it links to."""
    _sources[str(source)] = (rebuild, url_of)


def sources() -> list[str]:
    return sorted(_sources)


def rebuild_of(source: str) -> Iterable[Duty]:
    """Every duty the source says must exist."""
    return _sources[source][0]()


def url_of(source: str, source_id: int | None) -> str:
    """The page of the source's row; empty for what was entered by hand or comes from an unknown source."""
    known = _sources.get(source)
    return known[1](source_id) if known and source_id else ""
