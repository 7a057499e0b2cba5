"""The public books, looks up and cancels, without a login."""

from datetime import timedelta
from uuid import uuid4

import pytest

from common import clock
from common.crypto import query_code
from constituents.models import Appointment, ReceptionDay
from portal.services import BOOKINGS_PER_ADDRESS, PER_ADDRESS
from portal.views import NO_APPOINTMENT, TOO_MANY_BOOKINGS

DAYS, BOOK, MINE = "/public/appointments/", "/public/appointments/book/", "/public/appointments/mine/"
PHONE = "13912346215"


@pytest.fixture
def day(town) -> ReceptionDay:
    on = clock.today() + timedelta(days=3)
    return ReceptionDay.objects.create(
        station=town.station, date=on, starts_at="09:00", ends_at="11:00", topic="冬春灌溉", announced_on=clock.today()
    )


def send(client, day, **more):
    typed = {"slot": "09:00", "name": "王小明", "phone": PHONE, "consent": "on", "request_key": uuid4()}
    return client.post(f"{BOOK}?day={day.pk}", typed | more)


def mine(client, row, **more):
    return client.post(MINE, {"number": row.number, "code": query_code(row.uuid, 1)} | more)


def test_coming_days_are_listed_and_found_by_name(client, day):
    page = client.get(DAYS)
    assert "河湾村联络站" in page.text and "还可约 8 人" in page.text
    assert client.get(DAYS, {"q": "河湾"}).context["page"].rows == [day]
    assert "没有可以预约的接待日" in client.get(DAYS, {"q": "上塘"}).text


def test_booked_looked_up_and_cancelled(client, day):
    page = send(client, day)
    row = Appointment.objects.get()
    code = query_code(row.uuid, 1)
    assert row.number in page.text and f"{code[:4]}-{code[4:8]}-{code[8:]}" in page.text
    assert "no-store" in page["Cache-Control"]
    page = mine(client, row)
    assert "已预约" in page.text and "王小明" not in page.text and PHONE not in page.text
    page = mine(client, row, do="cancel")
    row.refresh_from_db()
    assert (row.state, row.cancel_reason) == ("cancelled", "本人网上取消")
    assert "已取消" in page.text and 'value="cancel"' not in page.text


def test_without_consent_nothing_is_kept(client, day):
    page = send(client, day, consent="")
    assert "要同意使用姓名和电话" in page.text and 'value="王小明"' in page.text
    assert not Appointment.objects.exists()


def test_a_wrong_number_and_a_wrong_code_are_answered_alike(client, day):
    send(client, day)
    row = Appointment.objects.get()
    for wrong in ({"code": "ABCDEFGHJKMN"}, {"number": row.number + "9"}):
        assert mine(client, row, do="cancel", **wrong).context["form"].non_field_errors() == [NO_APPOINTMENT]
    row.refresh_from_db()
    assert row.state == "booked"


def test_guessing_is_stopped(client, day):
    send(client, day)
    row = Appointment.objects.get()
    for _ in range(PER_ADDRESS):
        mine(client, row, code="X")
    assert mine(client, row).status_code == 429


def test_flooding_is_stopped_and_one_form_counts_once(client, day):
    key = uuid4()
    for _ in range(3):
        send(client, day, request_key=key)
    for number in range(BOOKINGS_PER_ADDRESS - 1):
        send(client, day, phone=f"1391234000{number}", slot=("09:30", "10:00")[number % 2])
    assert Appointment.objects.count() == BOOKINGS_PER_ADDRESS
    page = send(client, day, phone="13912349999", slot="10:30")
    assert page.status_code == 429 and TOO_MANY_BOOKINGS in page.text
    assert Appointment.objects.count() == BOOKINGS_PER_ADDRESS


def test_a_full_slot_is_not_offered(client, day):
    for number in range(2):
        send(client, day, phone=f"1391234000{number}")
    page = send(client, day)
    assert "约满了" in page.text and Appointment.objects.count() == 2


@pytest.mark.parametrize("asked", ["", "x", "9" * 30])
def test_no_day_leads_to_the_list(client, db, asked):
    assert client.get(BOOK, {"day": asked}).url == DAYS


def test_a_day_that_is_not_offered_is_not_there(client, day):
    ReceptionDay.objects.update(is_planned=False)
    assert client.get(BOOK, {"day": day.pk}).status_code == 404


def test_one_and_three_days_cost_the_same(client, town, day, django_assert_max_num_queries, django_assert_num_queries):
    with django_assert_max_num_queries(4) as one:
        client.get(DAYS)
    for number in (1, 2):
        ReceptionDay.objects.create(station=town.other_station, date=day.date + timedelta(days=number), starts_at="09:00", ends_at="11:00")
    with django_assert_num_queries(len(one)):
        client.get(DAYS)


def test_a_day_called_off_is_told_with_the_reason(client, day):
    send(client, day)
    row = Appointment.objects.get()
    ReceptionDay.objects.update(is_planned=False, drop_reason="会场停电")
    page = mine(client, row).text
    assert "本次取消" in page and "会场停电" in page and "已预约" not in page
    assert 'value="cancel"' in page


def test_changed_hours_are_told_to_whoever_booked_others(client, day):
    send(client, day)
    row = Appointment.objects.get()
    assert "接待时间改了" not in mine(client, row).text
    ReceptionDay.objects.update(starts_at="14:00", ends_at="16:00")
    page = mine(client, row).text
    assert "接待时间改了，您约的时段不在里面" in page and "14:00–16:00" in page
