"""Files and internal notes of a case: safe, encrypted, seen by whom they are for."""

import io
import zipfile
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook
from PIL import Image

from accounts.models import AuditEntry
from common.uploads import Upload
from notices.models import Notice
from opinions.models import Attachment, InternalNote
from opinions.rules.attachments import attachments_of
from opinions.services import cases
from opinions.services.attachments import FILES, attach, write_note
from opinions.services.cases import Settling
from stations.choices import Role
from tests.factories.doors import opinion as brought
from tests.factories.doors import place_of
from tests.factories.opinions import registered
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 secret-words %%EOF"


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, '<?xml version="1.0"?><a/>')
    return out.getvalue()


def picture() -> bytes:
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "GPS-CANARY"
    Image.new("RGB", (20, 10), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


def workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def sent(client, opinion, name: str, data: bytes, **fields):
    url = reverse("opinions:attachments", args=[opinion.pk])
    return client.post(url, {"request_key": uuid4(), "file": SimpleUploadedFile(name, data), **fields})


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("照片.png", picture(), "jpg"),
        ("材料.pdf", PDF, "pdf"),
        ("说明.docx", packed("[Content_Types].xml", "word/document.xml"), "docx"),
        ("表.xlsx", workbook(), "xlsx"),
    ],
)
def test_what_may_be_kept_lies_encrypted_and_comes_back_as_a_file(client, town, name, data, kind):
    opinion = registered(town)
    client.force_login(town.officer)
    assert sent(client, opinion, name, data).status_code == 302
    row = Attachment.objects.get()
    assert (row.kind, row.name, row.released) == (kind, name, False)
    assert b"secret-words" not in (FILES.path / str(row.stored_as)).read_bytes()
    answer = client.get(reverse("opinions:attachment", args=[row.pk]))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("application/octet-stream", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment;")
    got = answer.content
    assert got == data if kind != "jpg" else (got[:3] == b"\xff\xd8\xff" and b"GPS-CANARY" not in got)
    assert b"GPS-CANARY" in picture()  # the control


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "这里只收"),
        (b"%PDF-1.4 cut", "没有传完整"),
        (packed("word/document.xml", "word/vbaProject.bin"), "带有宏"),
        (packed("index.html"), "这是压缩包"),
        (b"\xff\xd8\xff not a picture", "打不开"),
        (b"", "文件是空的"),
    ],
)
def test_what_may_not_is_refused_with_a_sentence(client, town, data, words):
    opinion = registered(town)
    client.force_login(town.officer)
    page = sent(client, opinion, "照片.jpg", data)
    assert words in page.content.decode()
    assert (Attachment.objects.count(), list(FILES.path.glob("*"))) == (0, [])


def test_a_department_sees_what_is_released_and_adds_its_own(client, town):
    opinion = brought(place_of(town), "handling")
    hidden, shown = (attach(opinion, Upload("pdf", PDF, "材料.pdf"), town.officer, uuid4(), released=flag) for flag in (False, True))
    client.force_login(town.clerk)
    statuses = [client.get(reverse("opinions:attachment", args=[row.pk])).status_code for row in (hidden, shown)]
    assert statuses == [404, 200]
    sent(client, opinion, "现场.pdf", PDF)
    assert list(attachments_of(town.clerk, opinion).values_list("released", flat=True)) == [True, True]
    assert attachments_of(town.other_clerk, opinion).count() == 0
    assert attachments_of(town.deputy_user, opinion).count() == 0


def test_the_same_form_twice_keeps_one_file_and_a_case_has_ten(client, town):
    opinion, key = registered(town), uuid4()
    for _ in range(2):
        attach(opinion, Upload("pdf", PDF, "a.pdf"), town.officer, key)
    assert (Attachment.objects.count(), len(list(FILES.path.glob("*")))) == (1, 1)
    for _ in range(9):
        attach(opinion, Upload("pdf", PDF, "a.pdf"), town.officer, uuid4())
    client.force_login(town.officer)
    assert "最多 10 个附件" in sent(client, opinion, "再来.pdf", PDF).content.decode()
    assert len(list(FILES.path.glob("*"))) == 10


def test_a_removed_file_is_gone_and_leaves_a_trail(client, town, django_capture_on_commit_callbacks):
    row = attach(registered(town), Upload("pdf", PDF, "王小明的证明.pdf"), town.officer, uuid4())
    client.force_login(town.officer)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("opinions:attachment_remove", args=[row.pk]))
    assert (Attachment.objects.get().removed_by, FILES.exists(str(row.stored_as))) == (town.officer, False)
    assert AuditEntry.objects.filter(action="opinion.detach").count() == 1
    assert not AuditEntry.objects.filter(body__contains="王小明").exists()


def test_files_of_an_accusation_are_for_the_named(town):
    opinion = registered(town)
    attach(opinion, Upload("pdf", PDF, "材料.pdf"), town.officer, uuid4())
    opinion = cases.settle(opinion, town.officer, 1, Settling("legal_way", legal_way="accusation"))
    colleague = PostFactory(unit=town.station, role=Role.LIAISON_OFFICER).user
    assert [attachments_of(user, opinion).count() for user in (town.officer, town.head, colleague, town.office)] == [1, 1, 0, 0]


def test_a_note_reaches_the_named_and_nobody_else_reads_it(client, town):
    opinion = brought(place_of(town), "handling")
    client.force_login(town.officer)
    url = reverse("opinions:notes", args=[opinion.pk])
    client.post(url, {"request_key": uuid4(), "text": "这家情况特殊，先别打电话。", "told": [town.head.pk]})
    note = InternalNote.objects.get()
    assert list(note.told.all()) == [town.head]
    notice = Notice.objects.get(recipient=town.head, title__startswith="有备注提到您")
    assert "情况特殊" not in notice.title + notice.body
    client.force_login(town.head)
    assert "情况特殊" in client.get(url).content.decode()
    for user in (town.clerk, town.deputy_user):
        client.force_login(user)
        assert "情况特殊" not in client.get(url).content.decode() + client.get(opinion.get_absolute_url()).content.decode()


def test_somebody_of_another_unit_cannot_be_told(client, town):
    opinion = registered(town)
    client.force_login(town.officer)
    form = {"request_key": uuid4(), "text": "看看", "told": [town.clerk.pk]}
    client.post(reverse("opinions:notes", args=[opinion.pk]), form)
    assert InternalNote.objects.count() == 0


def test_the_pages_take_the_same_queries_for_one_and_three(client, town):
    opinion = registered(town)
    client.force_login(town.officer)
    counts = []
    for _ in range(3):
        attach(opinion, Upload("pdf", PDF, "a.pdf"), town.officer, uuid4())
        write_note(opinion, "看看", [town.head], town.officer, uuid4())
        for page in ("attachments", "notes"):
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse(f"opinions:{page}", args=[opinion.pk]))
            counts.append(len(asked))
    assert counts[2:4] == counts[4:6]
