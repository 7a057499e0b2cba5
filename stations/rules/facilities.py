"""Facility checklists of homes and stations (六有 YH; 五到位, 八有, 三公开 TZ): what is asked, what is there, what is missing where.

Nothing here ranks anybody: units stand in the order of the tree, and a photo is never asked for.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet

from stations.choices import NUMBERED, STATION_ROLES, FacilityState, Role
from stations.models import FacilityCheck, Regulation, Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.tree import in_order

READERS = (*STAFF_AND_OFFICE, Role.ADMINISTRATOR)
BLANK = "blank"  # nobody has filled the item in
LACKING = "lacking"  # asked for in the overview: whatever is not done
STATES = {**dict(FacilityState.choices), BLANK: "没填"}
TONES = {FacilityState.DONE: "done", FacilityState.FIXING: "soon", FacilityState.MISSING: "late", BLANK: "idle"}


@dataclass(frozen=True)
class Item:
    """One thing asked for: key «list.item», the list's name and its own."""

    key: str
    list_name: str
    name: str


@dataclass(frozen=True)
class Checklist:
    name: str
    source: str
    items: tuple[Item, ...]


@dataclass
class UnitLine:
    """How one unit stands: names of the items by state."""

    unit: Unit
    congress: str
    by_state: dict[str, list[str]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)  # item's key → state

    @property
    def total(self) -> int:
        return len(self.states)

    @property
    def done(self) -> int:
        return len(self.by_state.get(FacilityState.DONE, ()))

    @property
    def lacks(self) -> list[tuple[str, str, str]]:
        """(tone, 「没做到」, names) of what is not there, the worst first."""
        order = (FacilityState.MISSING, FacilityState.FIXING, BLANK)
        return [(TONES[state], STATES[state], "、".join(self.by_state[state])) for state in order if state in self.by_state]


@dataclass
class ItemLine:
    """How one item stands at all units that it is asked of."""

    item: Item
    counts: Counter = field(default_factory=Counter)

    def figures(self) -> list[tuple[str, str, int]]:
        """(state, its words, how many units)."""
        return [(state, words, self.counts[state]) for state, words in STATES.items()]


def can_see_facilities(user) -> bool:
    return access_of(user).has_role(*READERS)


def checked_units(user) -> list[int]:
    return access_of(user).units(*READERS)


def can_fill(user, unit: Unit) -> bool:
    """The station's people, and the offices above it; the administrator only reads."""
    return unit.closed_on is None and access_of(user).holds(unit.pk, *STATION_ROLES, Role.OFFICE)


def checklists_of(units: Iterable[Unit]) -> dict[int, list[Checklist]]:
    """What the regulation in force asks of each unit, by its id; one query for all."""
    units = list(units)
    wanted = {pk for unit in units for pk in unit.ancestor_ids}
    newest = Regulation.objects.filter(congress_id__among=wanted).newest().order_by()
    asked = {congress: lists or [] for congress, lists in newest.values_list("congress_id", "body__checklists")}
    return {unit.pk: _lists_for(unit.kind, next((asked[pk] for pk in reversed(unit.ancestor_ids) if pk in asked), [])) for unit in units}


def _lists_for(kind: str, lists: list[dict]) -> list[Checklist]:
    return [
        Checklist(each["name"], each["source"], tuple(Item(f"{each['code']}.{item['code']}", each["name"], item["name"]) for item in each["items"]))
        for each in lists
        if kind in each["applies_to"]
    ]


def unit_lines(user, units: Collection[Unit]) -> tuple[list[UnitLine], list[ItemLine]]:
    """Every one of the units of which something is asked, in the order of the tree, and every item; two queries whatever their number."""
    asked = checklists_of(units)
    rows = FacilityCheck.objects.visible_to(user).current().filter(unit_id__among=[unit.pk for unit in units]).order_by()
    states = {(unit, f"{code}.{item}"): state for unit, code, item, state in rows.values_list("unit_id", "checklist", "item", "state")}
    names = {unit.pk: unit.parent.name for unit in units if unit.parent_id}
    lines, items = [], {}
    for unit in in_order(units):
        line = UnitLine(unit, names.get(unit.pk, ""))
        for item in (item for each in asked[unit.pk] for item in each.items):
            state = states.get((unit.pk, item.key), BLANK)
            line.states[item.key] = state
            line.by_state.setdefault(state, []).append(item.name)
            items.setdefault(item.key, ItemLine(item)).counts[state] += 1
        if line.states:
            lines.append(line)
    return sorted(lines, key=lambda line: line.unit.parent_id or 0), list(items.values())


def facility_units(user) -> QuerySet[Unit]:
    """Homes and stations whose checklists and plans the user may see; closed ones keep theirs."""
    return Unit.objects.filter(pk__among=checked_units(user), kind__in=NUMBERED).select_related("parent")


def keeps(line: UnitLine, wanted: dict) -> bool:
    """Whether the overview shows this unit."""
    states = {line.states.get(wanted["item"])} if "item" in wanted else set(line.states.values())
    state = wanted.get("state")
    return (
        wanted.get("q", "") in line.unit.name
        and line.unit.kind == wanted.get("kind", line.unit.kind)
        and line.unit.parent_id == wanted.get("under", line.unit.parent_id)
        and states != {None}
        and (not state or (bool(states - {FacilityState.DONE}) if state == LACKING else state in states))
    )
