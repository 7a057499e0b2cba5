"""Opinions that may say what somebody is just saying: the same person's, and those of like words in the same congress's area.

A hint for the clerk while typing. Paraphrases in other words are not found; nothing is merged by it.
"""

import math
from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models.functions import Left

from opinions.choices import State
from opinions.models import Opinion
from opinions.querysets import OpinionQuerySet
from opinions.rules.likely_field import HAN
from stations.models import Unit
from stations.rules.chains import congress_of

LOOKED_THROUGH = 400  # the area's newest opinions
READ = 160  # letters of each
SHORTEST = 6  # pairs of letters, below which a text says too little
ALIKE = 0.25  # cosine of the weighed pairs
SHOWN = 3
FEW = 50  # fewer opinions than this are weighed as if there were so many: a pair that only up to SHOWN of them have stays rare


@dataclass(frozen=True)
class Repeat:
    """An earlier opinion, and why it is shown."""

    pk: int
    number: str
    summary: str
    state: str
    received_on: date
    same_person: bool


def repeats(user, station: Unit, words: str, person_id: int | None = None) -> list[Repeat]:
    """The likeliest first, at most three, of the opinions that the user may see. Two queries."""
    area = Unit.objects.under(congress_of(station)).order_by().values("pk")
    return likely(Opinion.objects.visible_to(user).filter(station_id__in=area).exclude(state=State.VOIDED), words, person_id)


def leads_for(opinion: Opinion) -> list[Repeat]:
    """The open cases of the same station into which the opinion may be merged, the likeliest first."""
    open_cases = Opinion.objects.open().filter(station=opinion.station_id, merged_into=None).exclude(pk=opinion.pk)
    return likely(open_cases, opinion.words, opinion.constituent_id)


def likely(among: OpinionQuerySet, words: str, person_id: int | None) -> list[Repeat]:
    """Those of the newest that say much the same, or come from the same person."""
    asked = _pairs(words)
    if len(asked) < SHORTEST and person_id is None:
        return []
    newest = among.order_by("-registered_at", "-id")
    rows = list(newest.annotate(said=Left("words", READ)).values(*FIELDS)[:LOOKED_THROUGH])
    likeness = _likeness(asked, [_pairs(row["said"]) for row in rows])
    found = [(row["constituent_id"] == person_id is not None, score, row) for row, score in zip(rows, likeness, strict=True)]
    shown = sorted((each for each in found if each[0] or each[1] >= ALIKE), key=lambda each: each[:2], reverse=True)[:SHOWN]
    return [_repeat(row, same_person) for same_person, _, row in shown]


FIELDS = ("pk", "number", "summary", "state", "received_on", "constituent_id", "said")


def _repeat(row: dict, same_person: bool) -> Repeat:
    return Repeat(row["pk"], row["number"], row["summary"], State(row["state"]).label, row["received_on"], same_person)


def _pairs(text: str) -> set[str]:
    found: set[str] = set()
    for run in HAN.findall(text[:READ]):
        found.update(map("".join, zip(run, islice(run, 1, None), strict=False)))
    return found


def _likeness(asked: set[str], others: list[set[str]]) -> list[float]:
    """Cosine of the pairs, each weighed by how few of the others have it: 「请帮忙」 makes nothing alike."""
    known: Counter[str] = Counter()
    for other in others:
        known.update(other)
    size = max(len(others), FEW)
    weight = {pair: math.log((1 + size) / (1 + (count if count <= SHOWN else count * size / len(others)))) + 0.1 for pair, count in known.items()}
    unseen = math.log(1 + size) + 0.1
    own = sum(weight.get(pair, unseen) for pair in asked)
    found = []
    for other in others:
        shared = sum(weight[pair] for pair in asked & other)
        found.append(shared / math.sqrt(own * sum(weight[pair] for pair in other)) if shared else 0.0)
    return found
