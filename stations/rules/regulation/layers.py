"""A regulation as a stack of layers: what each congress sets itself, over what it inherits from the congress above.

A layer is a table address → {"value", "source"}. An address names the smallest thing that is set and cited on its own: one limit, one
channel's chain, the day of the receptions apart from their hours, one norm. A row of a list may be dropped: its value is None.
"""

from copy import deepcopy

from stations.rules.regulation.body import filled
from stations.rules.regulation.defaults import PROPOSED
from stations.rules.regulation.words import CHANNELS, KEPT, LIMITS

Entry = dict  # {"value", "source"}
Layer = dict[str, Entry]

_DAY = {"when": ("kind", "day", "weekdays", "nth", "month"), "holiday": ("holiday",), "hours": ("starts_at", "ends_at")}
PARTS: dict[str, dict[str, tuple[str, ...]]] = {  # key of the body → part → the names it holds
    "reception": _DAY,
    "rota": _DAY,
    "home_day": _DAY,
    "box": {"at": ("at",), "every": ("every",), "opener": ("opener", "stand_in"), "list": ("list_every",)},
    "households": {"number": ("number",), "categories": ("categories",), "visits": ("visits",), "per": ("per",)},
    "activities": {"per_year": ("per_year",), "kinds": ("kinds",), "forms": ("forms",)},
    "report_to_voters": {"share": ("kind", "least", "most", "from_year"), "others": ("others_write",)},
    "feedback": {"plan": ("plan",), "again": ("again",), "rounds": ("rounds",)},
    "publication": {"scope": ("scope",), "days": ("days",), "reviewed": ("reviewed",)},
    "retention": {name: (name,) for name in KEPT},
    "yearly": {"plan": ("plan",), "summary": ("summary",)},
    "projects": {"plan": ("plan_months",), "stages": ("stages",), "four_ones": ("four_ones",)},
}
WHOLE = ("four_eyes", "notice_lead_days", "reply_classes", "satisfaction", "kind_order")
ROWS = ("kinds", "norms", "checklists")
_FIXED = (
    *(f"chains.{channel}" for channel in CHANNELS),
    *(f"limits.{name}" for name in LIMITS),
    *(f"{key}.{part}" for key, parts in PARTS.items() for part in parts),
    *WHOLE,
)


def addresses(body: dict) -> list[str]:
    """Every address of a filled body."""
    return [*_FIXED, *(f"{key}.{row['code']}" for key in ROWS for row in body[key])]


def is_address(address: str) -> bool:
    key, _, code = address.partition(".")
    return address in _FIXED or (key in ROWS and bool(code))


def entry_at(body: dict, address: str) -> Entry | None:
    """Value and source at an address of a filled body; None where a list has no such row."""
    key, _, part = address.partition(".")
    if key in ROWS:
        row = next((row for row in body[key] if row["code"] == part), None)
        return row and {"value": {name: value for name, value in row.items() if name not in {"code", "source"}}, "source": row["source"]}
    if key == "limits":
        return {"value": body[key][part]["days"], "source": body[key][part]["source"]}
    if key == "chains":
        return {"value": body[key][part], "source": body["sources"].get(address, body["chains_source"])}
    if not part:
        return {"value": body[key], "source": body["sources"].get(address, _old_source(body, address))}
    names = PARTS[key][part]
    value = body[key][names[0]] if len(names) == 1 else {name: body[key][name] for name in names}
    return {"value": value, "source": body["sources"].get(address, _old_source(body, address))}


def resolve(base: dict, own: Layer) -> dict:
    """The base's body with a layer laid over it; neither is changed."""
    body = deepcopy(filled(base))
    for address, entry in own.items():
        _put(body, address, deepcopy(entry))
    return body


def difference(body: dict, base: dict) -> Layer:
    """The layer that makes the body out of the base: resolve(base, difference(body, base)) says what the body says."""
    body, base = filled(body), filled(base)
    found = {address: entry_at(body, address) for address in addresses(body)}
    dropped = {address: {"value": None, "source": ""} for address in addresses(base) if address not in found}
    return {address: entry for address, entry in found.items() if entry != entry_at(base, address)} | dropped


def _old_source(body: dict, address: str) -> str:
    """Where the first schema kept the source, before there was a table of sources."""
    key, _, part = address.partition(".")
    if part == "when":
        return body[key]["source"]
    return body["notice_source"] if address == "notice_lead_days" else PROPOSED


def _put(body: dict, address: str, entry: Entry) -> None:
    key, _, part = address.partition(".")
    value, source = entry["value"], entry["source"]
    if key in ROWS:
        _put_row(body[key], part, entry)
        return
    if key == "limits":
        body[key][part] = {"days": value, "source": source}
        return
    body["sources"][address] = source
    if key == "chains":
        body[key][part] = value
    elif not part:
        body[key] = value
    else:
        names = PARTS[key][part]
        body[key] |= {names[0]: value} if len(names) == 1 else value
    if part == "when":
        body[key]["source"] = source
    elif key == "notice_lead_days":
        body["notice_source"] = source


def _put_row(rows: list[dict], code: str, entry: Entry) -> None:
    place = next((number for number, row in enumerate(rows) if row["code"] == code), len(rows))
    rows[place : place + 1] = [] if entry["value"] is None else [{"code": code, **entry["value"], "source": entry["source"]}]
