"""A year's plan: its days by the calendar, its deputies in turn, its states."""

from collections import Counter
from datetime import date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from common import clock
from common.clock import SHANGHAI
from constituents.choices import PlanState
from constituents.models import Away, PlanChange, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.rules.planning import Choice, rules_for
from constituents.rules.plans import day_lines, plan_rows
from constituents.services.plan_days import DayFacts, add_day, change_day, drop_day, restore_day
from constituents.services.planning import plan_receptions, replace_departed
from constituents.services.plans import FASTER, NOT_CHOSEN, PUBLISHED, Wish, approve_plan, make_plan, make_plans, publish_plan
from constituents.services.receptions import attend
from deputies.models import Mandate, Suspension, Term
from notices.models import Notice
from reports.rules.summary import figures_of
from stations.models import Unit
from stations.rules.presets import presets
from stations.services.regulations import publish
from tests.factories.deputies import DeputyFactory, MandateFactory, SuspensionFactory, TermFactory

BEFORE = datetime(2025, 12, 15, 9, tzinfo=SHANGHAI)
# The 10th of each month; 10 January and 10 May are weekend days, 10 October (a Saturday) is a make-up working day.
TENTHS = [
    date(2026, 1, 12), date(2026, 2, 10), date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 11), date(2026, 6, 10),
    date(2026, 7, 10), date(2026, 8, 10), date(2026, 9, 10), date(2026, 10, 10), date(2026, 11, 10), date(2026, 12, 10),
]  # fmt: skip


@pytest.fixture
def winter():
    """The middle of December before the year that is planned."""
    with clock.at(BEFORE):
        yield


def dates(station) -> list[date]:
    return list(ReceptionDay.objects.of_plan(station.pk, 2026).values_list("date", flat=True))


def duties(station) -> Counter:
    return Counter(ReceptionDuty.objects.filter(day__station=station, day__date__year=2026).values_list("deputy__name", flat=True))


def made(town, **wish) -> ReceptionPlan:
    return make_plan(town.station, 2026, Wish(**wish), 0, town.officer)


def published(town) -> ReceptionPlan:
    plan = made(town)
    approve_plan(plan, plan.version, town.head)
    return publish_plan(plan, plan.version, town.officer)


def facts(day: ReceptionDay, **other) -> DayFacts:
    there = tuple(day.duties.order_by("deputy_id").values_list("deputy_id", flat=True))
    known = {"date": day.date, "starts_at": day.starts_at, "ends_at": day.ends_at, "topic": day.topic, "deputies": there}
    return DayFacts(**(known | other))


def test_the_days_of_2026_by_the_rule_and_the_calendar(town, winter):
    plan = made(town)
    assert dates(town.station) == TENTHS
    assert (plan.state, plan.on_duty, plan.version) == (PlanState.DRAFT, 2, 1)
    moved = ReceptionDay.objects.get(date=date(2026, 5, 11))
    assert (moved.ruled_on, moved.starts_at, moved.ends_at) == (date(2026, 5, 10), time(9), time(11, 30))
    assert ReceptionDay.objects.get(date=date(2026, 10, 10)).ruled_on == date(2026, 10, 10)
    lines = {line.day.date: [flag.words for flag in line.flags] for line in day_lines(town.station, 2026, rules_for([town.station])[town.station.pk])}
    assert (lines[date(2026, 1, 12)], lines[date(2026, 5, 11)], lines[date(2026, 10, 10)]) == (["放假顺延"], ["放假顺延"], [])


@pytest.mark.parametrize(
    ("holiday", "january", "may"),
    [("previous_workday", date(2026, 1, 9), date(2026, 5, 9)), ("keep", date(2026, 1, 10), date(2026, 5, 10)), ("drop", None, None)],
)
def test_holidays_as_configured(town, winter, holiday, january, may):
    publish(town.congress, "镇", {"reception.holiday": {"value": holiday, "source": "镇人大决定"}}, None)
    made(town)
    expected = [january, *TENTHS[1:4], may, *TENTHS[5:]]
    assert dates(town.station) == [day for day in expected if day]


def test_every_deputy_has_as_many_days_within_one(town, winter):
    made(town)
    assert duties(town.station) == {"周启明": 8, "何秀兰": 8, "马文山": 8}
    MandateFactory(term=town.term, station=town.station, deputy=DeputyFactory(name="新代表"))
    plan = make_plan(town.station, 2026, Wish(on_duty=3), 1, town.officer)
    assert (plan.version, duties(town.station)) == (2, {"周启明": 9, "何秀兰": 9, "马文山": 9, "新代表": 9})
    assert len(dates(town.station)) == 12  # planned anew, not twice


