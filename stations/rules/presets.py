"""The five documents as layers that a congress can load: stations/presets/, one file each, every value with its article and its words."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stations.choices import UnitSort
from stations.models import Unit
from stations.rules.regulation.layers import Layer

FOLDER = Path(__file__).resolve().parents[1] / "presets"


@dataclass(frozen=True)
class Preset:
    """`layer` is what the document says; `quotes` its own words at each address; `points` what is special, for the card.

    `fits` says in one line for whom it is, `levels` which congresses it is proposed to: their level, or «street» for a street's committee.
    """

    code: str
    order: int
    name: str
    place: str
    document: str
    short: str
    file: str
    fits: str
    levels: tuple[str, ...]
    points: tuple[str, ...]
    layer: Layer
    quotes: dict[str, str]


@cache
def presets() -> dict[str, Preset]:
    """By code, in the order of their cards."""
    found = sorted((_read(path) for path in FOLDER.glob("*.json")), key=lambda preset: preset.order)
    return {preset.code: preset for preset in found}


def is_proposed(preset: Preset, congress: Unit) -> bool:
    """Whether it is made for congresses like this one."""
    return (congress.sort if congress.sort == UnitSort.STREET else congress.level) in preset.levels


def _read(path: Path) -> Preset:
    facts = json.loads(path.read_text())
    values = facts.pop("values")
    layer = {address: {"value": row["value"], "source": _source(facts["short"], row)} for address, row in values.items()}
    points, levels = tuple(facts.pop("points")), tuple(facts.pop("levels"))
    return Preset(**facts, points=points, levels=levels, layer=layer, quotes={address: row["quote"] for address, row in values.items()})


def _source(short: str, row: dict) -> str:
    """「“双联系”方案 四（三）；定在周一为建议值」"""
    return f"{short} {row['article']}" + (f"；{row['note']}" if "note" in row else "")
