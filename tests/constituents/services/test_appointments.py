"""Slots, booking, cancelling, coming."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from common import clock
from constituents.models import Appointment, Constituent, ReceptionDay
from constituents.rules.appointments import offered_days, slots_of
from constituents.services.appointments import Booking, book, cancel, note_coming, save_setting
from tests.factories.constituents import visited

PHONE = "13912346215"


@pytest.fixture
def day(town) -> ReceptionDay:
    """In three days, 9:00 to 10:30: three slots of half an hour, two people each."""
    on = clock.today() + timedelta(days=3)
    return ReceptionDay.objects.create(station=town.station, date=on, starts_at=time(9), ends_at=time(10, 30), announced_on=clock.today())


def booking(day, hour=9, minute=0, **more) -> Booking:
    return Booking(day, time(hour, minute), **({"name": "王小明", "phone": PHONE} | more))


def free(day) -> list[int]:
    return [slot.free for slot in slots_of([day])[day.pk]]


def test_slots_follow_the_stations_setting_and_the_hours(town, day):
    assert [slot.words for slot in slots_of([day])[day.pk]] == ["09:00–09:30", "09:30–10:00", "10:00–10:30"]
    save_setting(town.station, 40, 1, True, town.officer)
    assert [(slot.words, slot.free) for slot in slots_of([day])[day.pk]] == [("09:00–09:40", 1), ("09:40–10:20", 1)]
    ReceptionDay.objects.update(starts_at=None)
    day.refresh_from_db()
    assert slots_of([day]) == {day.pk: []}


def test_a_full_slot_takes_nobody_and_a_cancelled_place_is_free_again(town, day):
    first = book(booking(day), town.officer)
    book(booking(day, phone="13912340000"), town.officer)
    assert free(day) == [0, 2, 2]
    with pytest.raises(ValidationError, match="09:00–09:30这个时段刚约满了"):
        book(booking(day, phone="13912341111"), town.officer)
    for _ in range(2):
        cancel(first, "本人来电取消", town.officer)
    assert free(day) == [1, 2, 2]
    assert first.number == f"河湾约{day.date.year}-0001"


def test_one_form_sent_twice_is_one_appointment(town, day):
    key = uuid4()
    assert book(booking(day, request_key=key), None) == book(booking(day, request_key=key), None)
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("at", [(8, 0), (9, 15), (10, 30)])
def test_a_time_that_is_no_slot_is_refused(town, day, at):
    with pytest.raises(ValidationError, match="请换一个时段"):
        book(booking(day, *at), town.officer)


def test_a_day_called_off_takes_nobody(town, day):
    seen = booking(day)
    ReceptionDay.objects.update(is_planned=False, drop_reason="会场停电")  # after the form was opened
    for who in (town.officer, None):
        with pytest.raises(ValidationError, match="这一天的接待取消了"):
            book(seen, who)
    day.refresh_from_db()
    assert slots_of([day]) == {day.pk: []}


def test_slots_that_have_begun_are_over(town, day):
    ReceptionDay.objects.update(date=clock.today() - timedelta(days=1))
    day.refresh_from_db()
    assert free(day) == [0, 0, 0]
    with pytest.raises(ValidationError):
        book(booking(day), town.officer)


def test_online_one_phone_has_one_place_a_day_and_is_told_nothing(town, day):
    book(booking(day), town.officer)
    with pytest.raises(ValidationError, match="没有约上") as refused:
        book(booking(day, 10), None)
    assert PHONE not in str(refused.value)
    book(booking(day, 10), town.officer)  # a clerk may


def test_name_and_phone_lie_encrypted(town, day):
    row = book(booking(day), None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM constituents_appointment")
        stored = str(cursor.fetchall())
    assert "王小明" not in stored and PHONE not in stored
    assert (row.masked_name, row.masked_phone) == ("王*", "139****6215")


def test_come_not_come_and_taken_back(town, day):
    row = book(booking(day), town.officer)
    assert not Constituent.objects.exists()
    for state in ("missed", "booked", "came", "came"):
        row = note_coming(row, state, town.officer)
    assert row.constituent == Constituent.objects.get()
    visit = visited(town, appointment=row.pk)
    row.refresh_from_db()
    assert row.visit == visit
    with pytest.raises(ValidationError, match="已登记来访"):
        note_coming(row, "booked", town.officer)
    with pytest.raises(ValidationError, match="已有他人先行处理"):
        cancel(row, "改期", town.officer)


def test_a_visit_elsewhere_takes_no_appointment(town, day):
    row = book(booking(day), town.officer)
    visited(town, station=town.station_elsewhere, appointment=row.pk)
    row.refresh_from_db()
    assert row.visit is None


def test_what_the_public_is_offered(town, day):
    assert list(offered_days()) == [day]
    save_setting(town.station, 30, 2, False, town.officer)
    assert not offered_days().exists()
    save_setting(town.station, 30, 2, True, town.officer)
    for change in (
        {"is_planned": False},
        {"starts_at": None},
        {"date": clock.today() + timedelta(days=40)},
        {"date": clock.today() - timedelta(days=1)},
    ):
        old = {name: getattr(day, name) for name in change}
        ReceptionDay.objects.update(**change)
        assert not offered_days().exists(), change
        ReceptionDay.objects.update(**old)


def test_only_what_is_announced(town, day):
    ReceptionDay.objects.update(announced_on=None)  # as the regulation alone brings days about, too
    assert not offered_days().exists()


def test_a_home_receives_no_public(town, day):
    ReceptionDay.objects.update(station=town.home)
    assert not offered_days().exists()
