"""并案: one case with many voices; each keeps number, person, duty record and feedback (requirements.md: the words)."""

import pytest
import time_machine
from django.urls import reverse

from common import clock
from deputies.models import DutyRecord
from desk.work import quarter_figures
from opinions.models import Opinion
from opinions.services import cases
from opinions.services.cases import Answer, Handing, NotPossible, Screening, Telling
from portal.rules import progress_of
from tests.factories.constituents import ConstituentFactory
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=True):
        yield


@pytest.fixture
def three(town) -> list[Opinion]:
    """The same matter from three people."""
    names = ("王小明", "李大山", "赵春花")
    return [registered(town, constituent=ConstituentFactory(station=town.station, name=name), deputies=(town.deputy,)) for name in names]


def merged(town, lead: Opinion, *voices: Opinion) -> list[Opinion]:
    return [cases.merge(voice, town.officer, voice.version, lead) for voice in voices]


def answered(town, lead: Opinion) -> Opinion:
    lead = cases.screen(lead, town.officer, lead.version, Screening("水渠塌方", None))
    lead = cases.audit(lead, town.deputy_head, lead.version)
    lead = cases.approve(lead, town.head, lead.version, handing=Handing(town.department))
    return cases.reply(lead.referrals.get(), town.clerk, None, Answer("A", "已经重砌。"))


def told(town, opinion: Opinion, rating: str = "satisfied") -> Opinion:
    opinion.refresh_from_db()
    return cases.give_feedback(opinion, town.officer, opinion.version, Telling("phone", clock.now(), "satisfied", rating))


def states(opinions: list[Opinion]) -> list[str]:
    return [Opinion.objects.get(pk=opinion.pk).state for opinion in opinions]


def test_one_is_handled_and_each_is_told(town, three):
    lead, *voices = three
    merged(town, lead, *voices)
    assert states(three) == ["screening", "merged", "merged"]
    answered(town, lead)
    assert states(three) == ["feedback", "feedback", "feedback"]
    assert told(town, voices[0], "unsatisfied").solved is True  # by the lead's class; the person's word stands beside it
    told(town, lead)
    assert states(three) == ["closed", "closed", "feedback"]
    assert DutyRecord.objects.filter(kind="opinion", deputy=town.deputy).count() == 3
    figures = quarter_figures([town.station.pk])
    assert (figures["received"], figures["closed"], figures["solved"]) == (3, 1, 1)


def test_an_answer_that_goes_back_takes_the_untold_along(town, three):
    lead, *voices = three
    merged(town, lead, *voices)
    answered(town, lead)
    told(town, voices[0])
    cases.return_reply(lead.referrals.get(), town.officer, None, "太空")
    assert states(three) == ["handling", "closed", "merged"]


def test_a_voice_that_comes_late_is_to_be_told_at_once(town, three):
    answered(town, three[0])
    merged(town, three[0], three[1])
    assert states(three[:2]) == ["feedback", "feedback"]


def test_it_can_be_taken_apart_while_the_lead_is_open(town, three):
    lead, voice, other = three
    voice = cases.screen(voice, town.officer, 1, Screening("水渠塌方", None))
    voice, other = merged(town, lead, voice, other)
    assert voice.due_on is None
    voice = cases.unmerge(voice, town.officer, voice.version, "不是同一段水渠")
    assert (voice.state, voice.merged_into, voice.due_on is not None) == ("auditing", None, True)
    answered(town, lead)
    told(town, lead)
    other.refresh_from_db()
    with pytest.raises(NotPossible, match="不能"):
        cases.unmerge(other, town.officer, other.version, "不是")


def test_what_must_not_be_merged(town, three):
    lead, voice, other = three
    elsewhere = registered(town, station=town.other_station)
    merged(town, lead, voice)
    voice.refresh_from_db()
    for opinion, into, words in (
        (other, voice, "自己已经并入"),
        (lead, other, "自己有并进来的"),
        (other, other, "另一件"),
        (other, elsewhere, "本站"),
    ):
        with pytest.raises(NotPossible, match=words):
            cases.merge(opinion, town.officer, opinion.version, into)
    with pytest.raises(NotPossible, match="撤销并案"):
        cases.void_opinion(lead, town.head, lead.version, "重复")


def test_each_asks_with_the_own_number(town, three):
    lead, voice, _ = three
    merged(town, lead, voice)
    answered(town, lead)
    [thing] = progress_of(Opinion.objects.get(pk=voice.pk)).things
    assert [step.words for step in thing.steps][:2] == ["联络站已登记", "与其他群众反映的同一件事合在一起办理"]
    assert ("承办单位已答复联络站" in [step.words for step in thing.steps], thing.answer, thing.standing.short) == (True, "", "已答复")
    told(town, voice)
    [thing] = progress_of(Opinion.objects.get(pk=voice.pk)).things
    assert (thing.standing.short, thing.answer) == ("已解决", "青禾镇农业农村办：【已办成】已经重砌。")


def test_the_page_offers_the_likely_ones_and_takes_a_number(client, town, three):
    lead, voice, _ = three
    client.force_login(town.officer)
    url = reverse("opinions:merge", args=[voice.pk])
    assert lead.number in client.get(url).content.decode()
    wrong = client.post(url, {"seen_version": voice.version, "number": "河湾2026-9999", "note": "同一段"})
    assert "本站没有编号是「河湾2026-9999」" in wrong.content.decode() and "同一段" in wrong.content.decode()
    assert client.post(url, {"seen_version": voice.version, "number": lead.number}).status_code == 302
    page = client.get(lead.get_absolute_url()).content.decode()
    assert ("并进来的意见" in page, voice.number in page) == (True, True)
    assert f'已并入 <a href="{lead.get_absolute_url()}">' in client.get(voice.get_absolute_url()).content.decode()
