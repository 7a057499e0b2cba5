"""The congress's table of duties (履职类型): which kinds there are, what they are called, how each counts, who may add it by hand.

A regulation that says nothing has the thirteen columns of the 代表年度履职情况统计表. A congress renames them, takes them out of use and
adds its own; a kind that records were written under never leaves the table, so that old records keep their name.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, replace

from stations.rules.regulation.values import coded, row_faults, said
from stations.rules.regulation.words import COUNTING, COUNTS, ENTERERS, FROM_REGISTERS

KEYS = ("used", "counting", "by", "under", "source")
LONGEST_CODE, LONGEST_KIND = 20, 20


@dataclass(frozen=True)
class Kind:
    """One row. `counting`: each act, once a day, or once a day and place; `by`: who may enter it; `under`: the standard kind of an own one."""

    code: str
    name: str
    used: bool = True
    counting: str = "each"
    by: tuple[str, ...] = ()
    under: str = ""

    @property
    def is_standard(self) -> bool:
        return self.code in COUNTS

    @property
    def label(self) -> str:
        return self.name if self.used else f"{self.name}（已停用）"


class Kinds:
    """A table in its order. A code that it does not know is read by the product's own name, or as it stands."""

    def __init__(self, rows: Iterable[Kind]) -> None:
        self.rows = tuple(rows)
        self._by_code = {row.code: row for row in self.rows}

    @classmethod
    def of(cls, rows: Iterable[dict], order: Collection[str] = ()) -> "Kinds":
        found = [Kind(row["code"], row["name"], row["used"], row["counting"], tuple(row["by"]), row["under"]) for row in rows]
        place = {code: number for number, code in enumerate(order)}
        return cls(sorted(found, key=lambda row: place.get(row.code, len(place))))

    def as_json(self) -> list[dict]:
        """Rows as `of` reads them, in their order."""
        return [asdict(row) | {"by": list(row.by)} for row in self.rows]

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def __add__(self, other: "Kinds") -> "Kinds":
        """This table with the rows that only the other one has; what either uses is in use."""
        either = (replace(row, used=row.used or (row.code in other and other[row.code].used)) for row in self.rows)
        return Kinds([*either, *(row for row in other.rows if row.code not in self)])

    def __getitem__(self, code: str) -> Kind:
        """The row; for a code that stands nowhere one that is out of use."""
        return self._by_code.get(code) or Kind(code, COUNTS.get(code, "其他履职"), used=False)

    @property
    def used(self) -> list[Kind]:
        return [row for row in self.rows if row.used]

    def name(self, code: str) -> str:
        return self[code].name

    def entered_by(self, who: str) -> list[Kind]:
        """What a deputy, a station or the office may add by hand."""
        return [row for row in self.used if who in row.by]

    def with_under(self, codes: Iterable[str]) -> tuple[str, ...]:
        """These kinds and the own kinds that count under one of them: what a norm counts."""
        wanted = tuple(codes)
        return (*wanted, *(row.code for row in self.rows if row.under in wanted and row.code not in wanted))

    def once(self, kind: str, on: object, place: str, station: int | None) -> tuple | None:
        """What two acts of one deputy share that count once; None where every act counts."""
        counting = self[kind].counting
        if counting == "each":
            return None
        return (kind, on) if counting == "day" else (kind, on, place, station or 0)

    @property
    def merged(self) -> dict[str, list[str]]:
        """The kinds of which not every act counts, by how they count."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            if row.counting != "each":
                found.setdefault(row.counting, []).append(row.code)
        return found


def kind_faults(rows: object) -> Iterator[str]:
    faults = list(row_faults(rows, KEYS, "履职类型"))
    yield from faults
    if faults:
        return
    for row in rows:
        yield from _row_faults(row)
    if missing := COUNTS.keys() - {row["code"] for row in rows}:
        yield "履职类型缺少" + "、".join(COUNTS[code] for code in COUNTS if code in missing) + "：不用的选「不再使用」，不能去掉。"
    names = [row["name"] for row in rows if row["used"] is True]
    yield from (f"有两种履职都叫「{name}」，请改一个。" for name in dict.fromkeys(names) if names.count(name) > 1)


def _row_faults(row: dict) -> Iterator[str]:
    where = f"履职类型「{row['name']}」"
    if len(row["name"]) > LONGEST_KIND or len(row["code"]) > LONGEST_CODE:
        yield f"{where}的名称最多 {LONGEST_KIND} 字。"
    if not isinstance(row["used"], bool) or row["counting"] not in COUNTING:
        yield f"{where}要选用不用、怎么计次。"
    if not isinstance(row["by"], list) or set(map(str, row["by"])) - ENTERERS.keys():
        yield f"{where}要选谁可以补录，只能从列出的里面选。"
    elif row["code"] in FROM_REGISTERS and row["by"]:
        yield f"{where}由登记自动记入，不能补录。"
    if not isinstance(row["under"], str) or row["under"] not in {"", *COUNTS} or (row["code"] in COUNTS and row["under"]):
        yield f"{where}在上级的统计表里算哪一种，只能从十三种里选。"
    if not said(row["source"]):
        yield f"{where}要写明依据。"


def order_faults(order: object) -> Iterator[str]:
    if not isinstance(order, list) or not all(map(coded, order)) or len(set(order)) < len(order):
        yield "履职类型的顺序写得不对，请每行写一种，不要重复。"


def uncounted_faults(norms: object, kinds: object) -> Iterator[str]:
    """A norm may count what stands in the table. Silent where one of the two is not whole."""
    try:
        known = {row["code"] for row in kinds}
        unknown = [norm["name"] for norm in norms or () if set(norm["counts"]) - known]
    except (KeyError, TypeError):
        return
    yield from (f"指标「{name}」要选计入哪些履职，只能从列出的里面选。" for name in unknown)


def gone_kinds(before: dict, after: dict) -> dict[str, dict]:
    """Own kinds of an older body that a new one leaves out, as entries of a layer: they stay, out of use, for their old records."""
    known = {row["code"] for row in after["kinds"]}
    gone = [row for row in before.get("kinds", ()) if row["code"] not in known]
    facts = ((row, {name: value for name, value in row.items() if name not in {"code", "source"}}) for row in gone)
    return {f"kinds.{row['code']}": {"value": value | {"used": False}, "source": row["source"]} for row, value in facts}
