"""The annual statistics beside what the regulation asks for: asked, done, missing. In the order of the roster, without points (D2, D6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from deputies.rules.norms import Norm, Standing
from deputies.services.norm_places import Place, places_of
from deputies.services.norms import norms_of, standings_of
from reports.rules.annual import EVERYONE, CongressPart, Line, Only, Part
from reports.services.annual import Tally
from stations.models import Unit

PLACES = {"group": "group", "station": "station", "home": "station"}  # the subject of a norm → the narrowing that names one


class Sum(NamedTuple):
    """What a norm asks of several deputies together."""

    norm: Norm
    wanted: int
    done: int
    missing: int


@dataclass(frozen=True)
class NormTable:
    """Every norm of the year that is asked of deputies, beside each line of the roster, and those asked of groups, stations and the congress."""

    norms: list[Norm]
    part: CongressPart
    places: list[Place]
    _standings: dict[int, list[Standing]]

    @property
    def is_asked(self) -> bool:
        """Whether the regulation asks for anything at all."""
        return bool(self.norms or self.places)

    @property
    def lines(self) -> list[list[Standing]]:
        return [self.of(line) for line in self.part.lines]

    @property
    def groups(self) -> list[tuple[Part, list[tuple[Line, list[Standing]]], list[Sum]]]:
        """Group by group: its lines with their standings, and the sums."""
        return [(part, [(line, self.of(line)) for line in part.lines], self._sums(part.lines)) for part in self.part.groups]

    @property
    def sums(self) -> list[Sum]:
        return self._sums(self.part.lines)

    def of(self, line: Line) -> list[Standing]:
        return self._standings[line.deputy_id]

    def _sums(self, lines: Iterable[Line]) -> list[Sum]:
        rows = [self.of(line) for line in lines]
        columns = ([row[place] for row in rows] for place in range(len(self.norms)))
        return [_sum(norm, column) for norm, column in zip(self.norms, columns, strict=True)]


def _sum(norm: Norm, column: list[Standing]) -> Sum:
    return Sum(norm, sum(each.wanted for each in column), sum(each.done for each in column), sum(each.missing for each in column))


def norm_table(congress: Unit, year: int, only: Only = EVERYONE) -> NormTable:
    """All deputies of the congress, or those that `only` names, against the norms of the year."""
    (part,) = Tally(congress, year, False, only).result().parts
    norms = norms_of(congress, year)
    found = standings_of(congress, year, None if only.is_all else [line.deputy_id for line in part.lines], norms)
    standings: dict[int, list[Standing]] = {line.deputy_id: [] for line in part.lines}
    for figures in found:
        for standing in figures.standings:
            standings[standing.tenure.deputy_id].append(standing)
    return NormTable([figures.norm for figures in found], part, _places(congress, year, only, norms), standings)


def _places(congress: Unit, year: int, only: Only, norms: list[Norm]) -> list[Place]:
    """All of them beside all deputies; of one group or station its own; none beside a single deputy."""
    if only.deputy is not None:
        return []
    found = places_of(congress, year, norms)
    return found if only.is_all else [place for place in found if _is_named(place, only)]


def _is_named(place: Place, only: Only) -> bool:
    return getattr(only, PLACES.get(place.norm.subject, ""), None) == place.pk
