"""Linked households and meetings: rows, duty ledger, opinions, standing against the regulation, reminders."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.models import AuditEntry
from common import clock
from common.clock import SHANGHAI
from constituents.models import Constituent, Household, HouseholdMeeting
from constituents.rules.household_reminders import household_reminders
from constituents.rules.households import standing_of, standings
from constituents.services import households
from constituents.services.households import FASTER, HouseholdFacts, MeetingFacts, add_household, change_household, correct_meeting, void_meeting
from deputies.choices import DutyKind
from deputies.models import DutyRecord, Mandate
from notices import services as notices
from notices.models import Notice
from opinions.models import Opinion
from opinions.services.meetings import MeetingDraft, log_meeting
from tests.factories.households import asks, linked, met

pytestmark = pytest.mark.django_db
NOVEMBER = datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def november():
    with clock.at(NOVEMBER):
        yield


def ledger() -> list[tuple]:
    return list(DutyRecord.objects.order_by("kind", "on").values_list("kind", "on", "title", "station__name"))


def check_ledger() -> None:
    call_command("rebuild_duty_ledger", "--check", verbosity=0)


def test_personal_data_is_encrypted_and_the_trail_holds_none(town):
    household = linked(town, phone="13912346215")

    raw = Household.objects.filter(pk=household.pk).values_list("person__name_index", flat=True).get()
    assert "王小明" not in raw
    bodies = " ".join(AuditEntry.objects.values_list("body", flat=True))
    assert "household.add" in set(AuditEntry.objects.values_list("action", flat=True))
    assert not any(secret in bodies for secret in ("王小明", "13912346215", "河湾村3组"))


def test_the_same_key_links_once_and_a_second_link_is_refused(town):
    facts = HouseholdFacts("王小明", "13912346215", starts_on=date(2026, 1, 5))
    first = add_household(town.deputy, town.station, facts, town.officer)

    assert add_household(town.deputy, town.station, facts, town.officer) == first
    with pytest.raises(ValidationError, match="已经是周启明代表的联系户"):
        linked(town, name="王小明", phone="13912346215")
    assert Household.objects.count() == 1


def test_an_ended_household_may_be_linked_again(town):
    household = linked(town, phone="13912346215")
    facts = HouseholdFacts("王小明", "13912346216", "河湾村", "", ("poor", "贫困群众"), date(2026, 1, 5))
    change_household(household, facts, date(2026, 6, 30), town.officer)

    household.refresh_from_db()
    assert (household.ends_on, household.person.phone) == (date(2026, 6, 30), "13912346216")
    assert linked(town, phone="13912346216") != household


def test_a_meeting_is_one_contact_and_no_reception(town):
    meeting = met(linked(town), town.officer, words="村东头的水渠塌了一段。")

    opinion = Opinion.objects.get()
    assert (opinion.meeting, opinion.channel, opinion.constituent) == (meeting, "home_visit", meeting.household.person)
    assert list(opinion.deputies.all()) == [town.deputy]
    assert [kind for kind, *_ in ledger()] == [DutyKind.CONTACT, DutyKind.OPINION]
    assert ledger()[0] == ("contact", date(2026, 3, 2), "联系户（贫困群众）：上门走访", "河湾村联络站")
    check_ledger()


def test_the_same_key_makes_one_meeting_and_one_opinion(town):
    draft = MeetingDraft(linked(town), MeetingFacts(date(2026, 3, 2), "at_home", "近来都好"), "路灯不亮")

    assert log_meeting(draft, town.officer) == log_meeting(draft, town.officer)
    assert (HouseholdMeeting.objects.count(), Opinion.objects.count(), DutyRecord.objects.filter(kind="contact").count()) == (1, 1, 1)


def test_all_or_nothing(town, monkeypatch):
    monkeypatch.setattr("opinions.services.meetings.register", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        met(linked(town), town.officer, words="路灯不亮")
    assert not HouseholdMeeting.objects.exists() and not DutyRecord.objects.exists()


def test_correcting_and_voiding_correct_the_ledger(town):
    meeting = met(linked(town), town.officer)
    meeting = correct_meeting(meeting, MeetingFacts(date(2026, 4, 3), "at_station", "近来都好"), 1, town.officer)
    assert ledger() == [("contact", date(2026, 4, 3), "联系户（贫困群众）：到站见面", "河湾村联络站")]
    check_ledger()

    with pytest.raises(ValidationError) as error:
        void_meeting(meeting, 1, "记错了", town.officer)
    assert error.value.code == FASTER
    void_meeting(meeting, 2, "记错了", town.officer)
    assert ledger() == []
    check_ledger()
    with pytest.raises(ValidationError, match="已经作废"):
        correct_meeting(meeting, MeetingFacts(date(2026, 4, 3), "phone", "近来都好"), 3, town.officer)


def test_a_call_is_kept_and_counts_nowhere(town):
    household = linked(town)
    called, seen = met(household, town.officer, way="phone"), met(household, town.officer)
    assert len(ledger()) == 1
    check_ledger()

    change_household(household, HouseholdFacts("王小明", "", "", "", ("rich", "致富带头人"), household.starts_on), None, town.officer)
    correct_meeting(seen, MeetingFacts(seen.on, "phone", "近来都好"), 1, town.officer)
    assert ledger() == []
    check_ledger()
    correct_meeting(called, MeetingFacts(called.on, "talk", "近来都好"), 1, town.officer)
    assert [title for _, _, title, _ in ledger()] == ["联系户（致富带头人）：座谈"]
    check_ledger()


def test_the_rebuild_brings_a_lost_record_back(town):
    met(linked(town), town.officer)
    before = ledger()
    DutyRecord.objects.all().delete()

    call_command("rebuild_duty_ledger", verbosity=0)
    assert ledger() == before


def test_a_correction_of_the_category_reaches_the_ledger(town):
    household = linked(town)
    met(household, town.officer)
    facts = HouseholdFacts("王小明", "", "河湾村", "", ("rich", "致富带头人"), date(2026, 1, 5))
    change_household(household, facts, None, town.officer)

    assert ledger()[0][2] == "联系户（致富带头人）：上门走访"
    check_ledger()


def test_a_merged_station_hands_the_person_on_and_leaves_the_ledger_right(town):
    household = linked(town)
    meeting = met(household, town.officer)
    Constituent.objects.update(station=town.other_station)
    household.refresh_from_db()

    check_ledger()
    assert meeting.station == town.station
    assert met(household, town.officer, words="路灯不亮").opinions.get().station == town.other_station


def test_standing_by_household(town):
    asks(town)
    first, second = linked(town), linked(town, category=0, name="李大海")
    met(first, town.officer)
    met(first, town.officer, date(2026, 8, 3))
    met(second, town.officer, way="phone")  # no meeting
    met(second, town.officer, date(2025, 12, 30))  # another year
    row = standing_of(town.deputy, 2026)

    assert (row.missing_households, row.missing_categories, row.met, row.missing_meetings) == (1, [("乡贤人士", 1)], 2, 2)
    assert row.next.household == second
    assert row.asked.words == "至少 3 户，其中致富带头人至少 1 户、贫困群众至少 1 户、乡贤人士至少 1 户；每户每年见面至少 2 次"


def test_standing_in_all(town):
    asks(town, per="all")
    first, second = linked(town), linked(town, category=0, name="李大海")
    met(first, town.officer)
    row = standing_of(town.deputy, 2026)

    assert (row.missing_meetings, row.next.household) == (1, second)
    met(first, town.officer, date(2026, 8, 3))
    assert (standing_of(town.deputy, 2026).missing_meetings, standing_of(town.deputy, 2026).next) == (0, None)


@pytest.mark.parametrize(
    ("since", "missing"),
    [(date(2025, 12, 1), 2), (date(2026, 4, 1), 2), (date(2026, 4, 10), 1), (date(2026, 9, 30), 1), (date(2026, 10, 10), 0), (date(2026, 11, 30), 0)],
)
@pytest.mark.parametrize("per", ["household", "all"])
def test_who_began_late_is_asked_by_the_time_left(town, since, missing, per):
    asks(town, per=per)
    town.term.mandates.filter(deputy=town.deputy).update(starts_on=since)  # elected then, by a by-election
    linked(town, starts_on=since)
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)):
        row = standing_of(town.deputy, 2026)
        assert (row.missing_meetings, row.missing_households) == (missing, 2)
        assert standing_of(town.deputy, 2025).missing_meetings == 0


def test_a_seat_of_a_new_term_goes_on_from_the_last_one(town):
    asks(town, per="all")
    town.term.mandates.filter(deputy=town.deputy).update(starts_on=date(2026, 11, 28))
    linked(town)
    with clock.at(datetime(2026, 12, 1, 9, tzinfo=SHANGHAI)):
        assert standing_of(town.deputy, 2026).missing_meetings == 2


def test_nothing_asked_nothing_missing(town):
    linked(town)
    row = standing_of(town.deputy, 2026)

    assert row.is_done and row.asked.words == "" and row.next is None


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(town, count, django_assert_max_num_queries):
    asks(town)
    for deputy in town.deputies[:count]:
        met(linked(town, deputy, name=f"王{deputy.pk}"), town.officer)
    with django_assert_max_num_queries(4):
        rows = standings(Mandate.objects.order_by("pk"), 2026)
        assert sum(len(row.lines) for row in rows) == count


def told() -> list[tuple[str, str]]:
    found = Notice.objects.filter(title__contains="联系户见面").select_related("recipient")
    return sorted((notice.recipient.username, notice.title) for notice in found)


def send_at(month: int, day: int, hour: int) -> None:
    moment = datetime(2026, month, day, hour, tzinfo=SHANGHAI)
    with clock.at(moment):
        notices.plan(moment)
        notices.dispatch(moment)


def test_told_once_a_month_from_october_until_it_is_done(town):
    asks(town)
    household = linked(town)
    send_at(9, 30, 12)
    send_at(10, 1, 8)
    assert told() == []
    send_at(10, 1, 9)
    assert told() == [("deputy", "今年与联系户见面还差 2 次"), ("officer", "1 位代表今年与联系户见面还不够")]
    send_at(10, 20, 9)
    assert len(told()) == 2
    met(household, town.officer)
    send_at(11, 2, 9)
    assert len(told()) == 4 and ("deputy", "今年与联系户见面还差 1 次") in told()
    met(household, town.officer, date(2026, 8, 3))
    send_at(12, 1, 10)
    assert len(told()) == 4


def test_without_a_station_the_settings_of_the_seats_congress_hold(town):
    asks(town)
    linked(town)
    Mandate.objects.update(station=None)
    [draft] = household_reminders(datetime(2026, 10, 1, tzinfo=SHANGHAI), datetime(2026, 10, 2, tzinfo=SHANGHAI))
    assert (draft.recipient_id, draft.unit_id) == (town.deputy_user.pk, town.congress.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_reminders_queries_do_not_grow(town, count, django_assert_max_num_queries):
    asks(town)
    for deputy in town.deputies[:count]:
        linked(town, deputy, name=f"王{deputy.pk}")
    with django_assert_max_num_queries(5):
        list(household_reminders(datetime(2026, 10, 1, tzinfo=SHANGHAI), datetime(2026, 10, 2, tzinfo=SHANGHAI)))


def test_every_valid_meeting_is_a_duty(town):
    kept, gone = met(linked(town), town.officer), met(linked(town, name="李大海"), town.officer)
    void_meeting(gone, 1, "记错了", town.officer)

    assert [duty.source_id for duty in households.all_duties()] == [kept.pk]
