"""What an import cannot know is asked, once for each distinct value, with choices; nothing is chosen beforehand."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from common.tables import Line

NEW, NONE = "new", "none"
EXISTING = "="  # before the name of the existing one that is meant
MOST = 60  # existing ones offered for one value, the likest first
Choices = Sequence[tuple[str, str]]


class Unanswered(Exception):
    """The line waits for an answer."""


@dataclass
class Question:
    """One value that must be explained: where it stands first and how often, and what it may be as [(answer, words)]."""

    key: str
    kind: str
    text: str
    place: str
    choices: list[tuple[str, str]]
    note: str = ""
    count: int = 1

    def as_dict(self) -> dict:
        return asdict(self)


class Questions:
    """The answers given so far, by key, and what is still to be asked; `line` is the one that is being read."""

    def __init__(self, answers: dict[str, str] | None = None) -> None:
        self.answers = answers or {}
        self.asked: dict[str, Question] = {}
        self.line: Line | None = None
        self._settled: dict[str, str] = {}

    def ask(self, kind: str, parts: Sequence[object], column: str, choices: Callable[[], Choices], note: str = "") -> str:
        """The answer to the question about the value, which is the last of `parts` (the rest says whose it is). Raises Unanswered.

        An answer that is no longer among the choices counts for nothing. `all|kind` answers whatever of that kind has no answer of its own.
        """
        key = "|".join([kind, *map(str, parts)])
        if key in self._settled:
            return self._settled[key]
        if key in self.asked:
            self.asked[key].count += 1
            raise Unanswered(key)
        offered = list(choices())
        given = self.answers.get(key) or self.answers.get(f"all|{kind}", "")
        if given and any(value == given for value, _ in offered):
            self._settled[key] = given
            return given
        fault = self.line.fault(column, "") if self.line else None
        place = f"工作表「{fault.sheet}」{fault.cell}" if fault else ""
        self.asked[key] = Question(key, kind, str(parts[-1])[:60], place, offered, note)
        raise Unanswered(key)


def likest(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    """Existing names as choices, those that look most like the text first; of very many the likest alone."""
    ranked = sorted(names, key=lambda name: -SequenceMatcher(None, text, name).ratio())
    return [(f"{EXISTING}{name}", f"就是「{name}」") for name in ranked[:MOST]]


def meant(answer: str, text: str) -> str:
    """The name after the answer: the typed one for a new one, the chosen one, or none."""
    return text if answer == NEW else answer.removeprefix(EXISTING) if answer.startswith(EXISTING) else ""
