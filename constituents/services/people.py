"""Finding and adding the people who come."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError

from common.masking import last_four
from common.text import clean_name, clean_phone
from constituents.models import Constituent
from stations.models import Unit

NEWEST = 2000  # visitors of one station that a part of a name is looked for in
SHOWN = 8
SHARING = 20  # newest people of one phone that are compared by name
TAIL = range(4, 8)  # digits: the end of a phone number; shorter would list everybody, a longer one is nearly the whole


@dataclass(frozen=True)
class Visitor:
    """What was typed about the person, all optional; `chosen` is the id of an earlier visitor picked from the suggestions."""

    name: str = ""
    phone: str = ""
    address: str = ""
    village: str = ""
    chosen: int | None = None

    @property
    def is_known(self) -> bool:
        return bool(self.name or self.phone or self.address or self.village or self.chosen)


NOBODY = Visitor()


@dataclass(frozen=True)
class Suggestion:
    """An earlier visitor, masked: 王*, 「尾号 6215」, village, last visit."""

    pk: int
    name: str
    phone: str
    village: str
    last_visit_on: date | None


def find_or_add(station: Unit, name: str = "", phone: str = "", address: str = "", village: str = "") -> Constituent | None:
    """The station's visitor with this phone, else with this name in this village, else a new one; nothing typed gives None.

    Two people of one name with different phones stay two, and so do two people who share a phone. What was unknown is filled in.
    """
    if not (name or phone or address or village):
        return None
    known = _known(station, name, phone, village)
    if known is None:
        return Constituent.objects.create(station=station, name=name, phone=phone, address=address, village=village)
    return _filled(known, name=name, phone=phone, address=address, village=village)


def resolve(station: Unit, visitor: Visitor) -> Constituent | None:
    """The row for what was typed or chosen. A chosen person with another phone becomes a new person: nobody's number is overwritten."""
    if visitor.chosen is None:
        return find_or_add(station, visitor.name, visitor.phone, visitor.address, visitor.village)
    known = Constituent.objects.filter(station=station, pk=visitor.chosen).first()
    if known is None:
        raise ValidationError("选中的来访人不在这个站，请重新选择，或直接填写姓名、电话。")
    if visitor.phone and known.phone and visitor.phone != known.phone:
        return find_or_add(station, known.name, visitor.phone, visitor.address, visitor.village)
    return _filled(known, phone=visitor.phone, address=visitor.address, village=visitor.village)


def move_house(person: Constituent, address: str = "", village: str = "") -> None:
    """Write a corrected address or village over the one that stands; empty ones change nothing."""
    person.address, person.village = address or person.address, village or person.village
    person.save(update_fields=["address", "village"])


def lookup(station: Unit, typed: str) -> list[Suggestion]:
    """At most 8 earlier visitors of the station: a whole phone or name by its index, a part of a name or a phone's last digits
    by reading the newest 2,000. Newest first; nothing unmasked leaves this function."""
    name, digits = clean_name(typed), _digits(typed)
    if not name:
        return []
    found = _exact(station, name, digits)
    if len(found) < SHOWN:
        found += [pk for pk in _by_part(station, name, digits) if pk not in found]
    rows = Constituent.objects.in_bulk(found[:SHOWN])
    return [_suggestion(rows[pk]) for pk in found[:SHOWN]]


def find_exact(stations: list[int], typed: str) -> list[int]:
    """Ids of the visitors of these stations with this whole phone or whole name, newest first."""
    people = Constituent.objects.filter(station_id__among=stations)
    digits = _digits(typed)
    found = people.with_phone(digits) if digits else people.named(clean_name(typed))
    return list(found.order_by("-id").values_list("pk", flat=True)[:200])


def _known(station: Unit, name: str, phone: str, village: str) -> Constituent | None:
    people = Constituent.objects.filter(station=station).order_by("-id")
    if phone:
        sharing = list(people.with_phone(phone)[:SHARING])
        same = next((one for one in sharing if not name or not one.name or one.name == name), None)
        if same or not (name and village):
            return same
        return next((one for one in people.named(name).filter(village=village, phone="")[:1]), None)
    if not (name and village):
        return None
    alike = list(people.named(name).filter(village=village)[:2])
    return alike[0] if len(alike) == 1 else None  # two of one name: nobody can tell which


def _filled(person: Constituent, **typed: str) -> Constituent:
    """Keep what stands, add what was unknown."""
    new = [field for field, value in typed.items() if value and not getattr(person, field)]
    for field in new:
        setattr(person, field, typed[field])
    if new:
        person.save(update_fields=[*new, "name_index", "phone_index"])
    return person


def _digits(typed: str) -> str:
    """The whole phone number that was typed, or nothing."""
    try:
        return clean_phone(typed)
    except ValidationError:
        return ""


def _exact(station: Unit, name: str, digits: str) -> list[int]:
    people = Constituent.objects.filter(station=station)
    found = people.with_phone(digits) if digits else people.named(name)
    return list(found.order_by("-id").values_list("pk", flat=True)[:SHOWN])


def _by_part(station: Unit, name: str, digits: str) -> list[int]:
    newest = Constituent.objects.filter(station=station).order_by("-id")[:NEWEST]
    if name.isascii() and name.isdigit():
        if digits or len(name) not in TAIL:
            return []
        return [pk for pk, phone in newest.values_list("pk", "phone") if last_four(phone) and phone.endswith(name)][:SHOWN]
    return [pk for pk, whole in newest.values_list("pk", "name") if name in whole][:SHOWN]


def _suggestion(person: Constituent) -> Suggestion:
    return Suggestion(person.pk, person.masked_name, person.phone_tail, person.village, person.last_visit_on)
