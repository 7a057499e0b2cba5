"""A reception day's record: drafted from visits and attendance, confirmed, corrected with a trail."""

import pytest
from django.core.exceptions import ValidationError

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.rules.records import changed_since, facts_of, kept, last_record
from constituents.services.attendance import mark_absent, mark_present, undo_mark
from constituents.services.records import correct_record, save_record
from opinions.services.visits import MatterDraft, void_visit
from tests.factories.constituents import WORDS, visited


@pytest.fixture
def day(town) -> ReceptionDay:
    row = ReceptionDay.objects.create(station=town.station, date=clock.today())
    for deputy in town.deputies[:2]:
        ReceptionDuty.objects.create(day=row, deputy=deputy)
    return row


@pytest.fixture
def visit(town, day):
    matters = (MatterDraft(words=WORDS), MatterDraft(words="低保？", outcome="answered", answer="填表。"))
    return visited(town, deputies=(town.deputy,), matters=matters, at=clock.now())


def confirm(day, actor, summary="来的人多问水渠。", seen=""):
    return save_record(day, summary, seen, actor, confirm=True)


def test_the_facts_come_from_visits_and_attendance(town, day, visit):
    mark_absent(day.duties.get(deputy=town.deputies[1]), "leave", "住院", "", town.officer, town.deputies[2])
    facts = facts_of([day])[day.pk]
    assert facts.words == "接待群众 1 人次，反映 2 件事：当场答复 1 件，转交办理 1 件。"
    assert facts.came == ["周启明", "马文山（代替何秀兰）"]
    assert facts.absent == ["何秀兰（请假：住院）"]


def test_without_everybodys_mark_nothing_is_confirmed(town, day, visit):
    with pytest.raises(ValidationError, match="何秀兰还没有登记到站"):
        confirm(day, town.officer)
    save_record(day, "先写一句", "", town.officer)
    assert last_record(day).confirmed_at is None


def test_confirmed_stands_and_a_correction_leaves_a_trail(town, day, visit):
    mark_present(day, town.deputies[1], "", town.officer)
    record = confirm(day, town.officer)
    assert confirm(day, town.officer) == record  # a double click
    with pytest.raises(ValidationError, match="已经确认"):
        save_record(day, "另一句", record.summary, town.officer)
    with pytest.raises(ValidationError, match="先在接待日页面点「更正」"):
        undo_mark(day.duties.get(deputy=town.deputies[1]), "present", town.officer)
    correct_record(day, "何秀兰没有来", town.head)
    with pytest.raises(ValidationError, match="还没有确认"):
        correct_record(day, "再更正", town.head)
    duty = day.duties.get(deputy=town.deputies[1])
    mark_absent(duty, "missing", "", "present", town.officer)
    confirm(day, town.officer, seen=record.summary)
    now, before = day.records.all()
    assert (now.version, now.reason, kept(now).absent) == (2, "何秀兰没有来", ["何秀兰（未到）"])
    assert (before.version, kept(before).came) == (1, ["周启明", "何秀兰"])


def test_a_visit_voided_afterwards_is_pointed_out(town, day, visit):
    mark_present(day, town.deputies[1], "", town.officer)
    record = confirm(day, town.officer)
    assert not changed_since(record, facts_of([day])[day.pk])
    void_visit(visit, 1, "重复登记", town.officer)
    assert changed_since(record, facts_of([day])[day.pk])
    assert kept(last_record(day)).visits == 1


def test_two_clerks_write_the_summary(town, day):
    save_record(day, "甲写的", "", town.officer)
    with pytest.raises(ValidationError, match="小结刚被林小禾改过"):
        save_record(day, "乙写的", "", town.head)
    save_record(day, "甲写的", "", town.head)
    assert save_record(day, "乙写的", "甲写的", town.head).summary == "乙写的"
    assert day.records.count() == 1
