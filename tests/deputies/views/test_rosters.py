"""Upload, preview, confirm, export."""

from io import BytesIO

import pytest
from django.urls import reverse

from deputies.models import Deputy
from jobs.models import Job
from jobs.services import run_pending
from tests.deputies.roster_sheets import line, workbook
from tests.factories.deputies import MandateFactory

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