def test_seats_suspensions_absences_are_respected(town, winter):
    Mandate.objects.filter(deputy=town.deputies[1]).update(ends_on=date(2026, 6, 30))
    SuspensionFactory(mandate=town.deputy.mandates.get(), starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31))
    Away.objects.create(deputy=town.deputies[2], first=date(2026, 2, 1), last=date(2026, 2, 28), by=town.officer)
    made(town)
    there = {day.date.month: {duty.deputy.name for duty in day.duties.all()} for day in ReceptionDay.objects.filter(station=town.station)}
    assert there[2] == {"周启明", "何秀兰"}
    assert there[3] == {"何秀兰", "马文山"}
    assert all("何秀兰" not in there[month] for month in range(7, 13))


def test_nobody_is_at_two_stations_on_one_day(town, winter):
    higher = TermFactory(congress=town.county)
    for deputy in town.deputies:
        MandateFactory(term=higher, deputy=deputy, station=town.other_station)
    result = make_plans([town.station, town.other_station], 2026, town.office, 1)
    assert (result.plans, result.days, result.left) == (2, 24, {})
    taken = list(ReceptionDuty.objects.values_list("deputy_id", "day__date"))
    assert len(taken) == len(set(taken)) == 36  # two at the first, the one who is left at the second
    assert duties(town.other_station) == {"周启明": 4, "何秀兰": 4, "马文山": 4}


def test_where_stations_pick_their_day(town, winter):
    publish(town.congress, "镇", presets()["tongzhou"].layer, None)
    with pytest.raises(ValidationError, match=NOT_CHOSEN):
        made(town)
    assert make_plans([town.station, town.home], 2026, town.office, 50).left == dict.fromkeys([town.station.pk, town.home.pk], NOT_CHOSEN)
    made(town, choice=Choice(day=31))
    assert dates(town.station)[:4] == [date(2026, 2, 2), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]  # 31 January is a Saturday
    make_plan(town.home, 2026, Wish(choice=Choice(day=20, month=2)), 0, town.office)
    assert dates(town.home) == [date(2026, 2, 24), date(2026, 5, 20), date(2026, 8, 20), date(2026, 11, 20)]  # 20 February: Spring Festival


def test_a_held_day_and_the_next_few_stay_when_a_year_is_planned_in_its_course(town):
    with clock.at(datetime(2026, 6, 8, 9, tzinfo=SHANGHAI)):
        plan_receptions(date(2026, 6, 8))
        before = ReceptionDay.objects.get(date=date(2026, 6, 10))
        attend(town.station, date(2026, 5, 11), town.deputies[:1], town.officer)
        made(town)
        assert ReceptionDay.objects.get(date=date(2026, 6, 10)).pk == before.pk  # people have been reminded of it
        assert dates(town.station) == TENTHS[5:]
        counts = duties(town.station)
        assert max(counts.values()) - min(counts.values()) <= 1
        assert sum(counts.values()) == 15


def test_topics_stay_when_a_draft_is_planned_anew(town, winter):
    made(town)
    ReceptionDay.objects.filter(date=date(2026, 3, 10)).update(topic="春灌用水")
    make_plan(town.station, 2026, Wish(on_duty=1), 1, town.officer)
    assert ReceptionDay.objects.get(date=date(2026, 3, 10)).topic == "春灌用水"


def test_from_draft_to_publication(town, winter):
    plan = made(town)
    with pytest.raises(ValidationError, match="待审核"):
        publish_plan(plan, 1, town.officer)
    with pytest.raises(ValidationError, match=FASTER):
        approve_plan(plan, 2, town.head)
    approve_plan(plan, 1, town.head)
    assert publish_plan(plan, 1, town.officer).state == PlanState.PUBLISHED
    publish_plan(plan, 1, town.officer)  # a double click
    assert set(ReceptionDay.objects.values_list("announced_on", flat=True)) == {date(2025, 12, 15)}
    (told,) = Notice.objects.filter(recipient=town.deputy_user)
    assert (told.title, told.body[:8]) == ("河湾村联络站公布了2026年接待计划", "您接待 8 次：")
    with pytest.raises(ValidationError, match=PUBLISHED):
        make_plan(town.station, 2026, Wish(), 1, town.officer)


