"""Living a random history: a clock that stands, verbs by weight, rows and words by a seed, everything taken back at the end."""

import pickle
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction

from common import clock
from common.clock import SHANGHAI
from deputies.models import Deputy
from deputies.services.entries import DecidedAlready
from opinions.services import cases
from tests.factories.world import Town

NOW = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)
DAYS = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 12), date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 12), NOW.date()]
WORDS = ("水渠塌了一段，浇不上地。", "路灯坏了半个月。", "想问问医保怎么交。", "河道里有垃圾。")
REFUSALS = (ValidationError, cases.NotPossible, cases.SomebodyWasFaster, DecidedAlready)
VERBS: dict[str, int] = {}  # name of a verb → how often it is tried, beside the others


def verb(weight: int = 2) -> Callable:
    def note(act: Callable[["History"], object]) -> Callable:
        VERBS[act.__name__] = weight
        return act

    return note


class History:
    """One history of the town, to be lived inside `with`; rolled back at its end. The same seed gives the same history."""

    def __init__(self, start: bytes, seed: int) -> None:
        self.town: Town = pickle.loads(start)
        self.random = Random(seed)
        self.done: list[str] = []
        self.refused: Counter = Counter()
        self.disturbed: set[int] = set()  # closings under which a seat was changed: what they froze may differ without a correction
        self._clock, self._saved = clock.at(NOW), transaction.atomic()

    def __enter__(self) -> "History":
        self._clock.__enter__()
        self._saved.__enter__()
        return self

    def __exit__(self, kind, error, _trace) -> None:
        transaction.set_rollback(True)
        self._saved.__exit__(None, None, None)
        self._clock.__exit__(None, None, None)
        if error:
            error.add_note(f"after {' '.join(self.done)}")

    def step(self) -> str:
        """Do something: verbs are tried until one has rows to work on and is not refused. What is refused leaves everything as it was."""
        while True:
            (name,) = self.random.choices(list(VERBS), VERBS.values())
            try:
                done = getattr(self, name)()
            except REFUSALS:
                self.refused[name] += 1
                continue
            if done is not None and done is not False:
                self.done.append(name)
                return name

    # What is chosen -------------------------------------------------------------------------------------------------------
    def one(self, rows):
        """Any of the rows; None where there is none."""
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        return rows.get(pk=self.random.choice(keys)) if keys else None

    def some(self, most: int = 3) -> tuple[Deputy, ...]:
        people = list(Deputy.objects.order_by("pk"))
        return tuple(self.random.sample(people, self.random.randint(0, most)))

    def somebody(self) -> Deputy:
        return self.random.choice(list(Deputy.objects.order_by("pk")))

    def day(self) -> date:
        return self.random.choice(DAYS)

    def at(self, day: date) -> datetime:
        return min(NOW, datetime.combine(day, time(self.random.randint(8, 17)), SHANGHAI))

    def words(self) -> str:
        return self.random.choice(WORDS)

    def text(self) -> str:
        return f"{self.words()[:8]}{self.random.randint(1, 99)}"
