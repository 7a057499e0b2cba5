"""Each of the five documents as a preset: what it says, in its own words, and its special rules walked through 2026."""

from datetime import date, timedelta

import pytest

from stations.rules.presets import presets
from stations.rules.projects import plan_due, stage_on
from stations.rules.quotas import Quota, quota, still_to_report, year_of_term
from stations.rules.receptions import receptions, unchosen
from stations.rules.regulation import DEFAULT_BODY, Rules
from stations.rules.regulation.kinds import Kinds
from stations.rules.regulation.layers import is_address, resolve
from stations.rules.spans import Span, missed, open_now
from stations.rules.yearly import due_in

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
COUNTS = {"yonghe": 21, "county-voters": 12, "jinghong": 5, "tongzhou": 15, "station-rules": 6}


def rules_of(code: str, **changes) -> Rules:
    """The preset over the proposals; changes: entries laid over it."""
    return Rules(resolve(DEFAULT_BODY, presets()[code].layer | changes))


def days(rule: dict) -> list[str]:
    return [f"{reception.on:%m-%d}" for reception in receptions(rule, FIRST, LAST)]


def test_five_documents_each_value_with_its_article():
    assert {code: len(preset.layer) for code, preset in presets().items()} == COUNTS
    for preset in presets().values():
        rules_of(preset.code)
        assert all(is_address(address) for address in preset.layer)
        assert all(entry["source"].startswith(preset.short) for entry in preset.layer.values())


@pytest.mark.realdata
def test_every_value_stands_on_the_documents_own_words(real_data):
    for preset in presets().values():
        text = (real_data.parent / "regulations" / preset.file).read_text().replace("\n", "")
        assert [quote for quote in preset.quotes.values() if quote not in text] == []


# YH: the 10th of each month, a weekly rota, households, 六有 ----------------------------------------------------------
TENTHS = [f"{month:02}-10" for month in range(1, 13)]


@pytest.mark.parametrize(
    ("holiday", "moved"),
    [
        ("keep", {}),
        ("next_workday", {"01-10": "01-12", "05-10": "05-11"}),  # 9 May is a make-up working Saturday, 10 May a Sunday
        ("previous_workday", {"01-10": "01-09", "05-10": "05-09"}),
        ("drop", {"01-10": None, "05-10": None}),
    ],
)
def test_yonghe_receives_on_the_tenth_and_keeps_the_make_up_saturday(db, holiday, moved):
    rule = rules_of("yonghe", **{"reception.holiday": {"value": holiday, "source": "镇人大决定"}}).reception
    assert days(rule) == [on for day in TENTHS if (on := moved.get(day, day))]
    assert "10-10" in days(rule)


def test_yonghe_has_deputies_at_the_station_every_week(db):
    rule = rules_of("yonghe").rota
    found = receptions(rule, FIRST, LAST)
    mondays = [date(2026, 1, 5) + timedelta(weeks=number) for number in range(52)]
    assert [reception.ruled_on for reception in found] == [day for day in mondays if day != date(2026, 2, 16)]  # a week of nothing but holiday
    moved = {f"{each.ruled_on:%m-%d}": f"{each.on:%m-%d}" for each in found if each.was_moved}
    assert moved == {"02-23": "02-24", "04-06": "04-07", "05-04": "05-06", "10-05": "10-08"}


def test_yonghe_asks_three_households_and_tells_twice():
    rules = rules_of("yonghe")
    assert [(row["name"], row["least"]) for row in rules.households["categories"]] == [("致富带头人", 1), ("贫困群众", 1), ("乡贤人士", 1)]
    assert (rules.households["number"], rules.households["visits"], rules.feedback["plan"]) == (3, 2, True)
    assert [item["name"] for item in rules.checklists[0]["items"]] == ["有组织", "有场地", "有制度", "有牌", "有办公设备", "有意见信箱"]
    asked = {(norm["subject"], norm["period"], norm["number"], norm["binding"]) for norm in rules.norms}
    assert asked == {("deputy", "year", 2, True), ("congress", "year", 2, True), ("congress", "year", 1, True), ("station", "year", 1, True)} | {
        ("congress", "quarter", 1, True)
    }
    assert (rules.chain("visit"), rules.chain("box")) == (("screen", "audit"), ("screen", "audit", "approve"))


def own_kinds(code: str) -> dict[str, tuple[str, str]]:
    """Name of an own kind → the standard one it counts under, and who may enter it."""
    return {row.name: (row.under, "".join(who[0] for who in row.by)) for row in Kinds.of(rules_of(code).body["kinds"]).used if not row.is_standard}


def test_what_yonghe_and_jinghong_name_besides_the_thirteen_are_kinds_of_their_own():
    assert own_kinds("yonghe") == {
        "调处矛盾纠纷": ("service", "dso"),
        "代表工作座谈会": ("other_meeting", "so"),
        "商议提案、议案、提议": ("group_activity", "dso"),
    }
    assert own_kinds("jinghong") == {"奉献助推": ("service", "dso")}
    counted = {norm["name"]: norm["counts"] for norm in rules_of("yonghe").norms}
    assert (counted["代表工作座谈会"], counted["商议提案、议案、提议"]) == (["symposium"], ["discuss"])


