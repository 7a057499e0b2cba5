"""Writing many opinions at once: the same as registering each, all or nothing, once."""

from datetime import date

import pytest
import time_machine
from django.db import models, transaction

from accounts.models import AuditEntry
from constituents.models import Constituent
from constituents.services.people import Visitor, find_or_add
from deputies.models import DutyRecord
from jobs.registry import JobError
from opinions.models import Category, Opinion, OpinionEvent
from opinions.services import Registration, register
from opinions.services.intake import ACTION, IntakeRow, import_opinions
from stations.models import NumberCounter
from tests.factories.opinions import CategoryFactory, registered

pytestmark = pytest.mark.django_db
NOON = "2026-11-23 12:00+08:00"
TABLES = (Opinion, OpinionEvent, Constituent, NumberCounter, DutyRecord, Opinion.deputies.through)
OWN = {"id", "uuid", "request_key", "opinion", "constituent"}  # keys, which no two runs share


class Undo(Exception):
    pass


def row(town, words, **facts) -> IntakeRow:
    known = {"station": town.station, "channel": "box", "received_on": date(2026, 11, 20)}
    return IntakeRow(words=words, **(known | facts))


def some_rows(town) -> list[IntakeRow]:
    field = CategoryFactory(name="试用领域") if not Category.objects.filter(name="试用领域").exists() else Category.objects.get(name="试用领域")
    person = Visitor("赵一凡", "13800138001", "村东 3 号", "河湾村")
    return [
        row(town, "村口的路灯坏了。晚上看不见。", visitor=person),
        row(town, "𠮷" * 50, channel="hotline", category=field),
        row(town, "自来水停了。", summary="停水", received_on=date(2026, 11, 1), visitor=person),
        row(town, "没有名字的人说的话", visitor=Visitor(village="上塘村")),
        row(town, "上塘的事", station=town.other_station, channel="letter"),
    ]


def state_of_tables() -> dict[str, list]:
    """Every row of every table that registering touches, without keys; links to people and opinions by what they say."""
    found = {}
    for model in TABLES:
        fields = [field.name for field in model._meta.concrete_fields if field.name not in OWN]
        rows = list(model.objects.order_by("pk"))
        found[model.__name__] = [{name: getattr(one, name) for name in fields} for one in rows]
    found["links"] = list(Opinion.objects.order_by("pk").values_list("number", "constituent__name_index", "events__action"))
    return found


def tried(act) -> dict[str, list]:
    try:
        with transaction.atomic():
            act()
            found = state_of_tables()
            raise Undo
    except Undo:
        return found


@time_machine.travel(NOON, tick=False)
def test_it_writes_what_register_would_have_written(town):
    rows = some_rows(town)

    def one_by_one():
        for one in rows:
            person = one.visitor
            constituent = find_or_add(one.station, person.name, person.phone, person.address, person.village)
            facts = (one.station, one.channel, one.received_on, one.words, one.summary, one.category)
            register(Registration(*facts, constituent=constituent), town.office)

    wanted, found = tried(one_by_one), tried(lambda: import_opinions(rows, town.office, "list:1"))
    assert [event.pop("note") for event in wanted["OpinionEvent"]] == [""] * 5
    assert [event.pop("note") for event in found["OpinionEvent"]] == ["批量导入"] * 5
    assert len(found["Opinion"]) == 5
    assert found == wanted


def test_every_column_is_compared():
    names = {field.name for model in TABLES for field in model._meta.concrete_fields} & OWN
    keys = {field.name for model in TABLES for field in model._meta.concrete_fields if isinstance(field, models.UUIDField | models.AutoField)}
    assert names - {"opinion", "constituent"} == keys


@time_machine.travel(NOON, tick=False)
def test_one_block_of_numbers_and_one_entry_for_each_station(town):
    registered(town)
    rows = some_rows(town)
    done = import_opinions(rows, town.office, "list:1", "d1")
    assert [(one.name, one.count, one.first, one.last, one.channel) for one in done] == [
        ("河湾村联络站", 4, "河湾2026-0002", "河湾2026-0005", ""),
        ("上塘村联络站", 1, "上塘2026-0001", "上塘2026-0001", "letter"),
    ]
    assert (done[0].first_day, done[0].last_day) == ("2026-11-01", "2026-11-20")
    assert registered(town).number == "河湾2026-0006"
    entries = AuditEntry.objects.filter(action=ACTION).order_by("id")
    assert [(entry.subject, entry.actor, '"file": "d1"' in entry.body) for entry in entries] == [("list:1", town.office, True)] * 2