def test_an_approved_plan_that_changes_is_approved_anew(town, winter):
    plan = made(town)
    approve_plan(plan, 1, town.head)
    day = ReceptionDay.objects.get(date=date(2026, 3, 10))
    change_day(plan, day, facts(day, topic="春灌用水"), 1, town.officer)
    plan.refresh_from_db()
    assert (plan.state, plan.version, plan.approved_by, PlanChange.objects.count()) == (PlanState.DRAFT, 2, None, 0)


def test_a_change_after_publication_leaves_a_line_and_tells_those_concerned(town, winter):
    plan = published(town)
    day = ReceptionDay.objects.get(date=date(2026, 3, 10))
    Notice.objects.all().delete()
    day.duties.exclude(deputy=town.deputy).delete()
    day.duties.get_or_create(deputy=town.deputy)
    change_day(plan, day, facts(day, date=date(2026, 3, 11), deputies=(town.deputies[1].pk,)), 1, town.head)
    (line,) = PlanChange.objects.all()
    assert line.words == "时间由3月10日 09:00改为3月11日 09:00—11:30；接待代表由周启明改为何秀兰"
    assert set(Notice.objects.values_list("recipient__username", flat=True)) == {"deputy", "officer"}
    day.refresh_from_db()
    assert (day.announced_on, day.ruled_on) == (date(2025, 12, 15), None)
    drop_day(plan, day, "村里修路", 2, town.officer)
    drop = ReceptionDay.objects.get(pk=day.pk)
    assert (drop.is_planned, drop.drop_reason, drop.duties.count()) == (False, "村里修路", 0)
    assert len(dates(town.station)) == 12
    assert figures_of(town.station, 2026, date(2026, 3, 31)).planned_days == 2  # January and February: the dropped day was none
    restore_day(plan, drop, 3, town.officer)
    assert ReceptionDay.objects.get(pk=day.pk).is_planned
    assert [change.words for change in PlanChange.objects.all()][:2] == ["恢复3月11日 09:00的接待", "取消3月11日 09:00的接待：村里修路"]


def test_a_day_cannot_go_where_it_does_not_fit(town, winter):
    plan = made(town)
    day, other = ReceptionDay.objects.filter(station=town.station).order_by("date")[:2]
    for wrong, words in ((other.date, "已经有了"), (date(2027, 1, 5), "2026 年的计划"), (date(2025, 12, 1), "2026 年的计划")):
        with pytest.raises(ValidationError, match=words):
            change_day(plan, day, facts(day, date=wrong), 1, town.officer)
    elsewhere = ReceptionDay.objects.create(station=town.other_station, date=day.date)
    busy = DeputyFactory(name="李长顺")
    ReceptionDuty.objects.create(day=elsewhere, deputy=busy)
    with pytest.raises(ValidationError, match="李长顺这一天在上塘村联络站接待"):
        change_day(plan, day, facts(day, deputies=(busy.pk,)), 1, town.officer)
    added = add_day(plan, facts(day, date=date(2026, 3, 20), deputies=()), 1, town.officer)
    with pytest.raises(ValidationError, match=FASTER):
        drop_day(plan, added, "不办", 1, town.officer)
    assert len(dates(town.station)) == 13


def test_the_hourly_look_leaves_a_plan_alone_but_for_who_lost_the_seat(town, winter):
    Term.objects.filter(pk=town.term.pk).update(ends_on=date(2027, 12, 31))
    published(town)
    before = list(ReceptionDuty.objects.order_by("pk").values_list("day_id", "deputy_id"))
    ReceptionDay.objects.filter(date=date(2026, 2, 10)).delete()
    assert plan_receptions(date(2026, 1, 20)) == 0  # the day taken away does not come back
    assert [pair for pair in before if ReceptionDay.objects.filter(pk=pair[0]).exists()] == list(
        ReceptionDuty.objects.order_by("pk").values_list("day_id", "deputy_id")
    )
    Suspension.objects.create(mandate=town.deputy.mandates.get(), starts_on=date(2026, 3, 1), cause="detained")
    taken_off = ReceptionDuty.objects.filter(deputy=town.deputy, day__date__gte=date(2026, 3, 1)).count()
    assert replace_departed(date(2026, 1, 20)) == taken_off > 0
    assert set(ReceptionDay.objects.filter(date__gte=date(2026, 3, 1)).values_list("duties__deputy__name", flat=True)) == {"何秀兰", "马文山"}
    assert PlanChange.objects.first().words == "周启明不再执行代表职务，由" + PlanChange.objects.first().words[-5:-2] + "接待"
    assert plan_receptions(date(2026, 12, 5)) == 1  # the year after has no plan yet


