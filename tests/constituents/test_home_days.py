"""Home days: arranged, who came, counted once and corrected, told before, missed quarters, what a merged station does with them."""

from datetime import date, datetime
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import HomeDay, HomeDayDeputy
from constituents.rules.home_day_reminders import home_day_reminders
from constituents.rules.home_days import gaps, in_state
from constituents.services import home_days as services
from constituents.services.home_days import drop_home_day, mark_deputies, save_home_day
from deputies.models import DutyRecord, Mandate
from deputies.services.ledger import differences
from deputies.services.norm_places import places_of
from deputies.services.norms import norms_of
from desk.home_day_work import home_day_tasks
from notices.models import Notice
from stations.choices import UnitKind
from stations.models import Unit
from stations.rules.presets import presets
from stations.rules.regulation import DEFAULT_BODY
from stations.rules.regulation.layers import resolve
from tests.factories.deputies import DutyRecordFactory
from tests.factories.home_days import arranged, minuted, with_home_day
from tests.factories.stations import RegulationFactory, UnitFactory

pytestmark = pytest.mark.django_db
HELD, COMING = date(2026, 11, 20), date(2026, 12, 10)


@pytest.fixture(autouse=True)
def clock_at():
    with time_machine.travel("2026-11-26 09:00+08:00", tick=False) as traveller:
        yield traveller.move_to


@pytest.fixture
def day(town):
    return arranged(town.home, town.office, *town.deputies, on=HELD)


def ledger() -> set[tuple]:
    return set(DutyRecord.objects.values_list("source", "deputy__name", "kind", "on"))


def test_attendance_counts_once_however_often_it_is_clicked(town, day):
    first, second, _ = town.deputies
    for _ in range(2):
        mark_deputies(day, {first.pk: "came", second.pk: "absent"}, town.office)
    assert ledger() == {("home_day", "周启明", "other_meeting", HELD)}
    record = DutyRecord.objects.get()
    assert (record.title, record.content, record.place, record.station) == (day.name, day.agenda, day.place, town.home)
    assert differences() == ([], [])


def test_the_ledger_follows_what_is_corrected(town, day):
    first = town.deputies[0]
    mark_deputies(day, {one.pk: "came" for one in town.deputies[:2]}, town.office)
    day.kind, day.date = "study", date(2026, 11, 21)
    save_home_day(day, town.deputies, town.office)
    assert ledger() == {("home_day", name, "training", date(2026, 11, 21)) for name in ("周启明", "何秀兰")}
    mark_deputies(day, {first.pk: ""}, town.office)
    assert ledger() == {("home_day", "何秀兰", "training", date(2026, 11, 21))}
    assert differences() == ([], [])


def test_the_rebuilt_ledger_says_the_same(town, day):
    mark_deputies(day, {town.deputies[0].pk: "came"}, town.office)
    standing = ledger()
    DutyRecord.objects.all().delete()
    call_command("rebuild_duty_ledger")
    assert ledger() == standing != set()
    call_command("rebuild_duty_ledger", "--check")


def test_a_symposium_is_the_congress_own_kind_and_one_deputys_meeting_is_none(town, day):
    """YH 四(三): the quarterly 代表工作座谈会 is held by the congress; a meeting that a deputy attends elsewhere is no such thing."""
    RegulationFactory(congress=town.congress, number=9, body=resolve(DEFAULT_BODY, presets()["yonghe"].layer))
    norm = next(norm for norm in norms_of(town.congress, 2026) if norm.kinds == ("symposium",))
    DutyRecordFactory(deputy=town.deputy, kind="other_meeting", on=day.date)
    assert [place.done for place in places_of(town.congress, 2026, [norm])] == [0]
    mark_deputies(day, {deputy.pk: "came" for deputy in town.deputies[:2]}, town.officer)
    assert [place.done for place in places_of(town.congress, 2026, [norm])] == [1]
    assert {row.kind for row in DutyRecord.objects.filter(source="home_day")} == {"symposium"}
    call_command("rebuild_duty_ledger", verbosity=0)
    RegulationFactory(congress=town.congress, number=10, body=DEFAULT_BODY)  # what was counted stays what it was
    call_command("rebuild_duty_ledger", "--check", verbosity=0)


