"""The pages of a divisions file: template, upload, preview, confirmation."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from common import clock
from jobs import services as jobs
from jobs.models import Job, JobState
from stations.models import Unit
from tests.stations.test_divisions import HEAD, SMALL

GOOD = f"{HEAD}\n{SMALL.strip()}"


def send(client, town, text=GOOD, **more):
    client.force_login(town.county_office)
    data = {"upload": SimpleUploadedFile("区划.csv", text.encode()), "ending": "人大主席团", "stations": "on", **more}
    response = client.post(reverse("stations:divisions", args=[town.county.pk]), data)
    jobs.run_pending()
    return response


def test_a_file_is_checked_shown_and_written_once(client, town):
    url = send(client, town).url
    preview = client.get(url)
    assert preview.context["job"].outcome["figures"] == {"towns": 1, "stations": 2, "coded": 3, "same": 0}
    assert ("写入 6 个单位" in preview.content.decode(), Unit.objects.filter(code="990101101203").exists()) == (True, False)
    first, second = client.post(url), client.post(url)
    jobs.run_pending()
    job = Job.objects.get(kind="divisions.write")
    assert (first.url, second.url, job.state) == (job.get_absolute_url(), job.get_absolute_url(), JobState.DONE)
    assert job.outcome["text"] == "新建乡镇人大 1 个、联络站 2 个，补上代码 3 个。"
    again = client.get(send(client, town).url).content.decode()
    assert ("没有要建的" in again, '<button class="btn btn-primary">写入' in again) == (True, False)


def test_faults_are_listed_and_nothing_can_be_written(client, town):
    url = send(client, town, f"{HEAD}\n99010,青禾镇,,\n990101101201,河湾村,,").url
    page = client.get(url).content.decode()
    assert ("有 2 处要改" in page, "A2" in page, "A3" in page, client.post(url).status_code) == (True, True, True, 200)
    assert not Job.objects.filter(kind="divisions.write").exists()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("姓名,电话\n甲,1", "工作表「区划.csv」A1：前 10 行中没有找到表头，应有「区划代码」、「名称」列，请按模板补上表头。"),
        (f"{HEAD}\n" + "990101101000,甲,,\n" * 5001, "表里有 5,001 行，一次最多 5,000 行，请只留本县的行。"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(client, town, text, told):
    assert told in client.get(send(client, town, text).url).content.decode()


def test_a_fault_that_came_up_before_writing_is_told(client, town):
    url = send(client, town, f"{HEAD}\n990101109000,丁镇,,").url
    client.post(url)
    Unit.objects.create(parent=town.county, kind="department", name="丁镇人大主席团")
    jobs.run_pending()
    job = Job.objects.get(kind="divisions.write")
    page = client.get(reverse("stations:divisions_preview", args=[job.pk])).content.decode()
    assert ("有 1 处要改" in page, Unit.objects.filter(code__startswith="99").count()) == (True, 0)


def test_a_lost_post_and_a_lost_file_stop_the_job(client, town):
    url = send(client, town).url
    with clock.at(clock.now() + timedelta(hours=2)):
        assert "文件已经删除" in client.get(url).content.decode()
    town.county_office.posts.update(ends_on="2026-01-01")
    assert client.get(url).status_code == 403


def test_only_the_countys_keepers_find_the_way(client, town):
    page = reverse("stations:unit", args=[town.county.pk])
    way = reverse("stations:divisions", args=[town.county.pk])
    client.force_login(town.county_office)
    assert way in client.get(page).content.decode()
    town_page = reverse("stations:unit", args=[town.congress.pk])
    assert "按区划表批量建" not in client.get(town_page).content.decode()
    assert client.get(reverse("stations:divisions", args=[town.congress.pk])).status_code == 403


def test_the_template_is_read_by_the_import(client, town):
    client.force_login(town.county_office)
    sheet = load_workbook(io.BytesIO(client.get(reverse("stations:divisions_template")).content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["区划代码", "名称", "所属乡镇", "建联络站"]
