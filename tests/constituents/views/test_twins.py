"""A home's planned day and the home day on it: whoever moves or drops one is led to the other."""

from datetime import date, time

import pytest
import time_machine
from django.urls import reverse

from constituents.models import HomeDay, ReceptionDay, ReceptionPlan
from tests.factories.home_days import arranged

ON, LATER = date(2026, 3, 20), date(2026, 3, 27)


@pytest.fixture(autouse=True)
def february():
    with time_machine.travel("2026-02-05 09:00+08:00", tick=False):
        yield


@pytest.fixture
def office(client, town):
    client.force_login(town.office)
    return client


@pytest.fixture
def held(town) -> HomeDay:
    return arranged(town.home, town.office, *town.deputies, on=ON)


@pytest.fixture
def planned(town) -> ReceptionDay:
    ReceptionPlan.objects.create(station=town.home, year=2026)
    return ReceptionDay.objects.create(station=town.home, date=ON, starts_at=time(9), ends_at=time(11))


def change(client, day: ReceptionDay, on: date) -> str:
    version = ReceptionPlan.objects.get().version
    sent = {"date": on.isoformat(), "starts_at": "09:00", "ends_at": "11:00", "version": version}
    return client.post(reverse("constituents:plan_day", args=[day.pk]), sent, follow=True).text


def save(client, row: HomeDay, on: date) -> str:
    page = client.get(reverse("constituents:home_day_edit", args=[row.pk]))
    sent = {bound.html_name: bound.value() for bound in page.context["form"] if bound.value() is not None} | {"date": on.isoformat()}
    return client.post(reverse("constituents:home_day_edit", args=[row.pk]), sent, follow=True).text


def test_a_planned_day_that_leaves_says_where_the_home_day_still_is(office, held, planned):
    assert "还在" not in change(office, planned, ON)
    page = change(office, planned, LATER)
    assert "活动日「代表工作座谈会」还在 3月20日" in page and f'<a href="{held.get_absolute_url()}">看活动日</a>' in page


def test_a_planned_day_that_is_dropped_too(office, held, planned):
    page = office.post(reverse("constituents:plan_day_drop", args=[planned.pk]), {"reason": "与镇人代会冲突", "version": 1}, follow=True).text
    assert "活动日「代表工作座谈会」还在 3月20日" in page


def test_a_home_day_that_leaves_says_that_the_plan_still_is_there(office, town, held, planned):
    assert "还在" not in save(office, held, ON)
    page = save(office, held, LATER)
    link = reverse("constituents:plan_year", args=[town.home.pk, 2026])
    assert "接待计划还在 3月20日" in page and f'<a href="{link}">看接待计划</a>' in page


def test_a_home_day_that_is_dropped_too(office, held, planned):
    page = office.post(reverse("constituents:home_day_drop", args=[held.pk]), {"reason": "与镇人代会冲突"}, follow=True).text
    assert "接待计划还在 3月20日" in page


def test_a_stations_reception_has_no_home_day_beside_it(office, town, planned):
    arranged(town.station, town.office, on=ON)
    ReceptionPlan.objects.update(station=town.station)
    ReceptionDay.objects.update(station=town.station)
    assert "还在" not in change(office, ReceptionDay.objects.get(), LATER)
