"""Open work at a post, declared here and filled from above in AppConfig.ready: what a hand-over shows and passes on."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stations.models import Post


@dataclass(frozen=True)
class OpenWork:
    """One kind of work that waits at a post. It belongs to the role at its units, so it waits for whoever holds the post."""

    label: str
    count: int
    url: str = ""


Waiting = Callable[[Post], Iterable[OpenWork]]
PassOn = Callable[[Post, Post], int]


@dataclass(frozen=True)
class Source:
    """`pass_on(old, new)` moves the rows that name the person and says how many; None where nothing does."""

    waiting: Waiting
    pass_on: PassOn | None = None


_sources: dict[str, Source] = {}


def register_open_work(name: str, waiting: Waiting, pass_on: PassOn | None = None) -> None:
    """Declare a source of open work; both functions run inside the transaction of a hand-over."""
    _sources[name] = Source(waiting, pass_on)


def open_work(post: Post) -> list[OpenWork]:
    """Every kind of work that waits at the post now, source by source."""
    return [work for name in sorted(_sources) for work in _sources[name].waiting(post) if work.count]


def pass_on(old: Post, new: Post) -> dict[str, int]:
    """Let every source move what names the person; how many rows each one moved."""
    return {name: source.pass_on(old, new) for name, source in sorted(_sources.items()) if source.pass_on}
