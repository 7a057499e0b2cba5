"""What a divisions file would build under a county: congresses of towns and stations of villages, and what stands already."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from common.tables import Fault, Line
from stations.choices import Level, UnitKind
from stations.models import Unit
from stations.rules.access import access_of
from stations.rules.division_rows import Division, Read, congress_name, is_like_a_town, read_divisions, short_village
from stations.rules.marks import marks_of
from stations.rules.permissions import KEEPERS

ENDINGS = ("人大主席团", "人大")
STATION = "代表联络站"
_STEMS = ("人大代表联络站", "代表联络站", "联络站")


def can_divide(user, county: Unit) -> bool:
    """The county's office or the administrator builds its towns from a file."""
    return county.kind == UnitKind.CONGRESS and county.level == Level.COUNTY and access_of(user).holds(county.pk, *KEEPERS)


def can_see_jobs(user) -> bool:
    """The template and the jobs' pages are for whoever keeps units at all; which county is judged where the file is sent."""
    return access_of(user).has_role(*KEEPERS)


@dataclass(frozen=True)
class Wish:
    """What was chosen at the upload: how a town's congress is called, a station for each village, zones and farms too."""

    ending: str = ENDINGS[0]
    stations: bool = True
    zones: bool = False


@dataclass
class Plan:
    """New units (a station's parent may be new itself), units that get their code, and how many stand already."""

    towns: list[Unit] = field(default_factory=list)
    stations: list[Unit] = field(default_factory=list)
    coded: list[Unit] = field(default_factory=list)
    same: int = 0
    county_code: str = ""
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def figures(self) -> dict[str, int]:
        return {"towns": len(self.towns), "stations": len(self.stations), "coded": len(self.coded), "same": self.same}


def plan_divisions(county: Unit, lines: Sequence[Line], wish: Wish) -> Plan:
    """Writes nothing. The same file again finds everything by its code and plans nothing."""
    read = read_divisions(lines, county.code)
    plan = Plan(faults=read.faults, notes=read.notes)
    if len(read.counties) > 1:
        first = next(row for row in (*read.towns.values(), *read.villages.values()) if row.code[:6] == read.counties[1])
        words = f"文件里有 {len(read.counties)} 个县的区划，分不清哪个是本县。请只留本县的行，或先在「{county.name}」的资料里填上区划代码。"
        plan.faults.append(first.line.fault("code", words))
    elif not read.counties:
        plan.faults += [] if plan.faults else [Fault("", "", f"文件里没有「{county.name}」的乡镇和村，请核对区划代码。")]
    else:  # though some rows are faulty: whoever mends the file wants to hear of everything at once
        _Builder(county, read, wish, plan).build()
    return plan


