"""Upload, preview, confirm, export."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse

from deputies.models import Deputy, Mandate
from jobs.models import Job
from jobs.services import run_pending
from tests.deputies.roster_sheets import HEADER, line, workbook
from tests.factories.deputies import DeputyFactory, MandateFactory
from tests.factories.stations import UnitFactory

pytestmark = pytest.mark.django_db
IMPORT, EXPORT = reverse("deputies:import"), reverse("deputies:export")


def upload(client, town, data, **more):
    file = BytesIO(data)
    file.name = "名册.xlsx"
    return client.post(IMPORT, {"congress": town.congress.pk, "upload": file} | more)


def test_from_upload_to_seats(client, town):
    client.force_login(town.office)
    preview = upload(client, town, workbook(line("吴小满"), line("郑平"))).url
    assert "看看好了没有" in client.get(preview).content.decode()
    run_pending()
    page = client.get(preview).content.decode()
    assert "写入 2 名代表" in page
    assert Deputy.objects.filter(name="吴小满").count() == 0
    first, second = client.post(preview), client.post(preview)
    assert first.url == second.url
    run_pending()
    assert Deputy.objects.filter(name__in=["吴小满", "郑平"]).count() == 2
    assert "新增 2 人" in client.get(first.url).content.decode()
    assert Job.objects.count() == 2


def test_faults_are_shown_and_cannot_be_written(client, town):
    client.force_login(town.office)
    preview = upload(client, town, workbook(line("吴小满", 性别="x"))).url
    run_pending()
    page = client.get(preview).content.decode()
    assert "C3" in page and "「男」或「女」" in page and "写入" not in page.replace("什么都没有写入", "").replace("还什么都没有写入", "")
    client.post(preview)
    assert Job.objects.count() == 1


def test_what_is_unknown_is_chosen_without_uploading_again(client, town):
    client.force_login(town.office)
    double = DeputyFactory(name="郑平", born_in=date(1970, 1, 1), phone="13800001234")
    MandateFactory(deputy=double, term=town.term)
    rows = [line("吴小满", **{"选区（选举单位）": "第九选区"}), line("郑安", 代表小组="一组"), line("郑平", 手机号码="13912345678")]
    preview = upload(client, town, workbook(*rows)).url
    run_pending()
    page = client.get(preview)
    text = page.content.decode()
    assert "有 3 处要您选择" in text and "第九选区" in text and "1970年1月生" in text and "13912345678" not in text
    assert not any(field.value() for field in page.context["form"])
    assert "写入" not in text.replace("什么都没有写入", "")
    kinds = {question["kind"]: f"q{number}" for number, question in enumerate(page.context["form"].questions)}
    half = client.post(preview, {kinds["group"]: "=第一代表小组", "all_constituency": "on"}).url
    assert half != preview
    run_pending()
    page = client.get(half)
    assert [question["kind"] for question in page.context["form"].questions] == ["person"]
    assert client.post(half, {"q0": "deputy:0"}).context["form"].errors
    whole = client.post(half, {"q0": "other"}).url
    run_pending()
    page = client.get(whole).content.decode()
    assert "新添选区：第九选区" in page and "写入 3 名代表" in page
    fresh = client.post(whole, {"fresh": "1"}).url
    run_pending()
    assert "有 3 处要您选择" in client.get(fresh).content.decode()
    client.post(whole)
    run_pending()
    assert Mandate.objects.get(deputy__name="郑安").group == town.groups[0]
    assert Deputy.objects.filter(name="郑平").count() == 2


def test_answers_hold_for_the_mended_file_but_not_those_of_single_rows(client, town):
    client.force_login(town.office)
    faulty = [line("吴小满", 性别="x", 代表小组="一组"), line("郑安", 代表小组="一组"), line("周启明", 手机号码="13912345678", 选区="x", 性别="女")]
    preview = upload(client, town, workbook(*faulty)).url
    run_pending()
    form = client.get(preview).context["form"]
    answers = {f"q{number}": {"group": "=第一代表小组", "person": "other"}[question["kind"]] for number, question in enumerate(form.questions)}
    checked = client.post(preview, answers).url
    run_pending()
    page = client.get(checked).content.decode()
    assert "C3" in page and "有 1 处要改" in page
    after = checked.rstrip("/").rpartition("/")[2]
    assert f"?after={after}" in page
    mended = upload(client, town, workbook(line("吴小满", 代表小组="一组"), line("周启明", 手机号码="13912345678", 性别="女")), after=after).url
    run_pending()
    assert [question["kind"] for question in client.get(mended).context["form"].questions] == ["person"]


def test_after_a_cure_elsewhere_the_same_file_is_checked_again(client, town):
    client.force_login(town.office)
    header = [*HEADER, "联络站"]
    preview = upload(client, town, workbook([*line("吴小满"), "石桥村联络站"], header=header)).url
    run_pending()
    assert "请先在「组织」里建好" in client.get(preview).content.decode()
    UnitFactory(name="石桥村联络站", parent=town.congress)
    again = client.post(preview, {"again": "1"}).url
    run_pending()
    assert "可以导入" in client.get(again).content.decode()


def test_sending_the_form_twice_makes_one_job(client, town):
    client.force_login(town.office)
    key = client.get(IMPORT).context["form"]["request_key"].value()
    data = workbook(line("吴小满"))
    assert upload(client, town, data, request_key=key).url == upload(client, town, data, request_key=key).url


def test_a_bad_file_is_refused_at_once(client, town):
    client.force_login(town.office)
    assert "PDF" in upload(client, town, b"%PDF-1.4").content.decode()
    assert Job.objects.count() == 0


def test_another_congress_cannot_be_chosen(client, town):
    client.force_login(town.office)
    file = BytesIO(workbook(line("吴小满")))
    file.name = "a.xlsx"
    assert set(client.post(IMPORT, {"congress": town.county.pk, "upload": file}).context["form"].errors) == {"congress"}


@pytest.mark.parametrize(
    "who, status", [("office", 200), ("county_office", 200), ("officer", 403), ("head", 403), ("clerk", 403), ("deputy_user", 403)]
)
def test_who_may_import_and_export(client, town, who, status):
    client.force_login(getattr(town, who))
    assert (client.get(IMPORT).status_code, client.get(EXPORT).status_code) == (status, status)


def test_anothers_preview_is_not_there(client, town):
    client.force_login(town.office)
    preview = upload(client, town, workbook(line("吴小满"))).url
    client.force_login(town.county_office)
    assert client.get(preview).status_code == 404


def test_the_export_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.office)
    client.get(EXPORT)
    with django_assert_num_queries(13):
        client.get(EXPORT)
    MandateFactory.create_batch(4, term=town.term, group=town.groups[0])
    with django_assert_num_queries(13):
        client.get(EXPORT)
