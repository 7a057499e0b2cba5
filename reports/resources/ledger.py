"""A ledger is a django-import-export resource whose rows are streamed: its own export of 100,000 rows needs twice the time and 900 MB.

The resource declares the columns; `rows` reads them with `values_list` in batches, so a row costs neither a model instance nor a query.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from operator import itemgetter

from django.db.models import QuerySet
from django.http import QueryDict
from import_export.fields import Field
from import_export.resources import Resource

from common import clock
from jobs.models import Job
from jobs.registry import JobError, Produced, Progress
from reports.rules.access import can_export
from reports.services.paper import LINE, TALLEST, Sheet, in_words, new_book, saved
from stations.rules.access import STAFF_AND_OFFICE, access_of

BATCH = 2000


class Column(Field):
    """A column: its words, the lookup (or lookups) it is read from, what makes a cell of the value, its width in letters.

    cell may name a method of the ledger. look_up names one that answers the values of a whole batch: {pk: cell}.
    free marks long text, which is wrapped.
    """

    def __init__(self, column_name: str, attribute: str | tuple[str, ...] = "pk", cell: Callable | str | None = None, **more) -> None:
        self.width, self.free, self.look_up = more.pop("width", 12), more.pop("free", False), more.pop("look_up", None)
        super().__init__(attribute=attribute, column_name=column_name, readonly=True, **more)
        self.cell = cell

    @property
    def lookups(self) -> tuple[str, ...]:
        return self.attribute if isinstance(self.attribute, tuple) else (self.attribute,)


class Ledger(Resource):
    """Base of the ledgers: columns are attributes; `found` gives the rows that the user may see and has filtered."""

    title = ""
    sheet_name = "台账"
    order: tuple[str, ...] = ("pk",)

    def __init__(self, user) -> None:
        super().__init__()
        self.user, self.today = user, clock.today()

    def found(self, query: QueryDict) -> QuerySet:
        raise NotImplementedError

    @property
    def columns(self) -> list[Column]:
        return list(self.fields.values())

    def rows(self, queryset: QuerySet) -> Iterator[list]:
        """The values of the ledger's rows, in its order."""
        lookups = list(dict.fromkeys(["pk", *(lookup for column in self.columns for lookup in column.lookups)]))
        source = queryset.order_by(*self.order).values_list(*lookups).iterator(chunk_size=BATCH)
        while batch := list(islice(source, BATCH)):
            keys = [row[0] for row in batch]
            readers = [self._reader(column, lookups, keys) for column in self.columns]
            for row in batch:
                yield [reader(row) for reader in readers]

    def _reader(self, column: Column, lookups: list[str], keys: list[int]) -> Callable[[tuple], object]:
        """What takes one cell out of a row of values."""
        if column.look_up:
            known = getattr(self, column.look_up)(keys)
            return lambda row: known.get(row[0])
        take = itemgetter(*[lookups.index(lookup) for lookup in column.lookups])
        cell = getattr(self, column.cell) if isinstance(column.cell, str) else column.cell
        return (lambda row: cell(take(row))) if cell else take

    def workbook(self, queryset: QuerySet, progress: Progress = lambda done, total: None) -> tuple[bytes, int]:
        """The finished .xlsx and the number of its rows."""
        book, total = new_book(), queryset.count()
        sheet = Sheet(book, self.sheet_name, [column.width for column in self.columns])
        sheet.paper(head_row=3, frozen_columns=1, filtered=True)
        sheet.title(self.title)
        sheet.thirds(f"填报单位：{self.unit_names()}", f"填表人：{self.user}　　审核人：", f"填报日期：{in_words(self.today)}")
        sheet.head([column.column_name for column in self.columns])
        free = [place for place, column in enumerate(self.columns) if column.free]
        styles, done = ["text" if column.free else "fact" for column in self.columns], 0
        for done, row in enumerate(self.rows(queryset), 1):
            lines = max([sheet.lines_of(row[place], place) for place in free])
            sheet.append(row, styles, min(lines * LINE + 3, TALLEST))
            if done % 500 == 0:
                progress(done, max(total, done))
        return saved(book), done

    def unit_names(self) -> str:
        names = dict.fromkeys(post.unit.name for post in access_of(self.user).posts if post.role in STAFF_AND_OFFICE)
        return "、".join(names)

    @classmethod
    def produce(cls, job: Job, progress: Progress) -> Produced:
        """The runner of the ledger's job kind: params query, the filter as it stood in the address."""
        if not can_export(job.owner):
            raise JobError("您现在的岗位不能导出台账。")
        ledger = cls(job.owner)
        data, rows = ledger.workbook(ledger.found(QueryDict(job.params["query"])), progress)
        return Produced(data, f"{cls.title}{ledger.today:%Y%m%d}.xlsx", {"text": f"共 {rows:,} 行"})


def labels(choices) -> Callable[[str], str]:
    """The Chinese word of a choice; a value that is no choice stays as it is."""
    words = dict(choices.choices)
    return lambda value: words.get(value, value)


def yes_no(value: bool | None) -> str | None:
    return None if value is None else ("是" if value else "否")