# XM: the weekly box, 20–30 % from the second year -------------------------------------------------------------------
def test_a_box_of_the_county_is_opened_every_week():
    box = rules_of("county-voters").box
    assert box == {"at": "constituency", "every": "week", "opener": "deputy", "stand_in": "group_liaison", "list_every": "quarter"}
    opened = [date(2026, 3, 2), date(2026, 3, 15), date(2026, 3, 23)]  # Monday, Sunday, Monday
    assert missed(box["every"], opened, date(2026, 3, 2), date(2026, 4, 1)) == [Span(date(2026, 3, 16), date(2026, 3, 22))]
    assert open_now(box["every"], opened, date(2026, 4, 1)) == Span(date(2026, 3, 30), date(2026, 4, 5))
    assert open_now(box["every"], opened, date(2026, 3, 29)) is None
    assert missed(box["list_every"], [date(2026, 4, 3)], FIRST, date(2026, 10, 1)) == [
        Span(FIRST, date(2026, 3, 31)),
        Span(date(2026, 7, 1), date(2026, 9, 30)),
    ]


def test_the_county_has_its_deputies_report_in_turn():
    rule, starts_on = rules_of("county-voters").report_to_voters, date(2024, 11, 15)
    years = [year_of_term(starts_on, day) for day in (date(2024, 11, 15), date(2025, 11, 14), date(2025, 11, 15), date(2026, 11, 14))]
    assert years == [1, 1, 2, 2]
    assert [quota(rule, 24, year) for year in (1, 2, 5)] == [Quota(0, 0), Quota(5, 7), Quota(5, 7)]
    assert [quota(rule, deputies, 2) for deputies in (0, 1, 2, 10)] == [Quota(0, 0), Quota(1, 1), Quota(1, 1), Quota(2, 3)]
    assert rule["others_write"] is True
    assert still_to_report(rule, 24, 5) == 0


def test_the_county_asks_three_ways():
    rules = rules_of("county-voters")
    assert [kind["name"] for kind in rules.activities["kinds"]] == ["问难", "问需", "问计"]
    assert (rules.activities["per_year"], len(rules.activities["forms"])) == (2, 5)
    assert [(norm["number"], norm["binding"]) for norm in rules.norms] == [(2, True), (1, False)]


# TZ: a day a month of each station's choice, a day a quarter of each home's -----------------------------------------
def test_tongzhou_enters_the_station_monthly_and_goes_home_quarterly():
    rules = rules_of("tongzhou")
    assert (days(rules.reception), days(rules.home_day)) == ([], [])  # nobody plans for them
    chosen = [date(2026, 1, 16), date(2026, 2, 27), date(2026, 4, 1)]
    assert unchosen(rules.reception, chosen, FIRST, date(2026, 4, 20)) == [Span(date(2026, 3, 1), date(2026, 3, 31))]
    assert unchosen(rules.home_day, [date(2026, 2, 3)], FIRST, date(2026, 7, 1)) == [
        Span(date(2026, 4, 1), date(2026, 6, 30)),
        Span(date(2026, 7, 1), date(2026, 9, 30)),  # runs, and has no day yet
    ]
    assert unchosen(rules_of("yonghe").reception, [], FIRST, LAST) == []


def test_tongzhou_lists_and_reports():
    rules = rules_of("tongzhou")
    lists = {row["name"]: (row["applies_to"], len(row["items"])) for row in rules.checklists}
    assert lists == {"五到位": (["home"], 5), "八有": (["home", "station"], 8), "三公开": (["home", "station"], 3)}
    assert still_to_report(rules.report_to_voters, 24, 20) == 4
    assert quota(rules.report_to_voters, 24, 2) == Quota(0, 0)
    assert (due_in(rules.yearly, "plan", 2026), due_in(rules.yearly, "summary", 2026)) == (date(2026, 1, 31), date(2026, 12, 31))
    assert rules.box["opener"] == "named"
    assert {(norm["subject"], norm["period"], norm["binding"]) for norm in rules.norms} == {
        ("station", "month", True),
        ("home", "quarter", True),
        ("deputy", "month", False),
        ("deputy", "quarter", False),
        ("deputy", "term", True),
    }


# LZ: three steps by channel -----------------------------------------------------------------------------------------
def test_station_rules_audit_boxes_but_not_receptions():
    rules = rules_of("station-rules")
    assert {rules.chain(channel) for channel in ("box", "hotline", "online")} == {("screen", "audit", "approve")}
    assert rules.chain("visit") == ()
    assert [row["name"] for row in rules.checklists] == ["站点设置"]


# JH: a month from the closing, three stages -------------------------------------------------------------------------
@pytest.mark.parametrize(("closed", "due"), [("2026-01-23", "2026-02-23"), ("2026-01-31", "2026-02-28"), ("2026-12-30", "2027-01-30")])
def test_jinghong_plans_projects_within_a_month_of_the_closing(closed, due):
    assert plan_due(rules_of("jinghong").projects, date.fromisoformat(closed)) == date.fromisoformat(due)
    assert plan_due(Rules(DEFAULT_BODY).projects, date.fromisoformat(closed)) is None


def test_jinghong_works_in_three_stages():
    projects = rules_of("jinghong").projects
    stages = [stage_on(projects, date(2026, month, 15)) for month in range(1, 13)]
    names = ["明确分工和宣传发动"] * 2 + ["联系监督"] * 8 + ["总结巩固"]
    assert [stage and stage["name"] for stage in stages] == [None, *names]
    assert len(projects["four_ones"]) == 4


# Other kinds of days ------------------------------------------------------------------------------------------------
def test_the_second_wednesday_the_last_friday_and_a_fixed_day_of_the_quarter(db):
    rule = DEFAULT_BODY["reception"] | {"holiday": "keep"}
    assert days(rule | {"kind": "nth_weekday", "weekdays": [2], "nth": 2})[:3] == ["01-14", "02-11", "03-11"]
    assert days(rule | {"kind": "nth_weekday", "weekdays": [4], "nth": -1})[:3] == ["01-30", "02-27", "03-27"]
    assert days(rule | {"kind": "day_of_quarter", "month": 2, "day": 31}) == ["02-28", "05-31", "08-31", "11-30"]
