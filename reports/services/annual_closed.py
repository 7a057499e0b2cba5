"""Whether a reported year was closed, and what it was then."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from common import clock
from deputies.models import YearClosing
from reports.rules.annual import CongressPart, Only


@dataclass(frozen=True)
class Closed:
    """One congress's closing: how many acts these deputies had then, and have now; `corrections` may make up for one another."""

    closing: YearClosing
    was: int
    now: int
    corrections: int

    @property
    def differs(self) -> bool:
        return self.was != self.now or self.corrections > 0

    @property
    def words(self) -> str:
        at = self.closing.closed_at.astimezone(clock.SHANGHAI)
        told = f"关闭时和现在都是 {self.now:,} 次" if self.was == self.now else f"关闭时 {self.was:,} 次，现在 {self.now:,} 次"
        told += f"，关闭以后更正 {self.corrections:,} 条" if self.corrections else ""
        return f"{self.closing.congress.name} {at.year}年{at.month}月{at.day}日关闭，{told}。"


def closed_in(parts: Iterable[CongressPart], year: int, only: Only) -> list[Closed]:
    """The closings that stand, in the order of the parts."""
    found = {part.congress.pk: part for part in parts}
    rows = YearClosing.objects.standing().filter(congress_id__among=list(found), year=year).defer("kinds", "roster").select_related("congress")
    people = None if only.is_all else Q(corrections__deputy_id__among={line.deputy_id for part in found.values() for line in part.lines} or {0})
    closings = {closing.congress_id: closing for closing in rows.annotate(corrected=Count("corrections", filter=people))}
    several = ((closings[pk], part) for pk, part in found.items() if pk in closings)
    return [Closed(closing, _was(closing, part, only), part.total, closing.corrected) for closing, part in several]


def _was(closing: YearClosing, part: CongressPart, only: Only) -> int:
    """Of everybody, also of who no longer stands in the table; of some, of those who stand there now."""
    lines = closing.figures if only.is_all else [str(line.deputy_id) for line in part.lines]
    return sum(number for pk in lines for number in closing.figures.get(pk, {}).values())
