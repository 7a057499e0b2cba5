"""组织一览表: the columns and rows of the exported tree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from stations.models import Post
from stations.rules.tree import TreeRow

COLUMNS = [
    ("序号", 6),
    ("名称", 32),
    ("上级", 28),
    ("种类", 18),
    ("区划代码", 15),
    ("编号字头", 10),
    ("服务范围", 24),
    ("在岗人员", 30),
    ("地址", 30),
    ("电话", 16),
    ("开放时间", 24),
    ("怎么走", 30),
    ("撤销日期", 12),
]


def unit_rows(rows: Iterable[TreeRow]) -> Iterator[list]:
    """The cells of each unit in the order of COLUMNS; who works where is read in one query."""
    rows = list(rows)
    people = _people([row.unit.pk for row in rows])
    for number, row in enumerate(rows, 1):
        unit = row.unit
        above = unit.parent.name if unit.parent else ""
        cells = [number, unit.name, above, unit.kind_words, unit.code, unit.mark, unit.area, people[unit.pk]]
        yield [*cells, unit.address, unit.phone, unit.opening_hours, unit.directions, unit.closed_on]


def _people(unit_ids: list[int]) -> dict[int, str]:
    found: dict[int, list[str]] = defaultdict(list)
    for post in Post.objects.filter(unit_id__in=unit_ids).current().select_related("user").order_by("role", "pk"):
        found[post.unit_id].append(f"{post.role_label} {post.user.name}")
    return defaultdict(str, {pk: "、".join(names) for pk, names in found.items()})
