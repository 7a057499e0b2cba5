from datetime import date

from django.db.models import Count

from deputies.choices import DutyKind
from deputies.models import DutyRecord, Term
from reports.services.annual import annual
from tests.factories.deputies import MandateFactory, SuspensionFactory, TermFactory
from tests.factories.reports import YEAR


def lines(part) -> dict[str, dict[str, int]]:
    return {line.name: {kind.value: count for kind, count in line.cells if count} for group in part.groups for line in group.lines}


def notes(part) -> dict[str, str]:
    return {line.name: line.note for group in part.groups for line in group.lines if line.note}


def by_sql(congress_ids, **where) -> dict[str, int]:
    counted = DutyRecord.objects.counted_for(congress_ids, YEAR).filter(**where)
    return dict(counted.order_by().values_list("kind").annotate(Count("pk")))


def shown(counted) -> dict[str, int]:
    return {kind.value: count for kind, count in counted.cells if count}


def test_a_town_counts_what_was_done_in_office(duty_year):
    (part,) = annual(duty_year.town.congress, YEAR).parts
    assert lines(part) == {
        "周启明": {"opinion": 2, "reception": 1},
        "何秀兰": {"training": 1},
        "马文山": {},
        "补选者": {"research": 1},
        "离任者": {"service": 1},
    }
    assert notes(part) == {"补选者": "5月1日起任", "离任者": "6月30日止任"}
    assert [(group.name, [line.name for line in group.lines]) for group in part.groups] == [
        ("第一代表小组", ["周启明", "马文山"]),
        ("第二代表小组", ["何秀兰", "补选者"]),
        ("未编组", ["离任者"]),
    ]


def test_totals_are_the_sums_of_their_rows_and_of_sql(duty_year):
    report = annual(duty_year.town.congress, YEAR)
    (part,) = report.parts
    assert part.counts == tuple(sum(column) for column in zip(*[group.counts for group in part.groups], strict=True)) == report.counts
    assert shown(report) == by_sql([duty_year.town.congress.pk])
    assert (report.total, report.repeated_total) == (6, 0)


def test_a_subtree_counts_each_act_once_and_takes_off_what_stands_twice(duty_year):
    town = duty_year.town
    report = annual(town.county, YEAR, below=True)
    county, own = report.parts
    assert (county.congress, own.congress) == (town.county, town.congress)
    assert lines(county) == {"周启明": {"opinion": 2, "reception": 1}, "县代表": {"bill": 1}}
    assert shown(report) == by_sql([town.county.pk, town.congress.pk, town.congress_elsewhere.pk])
    assert (county.total, own.total, report.repeated_total, report.total) == (4, 6, 3, 7)
    assert [sum(column) for column in zip(county.counts, own.counts, [count for _, count in report.repeated_cells], strict=True)] == list(
        report.counts
    )


def test_two_seats_in_one_congress_count_an_act_once(duty_year):
    town = duty_year.town
    MandateFactory(deputy=duty_year.he, term=town.term, group=town.groups[0], starts_on=town.term.starts_on.replace(year=2022))
    (part,) = annual(town.congress, YEAR).parts
    assert (lines(part)["何秀兰"], part.total) == ({"training": 1}, 6)
    assert [line.name for line in part.groups[0].lines] == ["周启明", "何秀兰", "马文山"]  # the group of the newest seat


def test_a_seat_without_an_end_of_its_own_ends_with_its_term(duty_year):
    town = duty_year.town
    Term.objects.filter(congress=town.county).update(ends_on=date(YEAR, 6, 30))
    past = TermFactory(congress=town.congress, starts_on=date(2016, 11, 1), ends_on=date(2021, 10, 31))
    MandateFactory(term=past, deputy__name="上一届的")
    county, own = annual(town.county, YEAR, below=True).parts
    assert lines(county) == {"周启明": {"opinion": 1, "reception": 1}, "县代表": {"bill": 1}}
    assert notes(county) == {"周启明": "6月30日止任", "县代表": "6月30日止任"}
    assert "上一届的" not in lines(own)
    assert shown(county) == by_sql([town.county.pk])


def test_suspended_days_are_not_counted_and_noted(duty_year):
    town = duty_year.town
    seat = duty_year.zhou.mandates.get(term=town.term)
    assert lines(annual(town.congress, YEAR).parts[0])["周启明"] == {"opinion": 2, "reception": 1}  # the control
    SuspensionFactory(mandate=seat, starts_on=date(YEAR - 1, 12, 1), ends_on=date(YEAR, 1, 1))
    SuspensionFactory(mandate=seat, starts_on=date(YEAR, 3, 10), ends_on=date(YEAR, 3, 20))
    SuspensionFactory(mandate=duty_year.left_in_june.mandates.get(), starts_on=date(YEAR, 6, 30), ends_on=None)
    report = annual(town.congress, YEAR)
    (part,) = report.parts
    assert lines(part) == {"周启明": {"opinion": 1}, "何秀兰": {"training": 1}, "马文山": {}, "补选者": {"research": 1}, "离任者": {}}
    assert notes(part)["周启明"] == "1月1日至1月1日暂停，3月10日至3月20日暂停"
    assert shown(report) == by_sql([town.congress.pk])
    county, _own = annual(town.county, YEAR, below=True).parts
    assert lines(county)["周启明"] == {"opinion": 2, "reception": 1}  # the county's seat is not suspended


def test_namesakes_are_told_apart_by_constituency(duty_year):
    town = duty_year.town
    seat = duty_year.zhou.mandates.get(term=town.term).constituency
    MandateFactory(deputy__name="周启明", term=town.term, group=town.groups[0], constituency=seat)
    (part,) = annual(town.congress, YEAR).parts
    assert [line.note for line in part.groups[0].lines] == ["第一选区", "", "第一选区"]


def test_a_year_without_deputies_is_empty(duty_year):
    report = annual(duty_year.town.congress, 2001, below=True)
    assert (report.total, report.parts[0].groups, len(report.counts)) == (0, [], len(DutyKind))
