"""The duty file of a term, its workbook, and the commendations in it."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from accounts.models import AuditEntry
from deputies.choices import DutyKind, DutySource
from deputies.models import Commendation, DutyRecord
from deputies.rules.duty_file import BASIC, COMMENDED, PARTS
from deputies.rules.kinds import COUNTED_ONCE
from deputies.services.closings import figures_of
from opinions.models import Opinion
from opinions.rules.plain import standing
from tests.factories.deputies import DutyRecordFactory, MandateFactory, TermFactory
from tests.factories.kinds import kind, rules_kinds
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day():
    with time_machine.travel("2026-05-10T01:00:00Z", tick=False):
        yield


def page(client, town, query="") -> str:
    return client.get(reverse("deputies:file", args=[town.deputy.pk]) + query).content.decode()


def typed(**more) -> dict:
    return {"on": "2026-03-01", "title": "优秀人大代表", "by_whom": "县人大常委会", "request_key": str(uuid4())} | more


def test_every_kind_of_the_ledger_stands_in_one_part():
    assert sorted(kind for _, kinds in PARTS for kind in kinds) == sorted(DutyKind)


def test_eight_parts_with_the_records_of_the_term(client, town):
    town.deputy.phone = "13912346215"
    town.deputy.save()
    for each in DutyKind:
        DutyRecordFactory(deputy=town.deputy, kind=each, title=f"做了{each.label}")
    DutyRecordFactory(deputy=town.deputy, on=date(2001, 1, 1), title="上一届的事")
    DutyRecordFactory(deputy=town.deputies[1], title="别人的事")
    client.force_login(town.deputy_user)
    text = page(client, town)
    numbered = "一、基本情况 二、参加会议 三、视察调研 四、学习培训 五、小组活动 六、建议意见 七、联系群众、述职接受监督 八、表彰奖励"
    places = [text.index(f"<h2>{heading}</h2>") for heading in numbered.split()]
    assert places == sorted(places)
    assert all(f"做了{kind.label}" in text for kind in DutyKind)
    assert "上一届的事" not in text and "别人的事" not in text
    assert "139****6215" in text and "13912346215" not in text
    assert text.index("六、建议意见") < text.index("做了提出议案") < text.index("七、联系群众")


def test_another_term_has_a_file_of_its_own(client, town):
    seat = town.deputy.mandates.get()
    term = TermFactory(congress=seat.term.congress, name="从前一届", starts_on=date(2011, 1, 1), ends_on=date(2015, 12, 31))
    MandateFactory(deputy=town.deputy, term=term, ends_on=date(2013, 5, 1))
    DutyRecordFactory(deputy=town.deputy, on=date(2013, 4, 30), title="离任前的事")
    DutyRecordFactory(deputy=town.deputy, on=date(2013, 5, 2), title="离任后的事")
    client.force_login(town.office)
    text = page(client, town, f"?term={term.pk}")
    assert "离任前的事" in text and "离任后的事" not in text
    assert "离任前的事" not in page(client, town)


def test_five_hundred_records_take_no_more_than_twelve_queries(client, town, django_assert_max_num_queries):
    facts = {"deputy": town.deputy, "source": DutySource.ENTERED, "station": town.station}
    kinds = list(DutyKind)
    DutyRecord.objects.bulk_create(
        [DutyRecord(kind=kinds[n % len(kinds)], on=date(2026, 1, 1 + n % 28), title=f"第{n}次", source_id=n, **facts) for n in range(500)]
    )
    client.force_login(town.deputy_user)
    page(client, town)
    with django_assert_max_num_queries(12):
        text = page(client, town)
    assert text.count("第") >= 500 and "履职 500 次" in text


def test_the_workbook_says_what_the_page_says(client, town):
    DutyRecordFactory(deputy=town.deputy, kind=DutyKind.TRAINING, title="=代表培训", place="党校")
    client.force_login(town.officer)
    answer = client.get(reverse("deputies:file_export", args=[town.deputy.pk]))
    sheet = load_workbook(BytesIO(answer.content)).active
    lines = [tuple(cell.value for cell in row) for row in sheet.iter_rows()]
    line = next(line for line in lines if line[0] == "学习培训")
    assert line[2:] == ("学习培训", "=代表培训", None, "党校")
    assert {line[0] for line in lines} >= {"基本情况", *(name for name, _ in PARTS), "表彰奖励"}


def file_cells(client, town, query="") -> list:
    answer = client.get(reverse("deputies:file_export", args=[town.deputy.pk]) + query)
    if query:
        return [cell.text for table in Document(BytesIO(answer.content)).tables for row in table.rows for cell in row.cells]
    return [cell.value for row in load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in row]


def test_what_came_of_an_opinion_and_what_an_entry_says_stand_in_the_file(client, town):
    opinion, said = registered(town, deputies=[town.deputy]), "讲了水渠的事。" * 40
    DutyRecordFactory(deputy=town.deputy, kind=DutyKind.TRAINING, title="代表培训", content=said)
    became = f"{opinion.number}：{standing(opinion).words}"
    sheet = reverse("deputies:year_sheet", args=[town.deputy.pk])
    client.force_login(town.deputy_user)
    text, paper = page(client, town), client.get(sheet).content.decode()
    assert became in text and became in paper
    assert said[:100] in text and said[:50] in paper and said not in text + paper  # cut on paper
    for cells in (file_cells(client, town), file_cells(client, town, "?as=docx")):
        assert became in cells and said in cells  # in full
    Opinion.objects.update(station=town.station_elsewhere)
    client.force_login(town.office)
    text = page(client, town)
    assert became not in text and opinion.number in text  # how it stands there is not this office's to read


def test_what_counts_once_a_day_is_counted_as_in_the_statistics(client, town):
    rules_kinds(town.congress, training=kind("学习培训", counting="day"))
    for title in ("上午", "下午"):
        DutyRecordFactory(deputy=town.deputy, kind=DutyKind.TRAINING, on=date(2026, 3, 2), title=title)
    client.force_login(town.deputy_user)
    text, paper = page(client, town), client.get(reverse("deputies:year_sheet", args=[town.deputy.pk])).content.decode()
    assert figures_of(town.congress, 2026) == {town.deputy.pk: {DutyKind.TRAINING: 1}}
    assert "履职 1 次" in text and "合计 1 次" in paper and "学习培训 1 次" in paper
    for words in (text, paper):
        assert "上午" in words and "下午" in words and COUNTED_ONCE in words
    answer = client.get(reverse("deputies:file_export", args=[town.deputy.pk]) + "?as=docx")
    said = [paragraph.text for paragraph in Document(BytesIO(answer.content)).paragraphs]
    assert COUNTED_ONCE in said and any("履职 1 次" in words for words in said)
    assert any(isinstance(cell, str) and COUNTED_ONCE in cell for cell in file_cells(client, town))


def test_what_came_of_opinions_takes_one_query(client, town, django_assert_max_num_queries):
    client.force_login(town.deputy_user)
    sheet = reverse("deputies:year_sheet", args=[town.deputy.pk])
    for number in (1, 2):
        for _ in range(number):
            registered(town, deputies=[town.deputy])
        page(client, town)
        with django_assert_max_num_queries(12):
            page(client, town)
        with django_assert_max_num_queries(13):
            client.get(sheet)


def test_the_office_notes_a_commendation_once_and_takes_it_back(client, town):
    client.force_login(town.office)
    url = reverse("deputies:commendations", args=[town.deputy.pk])
    data = typed()
    client.post(url, data)
    client.post(url, data)  # the button twice
    row = Commendation.objects.get()
    assert (row.on, row.title, row.by_whom, row.noted_by) == (date(2026, 3, 1), "优秀人大代表", "县人大常委会", town.office)
    assert "优秀人大代表" in page(client, town)
    client.post(reverse("deputies:commendation_withdraw", args=[row.pk]))
    assert "优秀人大代表" not in page(client, town)
    actions = AuditEntry.objects.filter(action__startswith="commendation.").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["commendation.add", "commendation.withdraw"]


@pytest.mark.parametrize(
    ("more", "words"), [({"on": "2026-06-01"}, "还没有到这一天"), ({"by_whom": ""}, "授予单位"), ({"title": "电话 13912345678"}, "请删去电话号码")]
)
def test_a_wrong_commendation_is_told_and_what_was_typed_stays(client, town, more, words):
    client.force_login(town.office)
    text = client.post(reverse("deputies:commendations", args=[town.deputy.pk]), typed(**more)).content.decode()
    assert words in text
    assert (more.get("title") or "优秀人大代表") in text
    assert not Commendation.objects.exists()


def test_the_file_as_a_word_document(client, town):
    town.deputy.phone = "13912346215"
    town.deputy.save()
    DutyRecordFactory(deputy=town.deputy, kind=DutyKind.RESEARCH, title="调研灌溉\x0b渠道")
    client.force_login(town.office)
    answer = client.get(reverse("deputies:file_export", args=[town.deputy.pk]) + "?as=docx")
    assert answer["Content-Disposition"].endswith(".docx")
    document = Document(BytesIO(answer.content))
    headings = [paragraph.text for paragraph in document.paragraphs if paragraph.text[1:2] == "、"]
    assert headings == [
        f"{number}、{name}" for number, name in zip("一二三四五六七八", [BASIC, *(name for name, _ in PARTS), COMMENDED], strict=True)
    ]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert "调研灌溉渠道" in cells and "139****6215" in cells
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋"
    assert document.core_properties.author == "代表联络站" and document.core_properties.comments == ""