class _Builder:
    """One pass over towns, then villages, against what stands under the county."""

    def __init__(self, county: Unit, read: Read, wish: Wish, plan: Plan) -> None:
        self.county, self.read, self.wish, self.plan = county, read, wish, plan
        standing = list(Unit.objects.under(county).exclude(pk=county.pk))
        self.by_code = {(unit.kind, unit.code): unit for unit in standing if unit.code}
        self.below: dict[int, list[Unit]] = defaultdict(list)
        for unit in standing:
            self.below[unit.parent_id].append(unit)
        self.names: dict[str, dict[str, str]] = defaultdict(dict)  # town's code → name → where it is used
        self.marks: dict[str, set[str]] = defaultdict(set)
        self.congresses: dict[str, Unit | None] = {}

    def build(self) -> None:
        if not self.county.code:
            self.plan.county_code = f"{self.read.counties[0]}000000"
        for row in (*self.read.towns.values(), *self._towns_of_villages()):
            self.congresses[row.code] = self._congress(row)
        for row in self.read.villages.values():
            self._village(row)
        self._note_zones()

    def _towns_of_villages(self) -> list[Division]:
        """Towns that have no row of their own, named by their villages' «所属乡镇»; known ones need no name."""
        found: dict[str, Division] = {}
        for row in self.read.villages.values():
            code = row.town_code
            if code in self.read.towns or code in found:
                continue
            known = self.by_code.get((UnitKind.CONGRESS, code))
            if not row.town and not known:
                self._fault(row, "code", f"不知道它属于哪个乡镇：请补上代码为 {code} 的乡镇一行，或填上「所属乡镇」。")
                self.congresses[code] = None
                found[code] = row
                continue
            found[code] = Division(code, row.town or known.name, row.line)
        return [row for row in found.values() if row.is_town]

    def _congress(self, row: Division) -> Unit | None:
        """The town's congress, standing or new; None when none is to be built."""
        known = self.by_code.get((UnitKind.CONGRESS, row.code))
        if known:
            self.plan.same += 1
            return self._entered(row.code, known)
        if is_like_a_town(row.name, row.code) and not self.wish.zones:
            return None
        name, sort = congress_name(row.name, row.code, self.wish.ending)
        alike = [unit for unit in self.below[self.county.pk] if self._is_named_for(unit, row.name.removesuffix("办事处"))]
        if len(alike) > 1:
            words = f"「{self.county.name}」下有 {len(alike)} 个「{row.name}」的人大，请先给其中一个填上区划代码 {row.code}。"
            return self._fault(row, "name", words)
        if alike:
            alike[0].code = row.code
            self.plan.coded.append(alike[0])
            return self._entered(row.code, alike[0])
        if not self._is_free("", name, self.county, row):
            return None
        town = Unit(parent=self.county, kind=UnitKind.CONGRESS, level=Level.TOWN, sort=sort, name=name, code=row.code, area=row.name)
        self.plan.towns.append(town)
        return self._entered(row.code, town)

    def _village(self, row: Division) -> None:
        if row.builds is False or (row.builds is None and not self.wish.stations):
            return
        if (UnitKind.STATION, row.code) in self.by_code:
            self.plan.same += 1
            return
        town = self.congresses.get(row.town_code)
        if town is None:
            return  # said at the town, or left out with it
        short, sort = short_village(row.name)
        alike = [unit for unit in self.below[town.pk] if _is_station_of(unit, short)] if town.pk else []
        if len(alike) == 1:
            alike[0].code = row.code
            self.plan.coded.append(alike[0])
        elif self._is_free(row.town_code, f"{short}{STATION}", town, row):
            [mark] = marks_of([short], self.marks[row.town_code])
            self.marks[row.town_code].add(mark)
            station = Unit(parent=town, kind=UnitKind.STATION, sort=sort, name=f"{short}{STATION}", code=row.code, mark=mark, area=short)
            self.plan.stations.append(station)

    def _entered(self, code: str, town: Unit) -> Unit:
        """Note the marks that are taken in a standing town, closed units' too."""
        if town.pk:
            self.marks[code].update(unit.mark for unit in self.below[town.pk] if unit.mark)
        return town

    def _is_named_for(self, unit: Unit, town: str) -> bool:
        waits = unit.kind == UnitKind.CONGRESS and not unit.code and unit.closed_on is None
        return waits and unit.name.startswith((f"{town}人大", f"{town}人民代表"))

    def _is_free(self, place: str, name: str, parent: Unit, row: Division) -> bool:
        """Whether the name is used neither by what stands nor by a row above; if it is, a fault says where."""
        names = self.names[place]
        if not names and parent.pk:
            for unit in self.below[parent.pk]:
                names[unit.name] = f"「{parent.name}」下已有{'（已撤销的）' if unit.closed_on else ''}「{unit.name}」"
        if name in names:
            self._fault(row, "name", f"{names[name]}，请改一个名称。")
            return False
        names[name] = f"与工作表「{row.line.sheet}」第 {row.line.number} 行建出同名的「{name}」"
        return True

    def _fault(self, row: Division, column: str, words: str) -> None:
        self.plan.faults.append(row.line.fault(column, words))

    def _note_zones(self) -> None:
        left = {row.code: row.name for row in self.read.towns.values() if self.congresses[row.code] is None and is_like_a_town(row.name, row.code)}
        if left and not self.wish.zones:
            villages = sum(row.town_code in left for row in self.read.villages.values())
            some = "、".join(list(left.values())[:5])
            self.plan.notes.append(f"{some}等 {len(left)} 个开发区、农场和它们的 {villages} 个村没有建；要建，请在上传时勾选。")


def _is_station_of(unit: Unit, village: str) -> bool:
    """A standing station without a code that is the village's: called after it, or serving it alone."""
    if unit.kind != UnitKind.STATION or unit.code or unit.closed_on:
        return False
    stem = next((unit.name.removesuffix(end) for end in _STEMS if unit.name.endswith(end)), unit.name)
    return village in (stem, unit.area)
