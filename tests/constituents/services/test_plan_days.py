"""Single days of a plan: what follows when one is dropped, brought back, moved."""

from datetime import date, datetime

import pytest

from common import clock
from common.clock import SHANGHAI
from constituents.models import Away, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.services.plan_days import drop_day, restore_day
from constituents.services.plans import Wish, approve_plan, make_plan, publish_plan
from constituents.services.swaps import note_away
from notices.models import Notice

NOW = datetime(2026, 2, 5, 9, tzinfo=SHANGHAI)
MARCH = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def february():
    with clock.at(NOW):
        yield


@pytest.fixture
def plan(town) -> ReceptionPlan:
    return make_plan(town.station, 2026, Wish(), 0, town.officer)


def publish(plan: ReceptionPlan, town) -> ReceptionPlan:
    plan.refresh_from_db()
    approve_plan(plan, plan.version, town.head)
    return publish_plan(plan, plan.version, town.officer)


def in_march() -> ReceptionDay:
    return ReceptionDay.objects.get(date=MARCH)


def test_a_day_brought_back_after_publication_is_announced(town, plan):
    drop_day(plan, in_march(), "村里修路", 1, town.officer)
    plan = publish(plan, town)
    assert in_march().announced_on is None
    restore_day(plan, in_march(), plan.version, town.officer)
    assert in_march().announced_on == NOW.date()


def test_a_day_brought_back_in_a_draft_is_not(town, plan):
    drop_day(plan, in_march(), "村里修路", 1, town.officer)
    restore_day(plan, in_march(), 2, town.officer)
    assert in_march().announced_on is None


def test_an_absence_on_a_planned_day_is_told_to_the_station(town, plan):
    ReceptionDuty.objects.exclude(day=in_march()).delete()
    ReceptionDuty.objects.get_or_create(day=in_march(), deputy=town.deputy)
    away = Away(deputy=town.deputy, first=MARCH, last=MARCH)
    for _ in range(2):  # a double click
        note_away(Away(deputy=away.deputy, first=away.first, last=away.last, request_key=away.request_key), town.deputy_user)
    note_away(Away(deputy=town.deputy, first=date(2026, 4, 1), last=date(2026, 4, 30)), town.deputy_user)
    [told] = Notice.objects.filter(title__contains="不能来")
    assert (told.recipient, told.title) == (town.officer, "周启明代表不能来：河湾村联络站有 1 个接待日要换人")
    assert "3月10日" in told.body and told.url == f"/visits/plans/unit/{town.station.pk}/2026/"
