"""Who sees which deputy, and which congress counts which record."""

from datetime import date

import pytest
from django.db.models import Count

from deputies.models import Deputy, DutyRecord, Mandate
from stations.choices import Level
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, GroupFactory, MandateFactory, SuspensionFactory, TermFactory
from tests.factories.stations import CongressFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def county():
    return CongressFactory(level=Level.COUNTY)


@pytest.fixture
def town(county):
    return CongressFactory(parent=county)


def counted(year, *congresses):
    return list(DutyRecord.objects.counted_for([congress.pk for congress in congresses], year).order_by("pk"))


def test_a_record_counts_for_the_congress_whose_seat_was_held_on_that_day(town):
    seat = MandateFactory(term__congress=town, starts_on=date(2026, 3, 1), ends_on=date(2026, 6, 30))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 6, 30), date(2026, 7, 1)]
    records = [DutyRecordFactory(deputy=seat.deputy, on=day) for day in days]
    assert counted(2026, town) == records[1:3]
    assert counted(2025, town) == []


def test_a_seat_without_an_end_ends_with_its_term(town):
    term = TermFactory(congress=town, ends_on=date(2026, 6, 30))
    seat = MandateFactory(term=term)
    kept = DutyRecordFactory(deputy=seat.deputy, on=date(2026, 6, 30))
    DutyRecordFactory(deputy=seat.deputy, on=date(2026, 7, 1))
    assert counted(2026, town) == [kept]
    assert list(Mandate.objects.held_on(date(2026, 7, 1))) == []


def test_suspended_days_do_not_count_though_the_seat_is_held(town):
    seat = MandateFactory(term__congress=town)
    SuspensionFactory(mandate=seat, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1)]
    records = [DutyRecordFactory(deputy=seat.deputy, on=day) for day in days]
    assert counted(2026, town) == [records[0], records[3]]
    asked = [(Mandate.objects.held_on(day).count(), Mandate.objects.active_on(day).count()) for day in days]
    assert asked == [(1, 1), (1, 0), (1, 0), (1, 1)]  # counting by `held_on` alone would be wrong
    assert list(Mandate.objects.with_suspension(date(2026, 3, 5)).values_list("is_suspended", flat=True)) == [True]


def test_another_seat_still_acts_while_one_is_suspended(town, county):
    seat = MandateFactory(term__congress=town)
    MandateFactory(deputy=seat.deputy, term__congress=county)
    SuspensionFactory(mandate=seat, ends_on=None)
    record = DutyRecordFactory(deputy=seat.deputy, on=date(2026, 5, 10))
    assert (counted(2026, town), counted(2026, county)) == ([], [record])


def test_the_total_of_a_subtree_counts_a_record_once(county, town):
    person = DeputyFactory()
    upper = MandateFactory(deputy=person, term__congress=county, group=GroupFactory(congress=county))
    lower = MandateFactory(deputy=person, term__congress=town, group=GroupFactory(congress=town))
    record = DutyRecordFactory(deputy=person)
    for congresses, seat in (((county,), upper), ((town,), lower), ((county, town), upper)):
        rows = counted(2026, *congresses)
        assert [(row.pk, row.mandate_id, row.group_id) for row in rows] == [(record.pk, seat.pk, seat.group_id)]


def test_a_change_of_group_within_the_year_splits_the_count(town):
    person, term = DeputyFactory(), TermFactory(congress=town)
    first, second = GroupFactory(congress=town), GroupFactory(congress=town)
    MandateFactory(deputy=person, term=term, group=first, ends_on=date(2026, 6, 30))
    MandateFactory(deputy=person, term=term, group=second, starts_on=date(2026, 7, 1))
    for month in (1, 2, 8):
        DutyRecordFactory(deputy=person, on=date(2026, month, 5))
    rows = DutyRecord.objects.counted_for([town.pk], 2026).order_by().values("deputy_id", "group_id").annotate(n=Count("pk"))
    assert {(row["deputy_id"], row["group_id"], row["n"]) for row in rows} == {(person.pk, first.pk, 2), (person.pk, second.pk, 1)}


def test_counting_is_one_query(town, django_assert_num_queries):
    seat = MandateFactory(term__congress=town)
    DutyRecordFactory.create_batch(3, deputy=seat.deputy)
    with django_assert_num_queries(1):
        assert len(counted(2026, town)) == 3


def test_staff_and_office_see_the_deputies_of_their_subtree(town_people):
    seat, elsewhere, users = town_people
    for name in ("office", "officer", "county_office"):
        assert seat.deputy in Deputy.objects.visible_to(users[name]), name
    for name in ("office", "officer", "clerk"):
        assert elsewhere.deputy not in Deputy.objects.visible_to(users[name]), name
    assert list(Deputy.objects.visible_to(users["clerk"])) == []


def test_a_deputy_sees_the_own_file_alone(town_people):
    seat, _, users = town_people
    assert list(Deputy.objects.visible_to(users["deputy"])) == [seat.deputy]
    DutyRecordFactory()
    own = DutyRecordFactory(deputy=seat.deputy)
    assert list(DutyRecord.objects.visible_to(users["deputy"])) == [own]


@pytest.fixture
def town_people(county, town):
    from stations.choices import Role
    from tests.factories.accounts import UserFactory
    from tests.factories.stations import DepartmentFactory, PostFactory, UnitFactory

    station = UnitFactory(parent=town)
    seat = MandateFactory(term__congress=town, station=station, deputy__user=UserFactory())
    elsewhere = MandateFactory(term__congress=CongressFactory(parent=county))
    users = {
        "office": PostFactory(unit=town, role=Role.OFFICE).user,
        "county_office": PostFactory(unit=county, role=Role.OFFICE).user,
        "officer": PostFactory(unit=station, role=Role.LIAISON_OFFICER).user,
        "clerk": PostFactory(unit=DepartmentFactory(parent=town), role=Role.DEPARTMENT_CLERK).user,
        "deputy": seat.deputy.user,
    }
    return seat, elsewhere, users