def test_whoever_comes_unexpected_is_added_and_goes_when_undone(town):
    row = arranged(town.home, town.office, town.deputies[0], on=HELD)
    guest = town.deputies[2]
    mark_deputies(row, {guest.pk: "came"}, town.office)
    assert HomeDayDeputy.objects.get(deputy=guest).is_expected is False
    mark_deputies(row, {guest.pk: ""}, town.office)
    assert not HomeDayDeputy.objects.filter(deputy=guest).exists() and ledger() == set()


def test_one_who_came_stays_when_no_longer_expected(town, day):
    mark_deputies(day, {town.deputies[0].pk: "came"}, town.office)
    save_home_day(day, [town.deputies[1]], town.office)
    assert set(day.attendances.values_list("deputy__name", "is_expected")) == {("周启明", False), ("何秀兰", True)}
    assert len(ledger()) == 1


def test_nothing_is_marked_before_the_day_nor_moved_after_it_was(town, day):
    coming = arranged(town.home, town.office, *town.deputies, on=COMING)
    with pytest.raises(ValidationError, match="还没有到"):
        mark_deputies(coming, {town.deputies[0].pk: "came"}, town.office)
    mark_deputies(day, {town.deputies[0].pk: "came"}, town.office)
    day.date = COMING
    with pytest.raises(ValidationError, match="不能改到以后"):
        save_home_day(day, town.deputies, town.office)
    assert HomeDay.objects.get(pk=day.pk).date == HELD


def test_a_dropped_day_is_told_and_takes_nothing_more(town):
    row = arranged(town.home, town.office, *town.deputies, on=COMING)
    drop_home_day(row, "与镇人代会冲突", town.office)
    assert [notice.recipient for notice in Notice.objects.all()] == [town.deputy_user]
    assert "与镇人代会冲突" in Notice.objects.get().body
    with pytest.raises(ValidationError, match="已经取消"):
        save_home_day(HomeDay.objects.get(pk=row.pk), [], town.office)


def test_a_day_to_which_somebody_came_is_not_dropped(town, day):
    mark_deputies(day, {town.deputies[0].pk: "came"}, town.office)
    with pytest.raises(ValidationError, match="不能取消"):
        drop_home_day(day, "记错了", town.office)


def told(since: str, until: str) -> set[tuple]:
    moments = (datetime.fromisoformat(f"{each}T10:00").replace(tzinfo=SHANGHAI) for each in (since, until))
    return {(draft.period, draft.recipient_id, f"{draft.due_at:%m-%d}") for draft in home_day_reminders(*moments)}


def test_those_expected_and_the_staff_are_told_three_days_and_one_day_before_and_on_the_day(town):
    arranged(town.station, town.officer, *town.deputies[:2], on=COMING)
    dropped = arranged(town.station, town.officer, *town.deputies, on=COMING)
    drop_home_day(dropped, "重复", town.officer)
    both = (town.deputy_user.pk, town.officer.pk)
    assert told("2026-12-07", "2026-12-07") == {
        (f"20261210/{t}", pk, on) for pk in both for t, on in (("T-3", "12-07"), ("T-1", "12-09"), ("T-0", "12-10"))
    }
    assert told("2026-12-01", "2026-12-02") == set()
    Mandate.objects.filter(deputy=town.deputies[0]).update(ends_on=date(2026, 12, 1))
    assert {pk for _, pk, _ in told("2026-12-07", "2026-12-07")} == {town.officer.pk}


def test_a_quarter_without_the_home_day_is_missed(town, clock_at):
    clock_at("2026-05-20 09:00+08:00")
    with_home_day(town.congress)
    units = list(Unit.objects.filter(parent=town.congress).values_list("pk", flat=True))
    assert [(gap.host, gap.is_over) for gap in gaps(units)] == [(town.home, False)]  # the first quarter was over before the rule came
    clock_at("2026-11-26 09:00+08:00")
    assert [(gap.host, gap.span.first, gap.is_over) for gap in gaps(units)] == [
        (town.home, date(2026, 7, 1), True),
        (town.home, date(2026, 10, 1), False),
    ]
    arranged(town.station, town.officer, on=HELD)  # a station's does not stand for the home's
    drop_home_day(arranged(town.home, town.office, on=COMING), "重复", town.office)
    assert len(gaps(units)) == 2
    arranged(town.home, town.office, on=COMING)
    arranged(town.home, town.office, on=date(2026, 9, 30))
    assert gaps(units) == []


