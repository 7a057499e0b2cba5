"""What a roster leaves open is asked once for each value; nothing is set unless it was answered."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deputies.models import Constituency, Deputy, Group, Mandate
from deputies.resources.jobs import CHECK, WRITE
from stations.models import Unit
from tests.deputies.roster_sheets import HEADER, line, workbook
from tests.deputies.test_rosters import FULL, asked, faults, figures, run
from tests.factories.deputies import ConstituencyFactory, MandateFactory, TermFactory
from tests.factories.stations import CongressFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.markup]
PLACE = "选区（选举单位）"


@pytest.fixture
def check(town):
    return lambda data, answers=None, **more: run(CHECK, data, more.get("user", town.office), more.get("congress", town.congress), answers)


@pytest.fixture
def write(town):
    return lambda data, answers=None, **more: run(WRITE, data, more.get("user", town.office), more.get("congress", town.congress), answers)


def answered(job, **choices) -> dict[str, str]:
    """Answers by the kind of question, for all of that kind."""
    return {question["key"]: choices[question["kind"]] for question in job.outcome["questions"] if question["kind"] in choices}


def offered(job, kind) -> list[str]:
    return next([value for value, _ in question["choices"]] for question in job.outcome["questions"] if question["kind"] == kind)


def test_unknown_places_are_asked_once_each_and_made_only_when_told(check, write, town):
    rows = [line("郑康", **{PLACE: "第九选区"}), line("郑泰", 代表小组="第九小组", **{PLACE: "第九选区"}), line("郑安", **{PLACE: "1选区"})]
    job = check(workbook(*rows))
    assert asked(job) == [("constituency", "第九选区"), ("group", "第九小组"), ("constituency", "1选区")]
    assert (job.outcome["questions"][0]["count"], job.outcome["questions"][0]["place"]) == (2, "工作表「名册」J3")
    assert (figures(job), job.outcome["fault_count"]) == ({"waiting": 3}, 0)
    assert offered(job, "group") == ["new", "=第一代表小组", "=第二代表小组", "none"]
    refused = write(workbook(*rows))
    assert (refused.state, "重新选择" in refused.error) == ("failed", True)
    answers = answered(job, group="new", constituency="new") | {job.outcome["questions"][2]["key"]: "=第一选区"}
    seen = check(workbook(*rows), answers)
    assert (seen.outcome["constituencies"], seen.outcome["groups"], figures(seen)) == (["第九选区"], ["第九小组"], {"added": 3})
    assert (Constituency.objects.count(), Group.objects.filter(name="第九小组").count()) == (1, 0)
    assert figures(write(workbook(*rows), answers)) == {"added": 3}
    seats = {seat.deputy.name: (str(seat.constituency), str(seat.group)) for seat in Mandate.objects.filter(deputy__name__startswith="郑")}
    assert seats == {"郑康": ("第九选区", "None"), "郑泰": ("第九选区", "第九小组"), "郑安": ("第一选区", "None")}
    assert figures(write(workbook(*rows), answers)) == {"same": 3}


def test_an_answer_that_is_not_offered_counts_for_nothing(check):
    job = check(workbook(line("郑康", 代表小组="第九小组")))
    assert asked(check(workbook(line("郑康", 代表小组="第九小组")), answered(job, group="=白岩小组"))) == asked(job)
    left = check(workbook(line("郑康", 代表小组="第九小组")), {"all|group": "none"})
    assert (left.outcome["groups"], figures(left)) == ([], {"added": 1})


def test_an_unknown_word_for_a_level_and_one_that_fits_several_congresses(check, write, town):
    county = {"user": town.county_office, "congress": town.county}
    TermFactory(congress=town.congress_elsewhere, name="第二十届")
    data = workbook(line("吴小满", 代表层级="联络代表"), line("郑平", 代表层级="镇代表"), line("郑安", 代表层级="市代表"))
    job = check(data, **county)
    assert asked(job) == [("level", "联络代表"), ("congress", "乡镇代表"), ("congress", "市级代表")]
    assert offered(job, "level") == ["town", "county", "city", "province", "nation", "none"]
    answers = answered(job, level="town", congress="=白岩镇人大主席团")
    answers |= {question["key"]: "none" for question in job.outcome["questions"] if question["text"] == "市级代表"}
    assert figures(check(data, answers, **county)) == {"added": 2, "left": 1}
    write(data, answers, **county)
    assert set(Mandate.objects.filter(deputy__name__in=["吴小满", "郑平"]).values_list("term__congress__name", flat=True)) == {"白岩镇人大主席团"}
    assert not Deputy.objects.filter(name="郑安").exists()


def test_one_constituency_for_two_levels_is_asked_whose_it_is(check, write, town):
    term = TermFactory(congress=town.county, name="第十七届")
    county = {"user": town.county_office}
    data = workbook(line("吴小满", 代表层级="县、镇代表", 届次="第十七届；第十九届", **{PLACE: "河湾选区"}))
    job = check(data, **county)
    assert asked(job) == [("whose", "河湾选区")]
    answers = answered(job, whose="both") | {"all|constituency": "new"}
    assert figures(check(data, answers, **county)) == {"added": 1}
    write(data, answers, **county)
    assert set(Constituency.objects.filter(name="河湾选区").values_list("term", flat=True)) == {term.pk, town.term.pk}


def test_stations_unknown_or_of_one_name_are_asked(check, write, town):
    header = [*HEADER, "联络站"]
    assert figures(write(workbook([*line("郑平"), "上塘村联络站"], header=header))) == {"added": 1}
    assert Mandate.objects.get(deputy__name="郑平").station == town.other_station
    job = check(workbook([*line("郑平"), "上塘站"], header=header))
    assert (asked(job), offered(job, "station")[0]) == ([("station", "上塘站")], "=上塘村联络站")
    double = UnitFactory(name="上塘村联络站", parent=town.congress_elsewhere)
    data = workbook([*line("郑安", 代表层级="镇代表（白岩镇人大主席团）", 届次="第二十届"), "上塘村联络站"], header=header)
    TermFactory(congress=town.congress_elsewhere, name="第二十届")
    county = {"user": town.county_office, "congress": town.county}
    job = check(data, **county)
    assert offered(job, "station") == ["=上塘村联络站（青禾镇人大主席团）", "=上塘村联络站（白岩镇人大主席团）", "none"]
    write(data, answered(job, station="=上塘村联络站（白岩镇人大主席团）"), **county)
    assert Mandate.objects.get(deputy__name="郑安").station == double
    wrong = check(data, answered(job, station="=上塘村联络站（青禾镇人大主席团）"), **county)
    assert "不在「白岩镇人大主席团」下面" in faults(wrong)[0][1]


def test_two_people_of_one_name_stay_two(check, write):
    rows = workbook(line("郑平", 单位及职务="村医"), line("郑平", 单位及职务="教师"))
    job = check(rows)
    assert asked(job) == [("person", "郑平")]
    assert offered(job, "person") == ["line:名册:3", "other", "skip"]
    assert figures(check(rows, answered(job, person="skip"))) == {"added": 1, "left": 1}
    assert faults(check(rows, answered(job, person="line:名册:3")))[0][0] == "B4"  # one person, one level, two rows
    write(rows, answered(job, person="other"))
    assert list(Deputy.objects.filter(name="郑平").order_by("pk").values_list("work", flat=True)) == ["村医", "教师"]


def test_a_namesake_is_taken_for_the_same_only_by_birth_phone_or_seat(check, town):
    second = ConstituencyFactory(term=town.term, name="第二选区")
    facts = {"deputy__name": "郑平", "deputy__born_in": date(1970, 1, 1), "deputy__phone": "13800001234"}
    known = MandateFactory(term=town.term, constituency=second, **facts)
    ask = {"waiting": 1}
    told = {
        "born then, in this term": ({"出生年月": "1970-01", "手机号码": "13900009999"}, {"changed": 1}),
        "born then and that phone, in another constituency": ({"出生年月": "1970-01", "手机号码": "13800001234", PLACE: "第一选区"}, {"changed": 1}),
        "born then, in another constituency": ({"出生年月": "1970-01", PLACE: "第一选区"}, ask),
        "phone": ({"手机号码": "13800001234"}, {"same": 1}),
        "only the name, one of the name in this term": ({}, {"same": 1}),
        "another birth month": ({"出生年月": "1990-01"}, {"added": 1}),
        "another phone": ({"手机号码": "13900009999"}, ask),
        "the phone, but another birth month": ({"出生年月": "1990-01", "手机号码": "13800001234"}, ask),
        "born then, but a man": ({"出生年月": "1970-01", "性别": "男"}, ask),
        "another constituency": ({PLACE: "第一选区"}, ask),
    }
    assert {case: figures(check(workbook(line("郑平", **cells)))) for case, (cells, _) in told.items()} == {
        case: seen for case, (_, seen) in told.items()
    }
    town.county_office.refresh_from_db()
    Mandate.objects.filter(pk=known.pk).update(term=TermFactory(congress=town.congress, name="第十八届"))
    assert figures(check(workbook(line("郑平")))) == ask


def test_namesakes_of_one_birth_month_in_two_towns_are_asked_about(check, town):
    TermFactory(congress=town.congress_elsewhere, name="第二十届")
    cells = {"出生年月": "1968-05", "届次": "第十九届", "代表层级": "镇代表（青禾镇人大主席团）"}
    other = cells | {"届次": "第二十届", "代表层级": "镇代表（白岩镇人大主席团）"}
    job = check(workbook(line("吴小满", **cells), line("吴小满", **other)), user=town.county_office, congress=town.county)
    assert (asked(job), figures(job)) == ([("person", "吴小满")], {"added": 1, "waiting": 1})


def test_the_same_person_on_two_lines_gets_both_seats(write, town):
    TermFactory(congress=town.county, name="第十七届")
    rows = [line("吴小满", 出生年月="1968-05", 代表层级="镇代表"), line("吴小满", 出生年月="1968-05", 代表层级="县代表")]
    assert figures(write(workbook(*rows), user=town.county_office)) == {"added": 1}
    assert Deputy.objects.get(name="吴小满").mandates.count() == 2


def test_a_section_title_is_used_only_when_it_was_said_to_mean_something(check, write, town):
    TermFactory(congress=town.county, name="第十七届")
    rows = [["一、县人大代表（1人）"], [1, "吴小满"], ["二、第一代表小组"], [2, "郑平"], ["三、村干部"], [3, "郑安"]]
    data = workbook(*rows, header=["序号", "姓名"], captions=())
    job = check(data, user=town.county_office)
    assert asked(job) == [("section", "一、县人大代表（1人）"), ("section", "二、第一代表小组")]
    assert figures(job) == {"added": 1, "waiting": 2}
    county, group = (question["key"] for question in job.outcome["questions"])
    answers = {county: "代表层级", group: "代表小组"}
    write(data, answers, user=town.county_office)
    seats = {seat.deputy.name: (seat.term.name, str(seat.group)) for seat in Mandate.objects.filter(deputy__name__in=["吴小满", "郑平", "郑安"])}
    assert seats == {"吴小满": ("第十七届", "None"), "郑平": ("第十九届", "第一代表小组"), "郑安": ("第十九届", "None")}
    mere = check(workbook(["一、县人大代表"], [1, "马文山"], header=["序号", "姓名"], captions=()), {"section|名册|一、县人大代表": "none"})
    assert figures(mere) == {"same": 1}


def test_levels_as_ticked_columns_under_a_merged_heading(write, town):
    TermFactory(congress=town.county, name="第十七届")
    header = ["序号", "姓名", "代表层级", None, "代表小组"]
    rows = [[None, None, "县", "镇", None], [1, "吴小满", "√", "√", "第一代表小组"], [2, "郑平", None, "√", None], [3, "郑安", "是", None, None]]
    data = workbook(*rows, header=header, merged=("C2:D2", "A2:A3", "B2:B3", "E2:E3", "E4:E5"))
    job = write(data, user=town.county_office)
    assert (job.error, job.outcome.get("faults")) == ("", None)
    seats = sorted(
        (seat.deputy.name, seat.term.name, str(seat.group)) for seat in Mandate.objects.filter(deputy__name__in=["吴小满", "郑平", "郑安"])
    )
    assert seats == [
        ("吴小满", "第十七届", "None"),
        ("吴小满", "第十九届", "第一代表小组"),
        ("郑安", "第十七届", "None"),
        ("郑平", "第十九届", "第一代表小组"),  # the group's cell is merged over both rows
    ]


def test_a_day_of_election_within_the_term_is_a_by_election(check, write):
    header = ["姓名", "当选日期", "备注"]
    rows = [["吴小满", "2024.3.5", None], ["郑平", "2021-10-20", None], ["郑安", None, "2023年补选"]]
    job = check(workbook(*rows, header=header))
    assert "第 5 行的备注里有「补选」" in "".join(job.outcome["notes"])
    write(workbook(*rows, header=header))
    seats = {seat.deputy.name: (seat.starts_on, seat.elected_by) for seat in Mandate.objects.filter(deputy__name__in=["吴小满", "郑平"])}
    assert seats == {"吴小满": (date(2024, 3, 5), "by_election"), "郑平": (date(2021, 11, 1), "general")}


def test_a_county_without_a_term_says_so_and_its_units_are_asked(check, town):
    city = CongressFactory(level="city", name="市人大")
    Unit.objects.filter(pk=town.county.pk).update(parent=city)
    job = check(workbook(line("吴小满", 代表层级="县代表")), user=town.county_office, congress=town.county)
    assert "还没有届次" in faults(job)[0][1]


def test_the_full_line_has_no_question(check):
    assert asked(check(workbook(line("吴小满", **FULL)))) == []


def test_writing_asks_as_often_for_thirty_as_for_three(town, write):
    def queries(names) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert figures(write(workbook(*[line(name, 代表小组="第一代表小组") for name in names]))) == {"added": len(names)}
        return len(asked)

    few = queries(["吴小满", "郑平", "郑安"])
    assert queries([f"郑{first}{second}" for first in "甲乙丙丁戊" for second in "子丑寅卯辰巳"]) == few
