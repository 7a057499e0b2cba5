"""An opinion with several demands is split at its screening; the parts know each other."""

from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from constituents.models import Visit
from constituents.services.people import Visitor
from constituents.services.visits import VisitDraft
from deputies.models import DutyRecord
from opinions.models import Opinion, OpinionEvent, SealedStatement
from opinions.rules.kin import kin_of
from opinions.services import cases
from opinions.services.cases import NotPossible, Screening, Settling, SomebodyWasFaster, Splitting
from opinions.services.visits import MatterDraft, take_visit, void_visit
from portal.rules import progress_of

pytestmark = pytest.mark.django_db
WORDS = "水渠塌了，路灯也不亮，还有张三收了好处。"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False):
        yield


@pytest.fixture
def opinion(town) -> Opinion:
    visit = VisitDraft(town.station, clock.now(), (MatterDraft(WORDS),), (town.deputy,), visitor=Visitor("王小明", "13912346215"))
    return Opinion.objects.get(matter__visit=take_visit(visit, town.officer))


def test_each_part_has_a_number_and_a_summary_and_the_same_words(town, opinion):
    opinion = cases.split(opinion, town.officer, 1, Splitting(("水渠塌方", "路灯不亮", "其他"), "三件事"))
    parts = list(kin_of(opinion))
    assert [(each.number, each.summary) for each in (opinion, *parts)] == [
        ("河湾2026-0001", "水渠塌方"),
        ("河湾2026-0002", "路灯不亮"),
        ("河湾2026-0003", "其他"),
    ]
    for part in parts:
        same = ("words", "constituent", "channel", "received_on", "regulation", "state", "due_on")
        assert [getattr(part, name) for name in same] == [getattr(opinion, name) for name in same]
        assert (list(part.deputies.all()), part.split_from, opinion in kin_of(part)) == ([town.deputy], opinion, True)
        assert part.events.get().detail["line"] == "从 河湾2026-0001 拆出"
    event = opinion.events.latest("id")
    assert (event.action, event.note, event.detail["line"]) == ("split", "三件事", "拆成 3 件，另外的编号是 河湾2026-0002、河湾2026-0003")
    assert AuditEntry.objects.filter(action="opinion.split").count() == 1
    assert cases.screen(parts[0], town.officer, 1, Screening("路灯不亮", None)).state == "auditing"
    assert Opinion.objects.get(pk=opinion.pk).state == "screening"  # each goes its own way


def test_a_double_click_splits_once_and_two_clerks_get_in_no_mess(town, opinion):
    splitting = Splitting(("水渠塌方", "路灯不亮"))
    for _ in range(2):
        assert cases.split(opinion, town.officer, 1, splitting).version == 2
    with pytest.raises(SomebodyWasFaster):
        cases.split(opinion, town.officer, 1, Splitting(("甲事", "乙事")))
    with pytest.raises(NotPossible):
        cases.split(opinion, town.deputy_head, None, Splitting(("甲事", "乙事")))
    with pytest.raises(NotPossible, match="2 至 6 件"):
        cases.split(opinion, town.officer, 2, Splitting(("只有一件",)))
    assert Opinion.objects.count() == 2


def test_only_at_the_screening(town, opinion):
    opinion = cases.screen(opinion, town.officer, 1, Screening("水渠塌方", None))
    with pytest.raises(NotPossible):
        cases.split(opinion, town.officer, None, Splitting(("甲事", "乙事")))


def test_a_part_is_split_again_within_the_same_family(town, opinion):
    cases.split(opinion, town.officer, 1, Splitting(("水渠塌方", "路灯和井盖")))
    part = kin_of(opinion).get()
    cases.split(part, town.officer, 1, Splitting(("路灯不亮", "井盖丢了")))
    assert sorted(kin_of(opinion).values_list("summary", flat=True)) == ["井盖丢了", "路灯不亮"]


def test_the_accusation_among_them_is_sealed_in_all(town, opinion):
    cases.split(opinion, town.officer, 1, Splitting(("水渠塌方", "路灯不亮", "另一件")))
    water, light, accused = Opinion.objects.order_by("pk")
    cases.settle(accused, town.officer, 1, Settling("legal_way", legal_way="accusation", accused=town.department))
    for each in Opinion.objects.all():
        assert "张三" not in f"{each.words}{each.summary}", each.number
    assert "张三" not in "".join(str(row) for row in [*OpinionEvent.objects.values(), *DutyRecord.objects.values()])
    assert "张三" not in Opinion.objects.get(pk=water.pk).matter.words
    assert {statement.words for statement in SealedStatement.objects.all()} == {WORDS}
    assert set(SealedStatement.objects.values_list("accused", flat=True)) == {town.department.pk}
    assert Opinion.objects.get(pk=light.pk).summary == "路灯不亮"
    light.refresh_from_db()
    cases.settle(light, town.officer, light.version, Settling("legal_way", legal_way="accusation"))  # that one turns out to be one, too
    assert SealedStatement.objects.count() == 3


def test_the_visit_is_voided_with_all_parts_and_its_code_shows_them(town, opinion):
    cases.split(opinion, town.officer, 1, Splitting(("水渠塌方", "路灯不亮")))
    visit = Visit.objects.get()
    assert [thing.title for thing in progress_of(visit).things] == ["第 1 件事（意见 河湾2026-0001）", "第 1 件事（拆出的意见 河湾2026-0002）"]
    void_visit(visit, visit.version, "重复登记", town.officer)
    assert set(Opinion.objects.values_list("state", flat=True)) == {"voided"}


def test_the_page_splits_and_both_name_each_other(client, town, opinion):
    client.force_login(town.officer)
    url = reverse("opinions:split", args=[opinion.pk])
    assert url in client.get(opinion.get_absolute_url()).content.decode()
    data = {"seen_version": 1, "request_key": str(uuid4()), "summaries": "水渠塌方"}
    assert client.post(url, data).context["form"].errors["summaries"] == ["现在写了 1 行，请写 2 至 6 行，一行一件事。"]
    long = client.post(url, data | {"summaries": f"水渠塌方\n{'长' * 81}"})
    assert "第 2 行有 81 个字" in long.content.decode() and "水渠塌方" in long.content.decode()
    data["summaries"] = "水渠塌方\n\n 路灯不亮 "
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    part = kin_of(opinion).get()
    for one, other in ((opinion, part), (part, opinion)):
        page = client.get(one.get_absolute_url()).content.decode()
        assert f'href="{other.get_absolute_url()}">{other.number}' in page and "看来访登记" in page
