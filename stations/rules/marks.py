"""The letters before a station's case numbers (编号字头): short, and each once in a congress."""

from collections.abc import Iterable

from stations.models import Unit
from stations.rules.chains import congress_of

MARK_LENGTH = 4
_ROOM = Unit._meta.get_field("mark").max_length
_ENDINGS = ("人大代表联络站", "代表联络站", "联络站", "村", "社区")


def marks_of(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """A mark for each station's numbers: its name without «站» words, at most four characters, each once."""
    known, marks = set(taken), []
    for name in names:
        short = name
        for ending in _ENDINGS:
            short = short.removesuffix(ending) or short
        marks.append(free_mark(short[:MARK_LENGTH], known))
        known.add(marks[-1])
    return marks


def free_mark(mark: str, taken: Iterable[str]) -> str:
    """The mark itself, or with the first number that makes it unlike all that are taken: 河湾, 河湾2, 河湾3."""
    known, free, number = set(taken), mark, 2
    while free in known:
        free, number = f"{mark[: _ROOM - len(str(number))]}{number}", number + 1
    return free


def taken_marks(parent: Unit, but: Unit | None = None) -> set[str]:
    """Marks that a new or moved unit under this parent may not have; those of closed units stay taken, their numbers are in use."""
    units = Unit.objects.under(congress_of(parent)).exclude(mark="")
    return set((units.exclude(pk=but.pk) if but else units).values_list("mark", flat=True))
