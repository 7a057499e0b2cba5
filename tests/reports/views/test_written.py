"""The draft of a written report: five headings, sentences made from records, each with the rows that it tells of."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from docx import Document

from deputies.choices import DutyKind, DutySource
from opinions.choices import State
from reports.rules.written import HEADINGS, written_report
from tests.factories.deputies import DutyRecordFactory, MandateFactory, TermFactory
from tests.factories.opinions import OpinionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-05-10T01:00:00Z", tick=False):
        yield


def report(town):
    return written_report(town.deputy_user, town.deputy, 2026)


def brought(town, **case) -> None:
    opinion = OpinionFactory(station=town.station, registered_by=town.officer, **case)
    DutyRecordFactory(deputy=town.deputy, title=opinion.summary, source=DutySource.OPINION, source_id=opinion.pk)


def test_every_kind_is_told_under_one_heading():
    assert sorted(kind for _, kinds, _ in HEADINGS for kind in kinds) == sorted(DutyKind)


def test_sentences_say_how_often_when_and_what_and_carry_their_records(town):
    for day in (3, 4, 5, 6, 7, 8, 9):
        DutyRecordFactory(deputy=town.deputy, kind=DutyKind.RECEPTION, on=date(2026, 3, day), title="接待")
    research = DutyRecordFactory(deputy=town.deputy, kind=DutyKind.RESEARCH, on=date(2026, 4, 2), title="灌溉渠道调研。")
    DutyRecordFactory(deputy=town.deputy, kind=DutyKind.RESEARCH, on=date(2025, 4, 2), title="去年的")
    DutyRecordFactory(deputy=town.deputies[1], kind=DutyKind.RESEARCH, title="别人的")
    found = report(town)
    told = {sentence.words: sentence.records for part in found.parts for sentence in part.sentences}
    assert told["参加调研 1 次（4月2日），「灌溉渠道调研」。"] == (research,)
    assert len(told["到联络站接待群众 7 次（3月3日至3月9日）。"]) == 7
    assert "2026 年共履职 8 次" in found.opening.words
    seat = town.deputy.mandates.select_related("term__congress").get()
    assert seat.term.name in found.opening.words and "人大代表" in found.opening.words
    assert sum(len(records) for records in told.values()) == len(found.opening.records) == 8


def test_closed_is_not_solved(town):
    brought(town, summary="渠道堵了", state=State.CLOSED, solved=True)
    brought(town, summary="要通公交", state=State.CLOSED, solved=False)
    brought(town, summary="路灯坏了", state=State.HANDLING)
    words = [sentence.words for part in report(town).parts for sentence in part.sentences]
    assert words == ["收到群众意见 3 件，已办结 2 件，其中已解决 1 件；1 件还在办理。", "已解决的有「渠道堵了」。"]


def test_an_answered_letter_waits_for_nothing(town):
    DutyRecordFactory(deputy=town.deputy, source=DutySource.LETTER, title="来信")
    brought(town, summary="路灯坏了", state=State.HANDLING)
    words = [sentence.words for part in report(town).parts for sentence in part.sentences]
    assert words == ["收到群众意见 2 件，已答复（告知）来信 1 件；1 件还在办理。"]


def test_a_term_that_is_over_is_not_held_any_more(town):
    congress = town.deputy.mandates.get().term.congress
    over = TermFactory(congress=congress, name="从前一届", starts_on=date(2011, 1, 1), ends_on=date(2015, 12, 31))
    MandateFactory(deputy=town.deputy, term=over)
    assert "从前一届" not in report(town).opening.words
    assert "从前一届" in written_report(town.deputy_user, town.deputy, 2015).opening.words


def test_it_costs_the_same_for_one_record_and_three(town, django_assert_max_num_queries):
    for _ in range(3):
        brought(town, summary="渠道堵了")
        with django_assert_max_num_queries(8):
            report(town)


def test_the_page_links_each_sentence_to_its_records_and_the_document_says_draft(client, town):
    brought(town, summary="渠道堵了")
    client.force_login(town.deputy_user)
    address = reverse("reports:written", args=[town.deputy.pk, 2026])
    text = client.get(address).content.decode()
    assert '依据 <span class="num">1</span> 条' in text
    assert f'href="{reverse("deputies:duty")}?year=2026"' in text
    assert client.get(reverse("reports:written", args=[town.deputy.pk, 2027])).status_code == 404
    document = Document(BytesIO(client.get(reverse("reports:written_file", args=[town.deputy.pk, 2026])).content))
    words = [paragraph.text for paragraph in document.paragraphs]
    assert "收到群众意见 1 件，1 件还在办理。" in words
    assert f"{town.deputy.name}　（草稿，请改好以后再交）" in words
