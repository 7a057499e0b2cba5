"""Which kinds of duty a congress's statistics show, and in which column a record stands: asked here and nowhere else in this app.

The columns are the congress's own table. A kind out of use has one where records stand under it; a kind that only a congress below has
(or another congress of the deputy) stands in the column of the standard kind that it counts under, or in 「其他」: sums add up either way.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from deputies.choices import DutyKind
from deputies.models import DutyRecord, Mandate
from deputies.rules.kinds import kinds_of_deputies, kinds_through, together
from stations.models import Unit
from stations.rules.regulation.kinds import Kind as TableRow
from stations.rules.regulation.kinds import Kinds

OTHER = "other"
ENTERED = "由人大办补录并确认"
BY_ITSELF = {
    DutyKind.OPINION: "接待代表名下登记的群众意见，每件对每名接待代表计一次；作废的意见不计。由意见登记自动产生。",
    DutyKind.RECEPTION: "代表到站接待群众，每名代表每个接待日计一次，不论当天接待几人。由接待登记自动产生。",
}
COUNTED = {"each": "每条计一次", "day": "每名代表同一天只计一次", "place": "每名代表同一天同一地点只计一次"}


class Kind(NamedTuple):
    """One column: the value that stands in addresses, the name over the column, and what counts as one, in words."""

    value: str
    label: str
    counted: str


class Columns:
    """The columns of one table, and what records of each kind come to in it.

    tables: year → congress id → how that congress counts. strangers: the tables from which kinds come that this one does not have; they
    count everywhere as there.
    """

    def __init__(self, own: Kinds, tables: dict[int, dict[int, Kinds]], rare: Iterable[str], strangers: Kinds) -> None:
        self.strangers = strangers
        self.tables = {year: {pk: table + strangers for pk, table in here.items()} for year, here in tables.items()} if strangers.rows else tables
        found = set(rare)
        self.under = {code: strangers[code].under or OTHER for code in sorted(found) if code not in own}
        shown = [row for row in own.rows if row.used or row.code in found or row.code in self.under.values()]
        self.kinds = tuple(Kind(row.code, row.label, self._words(row)) for row in shown)
        if OTHER in self.under.values():
            self.kinds += (Kind(OTHER, "其他", f"本表没有列出的类型：{self._from(OTHER)}。"),)
        self._place = {kind.value: place for place, kind in enumerate(self.kinds)}

    def column(self, code: str) -> str:
        """The value of the column in which a record of that kind stands."""
        return code if code in self._place else self.under[code]

    def place(self, code: str) -> int:
        return self._place[self.column(code)]

    def name(self, code: str) -> str:
        """The name over the column; behind it the kind's own, where that is another one."""
        label = self.kinds[self.place(code)].label
        return f"{label}（{self.strangers.name(code)}）" if code in self.under else label

    def codes(self, value: str) -> list[str]:
        """The kinds of the records that stand in a column."""
        return [*(code for code, under in self.under.items() if under == value), value]

    def _words(self, row: TableRow) -> str:
        words = BY_ITSELF.get(row.code, f"{ENTERED}，{COUNTED[row.counting]}。")
        if row.code in BY_ITSELF and row.counting != "each":
            words = f"{words}{COUNTED[row.counting]}。"
        return f"{words}包括{self._from(row.code)}。" if row.code in self.under.values() else words

    def _from(self, value: str) -> str:
        return "、".join(self.strangers.name(code) for code, under in self.under.items() if under == value)


def columns_of(congress: Unit, congresses: Sequence[Unit], years: Sequence[int], deputy: int | None = None) -> Columns:
    """The columns of these years' statistics of the congress and those below it. Three queries; a few more where a kind is not in its table."""
    tables = kinds_through({each.pk: each for each in [congress, *congresses]}.values(), years)
    own = tables[max(years)][congress.pk]
    records = DutyRecord.objects.filter(on__year__gte=min(years), on__year__lte=max(years)).order_by()
    seats = Mandate.objects.filter(term__congress__in=congresses)
    records = records.filter(deputy=deputy) if deputy else records.filter(deputy__in=seats.values("deputy"))
    rare = set(records.exclude(kind__in=[row.code for row in own.used]).values_list("kind", flat=True).distinct())
    unknown = [code for code in rare if code not in own]
    if not unknown:
        return Columns(own, tables, rare, Kinds(()))
    whose = set(records.filter(kind__in=unknown).values_list("deputy_id", flat=True))
    return Columns(own, tables, rare, together(kinds_of_deputies(whose).values()))