def test_a_congress_without_a_home_holds_it_at_any_station(town, clock_at):
    with_home_day(town.congress)
    Unit.objects.filter(pk=town.home.pk).update(closed_on=date(2026, 1, 1))
    units = [town.station.pk, town.other_station.pk]
    (gap,) = gaps(units)
    assert "青禾镇人大主席团（没有代表之家" in gap.place
    arranged(town.other_station, town.office, on=HELD)
    assert gaps(units) == []


def test_without_a_rule_nothing_is_missed(town):
    assert gaps([town.home.pk, town.station.pk]) == []


def test_the_desk_names_what_waits(client, town, day):
    with_home_day(town.congress)
    assert [task.title for task in home_day_tasks([town.home.pk])] == ["活动日缺到会登记"]
    mark_deputies(day, {one.pk: "came" for one in town.deputies}, town.office)
    assert [task.title for task in home_day_tasks([town.home.pk])] == ["活动日缺纪要"]
    minuted(day, town.office)
    assert home_day_tasks([town.home.pk]) == []
    HomeDay.objects.update(date=date(2026, 8, 1))
    client.force_login(town.office)
    assert "本季度的活动日还没有安排" in client.get(reverse("desk:home")).content.decode()


def sent(town, **typed) -> dict:
    known = {"station": town.home.pk, "kind": "study", "name": "第四季度学习", "date": "2026-12-10", "starts_at": "14:00", "ends_at": "16:00"}
    known |= {"place": "二楼会议室", "agenda": "学习代表法", "guests": "县水利局 王局长\n", "expected": [one.pk for one in town.deputies]}
    return known | {"request_key": uuid4()} | typed


def test_a_day_is_arranged_once(client, town):
    client.force_login(town.office)
    data = sent(town)
    for _ in range(2):
        assert client.post(reverse("constituents:home_day_new"), data).status_code == 302
    row = HomeDay.objects.get()
    assert (row.station, row.guest_lines, row.attendances.filter(is_expected=True).count()) == (town.home, ["县水利局 王局长"], 3)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "二楼会议室" in page and "周启明" in page and "没登记的都到了" not in page


def test_the_form_proposes_the_ruled_day_and_all_deputies(client, town):
    with_home_day(town.congress, kind="day_of_quarter", month=3, day=15, holiday="keep", starts_at="14:30", ends_at="16:00")
    client.force_login(town.office)
    form = client.get(reverse("constituents:home_day_new")).context["form"]
    assert (form["date"].value(), f"{form['starts_at'].value():%H:%M}") == (date(2026, 12, 15), "14:30")
    assert set(form["expected"].value()) == {one.pk for one in town.deputies}


@pytest.mark.parametrize(
    ("typed", "fault"), [({"ends_at": "13:00"}, "结束时间要晚于开始时间"), ({"agenda": ""}, "议程"), ({"date": "2026-13-01"}, "日期")]
)
def test_a_faulty_form_says_why_and_keeps_what_was_typed(client, town, typed, fault):
    client.force_login(town.office)
    page = client.post(reverse("constituents:home_day_new"), sent(town, **typed)).content.decode()
    assert fault in page and "二楼会议室" in page and not HomeDay.objects.exists()


def test_clicks_mark_one_or_all(client, town, day):
    client.force_login(town.office)
    url = reverse("constituents:home_day_attend", args=[day.pk])
    client.post(url, {"deputy": town.deputies[0].pk, "do": "absent"})
    client.post(url, {"do": "all"})
    assert set(day.attendances.values_list("deputy__name", "mark")) == {("周启明", "absent"), ("何秀兰", "came"), ("马文山", "came")}
    page = client.post(url, {"deputy": "999999", "do": "came"}, follow=True).content.decode()
    assert "请先选一位代表" in page
    client.post(url, {"deputy": town.deputies[0].pk, "do": "gone"})
    assert len(ledger()) == 2


