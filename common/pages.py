"""Paging of long lists without counting millions of rows."""

from dataclasses import dataclass

from django.db.models import QuerySet

CAP = 10_001  # a list longer than this says 「10,000 多」


@dataclass(frozen=True)
class ListPage:
    """One page of a list: rows, its number from 1, and a total that stops counting at CAP - 1."""

    rows: list
    number: int
    has_next: bool
    total: int
    capped: bool = False

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def total_text(self) -> str:
        return f"共 {self.total:,} 多条" if self.capped else f"共 {self.total:,} 条"


def page_of(queryset: QuerySet, number: object, per_page: int = 25, cap: int = CAP) -> ListPage:
    """The page of that number (garbage and 0 mean 1), in two queries: the rows and one capped count."""
    text = str(number or "")
    wanted = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
    first = (wanted - 1) * per_page
    rows = list(queryset[first : first + per_page + 1])
    if wanted == 1 and len(rows) <= per_page:
        return ListPage(rows, 1, False, len(rows))
    total = queryset.order_by()[:cap].count()
    if not rows and total:
        return page_of(queryset, -(-min(total, cap - 1) // per_page), per_page, cap)
    return ListPage(rows[:per_page], wanted, len(rows) > per_page, min(total, cap - 1), total >= cap)
