"""Everything off for 30 days: what is still right is told once, what was overtaken is not. Two naive ways fail by the same count."""

from collections import Counter
from datetime import date, datetime, time, timedelta

import pytest
import time_machine

from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from notices import registry, services
from notices.models import Notice, Reminder
from opinions.models import Referral
from tests.factories.doors import opinion, place_of

pytestmark = pytest.mark.django_db
BEFORE = datetime(2026, 11, 10, 9, 30, tzinfo=SHANGHAI)  # the last tick
AFTER = BEFORE + timedelta(days=30)  # the first one again: 10 December, a Thursday
MINUTE = timedelta(minutes=1)
KINDS = {"reception", "attendance", "referral-late", "referral-soon", "referral-late-above"}


@pytest.fixture
def rows(town) -> dict[str, int]:
    """Four reception days, nobody marked at any, and a case that a department left unanswered."""
    case = opinion(place_of(town), "handling")
    Referral.objects.update(due_on=date(2026, 11, 24))
    days = {}
    for name, on in {"told": date(2026, 11, 11), "past": date(2026, 11, 20), "late": date(2026, 12, 5), "next": date(2026, 12, 11)}.items():
        day = ReceptionDay.objects.create(station=town.station, date=on, starts_at=time(9), ends_at=time(11, 30))
        ReceptionDuty.objects.create(day=day, deputy=town.deputy)
        days[name] = day.pk
    return days | {"referral": Referral.objects.get(opinion=case).pk}


def expected(rows) -> Counter:
    """By hand: kind, subject, slot or "", who."""
    tomorrow = [("reception", rows["next"], "T-1", who) for who in ("deputy", "officer")]  # its T-3 was overtaken this morning
    unmarked = [
        ("attendance", "of", "head", who) for who in ("head", "deputy_head")
    ]  # of 5 December; the officer's day is over, the office's not come
    late = [("referral-late", rows["referral"], "", who) for who in ("clerk", "officer")]
    above = [("referral-late-above", rows["referral"], "", who) for who in ("head", "office")]
    return Counter([*tomorrow, *unmarked, *late, *above])


def told(notices) -> Counter:
    """The same, of what was told."""
    found = []
    for key, who in notices:
        kind, subject, period, _ = key.split(":")[:4]
        if kind in KINDS:
            subject = int(subject) if subject.isdigit() else subject.partition("/")[0]
            found.append((kind, subject, period.partition("/")[2], who))
    return Counter(found)


def wrong(found: Counter, wanted: Counter) -> dict[str, int]:
    """How many were lost, told twice, told though they were overtaken or not due."""
    return {
        "lost": sum(1 for each in wanted if each not in found),
        "twice": sum(1 for each, times in found.items() if each in wanted and times > 1),
        "overtaken": sum(1 for each in found if each not in wanted),
    }


def tick(moment: datetime) -> None:
    services.plan(moment)
    services.dispatch(moment)


def sent() -> set:
    return set(Notice.objects.exclude(reminder=None).values_list("reminder__key", "recipient__username"))


def drafts(since: datetime, until: datetime) -> list[tuple[str, str]]:
    """What the planners yield as due in the time, without the product's looking at what was overtaken."""
    from accounts.models import User

    names = dict(User.objects.values_list("pk", "username"))
    every = [draft for planner in registry.planners().values() for draft in planner(since, until) if since < draft.due_at <= until]
    return [(f"{each.kind}:{each.subject}:{each.period}:{each.recipient_id}:app", names[each.recipient_id]) for each in every]


def test_what_is_still_right_is_told_once(rows):
    with time_machine.travel(BEFORE, tick=False):
        tick(BEFORE)
    before = sent()
    assert ("reception", rows["told"], "T-1", "deputy") in told(before)  # told before, and so not again
    with time_machine.travel(AFTER, tick=False):
        tick(AFTER)
        assert wrong(told(sent() - before), expected(rows)) == {"lost": 0, "twice": 0, "overtaken": 0}
        for again in (AFTER, AFTER + MINUTE, AFTER + 10 * MINUTE):
            tick(again)
    assert told(sent() - before) == expected(rows)
    assert Notice.objects.exclude(reminder=None).count() == Reminder.objects.filter(state="sent").count() == len(sent())


def test_two_beats_after_it_tell_once(rows):
    with time_machine.travel(AFTER, tick=False):
        services.plan(AFTER)
        services.plan(AFTER)
        services.dispatch(AFTER)
        services.dispatch(AFTER)
    assert told(sent()) == expected(rows)


def test_sending_what_is_due_this_minute_loses_them(rows):
    """Control: a clock that only rings."""
    with time_machine.travel(AFTER, tick=False):
        assert wrong(told(drafts(AFTER - MINUTE, AFTER)), expected(rows))["lost"] == len(expected(rows))


def test_sending_all_that_fell_due_tells_what_is_over(rows):
    """Control: one that makes up for everything, and does so again when it is started twice."""
    with time_machine.travel(AFTER, tick=False):
        once = drafts(BEFORE, AFTER)
        found = wrong(told([*once, *once]), expected(rows))
    assert found["lost"] == 0 and found["overtaken"] > 0 and found["twice"] == len(expected(rows))
