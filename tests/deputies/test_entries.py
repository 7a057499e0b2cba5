"""Duties done elsewhere are entered, confirmed once, corrected, and stand in the ledger like any other."""

from datetime import date
from uuid import uuid4

import pytest
from django.core.management import call_command

from deputies.choices import DutySource, EntryState
from deputies.models import DutyEntry, DutyObjection, DutyRecord
from deputies.services.entries import (
    DecidedAlready,
    EntryDraft,
    confirm_duties,
    correct_entry,
    enter_duty,
    enter_many,
    refuse_duty,
    withdraw_entry,
)
from deputies.services.ledger import differences
from deputies.services.objections import answer_objection, object_to

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 12)


def draft(town, **more) -> EntryDraft:
    return EntryDraft(**{"deputy": town.deputy, "kind": "training", "on": DAY, "title": "代表培训", "place": "县委党校"} | more)


def facts() -> list[tuple]:
    return list(DutyRecord.objects.order_by("on", "pk").values_list("kind", "on", "title", "source", "confirmed_by"))


def test_a_deputys_entry_counts_once_the_office_confirms_it(town):
    key = uuid4()
    entry = enter_duty(draft(town), town.deputy_user, key)
    assert (entry.state, facts()) == (EntryState.WAITING, [])
    assert enter_duty(draft(town), town.deputy_user, key) == entry  # sent twice
    assert confirm_duties([entry], town.office) == 1
    assert confirm_duties([entry], town.county_office) == 0  # two clerks
    assert facts() == [("training", DAY, "代表培训", DutySource.ENTERED, town.office.pk)]


def test_what_the_office_enters_is_confirmed(town):
    entry = enter_duty(draft(town), town.office, uuid4())
    assert (entry.state, entry.decided_by) == (EntryState.CONFIRMED, town.office)
    assert len(facts()) == 1


def test_a_correction_moves_the_record_and_a_refusal_takes_it_back(town):
    entry = enter_duty(draft(town), town.office, uuid4())
    correct_entry(entry, draft(town, kind="research", on=date(2026, 3, 13)), town.office)
    assert facts() == [("research", date(2026, 3, 13), "代表培训", DutySource.ENTERED, town.office.pk)]
    entry.refresh_from_db()
    refuse_duty(entry, town.office, "那天是请假")
    assert facts() == []
    with pytest.raises(DecidedAlready, match="没有确认"):
        correct_entry(entry, draft(town, title="别的"), town.office)
    entry.refresh_from_db()
    assert (entry.state, entry.reason, entry.title) == (EntryState.REFUSED, "那天是请假", "代表培训")


def test_what_was_confirmed_meanwhile_is_no_longer_the_deputys_to_change(town):
    entry = enter_duty(draft(town), town.deputy_user, uuid4())
    confirm_duties([entry], town.office)
    with pytest.raises(DecidedAlready, match="没有再办一次"):
        correct_entry(entry, draft(town, title="别的"), town.deputy_user)
    assert [title for _, _, title, *_ in facts()] == ["代表培训"]


def test_an_entry_is_withdrawn_while_it_waits_alone(town):
    entry = enter_duty(draft(town), town.officer, uuid4())
    withdraw_entry(entry, town.officer)
    assert confirm_duties([entry], town.office) == 0
    other = enter_duty(draft(town), town.office, uuid4())
    with pytest.raises(DecidedAlready):
        withdraw_entry(other, town.office)
    assert len(facts()) == 1


def test_many_are_written_and_confirmed_together_and_the_ledger_agrees(town):
    enter_many([draft(town), draft(town, deputy=town.deputies[1], kind="research")], town.office)
    assert len(facts()) == DutyEntry.objects.filter(state=EntryState.CONFIRMED).count() == 2
    assert differences() == ([], [])
    DutyRecord.objects.all().delete()
    call_command("rebuild_duty_ledger")
    assert len(facts()) == 2
    assert differences() == ([], [])
    assert {row[4] for row in facts()} == {town.office.pk}


def test_an_objection_is_answered_once_and_outlives_its_record(town):
    entry = enter_duty(draft(town), town.office, uuid4())
    key = uuid4()
    objection = object_to(DutyRecord.objects.get(), "那天我没去", town.deputy_user, key)
    assert object_to(DutyRecord.objects.get(), "那天我没去", town.deputy_user, key) == objection
    refuse_duty(entry, town.office, "核对过，没有参加")
    assert answer_objection(objection, "已改正", town.office)
    assert not answer_objection(objection, "再答一次", town.county_office)
    row = DutyObjection.objects.get()
    assert (row.record, row.about, row.answer) == (None, "2026年3月12日 学习培训：代表培训", "已改正")
