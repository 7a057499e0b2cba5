"""A preset in plain words: what the document says, with its article and its own words."""

from dataclasses import dataclass

from stations.rules.plain import words_at
from stations.rules.plain.sections import SECTIONS, Section, addresses_of, label_of
from stations.rules.presets import Preset
from stations.rules.regulation import DEFAULT_BODY
from stations.rules.regulation.layers import resolve


@dataclass(frozen=True)
class Saying:
    label: str
    words: str
    source: str
    quote: str


def quoted(preset: Preset) -> list[tuple[Section, list[Saying]]]:
    """Sections of which the document says something; channels with the same chain for the same reason stand in one line."""
    body = resolve(DEFAULT_BODY, preset.layer)
    found = []
    for section in SECTIONS.values():
        sayings: dict[tuple, list[str]] = {}
        for address in addresses_of(section, body):
            if address in preset.layer:
                key = (words_at(body, address) or "", preset.layer[address]["source"], preset.quotes[address])
                sayings.setdefault(key, []).append(label_of(address, body))
        if sayings:
            found.append((section, [Saying("、".join(labels), *key) for key, labels in sayings.items()]))
    return found
