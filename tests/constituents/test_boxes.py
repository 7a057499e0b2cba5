"""Letter boxes: opened in time or not, by whose turn, told once an interval, and what a merged station does with them."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import LetterBox
from constituents.rules.box_reminders import box_reminders
from constituents.rules.boxes import box_lines, opener_words, quarter_days, standing_of
from constituents.services import boxes as box_services
from deputies.models import Mandate
from desk.box_work import box_tasks
from notices.models import Reminder
from notices.services import plan
from stations.choices import UnitKind
from stations.models import ReminderSetting
from stations.services.stand_ins import Absence, enter_absence
from tests.factories.boxes import XM_BOX, BoxFactory, opened, with_rule
from tests.factories.stations import UnitFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)  # a Thursday


@pytest.fixture(autouse=True)
def clock_at():
    with time_machine.travel("2026-11-26 09:00+08:00", tick=False) as traveller:
        yield lambda day: traveller.move_to(f"{day} 09:00+08:00")


@pytest.mark.parametrize(
    ("last_on", "placed_on", "every", "tone", "words"),
    [
        (date(2026, 11, 24), date(2026, 1, 5), "week", "done", "本周已开"),
        (date(2026, 11, 20), date(2026, 1, 5), "week", "soon", "本周还没有开"),
        (date(2026, 11, 13), date(2026, 1, 5), "week", "late", "1 周没有开"),
        (None, date(2026, 11, 9), "week", "late", "2 周没有开"),
        (None, date(2026, 11, 24), "week", "soon", "本周还没有开"),
        (date(2026, 8, 3), date(2026, 1, 5), "month", "late", "2 个月没有开"),
        (date(2026, 5, 3), date(2026, 1, 5), "quarter", "late", "1 个季度没有开"),
        (None, date(2026, 1, 5), "", "idle", "制度没有规定多久开一次"),
    ],
)
def test_how_a_box_stands(last_on, placed_on, every, tone, words):
    found = standing_of(LetterBox(placed_on=placed_on), last_on, XM_BOX | {"every": every}, TODAY)
    assert (found.tone, found.words) == (tone, words)


def test_a_box_out_of_use_is_not_late():
    box = LetterBox(placed_on=date(2026, 1, 5), closed_on=date(2026, 2, 1))
    assert standing_of(box, None, XM_BOX, TODAY).words == "已停用"


def test_who_opens_it_follows_the_rule(town):
    deputy = town.deputies[0]
    town.groups[0].liaison = town.office
    box = BoxFactory.build(station=town.station, keeper=deputy, opener=town.officer, group=town.groups[0])
    assert opener_words(box, XM_BOX) == "周启明代表"
    assert opener_words(box, XM_BOX | {"opener": "named"}) == "林小禾"
    box.with_liaison = True
    assert opener_words(box, XM_BOX) == "罗敏（代表组联络员）"
    assert opener_words(BoxFactory.build(station=town.station), XM_BOX) == "代表（还没有指定）"


def told(since: str, until: str) -> set[tuple]:
    moments = (datetime.fromisoformat(f"{day}T10:00").replace(tzinfo=SHANGHAI) for day in (since, until))
    return {(draft.kind, draft.period, draft.recipient_id) for draft in box_reminders(*moments)}


def test_the_opener_is_told_after_a_week_and_those_above_after_two(town):
    with_rule(town.congress)
    box = BoxFactory(station=town.station, keeper=town.deputies[0], placed_on=date(2026, 11, 9))
    keeper, above = town.deputy_user.pk, {town.head.pk, town.deputy_head.pk, town.office.pk}
    assert told("2026-11-10", "2026-11-15") == set()  # the week is not over
    assert told("2026-11-15", "2026-11-16") == {("box-shut", "20261109", keeper)}
    second = {("box-shut", "20261116", keeper)} | {("box-shut-above", "20261116", pk) for pk in above}
    assert told("2026-11-22", "2026-11-23") == second
    opened(box, town.officer, on=date(2026, 11, 18))
    assert told("2026-11-22", "2026-11-23") == set()


def test_without_an_interval_nobody_is_told(town):
    with_rule(town.congress, every="")
    BoxFactory(station=town.station, keeper=town.deputies[0], placed_on=date(2026, 1, 5))
    assert told("2026-11-01", "2026-11-26") == set()


def test_the_station_steps_in_where_nobody_is_named(town):
    with_rule(town.congress, opener="named")
    BoxFactory(station=town.station, placed_on=date(2026, 11, 9))
    assert told("2026-11-15", "2026-11-16") == {("box-shut", "20261109", town.officer.pk)}


@pytest.mark.parametrize(("is_on", "kind"), [(True, "box-shut"), (False, "box-shut-above")])
def test_a_leader_who_opens_it_is_told_once(town, is_on, kind):
    with_rule(town.congress, opener="named")
    BoxFactory(station=town.station, opener=town.head, placed_on=date(2026, 11, 9))
    ReminderSetting.objects.create(unit=town.congress, kind="box-shut", slot="once", is_on=is_on, changed_by=town.office)
    plan(datetime.fromisoformat("2026-11-23T10:00+08:00"))
    assert list(Reminder.objects.filter(recipient=town.head).values_list("kind", flat=True)) == [kind]


def test_who_stands_in_for_the_officer_is_told(town):
    with_rule(town.congress, opener="named")
    BoxFactory(station=town.station, placed_on=date(2026, 11, 9))
    day = date(2026, 11, 26)
    enter_absence(town.officer.posts.get(), Absence(town.head, day, day, uuid4()), town.officer)
    assert told("2026-11-15", "2026-11-16") == {("box-shut", "20261109", pk) for pk in (town.officer.pk, town.head.pk)}


def form(town, **typed) -> dict:
    seat = Mandate.objects.get(deputy=town.deputies[0])
    known = {"station": town.station.pk, "name": "河湾信箱", "place": "村口", "placed_on": "2026-11-02", "constituency": seat.constituency_id}
    return known | {"keeper": town.deputies[0].pk, "request_key": "5f4fbc2e-2d0f-4a53-9c3f-111111111111"} | typed


def test_a_box_is_added_once_with_its_keepers_group(client, town):
    with_rule(town.congress)
    client.force_login(town.officer)
    url = reverse("constituents:box_new")
    for _ in range(2):
        assert client.post(url, form(town)).status_code == 302
    box = LetterBox.objects.get()
    assert (box.group, box.keeper) == (town.groups[0], town.deputies[0])
    assert "3 周没有开" in client.get(box.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("rule", "typed", "fault"),
    [
        ({}, {"constituency": ""}, "按制度，信箱每个选区一个"),
        ({}, {"keeper": ""}, "按制度，信箱由代表本人开"),
        ({}, {"with_liaison": "on"}, "请选有联络员的小组"),
        ({"opener": "named"}, {}, "按制度，信箱由指定的专人开"),
    ],
)
def test_the_form_asks_for_what_the_rule_wants(client, town, rule, typed, fault):
    with_rule(town.congress, **rule)
    client.force_login(town.officer)
    page = client.post(reverse("constituents:box_new"), form(town, **typed)).content.decode()
    assert fault in page and "村口" in page
    assert not LetterBox.objects.exists()


def test_two_boxes_of_a_station_have_two_names(client, town):
    BoxFactory(station=town.station, name="河湾信箱")
    client.force_login(town.officer)
    assert "已经有叫「河湾信箱」的信箱" in client.post(reverse("constituents:box_new"), form(town)).content.decode()


def test_the_keeper_sees_the_own_box_and_others_do_not(client, town):
    mine, other = BoxFactory(station=town.station, keeper=town.deputies[0]), BoxFactory(station=town.station, keeper=town.deputies[1])
    client.force_login(town.deputy_user)
    page = client.get(reverse("constituents:boxes")).content.decode()
    assert mine.name in page and other.name not in page
    assert client.get(other.get_absolute_url()).status_code == 404
    assert mine.name in client.get(reverse("desk:today")).content.decode()


def test_the_list_takes_the_same_queries_for_one_and_three(client, town):
    with_rule(town.congress)
    client.force_login(town.officer)
    client.get(reverse("constituents:boxes"))
    counts = []
    for number in range(3):
        station = town.station if number == 0 else UnitFactory(kind=UnitKind.STATION, parent=town.station, mark=f"数{number}")
        box = BoxFactory(station=station, keeper=town.deputies[0], group=town.groups[0])
        opened(box, town.officer, "路灯不亮", "deputy", town.deputies[0])
        client.force_login(town.officer)
        with CaptureQueriesContext(connection) as asked:
            assert box.name in client.get(reverse("constituents:boxes")).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[2]


def test_the_desk_names_late_boxes_and_waiting_letters(town):
    with_rule(town.congress)
    box = BoxFactory(station=town.station, keeper=town.deputies[0])
    opened(box, town.officer, "路灯不亮", "deputy", town.deputies[0], on=date(2026, 11, 2))
    assert [(task.title, task.count) for task in box_tasks([town.station.pk])] == [("信箱没有按时开", 1), ("来信待处理", 1)]
    opened(box, town.officer)
    assert [task.title for task in box_tasks([town.station.pk])] == ["来信待处理"]
    assert box_tasks([town.other_station.pk]) == []


def test_boxes_follow_a_merged_station_and_end_with_a_closed_one(town):
    box = BoxFactory(station=town.station, name="村口信箱")
    BoxFactory(station=town.other_station, name="村口信箱")
    assert box_services.foresee(town.station, town.other_station) == ["它的 1 个信箱归「上塘村联络站」。"]
    box_services.settle(town.station, town.other_station)
    box.refresh_from_db()
    assert (box.station, box.name) == (town.other_station, "河湾村联络站 村口信箱")
    box_services.settle(town.other_station, None)
    assert not LetterBox.objects.in_use(TODAY + timedelta(days=1)).exists()


def test_a_quarter_has_its_first_and_last_day():
    assert quarter_days(2026, 4) == (date(2026, 10, 1), date(2026, 12, 31))
    assert quarter_days(2024, 1) == (date(2024, 1, 1), date(2024, 3, 31))


def test_lines_keep_the_last_opening(town):
    box = BoxFactory(station=town.station)
    opened(box, town.officer, on=date(2026, 11, 3))
    opened(box, town.officer, on=date(2026, 11, 20))
    (line,) = box_lines(LetterBox.objects.filter(pk=box.pk).for_list())
    assert line.box.last_on == date(2026, 11, 20)
