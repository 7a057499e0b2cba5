"""Whoever counts on a day is told when it changes: in every state of the plan once it is near, and of home days."""

from datetime import date, datetime, time

import pytest
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.rules.swap_reminders import swap_reminders
from constituents.services.home_days import save_home_day
from constituents.services.plan_days import DayFacts, change_day, drop_day
from constituents.services.plans import Wish, make_plan
from constituents.services.swaps import accept_offer, decline_offer, offer_duty, withdraw_offer
from notices.choices import Channel, ReminderState
from notices.models import Notice, Preference, Reminder
from notices.services import dispatch, plan
from stations.choices import Role
from stations.models import ReminderSetting
from stations.rules.regulation import DEFAULT_BODY
from tests.factories.home_days import arranged
from tests.factories.stations import PostFactory, RegulationFactory
from tests.notices.gateway import Gateway

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)
DROPPED = "3月10日河湾村联络站的接待取消"


def on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=SHANGHAI)


def titles() -> list[tuple[str, str]]:
    told = Notice.objects.filter(reminder__kind="change")
    return sorted((notice.recipient.username, notice.title) for notice in told)


@pytest.fixture
def drafted(town):
    """A draft of the year; the deputy and a colleague receive on 10 March."""
    with clock.at(on(1)):
        drafted = make_plan(town.station, 2026, Wish(), 0, town.officer)
    day = ReceptionDay.objects.get(date=DAY)
    day.duties.all().delete()
    ReceptionDuty.objects.bulk_create(ReceptionDuty(day=day, deputy=deputy) for deputy in town.deputies[:2])
    return drafted, day


def test_a_draft_day_that_was_reminded_is_not_dropped_in_silence(town, drafted):
    with clock.at(on(8)):
        plan(), dispatch()
        drop_day(*drafted, "村里修路", 1, town.head)

    assert titles() == [("deputy", DROPPED), ("officer", DROPPED)]


def test_a_draft_day_far_off_is_changed_without_a_word(town, drafted):
    with clock.at(on(1)):
        drop_day(*drafted, "村里修路", 1, town.head)

    assert titles() == []


def test_a_draft_day_told_early_by_a_setting_counts_as_near(town, drafted):
    ReminderSetting.objects.create(unit=town.congress, kind="reception", slot="T-3", days=8, changed_by=town.office)
    with clock.at(on(2)):
        plan(), dispatch()
        drop_day(*drafted, "村里修路", 1, town.head)

    assert titles() == [("deputy", DROPPED), ("officer", DROPPED)]


def test_a_near_draft_day_that_is_moved_away_is_told_by_the_date_people_know(town, drafted):
    drafted, day = drafted
    facts = DayFacts(date(2026, 3, 24), day.starts_at, day.ends_at, day.topic, (town.deputy.pk,))
    with clock.at(on(9)):
        change_day(drafted, day, facts, 1, town.officer)

    assert titles() == [("deputy", "3月10日河湾村联络站的接待改到3月24日 09:00")]


def test_a_cancellation_reaches_whoever_was_reminded_by_text_and_stands_in_the_list(town, drafted, settings):
    settings.SMS_GATEWAY = "http://127.0.0.1:1"
    Preference.objects.create(user=town.deputy_user, mobile="13900001234", by_sms=True, since=on(1))
    with clock.at(on(8)):
        drop_day(*drafted, "村里修路", 1, town.head)
        plan()

    rows = Reminder.objects.visible_to(town.officer).filter(recipient=town.deputy_user, kind="change")
    assert list(rows.order_by("channel").values_list("channel", "state")) == [(Channel.APP, ReminderState.SENT), (Channel.SMS, ReminderState.DUE)]


@pytest.mark.parametrize(("day", "stays"), [(7, True), (6, False)])
def test_a_new_draft_leaves_the_days_of_which_people_were_told(town, drafted, day, stays):
    """Though the regulation asks for no notice ahead."""
    RegulationFactory(congress=town.congress, number=2, body=DEFAULT_BODY | {"notice_lead_days": 0})
    with clock.at(on(day)):
        make_plan(town.station, 2026, Wish(), 1, town.officer)

    assert ReceptionDay.objects.filter(pk=drafted[1].pk).exists() == stays


@pytest.fixture
def offer(town, drafted):
    with clock.at(on(5)):
        return offer_duty(drafted[1].duties.get(deputy=town.deputy), None, "", town.deputy_user)


def test_a_swap_is_told_as_a_change(town, drafted, offer):
    taker = town.deputies[2]
    with clock.at(on(5)):
        accept_offer(offer, taker, town.officer)

    assert ("deputy", "换班办好了：3月10日") in titles() and ("officer", "代表换班了：3月10日") in titles()
    assert not Notice.objects.filter(title__contains="换班", reminder=None).exists()


def test_a_swap_that_was_taken_back_is_told(town, offer):
    with clock.at(on(5)):
        withdraw_offer(offer, town.deputy_user)

    assert ("officer", "换班收回了：3月10日") in titles()


def test_a_refused_swap_is_told_to_the_giver(town, drafted):
    with clock.at(on(5)):
        offer = offer_duty(drafted[1].duties.get(deputy=town.deputy), town.deputies[2], "", town.deputy_user)
        decline_offer(offer, town.officer)

    assert ("deputy", "换班没有接成：3月10日") in titles()


