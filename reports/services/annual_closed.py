"""Whether a reported year was closed, and what it was then."""

from collections.abc import Iterable
from dataclasses import dataclass

from common import clock
from deputies.models import YearClosing
from reports.rules.annual import CongressPart, Only


@dataclass(frozen=True)
class Closed:
    """One congress's closing: how many acts these deputies had then, and have now."""

    closing: YearClosing
    was: int
    now: int

    @property
    def differs(self) -> bool:
        return self.was != self.now

    @property
    def words(self) -> str:
        at = self.closing.closed_at.astimezone(clock.SHANGHAI)
        told = f"关闭时 {self.was:,} 次，现在 {self.now:,} 次" if self.differs else f"关闭时和现在都是 {self.now:,} 次"
        return f"{self.closing.congress.name} {at.year}年{at.month}月{at.day}日关闭，{told}。"


def closed_in(parts: Iterable[CongressPart], year: int, only: Only) -> list[Closed]:
    """The closings that stand, in the order of the parts."""
    found = {part.congress.pk: part for part in parts}
    rows = YearClosing.objects.standing().filter(congress_id__among=list(found), year=year).defer("kinds", "roster").select_related("congress")
    closings = {closing.congress_id: closing for closing in rows}
    return [Closed(closings[pk], _was(closings[pk], part, only), part.total) for pk, part in found.items() if pk in closings]


def _was(closing: YearClosing, part: CongressPart, only: Only) -> int:
    """Of everybody, also of who no longer stands in the table; of some, of those who stand there now."""
    lines = closing.figures if only.is_all else [str(line.deputy_id) for line in part.lines]
    return sum(number for pk in lines for number in closing.figures.get(pk, {}).values())
