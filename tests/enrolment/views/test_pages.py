"""From the sheet to the slips, as the administrator sees it."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import User
from jobs.models import Job
from jobs.services import run_pending
from stations.models import Post
from tests.enrolment.sheets import HEADER, row, workbook
from tests.factories.accounts import UserFactory
from tests.factories.stations import PostFactory

IMPORT, SLIPS = reverse("enrolment:import"), reverse("enrolment:slips")


@pytest.fixture
def administrator(client, town):
    client.force_login(town.administrator)
    return town.administrator


def upload(client, *rows, **more):
    file = BytesIO(workbook(*rows))
    file.name = "账号.xlsx"
    return client.post(IMPORT, {"upload": file, "starts_on": "2026-11-01"} | more)


def test_from_the_sheet_to_the_slips(client, administrator, town):
    preview = upload(client, row("张三"), row("李四", role="站长")).url
    assert "看看好了没有" in client.get(preview).content.decode()
    run_pending()
    page = client.get(preview).content.decode()
    assert "开通 2 行" in page and "zhangsan" in page
    first, second = client.post(preview), client.post(preview)
    assert first.url == second.url
    run_pending()
    assert "已开账号 2 个，安排岗位 2 个" in client.get(first.url).content.decode()
    assert Post.objects.filter(user__name="张三", starts_on="2026-11-01").count() == 1

    listed = client.get(SLIPS)
    assert [(user.name, place) for user, place in listed.context["rows"]] == [("李四", "河湾村联络站 · 站长"), ("张三", "河湾村联络站 · 联络员")]
    job = client.post(SLIPS, {"everybody": "1", "state": "none", "request_key": listed.context["request_key"]}).url
    run_pending()
    print_url = reverse("enrolment:slips_print", args=[Job.objects.get(kind="accounts.slips").pk])
    assert print_url in client.get(job).content.decode()
    assert client.get(job.rstrip("/") + "/file/").status_code == 404
    page = client.get(print_url).content.decode()
    assert page.count('class="cut"') == 2 and "http://testserver/<" in page and "lisi" in page
    assert client.get(SLIPS).context["rows"] == []


def test_faults_are_shown_and_cannot_be_written(client, administrator):
    preview = upload(client, row("张三", unit="没有的站")).url
    run_pending()
    page = client.get(preview).content.decode()
    assert "A2" in page and "没有单位「没有的站」" in page
    client.post(preview)
    assert Job.objects.count() == 1


def test_sending_the_form_twice_makes_one_job(client, administrator):
    key = client.get(IMPORT).context["form"]["request_key"].value()
    assert upload(client, row(), request_key=key).url == upload(client, row(), request_key=key).url


def test_the_template_is_a_sheet_that_is_understood(client, administrator):
    book = load_workbook(BytesIO(client.get(reverse("enrolment:template")).content))
    assert [cell.value for cell in book["账号"][1]] == HEADER


def test_those_ticked_get_slips_and_nobody_else(client, administrator, town):
    PostFactory(user=UserFactory(username="a", password="!x"), unit=town.station)
    response = client.post(SLIPS, {"user": [town.officer.pk, town.administrator.pk, "x"], "state": "all"})
    assert (response.status_code, Job.objects.get().params) == (302, {"users": [town.officer.pk]})


def test_everybody_is_never_chosen_among_those_with_passwords(client, administrator):
    response = client.post(SLIPS, {"everybody": "1", "state": "all"})
    assert (response.status_code, Job.objects.count()) == (200, 0)
    assert "还没有选人，请在姓名前打勾。" in response.content.decode()


def test_filtered_by_unit_with_what_lies_below(client, administrator, town):
    def names(unit):
        return {user.username for user, _ in client.get(SLIPS, {"state": "all", "unit": unit.pk}).context["rows"]}

    assert names(town.station) == {"officer", "deputy"}
    assert names(town.congress_elsewhere) == {"officer_elsewhere", "clerk_elsewhere"}


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client, administrator, town, rows, django_assert_max_num_queries):
    for user in UserFactory.create_batch(rows, password="!x"):
        PostFactory(user=user, unit=town.station)
    client.get(SLIPS)
    with django_assert_max_num_queries(14):
        assert len(client.get(SLIPS).context["rows"]) == rows


def test_the_list_of_accounts_says_who_has_no_password(client, administrator):
    User.objects.filter(pk=UserFactory(username="aaa").pk).update(password="!x")
    assert "还没有密码" in client.get(reverse("accounts:users"), {"q": "aaa"}).content.decode()
