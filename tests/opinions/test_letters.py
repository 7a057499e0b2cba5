"""开箱登记: what becomes of letters, counted once, sealed where they must be; the quarterly list."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from common.uploads import Upload
from constituents.choices import LetterOutcome
from constituents.models import BoxOpening, HandedList, Letter, LetterBox, LetterScan, Visit
from constituents.services.boxes import FILES, add_scan, save_box, settle
from constituents.services.people import Visitor
from deputies.models import DutyRecord
from deputies.services.ledger import differences
from notices.models import Notice
from opinions.models import Attachment, Opinion, SealedStatement
from opinions.services.letters import handle_letter, open_box
from opinions.services.sealing import INSTEAD
from opinions.services.visits import void_visit
from tests.factories.boxes import WORDS, BoxFactory, drafted, facts_of, opened, with_rule

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 %%EOF"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-26 09:00+08:00", tick=False):
        yield


@pytest.fixture
def box(town):
    with_rule(town.congress)
    return BoxFactory(station=town.station, keeper=town.deputies[0], group=town.groups[0], name="河湾信箱")


def test_a_referred_letter_becomes_an_opinion_with_its_scan(town, box):
    draft = drafted(deputy=town.deputies[0], visitor=Visitor(name="王小明", phone="13912346215"), scan=Upload("pdf", PDF, "来信.pdf"))
    letter = open_box(facts_of(box, 1), [draft], town.officer).letters.get()
    opinion = Opinion.objects.get()
    assert (opinion.words, opinion.channel, opinion.state) == (WORDS, "box", "screening")
    assert (letter.visit.occasion, letter.visit.way, opinion.matter.visit) == ("河湾信箱", "box", letter.visit)
    assert opinion.constituent == letter.constituent and letter.constituent.name == "王小明"
    assert [each.name for each in Attachment.objects.filter(opinion=opinion)] == ["来信.pdf"]
    assert letter.visit.day is None  # a letter is no reception
    assert [(record.source, record.kind) for record in DutyRecord.objects.all()] == [("opinion", "opinion")]


def test_an_answered_letter_counts_once_for_the_deputy(town, box):
    letter = opened(box, town.officer, WORDS, LetterOutcome.ANSWERED, town.deputies[0], answer="已修好。").letters.get()
    assert letter.visit.matters.get().answer == "已修好。"
    record = DutyRecord.objects.get()
    assert (record.source, record.source_id, record.deputy, record.on) == ("letter", letter.pk, town.deputies[0], date(2026, 11, 26))
    assert WORDS[:6] not in record.title
    assert differences() == ([], [])


def test_an_answer_without_a_deputy_counts_for_nobody(town, box):
    opened(box, town.officer, WORDS, LetterOutcome.ANSWERED, None, answer="已修好。")
    assert not DutyRecord.objects.exists()


def test_the_rebuilt_ledger_says_the_same(town, box, capsys):
    opened(box, town.officer, WORDS, LetterOutcome.ANSWERED, town.deputies[0], answer="已修好。")
    DutyRecord.objects.all().delete()
    call_command("rebuild_duty_ledger")
    assert DutyRecord.objects.get().source == "letter"
    call_command("rebuild_duty_ledger", "--check")
    assert differences() == ([], [])


def test_the_ledger_follows_a_box_that_is_renamed_or_moves_with_its_station(town, box):
    opened(box, town.officer, WORDS, LetterOutcome.ANSWERED, town.deputies[0], answer="已经修好")
    box.name, box.place = "河湾新信箱", "村口"
    save_box(box, town.officer)
    assert DutyRecord.objects.values_list("title", "place", "station").get() == ("处理河湾新信箱来信", "村口", town.station.pk)
    BoxFactory(station=town.other_station, name=box.name)
    settle(town.station, town.other_station)
    row = DutyRecord.objects.get()
    assert (row.title, row.station) == (f"处理{LetterBox.objects.get(pk=box.pk).name}来信", town.station)  # registered where the box hung then
    assert "河湾村联络站 河湾新信箱" in row.title
    assert differences() == ([], [])


def test_a_letter_is_given_first_and_handled_later(town, box):
    letter = opened(box, town.officer, WORDS, LetterOutcome.DEPUTY, town.deputies[0]).letters.get()
    assert letter.is_waiting and letter.visit is None and not Opinion.objects.exists()
    assert [notice.recipient for notice in Notice.objects.all()] == [town.deputy_user]
    assert "路灯" not in Notice.objects.get().body
    handle_letter(letter, drafted(deputy=town.deputies[0]).handled, town.deputy_user)
    letter.refresh_from_db()
    assert (letter.outcome, letter.handled_by, Opinion.objects.get().matter.visit) == ("referred", town.deputy_user, letter.visit)
    with pytest.raises(ValidationError, match="已有他人先行处理"):
        handle_letter(letter, drafted().handled, town.officer)
    assert Opinion.objects.count() == 1


def test_the_liaison_of_the_group_is_told(town, box):
    town.groups[0].liaison = town.office
    town.groups[0].save()
    opened(box, town.officer, WORDS, LetterOutcome.LIAISON)
    assert [notice.recipient for notice in Notice.objects.all()] == [town.office]


def test_a_voided_registration_lets_the_letter_wait_again(town, box):
    letter = opened(box, town.officer, WORDS, LetterOutcome.ANSWERED, town.deputies[0], answer="已修好。").letters.get()
    void_visit(letter.visit, letter.visit.version, "登记错了", town.officer)
    letter.refresh_from_db()
    assert (letter.outcome, letter.visit) == ("deputy", None)
    assert not DutyRecord.objects.exists() and differences() == ([], [])
    handle_letter(letter, drafted(outcome=LetterOutcome.KEPT, note="感谢信").handled, town.officer)
    assert Visit.objects.valid().count() == 0


def test_an_accusation_leaves_the_letter_and_takes_no_scan(town, box):
    draft = {"words": "有人收钱", "outcome": LetterOutcome.LEGAL_WAY, "legal_way": "accusation"}
    with pytest.raises(ValidationError, match="不要在这里放扫描件"):
        open_box(facts_of(box, 1), [drafted(**draft, scan=Upload("pdf", PDF, "信.pdf"))], town.officer)
    assert not BoxOpening.objects.exists() and not LetterScan.objects.exists()
    letter = open_box(facts_of(box, 1), [drafted(**draft)], town.officer).letters.get()
    assert (letter.words, SealedStatement.objects.get().words) == (INSTEAD, "有人收钱")
    assert not any("收钱" in entry.body for entry in AuditEntry.objects.all())


def test_the_same_form_twice_makes_one_opening(town, box):
    key = uuid4()
    first, second = (open_box(facts_of(box, 1, key=key), [drafted()], town.officer) for _ in range(2))
    assert first == second and (Letter.objects.count(), Opinion.objects.count()) == (1, 1)


def test_a_day_before_the_box_hung_there_is_refused(town, box):
    with pytest.raises(ValidationError, match="没有启用"):
        opened(box, town.officer, on=date(2025, 12, 1))


def sent(count: int, *rows: dict, **facts) -> dict:
    data = {
        "request_key": uuid4(),
        "on": "2026-11-26",
        "opener": "周启明",
        "count": count,
        "letters-TOTAL_FORMS": len(rows),
        "letters-INITIAL_FORMS": 0,
    }
    for number, row in enumerate(rows):
        known = {"outcome": "referred", "urgency": "ordinary", "handled_on": "2026-11-26"} | row
        data |= {f"letters-{number}-{name}": value for name, value in known.items()}
    return data | facts


def test_three_letters_are_typed_in_one_go(client, town, box):
    client.force_login(town.officer)
    deputy = town.deputies[0].pk
    rows = (
        {"words": WORDS, "name": "王小明", "phone": "13912346215", "scan": SimpleUploadedFile("信.pdf", PDF)},
        {"words": "问医保怎么交。", "outcome": "answered", "answer": "已告诉去服务大厅。", "deputy": deputy},
        {"words": "给代表的信。", "outcome": "deputy", "deputy": deputy},
    )
    answer = client.post(reverse("opinions:box_open", args=[box.pk]), sent(3, *rows, witness="林小禾"))
    assert answer.status_code == 302, answer.content.decode()
    assert [letter.outcome for letter in Letter.objects.order_by("position")] == ["referred", "answered", "deputy"]
    assert (Opinion.objects.count(), Visit.objects.count(), LetterScan.objects.count()) == (1, 2, 1)
    page = client.get(box.get_absolute_url()).content.decode()
    assert "在场：林小禾" in page and "给代表的信。" in page


def test_an_empty_box_is_registered_too(client, town, box):
    client.force_login(town.officer)
    assert client.post(reverse("opinions:box_open", args=[box.pk]), sent(0, {"words": ""})).status_code == 302
    assert BoxOpening.objects.get().count == 0


@pytest.mark.parametrize(
    ("count", "row", "fault"),
    [
        (2, {"words": WORDS}, "信件数写的是 2，下面记了 1 封"),
        (1, {"words": WORDS, "outcome": "answered"}, "请写下是怎么当场答复的。"),
        (1, {"words": WORDS, "outcome": "deputy", "deputy": ""}, "请选交给哪位代表。"),
        (1, {"words": WORDS, "outcome": "kept"}, "请写明为什么不用办"),
        (1, {"words": WORDS, "phone": "123"}, "电话号码不对"),
        (1, {"words": WORDS, "handled_on": "2026-12-30"}, "这一天还没有到"),
    ],
)
def test_what_is_wrong_is_said_and_the_words_stay(client, town, box, count, row, fault):
    client.force_login(town.officer)
    page = client.post(reverse("opinions:box_open", args=[box.pk]), sent(count, row)).content.decode()
    assert fault in page and WORDS in page and not BoxOpening.objects.exists()
    assert f'name="letters-TOTAL_FORMS" value="{count}"' in page


def test_the_deputy_opens_the_own_box_and_handles_the_letter(client, town, box):
    client.force_login(town.deputy_user)
    deputy = town.deputies[0].pk
    assert (
        client.post(reverse("opinions:box_open", args=[box.pk]), sent(1, {"words": WORDS, "outcome": "deputy", "deputy": deputy})).status_code == 302
    )
    letter = Letter.objects.get()
    url = reverse("opinions:letter_handle", args=[letter.pk])
    assert WORDS in client.get(url).content.decode()
    data = {"outcome": "answered", "answer": "已经回信。", "deputy": deputy, "handled_on": "2026-11-26", "urgency": "ordinary"}
    assert client.post(url, data).status_code == 302
    assert "已经回信。" in client.get(letter.get_absolute_url()).content.decode()
    assert DutyRecord.objects.get().source == "letter"


def test_a_scan_is_added_read_and_removed(client, town, box):
    letter = opened(box, town.officer, WORDS, LetterOutcome.DEPUTY, town.deputies[0]).letters.get()
    client.force_login(town.deputy_user)
    data = {"request_key": uuid4(), "file": SimpleUploadedFile("来信.pdf", PDF)}
    client.post(reverse("opinions:letter_scan", args=[letter.pk]), data)
    scan = LetterScan.objects.get()
    assert client.get(reverse("opinions:scan", args=[scan.pk])).content == PDF
    assert PDF not in (FILES.path / str(scan.stored_as)).read_bytes()
    assert client.post(reverse("opinions:scan_remove", args=[scan.pk])).status_code == 302
    assert not LetterScan.objects.exists()


def test_a_letter_takes_five_scans(town, box):
    letter = opened(box, town.officer, WORDS, LetterOutcome.WAITING).letters.get()
    for _ in range(5):
        add_scan(letter, Upload("pdf", PDF, "a.pdf"), town.officer, uuid4())
    with pytest.raises(ValidationError, match="最多 5 个"):
        add_scan(letter, Upload("pdf", PDF, "a.pdf"), town.officer, uuid4())


def test_the_quarterly_list_names_matter_receiver_and_result(client, town, box):
    opened(box, town.officer, WORDS, LetterOutcome.REFERRED, town.deputies[0])
    opened(box, town.officer, "问医保怎么交。", LetterOutcome.ANSWERED, town.deputies[0], answer="已告诉去服务大厅。")
    opened(box, town.officer, "九月的信", LetterOutcome.WAITING, on=date(2026, 9, 28))
    client.force_login(town.office)
    query = {"scope": f"group-{town.groups[0].pk}", "year": 2026, "quarter": 4}
    page = client.get(reverse("opinions:letters"), query).content.decode()
    assert WORDS in page and "已告诉去服务大厅。" in page and "周启明代表" in page and "九月的信" not in page
    paper = client.get(reverse("opinions:letters_paper"), query).content.decode()
    assert "2026 年第 4 季度代表信箱问题及办理结果清单" in paper and "已告诉去服务大厅。" in paper
    book = openpyxl.load_workbook(BytesIO(client.get(reverse("opinions:letters_export"), query).content))
    cells = [row for row in book.active.iter_rows(values_only=True) if row[0] in (1, 2)]
    assert [(row[3], row[4]) for row in cells] == [(WORDS, "周启明代表"), ("问医保怎么交。", "周启明代表")]


def noting(town, **more) -> dict:
    facts = {"request_key": uuid4(), "scope": f"group-{town.groups[0].pk}", "year": 2026, "quarter": 3, "on": "2026-11-26", "to": "代表联络工委"}
    return facts | more


def test_the_list_is_noted_as_handed_in_once(client, town, box):
    opened(box, town.officer, WORDS, LetterOutcome.WAITING, on=date(2026, 9, 28))
    client.force_login(town.office)
    data = noting(town)
    for _ in range(2):
        client.post(reverse("opinions:letters_hand_in"), data)
    row = HandedList.objects.get()
    assert (row.letters, row.waiting, row.by) == (1, 1, town.office)
    page = client.get(reverse("opinions:letters"), {"scope": data["scope"]})  # the last quarter that is over
    assert (page.context["asked"].quarter, "报给代表联络工委" in page.content.decode()) == (3, True)
    client.post(reverse("opinions:letters_hand_in"), noting(town, on="2026-12-30"))
    assert HandedList.objects.count() == 1


def test_a_quarter_that_is_not_over_is_not_handed_in(client, town, box):
    client.force_login(town.office)
    told = client.post(reverse("opinions:letters_hand_in"), noting(town, quarter=4), follow=True).content.decode()
    assert "2026 年第 4 季度到 12月31日才过完" in told and "这个季度还没有过完" in told and "记下报送" not in told
    client.post(reverse("opinions:letters_hand_in"), noting(town, on="2026-09-30"))
    assert not HandedList.objects.exists()
    client.post(reverse("opinions:letters_hand_in"), noting(town, on="2026-10-01"))
    assert HandedList.objects.count() == 1


def test_a_wrong_note_is_taken_back_and_the_list_is_owed_again(client, town, box):
    client.force_login(town.office)
    client.post(reverse("opinions:letters_hand_in"), noting(town))
    address = reverse("opinions:letters_take_back", args=[HandedList.objects.get().pk])
    told = client.post(address, follow=True).content.decode()
    assert "2026 年第 3 季度的清单还要报送" in told and "还没有报送" in told
    assert client.post(address).status_code == 404
    entry = AuditEntry.objects.get(action="letters.take_back")
    assert "代表联络工委" in entry.body and "2026-11-26" in entry.body


def test_the_liaison_reads_the_list_of_the_own_group_alone(client, town, box):
    client.force_login(town.officer)
    assert client.get(reverse("opinions:letters")).status_code == 403
    town.groups[0].liaison = town.officer
    town.groups[0].save()
    assert client.get(reverse("opinions:letters")).status_code == 200
    assert client.get(reverse("opinions:letters"), {"scope": f"group-{town.groups[1].pk}"}).status_code == 404


def test_the_list_takes_the_same_queries_for_one_and_three(client, town, box):
    client.force_login(town.office)
    client.get(reverse("opinions:letters"))
    counts = []
    for _ in range(3):
        opened(box, town.officer, WORDS, LetterOutcome.REFERRED, town.deputies[0])
        opened(box, town.officer, WORDS, LetterOutcome.ANSWERED, town.deputies[0], answer="好")
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("opinions:letters"))
        counts.append(len(asked))
    assert counts[0] == counts[2]
