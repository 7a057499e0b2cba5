from contextlib import nullcontext
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count
from django.test import override_settings

from accounts.models import User
from common import clock
from constituents.choices import PlanState
from constituents.models import (
    ContactActivity,
    DutyOffer,
    HomeDay,
    HouseholdMeeting,
    Letter,
    LetterBox,
    ReceptionDay,
    ReceptionDuty,
    ReceptionPlan,
)
from constituents.rules.boxes import box_lines
from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy, DutyRecord, Group, Mandate
from desk.demo.logins import LOGINS, PASSWORD
from opinions.choices import State
from opinions.models import Opinion, OpinionEvent
from stations.models import Post, Regulation, Unit


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module", params=[None, "2026-11-27T12:28:00Z"], ids=["now", "evening"])
def demo(request, django_db_setup, django_db_blocker):
    """The demonstration, loaded now and on an evening on which no case happened to wait at the town; rolled back."""
    fast = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    then = time_machine.travel(request.param, tick=False) if request.param else nullcontext()
    with then, django_db_blocker.unblock(), transaction.atomic():
        with fast:
            run("load_demo")
        yield
        transaction.set_rollback(True)


def test_the_organisation_is_whole(demo, db):
    assert Deputy.objects.filter(is_demo=True).count() == 60
    assert len(set(Deputy.objects.values_list("name", flat=True))) == 60
    assert Group.objects.count() == 5
    assert Mandate.objects.count() == 68
    assert Unit.objects.filter(is_demo=False).count() == 0
    assert Regulation.objects.count() == 4  # the county's reached both towns, one added its own


def test_every_login_works_and_stands_where_it_says(demo, db):
    for login in LOGINS:
        user = User.objects.get(username=login.username)
        assert user.check_password(PASSWORD)
        assert list(user.posts.values_list("unit__name", "role")) == ([(login.unit, login.role)] if login.role else [])
    assert User.objects.get(username="daibiao").deputy.name == "周启明"
    assert User.objects.get(username="daibiao2").deputy.name == "杨国安"
    assert User.objects.get(username="admin").is_superuser


def test_the_other_staff_cannot_log_in(demo, db):
    others = User.objects.filter(username__startswith="yanshi")
    assert [user.has_usable_password() for user in others] == [False] * 16
    assert Post.objects.filter(user__in=others).count() == 16


def test_every_state_is_on_somebodys_desk(demo, db):
    assert set(Opinion.objects.values_list("state", flat=True)) == set(State)
    assert Opinion.objects.filter(state=State.CLOSED).count() > 20
    assert Opinion.objects.overdue(clock.today()).exists()


def test_numbers_rise_with_the_days_without_a_gap(demo, db):
    for station in Unit.objects.filter(kind="station", opinions__isnull=False).distinct():
        numbers = Opinion.objects.filter(station=station).order_by("registered_at", "serial").values_list("year", "serial")
        assert list(numbers) == sorted(numbers)
        for year in {year for year, _ in numbers}:
            serials = [serial for each, serial in numbers if each == year]
            assert serials == list(range(1, len(serials) + 1))


def test_duty_records_arose_from_the_work(demo, db):
    opinions = DutyRecord.objects.filter(source=DutySource.OPINION).values_list("source_id", "deputy_id")
    brought = Opinion.deputies.through.objects.exclude(opinion__state=State.VOIDED).values_list("opinion_id", "deputy_id")
    assert sorted(opinions) == sorted(brought)
    attended = ReceptionDuty.objects.filter(attended=True).values_list("day_id", "deputy_id")
    assert sorted(DutyRecord.objects.filter(kind=DutyKind.RECEPTION).values_list("source_id", "deputy_id")) == sorted(attended)


def test_nothing_happened_in_the_future(demo, db):
    now = clock.now()
    assert not Opinion.objects.filter(registered_at__gt=now).exists()
    assert not OpinionEvent.objects.filter(at__gt=now).exists()
    assert ReceptionDay.objects.filter(date__gt=clock.today()).exists()


def test_a_second_load_changes_nothing(demo, db):
    assert run("load_demo") == "演示数据已经在了。\n"
    assert run("load_demo", "--if-empty") == ""
    assert Deputy.objects.count() == 60


def test_the_logins_are_listed_while_they_work(demo, db):
    said = run("demo_logins").splitlines()
    assert len(said) == 1 + len(LOGINS) + 1
    assert "建自己的单位：用 admin 登录" in said[-1]
    User.objects.filter(username="renda").update(is_active=False)
    lianluo = User.objects.get(username="lianluo")
    lianluo.set_password("Something-else-1")
    lianluo.save()
    assert len(run("demo_logins").splitlines()) == len(LOGINS)


def test_no_page_of_receptions_boxes_and_contacts_is_empty(demo, db):
    year, own = clock.today().year, "河湾村联络站"
    plans = ReceptionPlan.objects.filter(station__name=own)
    assert sorted(plans.values_list("year", "state")) == [(year, "published"), (year + 1, "published")]
    assert set(ReceptionPlan.objects.filter(year=year + 1).values_list("state", flat=True)) == set(PlanState)
    assert set(DutyOffer.objects.values_list("state", flat=True)) == {"open", "accepted"}
    assert not ReceptionDay.objects.filter(is_planned=True, deputies=None).exists()
    letters = Letter.objects.filter(opening__box__station__name=own)
    assert set(letters.values_list("outcome", flat=True)) >= {"answered", "referred", "kept", "deputy", "liaison"}
    assert max(letters.values("opening").annotate(n=Count("pk")).values_list("n", flat=True)) == 3
    homes = HomeDay.objects.filter(station__kind="home")
    assert [bool(day.minutes) for day in homes.order_by("date")] == [True, False]
    assert homes.get(date__lt=clock.today()).matters.count() == 2
    assert HouseholdMeeting.objects.filter(household__deputy__user__username="daibiao").exists()
    assert set(ContactActivity.objects.values_list("kind_name", flat=True)) == {"问难", "问需", "问计"}


def test_every_record_but_the_own_stations_latest_is_confirmed(demo, db):
    held = ReceptionDay.objects.filter(date__lt=clock.today())
    open_ones = held.exclude(records__confirmed_at__isnull=False)
    assert [day.station.name for day in open_ones] == ["河湾村联络站"]
    assert not ReceptionDay.objects.filter(date__lt=clock.today()).unmarked().exists()


def test_one_box_was_left_shut(demo, db):
    office = User.objects.get(username="renda")
    boxes = list(LetterBox.objects.visible_to(office).for_list())
    assert [line.box.station.name for line in box_lines(boxes, clock.today()) if line.standing.late] == ["石桥村联络站"]
