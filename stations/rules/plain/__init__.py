"""A regulation in plain words, for the pages that show it: the same values the cases go by, each with its source and where it comes from."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from operator import attrgetter

from stations.rules.plain import cases, days, duties
from stations.rules.plain.sections import SECTIONS, Section, addresses_of, label_of, section_of
from stations.rules.regulation.body import filled
from stations.rules.regulation.defaults import PROPOSED
from stations.rules.regulation.layers import difference, entry_at

UNSET = "未规定"


@dataclass(frozen=True)
class Origins:
    """Where values come from: address → congress id, the congress whose page it is, the names of the others."""

    of: dict[str, int]
    own_id: int
    names: dict[int, str]


@dataclass(frozen=True)
class Line:
    """One value: `tone` and `state` say whether it is the congress's own, inherited, only proposed, or not set."""

    label: str
    words: str
    source: str
    tone: str
    state: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """`unset`: the labels of what nobody has set."""

    section: Section
    lines: list[Line]
    unset: list[str]


@dataclass(frozen=True)
class Change:
    """A value in two bodies, in words; empty where it does not stand. `is_same`: the value stays and only its source is another one."""

    section: Section
    label: str
    before: str
    after: str
    source: str
    is_same: bool


@dataclass(frozen=True)
class Changes:
    """What differs between two bodies: `values`, and apart from them the `sources` of values that stay."""

    values: list[Change]
    sources: list[Change]


def plain_words(body: dict, origins: Origins) -> list[Part]:
    body = filled(body)
    return [_part(section, body, origins) for section in SECTIONS.values()]


def changes(before: dict, after: dict) -> Changes:
    """What differs between two bodies, in the order of the sections."""
    before, after = filled(before), filled(after)
    differs = set(difference(after, before))
    found: list[Change] = []
    says = attrgetter("before", "after", "source", "is_same")
    for section in SECTIONS.values():
        ordered = dict.fromkeys([*addresses_of(section, after), *addresses_of(section, before)])
        differing = [address for address in ordered if address in differs]
        rows = [(_key(address), _change(section, before, after, address)) for address in differing]
        found += [replace(group[0], label="、".join(row.label for row in group)) for group in _alike(rows, says)]
    return Changes([row for row in found if not row.is_same], [row for row in found if row.is_same])


def words_at(body: dict, address: str) -> str | None:
    """The value at an address of a filled body; empty: not set; None: says nothing beside the values round it."""
    key, _, part = address.partition(".")
    if key in {"reception", "rota", "home_day"}:
        return {"when": days.when, "holiday": days.holiday, "hours": days.hours}[part](body[key])
    if key in {"kinds", "norms"}:
        row = next((row for row in body[key] if row["code"] == part), None)
        names = {kind["code"]: kind["name"] for kind in body["kinds"]}
        return (duties.kind(row) if key == "kinds" else duties.norm(row, names)) if row else ""
    if key == "kind_order":
        return duties.kind_order(body)
    entry = entry_at(body, address)
    return _VALUES[key](part, entry["value"]) if entry else ""


_VALUES = {
    "chains": lambda _, value: cases.chain(value),
    "four_eyes": lambda _, value: cases.four_eyes(value),
    "limits": lambda _, value: cases.limit(value),
    "notice_lead_days": lambda _, value: days.notice(value),
    "box": days.box,
    "households": duties.households,
    "activities": duties.activities,
    "report_to_voters": duties.report,
    "reply_classes": lambda _, value: cases.reply_classes(value),
    "satisfaction": lambda _, value: cases.satisfaction(value),
    "feedback": cases.feedback,
    "publication": cases.publication,
    "checklists": lambda _, value: duties.checklist(value),
    "projects": days.project,
    "yearly": lambda _, value: days.yearly(value),
    "retention": lambda _, value: duties.kept(value),
}


def state_of(address: str, origins: Origins) -> tuple[str, str]:
    """(tone, words) of where a value comes from."""
    origin = origins.of.get(address)
    if origin == origins.own_id:
        return "run", "本级规定"
    if origin:
        return "idle", f"沿用{origins.names.get(origin, '上级')}"
    return "soon", PROPOSED


def lines_of(section: Section, body: dict, origins: Origins) -> list[Line]:
    """Every value of the section by itself."""
    return [line for address in addresses_of(section, body) if (line := _line(body, address, origins))]


def _part(section: Section, body: dict, origins: Origins) -> Part:
    lines = lines_of(section, body, origins)
    return Part(section, _merged(line for line in lines if line.state != UNSET), [line.label for line in lines if line.state == UNSET])


def _line(body: dict, address: str, origins: Origins) -> Line | None:
    words = words_at(body, address)
    if words is None:
        return None
    source = entry_at(body, address)["source"]
    tone, state = state_of(address, origins)
    if not words and address not in origins.of:
        return Line(label_of(address, body), UNSET, "", "idle", UNSET, (address,))
    return Line(label_of(address, body), words or UNSET, source, tone, state, (address,))


def _merged(lines: Iterable[Line]) -> list[Line]:
    rows = ((_key(line.addresses[0]), line) for line in lines)
    return [_joined(group) for group in _alike(rows, lambda line: (line.words, line.source, line.state))]


def _alike(rows: Iterable[tuple[str, object]], says: Callable) -> list[list]:
    """One group for all channels that take the same steps for the same reason, and for kinds that count alike; every other row by itself."""
    groups = defaultdict(list)
    for number, (key, row) in enumerate(rows):
        groups[(key, says(row)) if key in {"chains", "kinds"} else number].append(row)
    return list(groups.values())


def _key(address: str) -> str:
    return address.partition(".")[0]


def _joined(group: list[Line]) -> Line:
    first = group[0]
    addresses = tuple(address for line in group for address in line.addresses)
    return Line("、".join(line.label for line in group), first.words, first.source, first.tone, first.state, addresses)


def _change(section: Section, before: dict, after: dict, address: str) -> Change:
    here, there = entry_at(before, address), entry_at(after, address)
    label = label_of(address, after if there else before)
    words = (words_at(body, address) or UNSET if entry_at(body, address) else "" for body in (before, after))
    return Change(section, label, *words, there["source"] if there else "", bool(here and there and here["value"] == there["value"]))


__all__ = ["SECTIONS", "UNSET", "Change", "Changes", "Line", "Origins", "Part"]
__all__ += ["changes", "lines_of", "plain_words", "section_of", "state_of", "words_at"]
