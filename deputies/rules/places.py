"""Constituencies and groups: who may keep them, their order, what hangs on them."""

import re
from collections.abc import Iterable, Iterator

from django.db.models import Model, QuerySet

from accounts.models import User
from common.text import half_width
from deputies.models import Constituency, Deputy, Group, Mandate
from deputies.rules.files import congresses_of
from stations.models import Post, Unit
from stations.rules.access import STAFF_AND_OFFICE

Place = Constituency | Group
_DIGITS = {letter: number for number, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_NUMBER = re.compile(r"[0-9]+|[〇零一二两三四五六七八九十百]+")


def keeps(user, place: Place) -> bool:
    """The office of the congress keeps its constituencies and groups."""
    return congresses_of(user).filter(pk=place.keeper.pk).exists()


def number_in(name: str) -> int | None:
    """12 for 「第十二选区」 and 「12选区」; None for a name without a number."""
    hit = _NUMBER.search(half_width(name))
    if hit is None:
        return None
    return int(hit[0]) if hit[0].isdigit() else _chinese(hit[0])


def _chinese(text: str) -> int:
    total, digit = 0, None
    for letter in text:
        if letter in "十百":
            total += (1 if digit is None else digit) * (10 if letter == "十" else 100)
            digit = 0
        elif digit:  # 二〇, 一五: written figure by figure
            digit = digit * 10 + _DIGITS[letter]
        else:
            digit = _DIGITS[letter]
    return total + (digit or 0)


def by_number(places: Iterable[Place]) -> list[Place]:
    """In the order of the numbers in their names; those without one after them, as they stood."""
    numbered = [(number_in(place.name), at, place) for at, place in enumerate(places)]
    return [place for _, _, place in sorted(numbered, key=lambda one: (one[0] is None, one[0] or 0, one[1]))]


def seats_in(place: Place) -> QuerySet[Mandate]:
    found = place.mandates.select_related("deputy", "term__congress", "constituency", "group", "station")
    return found.prefetch_related("suspensions").order_by("deputy__initials", "pk")


def links_to(row: Model, also_tables: bool = False) -> Iterator[tuple[type[Model], str, int]]:
    """(model, field, rows) for every foreign key of any app whose rows point to this one; `also_tables`: of many-to-many tables, too."""
    for relation in row._meta.get_fields(include_hidden=True):
        if not relation.auto_created or not (relation.one_to_many or relation.one_to_one):
            continue
        if also_tables or not relation.related_model._meta.auto_created:
            rows = relation.related_model._base_manager.filter(**{relation.field.name: row}).count()
            if rows:
                yield relation.related_model, relation.field.name, rows


def leaders_for(group: Group, day) -> QuerySet[Deputy]:
    """The deputies of the group on that day."""
    return Deputy.objects.filter(mandates__in=group.mandates.held_on(day)).distinct().order_by("initials", "pk")


def liaisons_for(congress: Unit, day) -> QuerySet[User]:
    """Who works at the congress or under it that day (XM 三: 代表组联络员)."""
    posts = Post.objects.held_on(day).filter(unit__in=Unit.objects.under(congress), role__in=STAFF_AND_OFFICE)
    return User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("name", "pk")