def test_conflicts_are_shown(town, winter):
    plan = made(town)
    day = ReceptionDay.objects.get(date=date(2026, 3, 10))
    day.duties.all().delete()
    change_day(plan, day, facts(day, date=date(2026, 3, 14), deputies=(town.deputy.pk,)), 1, town.officer)  # a Saturday
    Away.objects.create(deputy=town.deputy, first=date(2026, 3, 14), last=date(2026, 3, 14), by=town.officer)
    elsewhere = ReceptionDay.objects.create(station=town.other_station, date=date(2026, 3, 14))
    ReceptionDuty.objects.create(day=elsewhere, deputy=town.deputy)
    rules = rules_for([town.station])[town.station.pk]
    (line,) = (line for line in day_lines(town.station, 2026, rules) if line.day.date == date(2026, 3, 14))
    assert [flag.words for flag in line.flags] == ["这天放假", "周启明当天不能来", "周启明同一天在上塘村联络站"]
    assert [row.clashes for row in plan_rows([town.station, town.other_station], 2026)] == [1, 1]  # duties; the other station's deputy is not its own
    elsewhere.delete()
    Away.objects.all().delete()
    assert [row.clashes for row in plan_rows([town.station], 2026)] == [0]
    Mandate.objects.filter(deputy=town.deputy).update(ends_on=date(2026, 3, 13))
    (line,) = (line for line in day_lines(town.station, 2026, rules) if line.day.date == date(2026, 3, 14))
    assert [flag.words for flag in line.flags] == ["这天放假", "周启明当天不能执行代表职务或不联系本站"]
    assert sum(row.clashes for row in plan_rows([town.station], 2026)) == town.deputy.reception_duties.filter(day__date__gt=date(2026, 3, 13)).count()


def test_a_notice_after_its_day_is_called_late(town):
    with clock.at(datetime(2026, 11, 9, 9, tzinfo=SHANGHAI)):
        made(town)
        rules = rules_for([town.station])[town.station.pk]
        assert [flag.words for flag in day_lines(town.station, 2026, rules)[0].flags] == ["公告晚了 2 天"]  # 10 November, three days before
        assert [(row.words, row.days, row.late) for row in plan_rows([town.station], 2026)] == [("待审核", 2, 2)]
    with clock.at(datetime(2026, 11, 10, 7, tzinfo=SHANGHAI)):
        plan = ReceptionPlan.objects.get()
        approve_plan(plan, 1, town.head)
        publish_plan(plan, 1, town.head)
    with clock.at(datetime(2026, 12, 1, 7, tzinfo=SHANGHAI)):
        assert [[flag.words for flag in line.flags] for line in day_lines(town.station, 2026, rules)] == [["公告晚了 3 天"], []]
        assert plan_rows([town.station], 2026)[0].late == 0


def test_the_overview_asks_as_much_for_one_station_as_for_three(town, winter, django_assert_num_queries):
    made(town)
    units = list(Unit.objects.filter(kind__in=("station", "home")))
    with django_assert_num_queries(8):
        plan_rows([town.station], 2026)
    with django_assert_num_queries(8):
        rows = plan_rows(units, 2026)
    assert [(row.unit.name, row.words) for row in rows] == [("河湾村联络站", "待审核"), ("上塘村联络站", "还没有"), ("白岩村联络站", "还没有")]


def test_a_day_without_deputies_is_counted(town, winter):
    make_plans([town.other_station], 2026, town.office, 50)
    assert [(row.days, row.empty) for row in plan_rows([town.other_station], 2026)] == [(12, 12)]


def test_a_day_that_a_visit_brought_about_joins_the_plan_with_who_came(town, winter):
    plan = published(town)
    with clock.at(datetime(2026, 6, 3, 10, tzinfo=SHANGHAI)):
        attend(town.station, date(2026, 6, 3), [town.deputy], town.officer)
        wanted = DayFacts(date(2026, 6, 3), time(9), time(11), "", (town.deputies[0].pk, town.deputies[1].pk))
        add_day(plan, wanted, plan.version, town.officer)
    day = ReceptionDay.objects.get(date=date(2026, 6, 3))
    assert day.is_planned
    assert set(day.duties.values_list("deputy", "is_planned", "attended")) == {
        (town.deputies[0].pk, True, town.deputies[0] == town.deputy),
        (town.deputies[1].pk, True, False),
    }