def lapsed() -> list[str]:
    """Who was told that nobody took the day."""
    return list(Notice.objects.filter(title="3月10日的班没有人接，仍由您接待").values_list("recipient__username", flat=True))


def test_a_swap_that_nobody_takes_is_told_to_the_giver_once_on_the_eve(town, offer):
    for moment, told in ((on(9, 16), []), (on(9, 17), ["deputy"]), (on(9, 18), ["deputy"]), (on(10, 8), ["deputy"])):
        with clock.at(moment):
            plan(), dispatch()
        assert lapsed() == told


def test_who_asks_on_the_evening_before_is_not_told_at_once_that_nobody_came(town, drafted):
    with clock.at(on(9, 18)):
        offer_duty(drafted[1].duties.get(deputy=town.deputy), None, "", town.deputy_user)
        plan(), dispatch()

    assert lapsed() == []


@pytest.mark.parametrize("close", ["accept", "withdraw", "drop"])
def test_a_swap_that_is_over_is_not_told_as_lapsed(town, drafted, offer, close):
    with clock.at(on(5)):
        {
            "accept": lambda: accept_offer(offer, town.deputies[2], town.officer),
            "withdraw": lambda: withdraw_offer(offer, town.deputy_user),
            "drop": lambda: drop_day(*drafted, "村里修路", 1, town.head),
        }[close]()
    with clock.at(on(9, 18)):
        plan(), dispatch()

    assert lapsed() == []


@pytest.mark.parametrize("offers", [1, 3])
def test_open_swaps_are_found_in_one_query(town, drafted, offers, django_assert_num_queries):
    for deputy in town.deputies[:offers]:
        ReceptionDuty.objects.get_or_create(day=drafted[1], deputy=deputy)
        with clock.at(on(5)):
            offer_duty(drafted[1].duties.get(deputy=deputy), None, "", town.officer)
    with django_assert_num_queries(1):
        list(swap_reminders(on(9), on(9)))


@pytest.mark.parametrize(("is_swapped", "state"), [(True, ReminderState.DROPPED), (False, ReminderState.SENT)])
def test_a_summary_does_not_call_to_a_day_that_was_swapped_away(town, drafted, settings, is_swapped, state):
    Preference.objects.create(user=town.deputy_user, mobile="13900001234", by_sms=True, digest=True, since=on(1))
    settings.SMS_GATEWAY = "http://127.0.0.1:1"
    with clock.at(on(7)):
        plan(), dispatch()
        offer = offer_duty(drafted[1].duties.get(deputy=town.deputy), None, "", town.deputy_user)
        if is_swapped:
            accept_offer(offer, town.deputies[2], town.officer)
    with clock.at(on(8, 9)), Gateway().running() as gateway:
        settings.SMS_GATEWAY, settings.SITE_URL = gateway.url, "https://liaison.example"
        dispatch()

    assert Reminder.objects.get(kind="reception", channel=Channel.SMS).state == state
    assert len(gateway.delivered) == (state == ReminderState.SENT)


@pytest.fixture
def home_day(town):
    with clock.at(on(1)):
        return arranged(town.home, town.office, *town.deputies[:2], on=DAY)


def change(town, row, expected=None, **facts):
    for name, value in facts.items():
        setattr(row, name, value)
    with clock.at(on(8)):
        save_home_day(row, town.deputies[:2] if expected is None else expected, town.office)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"date": date(2026, 3, 12)}, "时间改为3月12日 09:00—11:00"),
        ({"starts_at": time(10)}, "时间改为3月10日 10:00—11:00"),
        ({"place": "三楼", "ends_at": None}, "时间改为3月10日 09:00；地点改为三楼"),
    ],
)
def test_a_home_day_that_moves_is_told_to_those_expected(town, home_day, facts, words):
    change(town, home_day, **facts)

    assert titles() == [("deputy", "3月10日的活动日有变动：代表工作座谈会")]
    assert Notice.objects.get().body == f"{town.home.name}。{words}。"


def test_another_agenda_is_told_to_nobody(town, home_day):
    change(town, home_day, agenda="听取交通工作情况")

    assert titles() == []


def test_whoever_is_no_longer_expected_is_told(town, home_day):
    change(town, home_day, town.deputies[1:2])

    assert titles() == [("deputy", "3月10日的活动日您不用参加：代表工作座谈会")]


def test_who_is_left_out_of_a_moved_day_is_not_called_to_the_new_one(town, home_day):
    change(town, home_day, town.deputies[1:2], date=date(2026, 3, 12))

    assert titles() == [("deputy", "3月10日的活动日您不用参加：代表工作座谈会")]
    assert Notice.objects.get().url == reverse("desk:home")  # the day itself is theirs no longer


def test_a_home_day_that_is_over_is_corrected_without_a_word(town, home_day):
    home_day.place = "三楼"
    with clock.at(on(11)):
        save_home_day(home_day, town.deputies[:2], town.office)

    assert titles() == []


def test_staff_of_a_home_day_are_told_too(town, home_day):
    officer = PostFactory(unit=town.home, role=Role.LIAISON_OFFICER).user
    change(town, home_day, place="三楼")

    assert sorted(name for name, _ in titles()) == sorted(["deputy", officer.username])
