"""The second schema: what it adds, what it refuses, and that bodies of the first stay readable."""

from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError

from deputies.choices import DutyKind
from opinions.choices import Channel, Rating
from stations.models import Regulation
from stations.rules.regulation import CHANNELS, DEFAULT_BODY, FIRST_BODY, Rules, number_in
from stations.rules.regulation.words import COUNTS, LATER_CHANNELS, RATINGS
from tests.factories.stations import RegulationFactory

SIX = {
    "code": "six",
    "name": "六有",
    "applies_to": ["station"],
    "items": [{"code": "place", "name": "有场地"}, {"code": "sign", "name": "有牌"}],
    "source": "“双联系”方案 六（二）",
}
HOUSEHOLDS = {"number": 3, "visits": 2, "per": "household", "categories": [{"code": "rich", "name": "致富带头人", "least": 1}]}
NORM = {
    "code": "walks",
    "name": "进选区联系选民",
    "subject": "deputy",
    "period": "year",
    "number": 2,
    "counts": ["contact"],
    "binding": True,
    "years": {"2026": 3},
    "source": "选民工作意见 一",
}
FULL = DEFAULT_BODY | {"checklists": [SIX], "households": HOUSEHOLDS, "norms": [NORM]}


def test_a_body_of_the_first_schema_says_nothing_about_what_came_later(db):
    row = RegulationFactory(body=FIRST_BODY)
    rules = Rules(row.body)
    assert (rules.checklists, rules.norms, rules.rota["kind"], rules.home_day["kind"], rules.box["every"]) == ([], [], "none", "none", "")
    assert rules.reception == DEFAULT_BODY["reception"]
    assert [each["name"] for each in rules.satisfaction] == ["满意", "基本满意", "不满意", "未表态", "未联系上"]
    assert Regulation.objects.get().body == FIRST_BODY


def test_what_the_second_schema_says_is_read():
    rules = Rules(FULL)
    assert (rules.checklists, rules.households, rules.norms) == ([SIX], HOUSEHOLDS, [NORM])
    assert (number_in(NORM, 2025), number_in(NORM, 2026)) == (2, 3)


def test_the_words_are_those_of_the_apps_above():
    assert dict(DutyKind.choices).items() <= COUNTS.items()
    assert dict(Rating.choices) == RATINGS
    assert set(Channel.values) == CHANNELS.keys()


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("checklists.0.items", [], "清单「六有」至少要有一项。"),
        ("checklists.0.items.1.code", "place", "「六有的项目」的代号有重复。"),
        ("checklists.0.applies_to", ["moon"], "清单「六有」要选用于代表联络站还是代表之家。"),
        ("checklists.0.source", "", "清单「六有」要写明依据。"),
        ("checklists.0.code", "六有", "「达标清单」第 1 行的代号应由小写字母、数字、短横和下划线组成。"),
        ("checklists.0.name", " ", "「达标清单」第 1 行要写名称，最多 120 字。"),
        ("checklists.0.colour", "red", "「达标清单」第 1 行缺少内容，或有不认识的内容。"),
        ("checklists", None, "「达标清单」应是一张表，最多 60 行。"),
        ("households.number", -1, "「联系户」的户数和次数应为 0 至 999，请填整数。"),
        ("households.categories.0.least", -1, "「联系户的类别」每类至少几户应为 0 至 999，请填整数。"),
        ("households.per", "street", "「联系户」应写明每位代表几户、每年见面几次、按每户还是合计、有哪几类。"),
        ("norms.0.subject", "moon", "指标「进选区联系选民」要选对象和周期。"),
        ("norms.0.number", 0, "指标「进选区联系选民」的数量应为 1 至 999，请填整数。"),
        ("norms.0.counts", ["tea"], "指标「进选区联系选民」要选计入哪些履职，只能从列出的里面选。"),
        ("norms.0.binding", "yes", "指标「进选区联系选民」要写明是必须完成还是力争完成，并写依据。"),
        ("norms.0.years", {"明年": 3}, "指标「进选区联系选民」的分年度数量应写成年份和 0 至 999 的整数。"),
        ("rota.kind", "by_station", "代表轮流驻站应为不安排、每周固定一天或几天之一。"),
        ("rota.weekdays", [], "代表轮流驻站要选周一至周日中的一天或几天。"),
        ("home_day.month", 4, "代表之家活动日的第几个星期、第几个月写得不对，请重新选。"),
        ("home_day.source", "", "代表之家活动日要写明依据。"),
        ("box.every", "day", "「信箱」应写明设在哪里、多久开一次、由谁开、谁可代开、多久汇总一次。"),
        ("activities.per_year", "2", "「联系活动」应写明每年几次（0 至 999）、有哪几种、什么方式。"),
        ("activities.kinds", [{"code": "a", "name": "问难", "whom": "", "then": ""}], "联系活动「问难」要写明联系哪些人。"),
        ("report_to_voters.most", 101, "「向选民述职」的比例应为 0 至 100 的整数，上限不能小于下限。"),
        ("report_to_voters.from_year", 6, "「向选民述职」应从任期第 1 至第 5 年起。"),
        ("report_to_voters.kind", "", "「向选民述职」应写明怎么安排、比例、从任期第几年起、其余代表是否书面报告。"),
        ("satisfaction", [], "至少要有一种满意度。"),
        ("satisfaction.3.satisfied", True, "满意度「未表态」算满意的，就要计入满意率。"),
        ("satisfaction.0.rated", 1, "满意度「满意」是否计入满意率、是否算满意应为是或否。"),
        ("satisfaction.0.code", "great", "每种满意度都要有名称，并写明是否计入满意率、是否算满意。"),
        ("satisfaction.1.code", "satisfied", "满意度有重复。"),
        ("feedback", {}, "「向群众反馈」应写明是否反馈解决方案、不满意是否重办。"),
        ("publication.scope", "moon", "「结果公布」应写明范围、天数和是否先审。"),
        ("publication.days", -1, "「结果公布」的天数应为 0 至 3650，请填整数；0 是一直公布。"),
        ("retention.cases", 101, "「保存年限」应为 0 至 100 年，请填整数；0 是未规定。"),
        ("yearly.plan", "02-30", "「年度计划和总结」的期限要写成 01-31 这样，没有规定的留空。"),
        ("projects.plan_months", 13, "「惠民实事」应写明闭会后几个月内定计划（0 至 12）、各阶段和各项活动。"),
        ("projects.stages", [{"code": "a", "name": "总结", "first": 12, "last": 1}], "惠民实事的「总结」应从某月到同年的某月。"),
        ("sources", {"four_eyes": ""}, "各项的依据应为文字。"),
    ],
)
def test_a_fault_is_named(path, value, fault):
    body = deepcopy(FULL)
    *above, last = path.split(".")
    part = body
    for key in above:
        part = part[int(key)] if isinstance(part, list) else part[key]
    part[int(last) if isinstance(part, list) else last] = value
    with pytest.raises(ValidationError) as caught:
        Rules(body)
    assert caught.value.messages == [fault]


def test_a_body_from_before_the_later_channels_takes_all_steps_for_them():
    old = FIRST_BODY | {"chains": {name: ["screen"] for name in FIRST_BODY["chains"].keys() - LATER_CHANNELS}}
    rules = Rules(old)
    assert (rules.chain("letter"), rules.chain("survey")) == (("screen",), ("screen", "audit", "approve"))
    with pytest.raises(ValidationError):
        Rules(old | {"chains": {"survey": []}})