def test_the_list_filters_and_exports_what_it_shows(client, town, day):
    arranged(town.station, town.officer, on=date(2026, 8, 5), kind="study", name="第三季度学习")
    client.force_login(town.office)
    page = client.get(reverse("constituents:home_days"), {"quarter": 3}).content.decode()
    assert "第三季度学习" in page and day.name not in page
    answer = client.get(reverse("constituents:home_days_export"), {"kind": "symposium"})
    cells = [cell for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True) for cell in row]
    assert day.name in cells and "第三季度学习" not in cells and "缺到会登记" in cells


def test_each_state_lists_its_days(town, day):
    arranged(town.home, town.office, on=COMING)
    drop_home_day(arranged(town.home, town.office, on=COMING), "重复", town.office)
    minuted(arranged(town.home, town.office, on=date(2026, 8, 5)), town.office)
    arranged(town.home, town.office, on=date(2026, 8, 6))
    found = {state: in_state(HomeDay.objects.all(), state).count() for state in ("coming", "unmarked", "unwritten", "done", "dropped")}
    assert found == dict.fromkeys(found, 1)


def test_list_and_page_take_the_same_queries_for_one_and_three(client, town):
    with_home_day(town.congress)
    client.force_login(town.office)
    client.get(reverse("constituents:home_days"))
    counts = []
    for number in range(3):
        station = town.home if number == 0 else UnitFactory(kind=UnitKind.HOME, parent=town.congress, name=f"家{number}", mark=f"家{number}")
        row = arranged(station, town.office, *town.deputies[: number + 1], on=HELD)
        minuted(row, town.office, *[(f"第 {n} 件事", town.deputies[n]) for n in range(number + 1)])
        client.force_login(town.office)
        counts.append([])
        for url in (reverse("constituents:home_days"), row.get_absolute_url(), reverse("constituents:home_day_paper", args=[row.pk])):
            with CaptureQueriesContext(connection) as asked:
                assert row.name in client.get(url).content.decode()
            counts[-1].append(len(asked))
        with CaptureQueriesContext(connection) as asked:
            home_day_tasks(list(Unit.objects.filter(parent=town.congress).values_list("pk", flat=True)))
        counts[-1].append(len(asked))
    assert counts[0] == counts[2]


def test_a_deputy_sees_the_own_days_and_the_next_on_the_phone(client, town):
    mine = arranged(town.home, town.office, town.deputies[0], on=COMING, name="第四季度座谈")
    other = arranged(town.home, town.office, town.deputies[1], on=date(2026, 12, 1), name="另一个座谈")
    client.force_login(town.deputy_user)
    assert "第四季度座谈" in client.get(reverse("desk:today")).content.decode()
    page = client.get(reverse("constituents:home_days")).content.decode()
    assert mine.name in page and other.name not in page
    assert client.get(other.get_absolute_url()).status_code == 404
    drop_home_day(mine, "改期", town.office)
    assert client.get(reverse("desk:today")).context["home_day"] is None


def test_coming_days_follow_a_merged_station_and_end_with_a_closed_one(town):
    coming, held = (arranged(town.station, town.officer, on=on) for on in (COMING, HELD))
    assert services.foresee(town.station, town.other_station) == ["以后的 1 个活动日转到「上塘村联络站」。"]
    services.settle(town.station, town.other_station)
    assert {row.pk: row.station_id for row in HomeDay.objects.all()} == {coming.pk: town.other_station.pk, held.pk: town.station.pk}
    services.settle(town.other_station, None)
    coming.refresh_from_db()
    assert coming.drop_reason == "上塘村联络站已撤销"


def test_yonghe_asks_for_a_symposium_each_quarter_where_there_is_no_home_too(town):
    Unit.objects.filter(pk=town.home.pk).update(closed_on=date(2026, 1, 5))
    RegulationFactory(congress=town.congress, number=2, body=resolve(DEFAULT_BODY, presets()["yonghe"].layer))
    [gap] = gaps([town.station.pk])
    assert (gap.host, gap.words) == (town.station, "2026 年第 4 季度还没有安排，请在 12月31日前办")
