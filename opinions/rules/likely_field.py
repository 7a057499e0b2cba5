"""The field (领域) that an opinion's words speak of, with the words that say so: a linear model of letters and pairs of letters.

A suggestion for the clerk who screens, never applied by itself. Reading a text needs no library; services.training makes the model.
"""

import gzip
import json
import math
import re
from array import array
from base64 import b64decode, b64encode
from collections import Counter
from dataclasses import dataclass
from itertools import islice

HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]+")
LONGEST = 4_000  # letters that are read: what somebody wants stands in the first of them
REASONS = 3


@dataclass(frozen=True)
class Suggestion:
    """One field, and the pairs of letters that speak most for it against the next best."""

    label: str
    because: tuple[str, ...]


def grams_of(text: str) -> Counter[str]:
    """How often each letter and each pair of neighbouring letters occurs; only Chinese letters count."""
    found: Counter[str] = Counter()
    for run in HAN.findall(text[:LONGEST]):
        found.update(run)
        found.update(map("".join, zip(run, islice(run, 1, None), strict=False)))
    return found


class Model:
    """Weights of each gram for each label, as whole numbers of -127 to 127 in steps of `scale`."""

    def __init__(self, labels: list[str], grams: list[str], idf: array, weights: array, scale: float, bias: list[float]) -> None:
        self.labels, self.idf, self.weights, self.scale, self.bias = labels, idf, weights, scale, bias
        self.places = {gram: place for place, gram in enumerate(grams)}

    def suggest(self, text: str) -> Suggestion | None:
        """The label with the highest score; None for a text without a known gram."""
        known = self.weighed(grams_of(text))
        if not known:
            return None
        scores = self.scores(known)
        best, second = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)[:2]
        speaks = {gram: value * (self._weight(gram, best) - self._weight(gram, second)) for gram, value in known.items() if len(gram) == 2}
        because = sorted((gram for gram in speaks if speaks[gram] > 0), key=speaks.__getitem__, reverse=True)[:REASONS]
        return Suggestion(self.labels[best], tuple(because))

    def weighed(self, counts: Counter[str]) -> dict[str, float]:
        """A text's known grams by weight (1 + ln count) × idf, of length 1 together."""
        values = {gram: (1 + math.log(count)) * self.idf[self.places[gram]] for gram, count in counts.items() if gram in self.places}
        length = math.sqrt(sum(value * value for value in values.values()))
        return {gram: value / length for gram, value in values.items()}

    def scores(self, values: dict[str, float]) -> list[float]:
        width = len(self.labels)
        found = [0.0] * width
        for gram, value in values.items():
            start = self.places[gram] * width
            for place, weight in enumerate(self.weights[start : start + width]):
                found[place] += value * weight
        return [score * self.scale + bias for score, bias in zip(found, self.bias, strict=True)]

    def _weight(self, gram: str, label: int) -> int:
        return self.weights[self.places[gram] * len(self.labels) + label]

    def to_bytes(self) -> bytes:
        parts = {"labels": self.labels, "grams": list(self.places), "scale": self.scale, "bias": self.bias}
        parts |= {"idf": b64encode(self.idf.tobytes()).decode(), "weights": b64encode(self.weights.tobytes()).decode()}
        return gzip.compress(json.dumps(parts, ensure_ascii=False).encode(), 6)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Model":
        parts = json.loads(gzip.decompress(data))
        idf, weights = array("f", b64decode(parts["idf"])), array("b", b64decode(parts["weights"]))
        return cls(parts["labels"], parts["grams"], idf, weights, parts["scale"], parts["bias"])
