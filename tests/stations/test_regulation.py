from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry
from stations.models import Regulation
from stations.rules.regulation import CHANNELS, DEFAULT_BODY, Limit, ReplyClass, Rules
from stations.services.regulations import current_regulation, publish, publish_default
from tests.factories.stations import CongressFactory, RegulationFactory, UnitFactory


def test_the_default_is_whole():
    rules = Rules(DEFAULT_BODY)
    assert {rules.chain(channel) for channel in CHANNELS} == {("screen", "audit", "approve")}
    assert rules.limit("ordinary") == Limit(15, "联络站制度规范 四（二）3；天数为建议值，由本级人大确认")
    assert rules.reply_class("B") == ReplyClass("B", "正在解决或列入计划", solved=False, promised=True)
    assert rules.reply_class("Z") is None
    assert (rules.four_eyes, rules.notice_lead_days, rules.reception["day"]) == (False, 3, 10)


def test_an_unknown_channel_takes_every_step():
    assert Rules(DEFAULT_BODY).chain("carrier pigeon") == ("screen", "audit", "approve")


def broken(path: str, value) -> dict:
    body = deepcopy(DEFAULT_BODY)
    *above, last = path.split(".")
    part = body
    for key in above:
        part = part[int(key)] if isinstance(part, list) else part[key]
    part[last] = value
    return body


@pytest.mark.parametrize(
    ("path", "value", "fault"),
    [
        ("chains.visit", ["approve", "audit"], "「来访」的环节只能从初筛、审核、审批中选，并按这个顺序。"),
        ("chains.visit", ["file"], "「来访」的环节只能从初筛、审核、审批中选，并按这个顺序。"),
        ("chains", {}, "每一种反映方式都要写明经过哪些环节：来访、来电、走访、座谈会、代表信箱、来信、热线、网上、问卷、选民代言员、联系活动。"),
        ("limits.audit.days", 0, "「审核」的时限应为 1 至 250 个工作日，请填整数。"),
        ("limits.audit.days", True, "「审核」的时限应为 1 至 250 个工作日，请填整数。"),
        ("limits.audit.days", "2", "「审核」的时限应为 1 至 250 个工作日，请填整数。"),
        ("limits.audit.source", " ", "「审核」的时限要写明依据。"),
        (
            "limits",
            None,
            "每一项时限都要填写：初筛、审核、审批、交办、一般意见办理、紧急意见办理、几个单位共同办理、提出不属本单位、答复后向群众反馈。",
        ),
        ("reply_classes", [], "至少要有一种答复类别。"),
        ("reply_classes.1.code", "A", "答复类别的代号有重复。"),
        ("reply_classes.1.code", "ABCDE", "答复类别的代号「ABCDE」太长，最多 4 个字。"),
        ("reply_classes.1.solved", "no", "答复类别「B」是否算解决、是否要承诺日期应为是或否。"),
        ("reply_classes.1.name", "", "每种答复类别都要有代号和名称，并写明是否算解决、是否要承诺日期。"),
        ("reception", {}, "接待日要写明怎么定、哪一天、遇节假日怎么办、几点到几点和依据。"),
        ("reception.kind", "daily", "接待日应为每月固定一天、每月第几个星期几、每周固定一天或几天、由各站自定之一。"),
        ("reception.day", 32, "接待日应为每月 1 至 31 日中的一天。"),
        ("reception.holiday", "maybe", "接待日遇节假日应为照常、顺延到下一个工作日、提前到上一个工作日、当次取消之一。"),
        ("reception.ends_at", "08:00", "接待日的结束时间应在开始时间之后。"),
        ("reception.ends_at", "noon", "接待日的时间要写成 09:00 这样。"),
        ("four_eyes", 1, "「前后两步须由不同的人办」应为是或否。"),
        ("notice_lead_days", 31, "接待预告应提前 0 至 30 天，请填整数。"),
        ("colour", "red", "不认识「colour」。"),
    ],
)
def test_a_faulty_body_is_refused_with_its_fault(path, value, fault):
    with pytest.raises(ValidationError) as caught:
        Rules(broken(path, value))
    assert caught.value.messages == [fault]


def test_a_missing_part_is_named():
    body = {key: value for key, value in DEFAULT_BODY.items() if key != "limits"}
    with pytest.raises(ValidationError) as caught:
        Rules(body)
    assert caught.value.messages == ["缺少「limits」。"]
    with pytest.raises(ValidationError):
        Rules([])


def test_versions_count_up_and_the_old_one_stays(town):
    second = publish(town.congress, "新制度", {"limits.ordinary": {"value": 10, "source": "镇人大决定"}}, town.office)
    assert (second.number, second.published_by) == (2, town.office)
    assert Rules(second.body).limit("ordinary").days == 10
    assert Rules(Regulation.objects.get(pk=town.regulation.pk).body).limit("ordinary").days == 15
    entry = AuditEntry.objects.filter(action="regulation.publish").get()
    assert (entry.chain, entry.actor, entry.body) == (f"congress:{town.congress.pk}", town.office, '{"below": [], "number": 2}')


def test_the_nearest_congress_with_a_regulation_decides(town):
    assert current_regulation(town.station) == town.regulation
    assert current_regulation(town.county_department).congress == town.county
    young = CongressFactory(parent=town.county, name="新建镇人大主席团")
    station = UnitFactory(parent=young)
    assert current_regulation(station).congress == town.county
    own = publish_default(young)
    assert current_regulation(station) == own
    newer = publish(young, "第二版", {}, None)
    assert current_regulation(station) == newer


def test_nobody_above_has_one(db):
    with pytest.raises(Regulation.DoesNotExist):
        current_regulation(UnitFactory())


def test_a_station_publishes_nothing(town):
    with pytest.raises(ValidationError, match="制度由人大发布"):
        publish(town.station, "站的制度", {}, town.officer)


def test_a_faulty_body_is_not_published(town):
    with pytest.raises(ValidationError):
        publish(town.congress, "坏的", {"limits.ordinary": {"value": 0, "source": "没有"}}, town.office)
    assert Regulation.objects.filter(congress=town.congress).count() == 1


def test_the_model_refuses_a_second_save(town):
    town.regulation.title = "改过的"
    with pytest.raises(ValueError, match="请发布新的一版"):
        town.regulation.save()


@pytest.mark.parametrize("statement", ["UPDATE stations_regulation SET title = 'x'", "DELETE FROM stations_regulation"])
def test_the_database_refuses_to_change_a_regulation(db, statement):
    regulation = RegulationFactory()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Regulation.objects.get().title == regulation.title
