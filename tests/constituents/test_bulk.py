"""Many people at once are found and added as they would be one by one."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from constituents.models import Constituent
from constituents.services.bulk import find_or_add_all
from constituents.services.people import Visitor, find_or_add

pytestmark = pytest.mark.django_db
FACTS = ("name", "phone", "address", "village", "name_index", "phone_index")
visitors = st.builds(
    Visitor,
    name=st.sampled_from(["", "", "赵一凡", "钱二妹"]),
    phone=st.sampled_from(["", "", "13800138001", "13800138002"]),
    address=st.sampled_from(["", "村东 3 号"]),
    village=st.sampled_from(["", "河湾村", "上塘村"]),
)


class Undo(Exception):
    pass


def tried(station, before, act):
    """Who each visitor became, as the row's place, and all rows; then everything is undone."""
    try:
        with transaction.atomic():
            for visitor in before:
                Constituent(station=station, name=visitor.name, phone=visitor.phone, address=visitor.address, village=visitor.village).save()
            people = act()
            rows = list(Constituent.objects.order_by("pk"))
            place = {row.pk: number for number, row in enumerate(rows)}
            found = [person and place[person.pk] for person in people], [[getattr(row, fact) for fact in FACTS] for row in rows]
            raise Undo
    except Undo:
        return found


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=st.lists(visitors, max_size=4), come=st.lists(visitors, max_size=6))
def test_together_is_one_by_one(town, before, come):
    def one_by_one():
        return [find_or_add(town.station, one.name, one.phone, one.address, one.village) for one in come]

    def together():
        return find_or_add_all(town.station, come)

    assert tried(town.station, before, together) == tried(town.station, before, one_by_one)


def test_another_stations_people_are_others(town):
    known = find_or_add(town.other_station, "赵一凡", "13800138001")
    [person] = find_or_add_all(town.station, [Visitor("赵一凡", "13800138001")])
    assert (person.pk == known.pk, person.station) == (False, town.station)


def test_a_hundred_people_take_few_statements(town, django_assert_max_num_queries):
    come = [Visitor(f"来人{n}", f"139{n:08d}", "", "河湾村") for n in range(100)]
    with django_assert_max_num_queries(8):
        find_or_add_all(town.station, come)
    with django_assert_max_num_queries(8):
        again = find_or_add_all(town.station, come)
    assert (Constituent.objects.count(), len({person.pk for person in again})) == (100, 100)
