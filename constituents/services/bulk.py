"""Finding and adding many people at once, with the same verdicts as one by one."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from common.crypto import keyed_indexes
from constituents.models import Constituent
from constituents.querysets import NAME_PURPOSE, PHONE_PURPOSE
from constituents.services.people import SHARING, Visitor
from stations.models import Unit

BATCH = 250  # rows a statement; two index columns of two keys each stay far below SQLite's 32,766 variables
FIELDS = ("name", "phone", "address", "village")


def find_or_add_all(station: Unit, visitors: Iterable[Visitor]) -> list[Constituent | None]:
    """For each visitor what `people.find_or_add` would answer if it were called for one after the other, in a few statements."""
    visitors = list(visitors)
    known = _Known(_candidates(station, visitors))
    people = [known.find_or_add(station, visitor) if visitor.is_known else None for visitor in visitors]
    for person in [*known.added, *known.changed.values()]:
        person.set_indexes()
    Constituent.objects.bulk_create(known.added, batch_size=BATCH)
    Constituent.objects.bulk_update(known.changed.values(), [*FIELDS, "name_index", "phone_index"], batch_size=BATCH)
    return people


def _candidates(station: Unit, visitors: list[Visitor]) -> list[Constituent]:
    """The station's people with one of these phones or names, oldest first."""
    indexes = {
        "phone_index__in": sorted({index for one in visitors if one.phone for index in keyed_indexes(one.phone, PHONE_PURPOSE)}),
        "name_index__in": sorted({index for one in visitors if one.name for index in keyed_indexes(one.name, NAME_PURPOSE)}),
    }
    found: dict[int, Constituent] = {}
    for column, values in indexes.items():
        for start in range(0, len(values), BATCH):
            people = Constituent.objects.filter(station=station, **{column: values[start : start + BATCH]})
            found |= {person.pk: person for person in people}
    return [found[pk] for pk in sorted(found)]


@dataclass
class _Known:
    """The people so far, oldest first, by phone and by name, as `find_or_add` would find them in the table."""

    people: list[Constituent]
    added: list[Constituent] = field(default_factory=list)
    changed: dict[int, Constituent] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.age: dict[int, int] = {}
        self.by: dict[tuple[str, str], list[Constituent]] = {}
        for person in self.people:
            self.age[id(person)] = len(self.age)
            self._index(person)

    def _index(self, person: Constituent) -> None:
        for name in ("phone", "name"):
            value = getattr(person, name)
            row = self.by.setdefault((name, value), [])
            if value and person not in row:
                row.append(person)

    def _newest(self, column: str, value: str) -> list[Constituent]:
        return sorted(self.by.get((column, value), ()), key=lambda person: -self.age[id(person)])

    def find_or_add(self, station: Unit, typed: Visitor) -> Constituent:
        person = self._find(typed)
        if person is None:
            person = Constituent(station=station, **{name: getattr(typed, name) for name in FIELDS})
            self.age[id(person)] = len(self.age)
            self.added.append(person)
        else:
            self._fill(person, typed)
        self._index(person)
        return person

    def _find(self, typed: Visitor) -> Constituent | None:
        alike = [one for one in self._newest("name", typed.name) if one.village == typed.village] if typed.name and typed.village else []
        if not typed.phone:
            return alike[0] if len(alike) == 1 else None
        sharing = self._newest("phone", typed.phone)[:SHARING]
        same = next((one for one in sharing if not typed.name or not one.name or one.name == typed.name), None)
        return same or next((one for one in alike if not one.phone), None)

    def _fill(self, person: Constituent, typed: Visitor) -> None:
        new = [name for name in FIELDS if getattr(typed, name) and not getattr(person, name)]
        for name in new:
            setattr(person, name, getattr(typed, name))
        if new and person.pk:
            self.changed[person.pk] = person
