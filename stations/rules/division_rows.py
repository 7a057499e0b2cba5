"""Rows of a divisions file (区划代码表): 12-digit codes of towns and villages, and what their names are short for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from common.sheets import Marker
from common.tables import Fault, Line
from common.text import clean_text, half_width, validate_text
from stations.choices import UnitSort

# Our field → headings seen in such files, the best first.
HEADINGS = {
    "code": ["区划代码", "code12", "代码", "统计用区划代码", "行政区划代码", "code"],
    "name": ["名称", "name", "区划名称", "行政区划名称", "乡镇或村名称"],
    "town": ["所属乡镇", "town", "乡镇", "乡镇（街道）", "所属乡镇（街道）", "乡镇名称"],
    "station": ["建联络站", "建站"],
}
REQUIRED = ["code", "name"]
LONGEST = 40  # letters of a name, so that «代表联络站» fits behind it
_YES, _NO = {"是", "建", "1", "√", "y", "yes"}, {"否", "不", "不建", "0", "×", "n", "no", "无"}
_VILLAGE = re.compile(r"(村?村民委员会|村?村委会|村民委|村委)$")
_COMMUNITY = re.compile(r"社区(居民委员会|居委会|居委|居民委)$")


@dataclass(frozen=True)
class Division:
    """One town or village. `builds`: whether the row asks for a station; None where it does not say."""

    code: str
    name: str
    line: Line
    town: str = ""
    builds: bool | None = None

    @property
    def is_town(self) -> bool:
        return self.code.endswith("000")

    @property
    def town_code(self) -> str:
        return f"{self.code[:9]}000"


@dataclass
class Read:
    """What the lines hold; faults and notes as in common.tables."""

    towns: dict[str, Division] = field(default_factory=dict)
    villages: dict[str, Division] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def counties(self) -> list[str]:
        """The first six digits of every code, each once."""
        return list(dict.fromkeys(code[:6] for code in (*self.towns, *self.villages)))


def read_divisions(lines: Sequence[Line], county_code: str = "") -> Read:
    """Judge every line; with a county's code the rows of other counties are left out, and one note says how many."""
    read, foreign = Read(), 0
    for line in lines:
        try:
            code = _code(line.values.get("code"))
        except ValidationError as error:
            read.faults.append(line.fault("code", error.messages[0]))
            continue
        if county_code and code[:6] != county_code[:6]:
            foreign += 1
        elif not code.endswith("000000"):  # a county's own row builds nothing
            _take(read, code, line)
    if foreign:
        read.notes.append(f"有 {foreign} 行不是本县的（代码不以 {county_code[:6]} 开头），没有读。")
    return read


def _take(read: Read, code: str, line: Line) -> None:
    rows = read.towns if code.endswith("000") else read.villages
    if code in rows:
        read.faults.append(line.fault("code", f"与工作表「{rows[code].line.sheet}」第 {rows[code].line.number} 行的代码相同，请删去一行。"))
        return
    found: dict[str, object] = {}
    for name, reader in (("name", _name), ("town", _text), ("station", _choice)):
        try:
            found[name] = reader(line.values.get(name))
        except ValidationError as error:
            read.faults.append(line.fault(name, error.messages[0]))
            return
    rows[code] = Division(code, found["name"], line, found["town"], found["station"])


def _code(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    code = re.sub(r"\s", "", half_width(_text(value)))
    if not re.fullmatch(r"[0-9]{12}", code):
        empty = "没有填区划代码，请补上 12 位数字；说明、合计行请删去。"
        found = f" {len(code)} 位" if code.isdigit() else f"「{code[:20]}」"
        raise ValidationError(f"区划代码应为 12 位数字，这里是{found}。" if code else empty)
    return code


def _text(value: object) -> str:
    if isinstance(value, Marker):
        raise ValidationError(f"这一格是 {value}，没有值：请在 Excel 里改成文字再上传。")
    text = re.sub(r"\s", "", clean_text(value))
    validate_text(text)
    if len(text) > LONGEST:
        raise ValidationError(f"名称有 {len(text)} 个字，最多 {LONGEST} 个字，请缩短。")
    return text


def _name(value: object) -> str:
    name = _text(value)
    if not name:
        raise ValidationError("没有填名称，请补上。")
    return name


def _choice(value: object) -> bool | None:
    text = half_width(_text(value)).lower()
    if text and text not in _YES | _NO:
        raise ValidationError(f"请写「是」或「否」，这里是「{text[:10]}」。")
    return None if not text else text in _YES


def short_village(name: str) -> tuple[str, str]:
    """(short name, sort): 王家村民委员会 → (王家村, village), 东街社区居委会 → (东街社区, community); what is not known stays as it is."""
    if _COMMUNITY.search(name):
        return _COMMUNITY.sub("社区", name), UnitSort.COMMUNITY
    if _VILLAGE.search(name) and not name.startswith(("村委", "村民委")):
        return _VILLAGE.sub("村", name), UnitSort.VILLAGE
    ends = {"社区": UnitSort.COMMUNITY, "居委会": UnitSort.COMMUNITY, "居民委员会": UnitSort.COMMUNITY, "村": UnitSort.VILLAGE}
    return name, next((sort for end, sort in ends.items() if name.endswith(end)), "")


def congress_name(town: str, code: str, ending: str) -> tuple[str, str]:
    """(name, sort) of a town's congress: 青禾镇 → 青禾镇人大主席团; a street and what is like a town without being one has a 人大工委."""
    name = town.removesuffix("办事处")
    if name.endswith("街道") or code[6] == "0":
        return f"{name}人大工委", UnitSort.STREET
    return (f"{name}人大工委", "") if is_like_a_town(name, code) else (f"{name}{ending}", "")


def is_like_a_town(name: str, code: str) -> bool:
    """A development zone, farm or the like (seventh digit 4 or 5): not every one has a congress's body."""
    return code[6] in "45" and not name.removesuffix("办事处").endswith(("镇", "乡", "街道"))
