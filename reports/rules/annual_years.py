"""Several years of the annual statistics side by side, with the difference from the year before."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from reports.rules.annual import Annual, Counted, Line, Part
from reports.rules.kinds import Kind


class Cell(NamedTuple):
    """A number of one year (None: there was nobody to count) and how much it is more than that of the year before."""

    year: int
    number: int | None
    change: int | None

    @property
    def signed(self) -> str:
        """The difference with its sign; a dash where one of the two years has no number."""
        return "—" if self.change is None else f"{self.change:+d}".replace("-", "−") if self.change else "0"


@dataclass(frozen=True)
class Row:
    """One line through the years. pk: of the group, station, deputy or congress; note: the days of each year's partly held seat."""

    pk: int
    name: str
    cells: list[Cell]
    note: str = ""


class Years:
    """Annual reports of one scope, oldest first, taken apart line by line."""

    def __init__(self, reports: list[Annual]) -> None:
        self.reports = reports
        self.newest = reports[-1]
        self.years = [report.year for report in reports]

    @property
    def kinds(self) -> list[tuple[Kind, list[Cell]]]:
        """Each column of any year; a year that has not got it counted none."""
        known = {kind.value: kind for report in (self.newest, *self.reports) for kind in report.kinds}
        counts = {report.year: {kind.value: count for kind, count in report.cells} for report in self.reports}
        return [(kind, self._cells(lambda report, value=value: counts[report.year].get(value, 0))) for value, kind in known.items()]

    @property
    def total(self) -> list[Cell]:
        return self._cells(lambda report: report.total)

    @property
    def deputies(self) -> list[Cell]:
        """How many held a seat on a day of the year."""
        return self._cells(lambda report: len(report.lines))

    @property
    def sections(self) -> list[tuple[str, str, list[Row]]]:
        """(title, what narrows to a row, rows): the congresses of a subtree; of one congress what it is not narrowed to already."""
        only = self.newest.only
        if self.newest.below:
            return [("各级人大", "congress", self.congresses)]
        groups = [("代表小组", "group", self.groups)] * (only.group is None)
        stations = [("联系的站（家）", "station", self.stations)] * (only.station is None)
        return [*groups, *stations, ("代表", "deputy", self.lines)] if only.deputy is None else []

    @property
    def notes(self) -> list[str]:
        """Of one deputy: the days of each year's partly held seat."""
        return [row.note for row in self.lines if row.note]

    @property
    def congresses(self) -> list[Row]:
        return self._rows(lambda report: [(part.congress.path, part.congress.pk, part.congress.name, part, "") for part in report.parts])

    @property
    def groups(self) -> list[Row]:
        return self._rows(lambda report: [_of_part(part) for own in report.parts for part in own.groups])

    @property
    def stations(self) -> list[Row]:
        return self._rows(lambda report: [_of_part(part) for own in report.parts for part in own.stations])

    @property
    def lines(self) -> list[Row]:
        """Deputies in the roster's order of the newest year in which they sat."""
        return self._rows(lambda report: [_of_line(line) for line in report.lines])

    def _cells(self, number: Callable[[Annual], int | None]) -> list[Cell]:
        cells: list[Cell] = []
        for report in self.reports:
            here, before = number(report), cells[-1].number if cells else None
            cells.append(Cell(report.year, here, None if here is None or before is None else here - before))
        return cells

    def _rows(self, told: Callable[[Annual], Iterable[tuple]]) -> list[Row]:
        found: dict[int, dict[int, Counted]] = {}
        heads: dict[int, tuple] = {}
        notes: dict[int, list[str]] = {}
        for report in self.reports:
            for order, pk, name, counted, note in told(report):
                found.setdefault(pk, {})[report.year] = counted
                heads[pk] = (order, pk, name)
                if note:
                    notes.setdefault(pk, []).append(f"{report.year}年{note}" if len(self.years) > 1 else note)
        return [Row(pk, name, self._through(found[pk]), "；".join(notes.get(pk, []))) for _, pk, name in sorted(heads.values())]

    def _through(self, counted: dict[int, Counted]) -> list[Cell]:
        return self._cells(lambda report: counted[report.year].total if report.year in counted else None)


def _of_part(part: Part) -> tuple:
    return part.spot.order, part.spot.pk, part.name, part, ""


def _of_line(line: Line) -> tuple:
    return (line.group.order, line.deputy_id), line.deputy_id, line.name, line, line.note
