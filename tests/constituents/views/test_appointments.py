"""预约 at the day's page: booked by phone, printed, cancelled, come."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from common import clock
from common.crypto import query_code
from constituents.models import Appointment, ReceptionDay, ReceptionPlan, Visit
from tests.factories.constituents import WORDS

PERSON = {"slot": "09:00", "name": "王小明", "phone": "139 1234 6215", "matter": "水渠"}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel("2026-11-10 08:00+08:00", tick=False):
        yield


@pytest.fixture
def officer(client, town):
    client.force_login(town.officer)
    return client


@pytest.fixture
def day(town) -> ReceptionDay:
    return ReceptionDay.objects.create(station=town.station, date=clock.today(), starts_at="09:00", ends_at="10:30")


def booked(client, day, **more) -> Appointment:
    client.post(reverse("constituents:appoint", args=[day.pk]), PERSON | {"request_key": uuid4()} | more)
    return Appointment.objects.latest("pk")


def to(name, row):
    return reverse(f"constituents:{name}", args=[row.pk])


def test_by_phone_with_a_slip_that_says_number_and_code(officer, town, day):
    key = uuid4()
    for _ in range(2):
        answer = officer.post(to("appoint", day), PERSON | {"request_key": key})
    row = Appointment.objects.get()
    assert answer.url == to("appointment_slip", row)
    slip, code = officer.get(answer.url).text, query_code(row.uuid, 1)
    assert row.number in slip and f"{code[:4]}-{code[4:8]}-{code[8:]}" in slip and "13912346215" not in slip
    page = officer.get(to("reception", day)).text
    assert "王*" in page and "139****6215" in page and "王小明" not in page


def test_the_person_stands_in_the_visit_form_when_they_come(officer, town, day):
    row = booked(officer, day)
    answer = officer.post(to("appointment_note", row), {"do": "came"})
    assert answer.url == f"/opinions/visits/new/?station={town.station.pk}&appointment={row.pk}"
    form = officer.get(answer.url).context["form"]
    assert (form["name"].value(), form["phone"].value(), form["way"].value()) == ("王*", "尾号 6215", "appointment")
    sent = {name: form[name].value() or "" for name in ("request_key", "person", "appointment", "name", "phone", "way")}
    sent |= {"station": town.station.pk, "at": "2026-11-10T07:55", "matters-TOTAL_FORMS": 1, "matters-INITIAL_FORMS": 0}
    sent |= {"matters-0-words": WORDS, "matters-0-outcome": "answered", "matters-0-answer": "已经在修。"}
    officer.post("/opinions/visits/new/", sent)
    visit = Visit.objects.get()
    row.refresh_from_db()
    assert (visit.constituent.name, visit.constituent.phone, visit.way, visit.day) == ("王小明", "13912346215", "appointment", day)
    assert row.visit == visit
    assert visit.number in officer.get(to("reception", day)).text


def test_cancelled_with_a_reason_and_missed(officer, day):
    row = booked(officer, day)
    assert "请写明为什么取消" in officer.post(to("appointment_cancel", row), {"reason": ""}).text
    assert "取消：本人来电取消" in officer.post(to("appointment_cancel", row), {"reason": "本人来电取消"}, follow=True).text
    other = booked(officer, day, phone="13912340000")
    assert "没来" in officer.post(to("appointment_note", other), {"do": "missed"}, follow=True).text
    other.refresh_from_db()
    assert other.state == "missed"


def test_faults_keep_what_was_typed(officer, day):
    page = officer.post(to("appoint", day), PERSON | {"request_key": uuid4(), "phone": "12", "slot": "08:00"})
    assert set(page.context["form"].errors) == {"phone", "slot"}
    assert "约满了或者已经过了" in page.text and 'value="王小明"' in page.text


def test_the_setting_changes_the_slots(officer, day):
    officer.post(to("appointment_setting", day), {"minutes": 45, "places": 1, "is_online": "on"})
    assert "09:45–10:30（还可约 1 人）" in officer.get(to("appoint", day)).text
    assert officer.post(to("appointment_setting", day), {"minutes": 0, "places": 1}).context["form"].errors


def test_one_and_three_appointments_cost_the_same(officer, town, day, django_assert_max_num_queries, django_assert_num_queries):
    booked(officer, day)
    address = to("reception", day)
    officer.get(address)
    with django_assert_max_num_queries(22) as one:
        officer.get(address)
    cost = len(one)
    for number in (1, 2):
        booked(officer, day, phone=f"1391234000{number}", slot="10:00")
    assert Appointment.objects.count() == 3
    with django_assert_num_queries(cost):
        officer.get(address)


def test_a_booked_day_is_dropped_and_whom_to_call_is_shown(officer, town, day):
    plan = ReceptionPlan.objects.create(station=town.station, year=day.date.year)
    booked(officer, day)
    page = officer.post(to("plan_day_drop", day), {"reason": "会场停电", "version": plan.version}, follow=True)
    assert page.redirect_chain[-1][0] == to("reception", day)
    assert "有 1 位预约了这一天，日子取消了" in page.content.decode()
    day.refresh_from_db()
    assert (day.is_planned, day.drop_reason) == (False, "会场停电")
    assert "登记预约" not in officer.get(to("reception", day)).text


def test_changed_hours_show_who_has_to_be_called(officer, town, day):
    plan = ReceptionPlan.objects.create(station=town.station, year=day.date.year)
    booked(officer, day)
    booked(officer, day, phone="13912340000", slot="10:00")
    hours = {"date": day.date.isoformat(), "starts_at": "09:30", "ends_at": "11:30", "version": plan.version}
    page = officer.post(to("plan_day", day), hours, follow=True).text
    assert "有 2 位预约了这一天，日子改了" in page and "其中 1 位约的时段不在现在的接待时间里" in page
    assert page.count('<span class="chip late">不在接待时间里</span>') == 1


def test_a_day_that_was_held_is_not_dropped(officer, town, day):
    plan = ReceptionPlan.objects.create(station=town.station, year=day.date.year)
    booked(officer, day)
    day.duties.update(attended=True) or day.duties.create(deputy=town.deputy, attended=True)
    assert "不能" in officer.post(to("plan_day_drop", day), {"reason": "停电", "version": plan.version}).content.decode()