def test_the_order_of_the_list_is_kept(town):
    words = [f"第 {number} 件" for number in range(30)]
    import_opinions([row(town, one) for one in words], town.officer, "list:1")
    assert list(Opinion.objects.order_by("serial").values_list("words", flat=True)) == words


def test_the_same_rows_again_do_nothing(town):
    rows = some_rows(town)
    import_opinions(rows, town.office, "list:1")
    before = state_of_tables()
    assert import_opinions(some_rows(town), town.office, "list:2") == []
    assert state_of_tables() == before


def test_two_alike_make_one_and_the_rest_is_new(town):
    import_opinions([row(town, "甲")], town.officer, "list:1")
    [done] = import_opinions([row(town, "甲"), row(town, "乙"), row(town, "乙"), row(town, "丙")], town.officer, "list:2")
    assert (done.count, Opinion.objects.count()) == (2, 3)


@pytest.mark.parametrize(
    ("change", "is_another"),
    [
        ({"words": "别的话"}, True),
        ({"own_date": date(2026, 11, 20)}, True),
        ({"source_number": "7"}, True),
        ({"visitor": Visitor("赵一凡")}, True),
        ({"visitor": Visitor(village="赵一凡")}, True),
        ({"channel": "phone"}, False),
        ({"received_on": date(2026, 11, 2)}, False),
        ({"summary": "别的题目"}, False),
    ],
)
def test_what_makes_a_row_another_one(town, change, is_another):
    words = change.pop("words", "话")
    assert (row(town, words, **change).request_key != row(town, "话").request_key) == is_another
    assert row(town, "话").request_key != row(town, "话", station=town.other_station).request_key


def test_a_new_index_key_knows_the_old_rows(town, settings):
    import_opinions([row(town, "甲")], town.officer, "list:1")
    settings.INDEX_KEY = {"new": b"n" * 32, **settings.INDEX_KEY}
    assert import_opinions([row(town, "甲")], town.officer, "list:2") == []


def test_what_the_importer_cannot_see_is_not_written(town):
    with pytest.raises(JobError, match="已全部撤回"):
        import_opinions([row(town, "甲"), row(town, "乙", station=town.station_elsewhere)], town.officer, "list:1")
    assert (Opinion.objects.count(), NumberCounter.objects.count(), AuditEntry.objects.count()) == (0, 0, 0)


def test_a_row_that_fails_takes_all_with_it(town):
    with pytest.raises(JobError, match="一件也没有写入"):
        # Another writes the same row between the look and the write: both lists know the key, the table takes it once.
        rows = [row(town, "甲"), row(town, "乙")]
        _import_after(town, rows, row(town, "乙"))
    assert Opinion.objects.count() == 1
    assert registered(town).serial == 2


def _import_after(town, rows, other):
    from opinions.services import intake

    look, looked = intake.known_keys, []

    def look_and_lose(wanted):
        found = look(wanted)
        if not looked:
            looked.append(True)
            import_opinions([other], town.officer, "list:other")
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intake, "known_keys", look_and_lose)
        import_opinions(rows, town.officer, "list:1")


def test_a_thousand_rows_take_few_statements(town, django_assert_max_num_queries):
    # SQLite's own limit of variables cuts the two inserts into pieces; the rest must not grow with the rows.
    rows = [row(town, f"第 {number} 件") for number in range(300)]
    with django_assert_max_num_queries(60):
        import_opinions(rows, town.officer, "list:1")


def test_the_original_number_stands_in_the_timeline(town):
    import_opinions([row(town, "甲", source_number="12345-7")], town.officer, "list:1")
    assert OpinionEvent.objects.get().note == "批量导入，原编号 12345-7"
