"""Paging of long lists without counting millions of rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

Shape = Callable[[QuerySet], QuerySet]
CAP = 10_001  # a list as long as this says 「10,000 多」


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


def page_of(queryset: QuerySet, number: object, per_page: int = 25, cap: int = CAP, shape: Shape | None = None, total: int | None = None) -> ListPage:
    """The page of that number in at most three queries: one capped count and the rows.

    total: where it is known, nothing is counted. shape adds what a row shows: counting does without it, and a deep page finds its
    keys first, so that no skipped row is joined.
    Garbage and 0 mean page 1, a number past the end the last page. Beyond the cap the end is not known: such a page may be empty.
    """
    wanted = _number(number)
    if wanted == 1:
        rows = list((shape(queryset) if shape else queryset)[: per_page + 1])
        if len(rows) <= per_page:
            return ListPage(rows, 1, False, len(rows))
    total = queryset.order_by()[:cap].count() if total is None else total
    if wanted > 1:
        wanted = wanted if total >= cap else max(1, min(wanted, -(-total // per_page)))
        first = (wanted - 1) * per_page
        rows = _between(queryset, first, first + per_page + 1, shape)
    return ListPage(rows[:per_page], wanted, len(rows) > per_page, min(total, cap - 1), total >= cap)


def page_of_list(rows: list, number: object, per_page: int = 25) -> ListPage:
    """The page of that number of rows that are at hand already; garbage, 0 and numbers past the end as in `page_of`."""
    wanted = max(1, min(_number(number), -(-len(rows) // per_page)))
    last = wanted * per_page
    return ListPage(rows[last - per_page : last], wanted, len(rows) > last, len(rows))


def _between(queryset: QuerySet, first: int, last: int, shape: Shape | None) -> list:
    if shape is None:
        return list(queryset[first:last])
    keys = list(queryset.values_list("pk", flat=True)[first:last])
    return list(shape(queryset.model._default_manager.filter(pk__in=keys).order_by(*queryset.query.order_by)))


def _number(typed: object) -> int:
    text = str(typed or "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
