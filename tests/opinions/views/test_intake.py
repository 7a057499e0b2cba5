"""批量导入: upload, preview, confirm, result; who may; and what never stands in plain."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from jobs import services as jobs
from jobs.models import Job
from opinions.models import Opinion
from tests.factories.intake import HEADER, ROWS, checked, csv_file, xlsx_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]
UPLOAD = reverse("opinions:import")
ROLES = {"officer": 200, "deputy_head": 200, "head": 200, "office": 200, "county_office": 200, "clerk": 403, "deputy_user": 403, "administrator": 403}


@pytest.fixture
def _today():
    with time_machine.travel("2026-11-23 12:00+08:00", tick=False):
        yield


@pytest.fixture
def me(client, town):
    client.force_login(town.officer)
    return town.officer


def sent(client, town, file, **facts):
    """The answer to the upload form."""
    known = {"request_key": str(uuid4()), "file": file, "station": town.station.pk, "channel": "", "received_on": ""}
    return client.post(UPLOAD, known | facts)


def page(client, job) -> str:
    return client.get(reverse("opinions:intake", args=[job.pk])).content.decode()


def done(job) -> Job:
    jobs.run_job(job.pk)
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("address", [UPLOAD, reverse("opinions:import_template")])
def test_who_may_import(client, town, address):
    assert client.get(address).status_code == 302
    found = {}
    for role in ROLES:
        client.force_login(getattr(town, role))
        found[role] = client.get(address).status_code
    assert found == ROLES


def test_a_file_becomes_opinions(client, town, me):
    answer = sent(client, town, xlsx_file())
    job = done(Job.objects.get())
    assert (answer.status_code, answer["Location"]) == (302, reverse("opinions:intake", args=[job.pk]))
    preview = page(client, job)
    assert ("导入 3 件意见" in preview, "赵*" in preview, Opinion.objects.count()) == (True, True, 0)
    answer = client.post(reverse("opinions:intake_confirm", args=[job.pk]))
    written = done(Job.objects.get(kind="opinions.import"))
    assert (answer["Location"], written.error) == (reverse("opinions:intake", args=[written.pk]), "")
    result = page(client, written)
    link = f"{reverse('opinions:list')}?station={town.station.pk}&amp;received_from=2026-03-02&amp;received_to=2026-03-04"
    assert ("已导入 3 件意见。" in result, "河湾2026-0001 至 河湾2026-0003" in result, link in result) == (True, True, True)
    assert list(Opinion.objects.order_by("serial").values_list("channel", "constituent__village")) == [
        ("box", "河湾村"),
        ("hotline", None),
        ("letter", "上塘村"),
    ]
    assert "查看导入结果" in page(client, job)


def test_two_clicks_on_confirm_make_one_import(client, town, me):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    places = {client.post(reverse("opinions:intake_confirm", args=[job.pk]))["Location"] for _ in range(2)}
    assert (len(places), Job.objects.filter(kind="opinions.import").count()) == (1, 1)
    jobs.run_pending()
    places.add(client.post(reverse("opinions:intake_confirm", args=[job.pk]))["Location"])
    jobs.run_pending()
    assert (len(places), Opinion.objects.count()) == (1, 3)


def test_the_form_sent_twice_makes_one_check_and_another_file_another(client, town, me):
    key = str(uuid4())
    for file in (csv_file(), csv_file(), csv_file(ROWS[:1])):
        sent(client, town, file, request_key=key)
    assert Job.objects.count() == 2


def test_the_same_file_again_has_nothing_new(client, town, me):
    first = checked(me, csv_file(), uuid4(), station=town.station)
    client.post(reverse("opinions:intake_confirm", args=[first.pk]))
    jobs.run_pending()
    again = checked(me, xlsx_file(), uuid4(), station=town.station)
    assert [again.outcome[name] for name in ("total", "known", "new", "fault_count")] == [3, 3, 0, 0]
    assert "都已经导入过了" in page(client, again)
    answer = client.post(reverse("opinions:intake_confirm", args=[again.pk]), follow=True)
    assert ("现在不能导入" in answer.content.decode(), Opinion.objects.count()) == (True, 3)


def test_a_worker_that_died_after_the_writing_tells_what_it_wrote(client, town, me):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    client.post(reverse("opinions:intake_confirm", args=[job.pk]))
    written = done(Job.objects.get(kind="opinions.import"))
    Job.objects.filter(pk=written.pk).update(state="waiting", outcome={})
    again = done(Job.objects.get(pk=written.pk))
    assert (again.outcome, Opinion.objects.count()) == (written.outcome, 3)


def test_one_fault_and_nothing_is_written(client, town, me):
    rows = [*ROWS, ["路灯坏了", "2026/2/30", "传闻", "", "", ""]]
    job = checked(me, xlsx_file(("名单", [["某月信箱清单"], HEADER, *rows])), uuid4(), station=town.station)
    places = [(fault["sheet"], fault["cell"], fault["words"][:8]) for fault in job.outcome["faults"]]
    assert places == [("名单", "B6", "没有「2026/"), ("名单", "C6", "没有「传闻」这种")]
    shown = page(client, job)
    assert ("有 2 处要改" in shown, '<td class="num" data-label="单元格">C6</td>' in shown, "确认" in shown) == (True, True, False)
    client.post(reverse("opinions:intake_confirm", args=[job.pk]))
    assert (Job.objects.count(), Opinion.objects.count()) == (1, 0)


def test_faults_that_came_up_after_the_preview_stop_the_writing(client, town, me):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    client.post(reverse("opinions:intake_confirm", args=[job.pk]))
    me.posts.update(ends_on="2026-11-22")
    written = done(Job.objects.get(kind="opinions.import"))
    assert (written.state, written.error, Opinion.objects.count()) == ("failed", "您已经不能为这个联络站导入意见了，请重新选择联络站。", 0)


def test_after_an_hour_the_file_is_gone(client, town, me):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    with time_machine.travel("2026-11-23 13:01+08:00"):
        client.force_login(me)
        shown = page(client, job)
    assert ("文件已经删除" in shown, "导入 3 件意见" in shown) == (True, False)


def test_another_persons_intake_is_not_there(client, town, me):
    theirs = checked(town.head, csv_file(), uuid4(), station=town.station)
    for pk in (theirs.pk, uuid4()):
        assert client.get(reverse("opinions:intake", args=[pk])).status_code == 404
        assert client.post(reverse("opinions:intake_confirm", args=[pk])).status_code == 404
    assert client.get(reverse("opinions:intake_confirm", args=[theirs.pk])).status_code == 405


def test_an_export_of_ones_own_is_no_intake(client, town, me):
    job = jobs.start("annual", "统计表", me, {})
    assert client.get(reverse("opinions:intake", args=[job.pk])).status_code == 404


def test_whoever_lost_the_post_may_not_confirm(client, town, me):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    me.posts.update(ends_on="2026-11-22")
    assert client.post(reverse("opinions:intake_confirm", args=[job.pk])).status_code == 403


@pytest.mark.parametrize("state", ["waiting", "running", "failed"])
def test_a_job_that_is_not_done_shows_how_far_it_is(client, town, me, state):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    Job.objects.filter(pk=job.pk).update(state=state, error="读不出来。" if state == "failed" else "", total=10, done=3)
    shown = page(client, job)
    assert ("读不出来。" in shown, "重新上传" in shown, "看看好了没有" in shown) == (
        (True, True, False) if state == "failed" else (False, False, True)
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"file": ""}, "请选择要上传的表格。"),
        ({"received_on": "2026-11-24"}, "这一天还没有到"),
        ({"received_on": "x"}, "看不懂这个日期"),
        ({"station": "999999"}, "请从列出的联络站中选一个。"),
    ],
)
def test_the_form_says_what_is_missing(client, town, me, facts, words):
    answer = sent(client, town, **({"file": csv_file()} | facts))
    assert (answer.status_code, words in answer.content.decode(), Job.objects.count()) == (200, True, 0)


def test_a_station_elsewhere_cannot_be_chosen(client, town, me):
    assert sent(client, town, csv_file(), station=town.station_elsewhere.pk).status_code == 200
    assert Job.objects.count() == 0


def test_the_own_station_is_chosen_and_only_own_ones_are_offered(client, town):
    client.force_login(town.office)
    shown = client.get(UPLOAD).content.decode()
    assert [name in shown for name in ("河湾村联络站", "上塘村联络站", "白岩村联络站")] == [True, True, False]
    client.force_login(town.officer)
    assert f'<option value="{town.station.pk}" selected' in client.get(UPLOAD).content.decode()


def test_what_is_said_once_for_the_file(client, town):
    job = checked(town.office, csv_file([["话"], ["话二"]], ["内容"]), uuid4(), station=town.home, channel="meeting", received_on=None)
    assert [fault["words"][:8] for fault in job.outcome["faults"]] == ["没有收到日期。请"] * 2
    assert [fault["cell"] for fault in job.outcome["faults"]] == ["A2", "A3"]


def test_what_was_not_read_is_told(client, town, me):
    def hide(sheet):
        sheet.sheet_state = "hidden"

    def merge(sheet):
        sheet.merge_cells("C2:C3")

    sheets = [("说明", [["请按月填写"]]), ("旧", [HEADER, *ROWS], hide), ("新", [[*HEADER, "备注"], *ROWS], merge)]
    job = checked(me, xlsx_file(*sheets), uuid4(), station=town.station, channel="box")
    assert [(fault["sheet"], fault["cell"]) for fault in job.outcome["faults"]] == [("新", "C2")]
    assert [note[:9] for note in job.outcome["notes"]] == ["工作表「旧」是隐藏", "工作表「新」的这些", "工作表「说明」没有"]
    assert job.outcome["total"] == 3


def test_repeated_rows_are_told_and_counted_once(client, town, me):
    job = checked(me, csv_file([*ROWS, ROWS[0]]), uuid4(), station=town.station)
    assert [job.outcome[name] for name in ("total", "new", "repeated", "notes")] == [
        4,
        3,
        1,
        ["工作表「信箱.csv」第 5 行与第 2 行相同，只导入一件。"],
    ]


@pytest.mark.parametrize(
    ("file", "place"),
    [
        (lambda: xlsx_file(("空", [])), ("", "")),
        (lambda: xlsx_file(("名册", [["序号", "姓名"], [1, "甲"]])), ("名册", "A1")),
        (lambda: xlsx_file(("表", [HEADER])), ("", "")),
        (lambda: xlsx_file(("表", [["内容", "内容"], ["话", "话"]])), ("表", "B1")),
        (lambda: xlsx_file(("表", [["内容"], ["话"], *[[None]] * 5, [None] * 200 + ["远"]])), ("表", "GS8")),
    ],
)
def test_a_file_of_another_shape_is_refused_with_its_place(client, town, me, file, place):
    job = checked(me, file(), uuid4(), station=town.station)
    [fault] = job.outcome["faults"]
    assert ((fault["sheet"], fault["cell"]), len(fault["words"]) > 10, job.outcome["new"]) == (place, True, 0)
    assert "改好了，重新上传" in page(client, job)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_lists_from_other_programs(client, town, me, encoding):
    job = checked(me, csv_file(encoding=encoding), uuid4(), station=town.station)
    assert (job.outcome["fault_count"], job.outcome["new"]) == (0, 3)


def test_too_many_rows_are_refused(client, town, me, monkeypatch):
    from opinions.resources import intake

    monkeypatch.setattr(intake, "MOST_ROWS", 2)
    job = checked(me, csv_file(), uuid4(), station=town.station)
    assert job.outcome["faults"] == [{"sheet": "信箱.csv", "cell": "A4", "words": "有 3 行，一次最多 2 行，请拆成几个文件再上传。"}]


def test_a_canary_stands_nowhere_in_plain(client, town, me, tmp_path):
    canary, name, card = "13877665544", "金丝雀", "110101199001011237"
    rows = [
        [f"请打{canary}，身份证{card}", "2026-03-02", "来信", name, canary, ""],
        ["路灯", canary, canary, name, canary + "0", ""],
    ]
    job = checked(me, csv_file(rows), uuid4(), station=town.station)
    outcome = str(job.outcome) + page(client, job)
    assert [secret in outcome for secret in (canary, name, card)] == [False, False, False]
    assert [secret.encode() in file.read_bytes() for file in (tmp_path / "private").rglob("*.*") for secret in (canary, name)] == [False, False]


def test_the_pages_take_as_many_queries_for_3_rows_as_for_1(client, town, me, django_assert_max_num_queries):
    client.get(UPLOAD)
    taken = []
    for rows in (ROWS[:1], ROWS):
        job = checked(me, csv_file(rows), uuid4(), station=town.station)
        with django_assert_max_num_queries(12) as queries:
            page(client, job)
        taken.append(len(queries))
        client.post(reverse("opinions:intake_confirm", args=[job.pk]))
        written = done(Job.objects.get(kind="opinions.import", state="waiting"))
        with django_assert_max_num_queries(12) as queries:
            page(client, written)
        taken.append(len(queries))
        with django_assert_max_num_queries(14) as queries:
            client.get(UPLOAD)
        taken.append(len(queries))
    assert taken[:3] == taken[3:]


def test_the_template_is_a_workbook_that_can_be_filled_in_and_uploaded(client, town, me):
    answer = client.get(reverse("opinions:import_template"))
    assert answer["Content-Disposition"].startswith("attachment")
    book = load_workbook(BytesIO(answer.content))
    assert book.sheetnames == ["意见", "填写说明"]
    book["意见"].append(["村口的路灯坏了。", "路灯", "2026-03-02", "代表信箱", "", "赵一凡", "13800138001", "", "河湾村", "信箱-7", "河湾村联络站"])
    out = BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "填好的.xlsx"
    job = checked(me, out, uuid4())
    assert (job.outcome["fault_count"], job.outcome["new"]) == (0, 1)
    assert job.outcome["notes"] == []  # its explanation is no list that was forgotten


def test_uploads_are_swept_after_an_hour(client, town, me):
    job = checked(me, csv_file(), uuid4(), station=town.station)
    client.post(reverse("opinions:intake_confirm", args=[job.pk]))
    from jobs import storage

    storage.delete(f"{job.pk}.upload")
    written = done(Job.objects.get(kind="opinions.import"))
    assert (written.state, "请重新上传" in written.error, Opinion.objects.count()) == ("failed", True, 0)
    assert timedelta(hours=1) == jobs.orders.UPLOAD_KEPT
