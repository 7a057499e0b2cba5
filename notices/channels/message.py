"""What a way out carries, and how it can go wrong."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Message:
    """`key` is the same at every attempt; `lines` are for ways that have room. Neither title nor lines name personal data."""

    key: str
    to: str
    title: str
    link: str
    lines: tuple[str, ...] = ()


class NotSent(Exception):
    """Certainly not accepted; the text says why, in Chinese. With `for_good` another attempt would end the same."""

    def __init__(self, reason: str, *, for_good: bool = False) -> None:
        super().__init__(reason)
        self.for_good = for_good


class Unreachable(NotSent):
    """The gateway was not even reached: no fault of this message."""


class Uncertain(Exception):
    """Handed over and no clear answer: it may have been accepted."""


class Way(Protocol):
    """One way out. `can_tell`: was_accepted(key) answers for sure, so an uncertain message can be asked for."""

    can_tell: bool

    def is_configured(self) -> bool: ...

    def send(self, message: Message) -> None:
        """Hand it over. Raises NotSent (certainly not accepted) or Uncertain."""

    def was_accepted(self, key: str) -> bool:
        """Whether the gateway has taken a message of this key. Raises NotSent or Uncertain when it does not answer."""
