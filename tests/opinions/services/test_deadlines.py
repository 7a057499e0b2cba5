"""A changed work calendar: which open deadlines move, seen before it is saved; how they are recounted; who is told."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from notices.models import Notice
from notices.services import dispatch, plan
from opinions.models import Opinion, OpinionEvent, Referral
from opinions.services import Registration, cases, register
from opinions.services.register import limit_named
from stations.rules.calendar_changes import effect_of
from stations.rules.festivals import Festival
from stations.rules.regulation import Rules
from stations.rules.workdays import deadline, table
from stations.services.calendar import apply_change, propose_festival, settle, settle_late
from stations.tasks import settle_deadlines
from tests.factories.doors import opinion, place_of
from tests.factories.opinions import OpinionFactory

NOW = datetime(2026, 11, 25, 2, tzinfo=UTC)
HOLIDAY = Festival("抗洪", [date(2026, 12, 1), date(2026, 12, 2)])


@pytest.fixture
def open_cases(town):
    """One in each kind of step at the own station, one at the town beside it; and one that is over."""
    with clock.at(NOW):
        found = {state: opinion(place_of(town), state) for state in ("approving", "handling", "feedback", "closed")}
        there = Registration(town.station_elsewhere, "box", clock.today(), "桥断了")
        found["elsewhere"] = register(there, town.officer_elsewhere)
        Opinion.objects.filter(pk=found["elsewhere"].pk).update(**_due(5))
        yield found


def _due(days: int) -> dict:
    found = deadline(clock.today(), days)
    return {
        "due_on": found.due_on,
        "due_basis": {"start": "2026-11-25", "days": days, "due_on": str(found.due_on), "source": "甲", "provisional": False},
    }


def days_of(open_cases) -> dict:
    return {state: str(Opinion.objects.get(pk=case.pk).due_on) for state, case in open_cases.items()}


BEFORE = {"approving": "2026-11-27", "handling": "2026-12-16", "feedback": "2026-11-30", "closed": "None", "elsewhere": "2026-12-02"}
AFTER = BEFORE | {"handling": "2026-12-18", "elsewhere": "2026-12-04"}


def preview(client, user, festival=HOLIDAY, page=""):
    client.force_login(user)
    change = propose_festival(festival, user)
    return client.get(reverse("stations:calendar_change", args=[change.pk]), {"page": page} if page else {})


def test_the_preview_names_what_moves_and_writes_nothing(client, town, open_cases):
    shown = preview(client, town.county_office).context
    moves = {row["line"].number: (str(row["shift"].before), str(row["shift"].after), row["station"]) for row in shown["rows"]}
    assert moves == {
        open_cases["handling"].number: ("2026-12-16", "2026-12-18", "河湾村联络站"),
        open_cases["elsewhere"].number: ("2026-12-02", "2026-12-04", "白岩村联络站"),
    }
    assert (shown["total"], shown["elsewhere"], days_of(open_cases)) == (2, 0, BEFORE)


def test_who_sees_no_casework_sees_how_many(client, town, open_cases):
    response = preview(client, town.administrator)
    assert (response.context["total"], response.context["elsewhere"], response.context["rows"]) == (2, 2, [])
    assert open_cases["handling"].summary not in response.content.decode()


def test_saving_moves_them_with_a_trail(client, town, open_cases):
    versions = dict(Opinion.objects.values_list("pk", "version"))
    response = preview(client, town.county_office)
    client.post(response.wsgi_request.path, {"seen": response.context["seen"]})
    assert days_of(open_cases) == AFTER
    case = Opinion.objects.get(pk=open_cases["handling"].pk)
    referral = Referral.objects.get(opinion=case)
    assert (referral.due_on, referral.due_basis) == (case.due_on, case.due_basis)
    assert case.due_basis["due_on"] == "2026-12-18"
    assert case.due_on == limit_named(Rules(town.regulation.body), "ordinary")[0]
    assert dict(Opinion.objects.values_list("pk", "version")) == versions  # a clerk at work is not disturbed
    events = OpinionEvent.objects.filter(action="redate").order_by("opinion_id")
    assert [(event.opinion_id, event.actor, event.detail["line"]) for event in events] == [
        (case.pk, town.county_office, "工作日历有改动，2026年12月16日改为2026年12月18日"),
        (open_cases["elsewhere"].pk, town.county_office, "工作日历有改动，2026年12月2日改为2026年12月4日"),
    ]
    chains = {town.congress.pk, town.congress_elsewhere.pk}
    assert set(AuditEntry.objects.filter(action="opinion.redate").values_list("chain", flat=True)) == {f"congress:{pk}" for pk in chains}
    assert "期限重算" in client.get(reverse("opinions:detail", args=[case.pk])).content.decode()


def test_the_departments_and_officers_concerned_are_told_once(town, open_cases):
    change = apply_change(propose_festival(HOLIDAY, town.county_office), town.county_office)
    settle(change)
    assert settle_late(NOW + timedelta(seconds=30)) == 0  # others may still go by the old calendar
    assert settle_late(NOW + timedelta(minutes=2)) == 1
    for minutes in (3, 4):
        plan(NOW + timedelta(minutes=minutes))
        dispatch(NOW + timedelta(minutes=minutes))
    told = Notice.objects.filter(title="1 件意见的期限变了")
    assert sorted(told.values_list("recipient__username", flat=True)) == ["clerk", "officer", "officer_elsewhere"]


def test_what_was_written_by_the_old_calendar_is_found(town, open_cases):
    """A clerk whose process still held the old calendar registers after the recounting."""
    change = apply_change(propose_festival(HOLIDAY, town.county_office), town.county_office)
    settle(change)
    stale = {"due_on": date(2026, 12, 2), "due_basis": _due(5)["due_basis"] | {"due_on": "2026-12-02"}}
    late = OpinionFactory(station=town.station, registered_by=town.officer, serial=99, **stale)
    with clock.at(NOW + timedelta(minutes=2)):
        assert settle_deadlines() == 1
        assert settle_deadlines() == 0
    late.refresh_from_db()
    assert str(late.due_on) == "2026-12-04"


def test_what_was_interrupted_is_finished_and_nothing_moves_twice(town, open_cases):
    change = apply_change(propose_festival(HOLIDAY, town.county_office), town.county_office)
    assert settle(change, seconds=-1).finished is False
    assert days_of(open_cases) == BEFORE
    settle_late(NOW + timedelta(minutes=2))
    assert days_of(open_cases) == AFTER
    assert settle(change).cases == 0
    assert OpinionEvent.objects.filter(action="redate").count() == 2


def test_a_returned_reply_gets_the_deadline_of_the_new_calendar(town, open_cases):
    settle(apply_change(propose_festival(HOLIDAY, town.county_office), town.county_office))
    case = open_cases["feedback"]
    cases.return_reply(case.referrals.get(), town.officer, None, "说得太简单")
    case.refresh_from_db()
    assert (str(case.due_on), str(case.referrals.get().due_on)) == ("2026-12-18", "2026-12-18")


def test_provisional_deadlines_become_firm_with_their_year(client, town, open_cases):
    """One that lies behind 1 January moves, one before it only loses 暂定."""
    days = {"approving": 27, "elsewhere": 5}
    for state, number in days.items():
        Opinion.objects.filter(pk=open_cases[state].pk).update(**_due(number))
    basis = _due(5)["due_basis"] | {"provisional": True}
    Opinion.objects.filter(pk=open_cases["elsewhere"].pk).update(due_basis=basis)
    festival = Festival("节日", [date(2027, 1, 1), date(2027, 5, 1), date(2027, 10, 1)])
    shown = preview(client, town.county_office, festival)
    assert (shown.context["total"], shown.context["firm"]) == (1, 1)
    client.post(shown.wsgi_request.path, {"seen": shown.context["seen"]})
    firm = Opinion.objects.filter(pk__in=[open_cases[state].pk for state in days]).order_by("pk")
    assert [(str(case.due_on), case.due_basis["provisional"]) for case in firm] == [("2027-01-04", False), ("2026-12-02", False)]


def test_the_preview_pages_and_asks_as_much_for_many_as_for_few(client, town, open_cases):
    with CaptureQueriesContext(connection) as few:
        preview(client, town.county_office)
    for serial in range(200, 320):
        OpinionFactory(station=town.station, registered_by=town.officer, serial=serial, **_due(5))
    with CaptureQueriesContext(connection) as many:
        first = preview(client, town.county_office)
    assert (len(first.context["rows"]), first.context["total"]) == (100, 122)
    assert len(preview(client, town.county_office, page="2").context["rows"]) == 22
    assert len(many) == len(few)


def test_recounting_asks_as_much_for_three_cases_as_for_two(town, open_cases, queries_of):
    assert queries_of(3) == queries_of(1)


@pytest.fixture
def queries_of(town):
    def count(number: int) -> int:
        for serial in range(number):
            OpinionFactory(station=town.station, registered_by=town.officer, serial=400 + 10 * number + serial, **_due(5))
        day = date(2026, 11, 26) + timedelta(days=number // 2)
        change = apply_change(propose_festival(Festival(f"假{number}", [day]), town.county_office), town.county_office)
        with CaptureQueriesContext(connection) as seen:
            assert settle(change).cases >= number
        return len(seen)

    return count


def test_nothing_moves_by_the_calendar_as_it_is(town, open_cases):
    effect = effect_of(table())
    assert (effect.shifts, effect.firm, effect.touched) == ([], 0, {"opinions": []})
