"""The pages of linked households, as a deputy, an officer and an office click through them."""

import io
from datetime import date, datetime

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEntry
from common import clock
from common.clock import SHANGHAI
from constituents.models import Household, HouseholdMeeting
from deputies.models import DutyRecord
from opinions.models import Opinion
from tests.factories.households import asks, linked, met

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november():
    with clock.at(datetime(2026, 11, 20, 9, tzinfo=SHANGHAI)):
        yield


def url(name: str, *args) -> str:
    return reverse(name if ":" in name else f"constituents:{name}", args=args)


def test_a_deputy_links_a_household_and_notes_a_meeting(client, town):
    asks(town)
    client.force_login(town.deputy_user)
    page = client.get(url("households_mine"))
    assert "还缺 3 户联系户" in page.text and "登记联系户" in page.text
    typed = {"name": "王 小明", "phone": "139 1234 6215", "village": "河湾村", "category": "poor", "starts_on": "2026-01-05"}
    key = "6f0d8a6c-6a7e-4c38-8a51-0d6c7b0a1c11"
    response = client.post(url("household_new", town.deputy.pk), typed | {"request_key": key}, follow=True)
    household = Household.objects.get()
    assert "王小明（贫困群众）" in response.text and 'href="tel:13912346215"' in response.text

    meeting = {"on": "2026-11-19", "way": "at_home", "heard": "春耕用水紧张", "words": "水渠塌了一段", "signed": "on", "request_key": key}
    for _ in range(2):  # a double click
        response = client.post(url("opinions:meeting_new", household.pk), meeting, follow=True)
    opinion = Opinion.objects.get()
    assert "要转办的事登记成了意见" in response.text and opinion.number in response.text
    assert HouseholdMeeting.objects.get().signed
    assert sorted(DutyRecord.objects.values_list("kind", flat=True)) == ["contact", "opinion"]
    assert "王小明" in client.get(url("households_mine")).text


def test_an_officer_serves_a_deputy_without_login_and_sees_masked_names(client, town):
    deputy = town.deputies[1]
    household = linked(town, deputy, phone="13912346215")
    client.force_login(town.officer)
    for page in (url("households_of", deputy.pk), url("household", household.pk), url("opinions:meeting_new", household.pk)):
        text = client.get(page).text
        assert "王*" in text and "王小明" not in text and "13912346215" not in text
    meeting = {"on": "2026-11-19", "way": "talk", "heard": "近来都好", "request_key": "6f0d8a6c-6a7e-4c38-8a51-0d6c7b0a1c12"}
    client.post(url("opinions:meeting_new", household.pk), meeting)
    assert (HouseholdMeeting.objects.get().household.deputy, Opinion.objects.count()) == (deputy, 0)


@pytest.mark.parametrize(
    ("change", "said"),
    [({"on": "2026-11-21"}, "这一天还没有到"), ({"on": "2025-12-31"}, "2026-01-05 起才联系这一户"), ({"heard": ""}, "请写下了解到的情况")],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, town, change, said):
    household = linked(town)
    client.force_login(town.deputy_user)
    typed = {
        "on": "2026-11-19",
        "way": "at_home",
        "heard": "近来都好",
        "words": "水渠塌了一段",
        "request_key": "6f0d8a6c-6a7e-4c38-8a51-0d6c7b0a1c13",
    }
    response = client.post(url("opinions:meeting_new", household.pk), typed | change)
    assert said in response.text and "水渠塌了一段" in response.text
    assert not HouseholdMeeting.objects.exists() and not Opinion.objects.exists()


def test_correct_void_and_raise_later(client, town):
    meeting = met(linked(town), town.officer)
    client.force_login(town.deputy_user)
    fixed = {"on": "2026-03-03", "way": "at_home", "heard": "近来都好", "version": 1, "request_key": meeting.request_key}
    page = client.post(url("opinions:meeting_correct", meeting.pk), fixed, follow=True).text
    assert "已更正" in page and "周启明更正" in page and "原来：2026年3月2日" in page and "改为：近来都好" in page
    assert "已有他人先行处理" in client.post(url("opinions:meeting_correct", meeting.pk), fixed | {"on": "2026-03-04"}).text
    raised = {"words": "路灯不亮", "request_key": "6f0d8a6c-6a7e-4c38-8a51-0d6c7b0a1c14"}
    for _ in range(2):
        assert "已登记成意见" in client.post(url("opinions:meeting_raise", meeting.pk), raised, follow=True).text
    assert Opinion.objects.get().meeting == meeting
    voided = client.post(url("opinions:meeting_void", meeting.pk), {"version": 2, "reason": "记错了"}, follow=True)
    assert "已作废" in voided.text
    assert not DutyRecord.objects.filter(kind="contact").exists()
    assert "不能再从这里登记意见" in client.post(url("opinions:meeting_raise", meeting.pk), raised, follow=True).text


def test_another_deputy_sees_nothing(client, town):
    household = linked(town, town.deputies[1])
    meeting = met(household, town.officer)
    client.force_login(town.deputy_user)
    for page in (url("household", household.pk), url("households_of", town.deputies[1].pk), url("opinions:meeting", meeting.pk)):
        assert client.get(page).status_code == 404
    client.force_login(town.officer_elsewhere)
    assert client.get(url("household", household.pk)).status_code == 404


def test_the_list_narrows_and_exports(client, town):
    asks(town, number=1, visits=1)
    met(linked(town), town.officer)
    linked(town, category=0, name="李大海")
    linked(town, category=2, name="钱三")
    for household in Household.objects.exclude(category="poor"):
        met(household, town.officer)
    client.force_login(town.office)
    done = client.get(url("households") + "?state=done").text
    missing = client.get(url("households") + "?state=missing").text
    assert "周启明" in done and "何秀兰" not in done
    assert "周启明" not in missing and "何秀兰" in missing
    assert "何秀兰" in client.get(url("households") + "?q=何").text
    assert 'name="year" value="2025"' in client.get(url("households") + "?year=2025").text  # filtering stays in the year
    book = load_workbook(io.BytesIO(client.get(url("households_export") + "?state=missing").content))
    names = [row[0] for row in book.active.iter_rows(values_only=True)]
    assert "何秀兰" in names and "周启明" not in names


@pytest.mark.parametrize("count", [1, 3])
def test_list_queries_do_not_grow(client, town, count, django_assert_max_num_queries):
    asks(town)
    for deputy in town.deputies[:count]:
        met(linked(town, deputy, name=f"王{deputy.pk}"), town.officer)
    client.force_login(town.office)
    with django_assert_max_num_queries(14):
        assert client.get(url("households")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_own_page_queries_do_not_grow(client, town, count, django_assert_max_num_queries):
    asks(town)
    for number in range(count):
        met(linked(town, name=f"王{number}"), town.officer)
    client.force_login(town.deputy_user)
    with django_assert_max_num_queries(16):
        assert client.get(url("households_mine")).status_code == 200


def test_the_form_prints_and_exports_with_a_trail(client, town):
    household = linked(town, phone="13912346215")
    meeting = met(household, town.officer, words="水渠塌了一段")
    met(household, town.officer, date(2025, 3, 2))
    linked(town, name="李大海")
    client.force_login(town.officer)
    paper = client.get(url("household_paper", town.deputy.pk) + "?year=2026").text
    number = meeting.opinions.get().number
    for words in ("联系人民群众情况登记表", "王小明", "13912346215", "3月2日", "春耕用水紧张", f"转为意见 {number}", "李大海"):
        assert words in paper
    response = client.get(url("household_sheet", town.deputy.pk) + "?year=2026")
    rows = list(load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
    assert rows[2][:5] == ("序号", "联系户姓名", "类别", "住址", "电话")
    assert rows[3][1:7] == ("王小明", "贫困群众", "河湾村3组", "13912346215", datetime(2026, 3, 2), "上门走访")
    assert rows[4][1] == "李大海" and len([row for row in rows if row[0] in (1, 2, 3)]) == 2
    assert AuditEntry.objects.filter(action="household.paper").count() == 2


def test_the_office_that_files_the_form_prints_it_with_a_trail(client, town):
    met(linked(town), town.officer)
    client.force_login(town.county_office)
    assert "登记表</a>" not in client.get(url("households_of", town.deputy.pk)).text
    assert client.get(url("household_paper", town.deputy.pk)).status_code == 403
    client.force_login(town.office)
    assert "登记表</a>" in client.get(url("households_of", town.deputy.pk)).text
    assert "青禾镇人大代表联系人民群众情况登记表" in client.get(url("household_paper", town.deputy.pk)).text
    rows = load_workbook(io.BytesIO(client.get(url("household_sheet", town.deputy.pk)).content)).active.iter_rows(values_only=True)
    assert next(rows)[0] == "青禾镇人大代表联系人民群众情况登记表"
    assert AuditEntry.objects.filter(action="household.paper", actor=town.office).count() == 2


def test_last_years_form_is_one_click_away(client, town):
    met(linked(town, starts_on=date(2025, 1, 5), name="钱三"), town.officer, date(2025, 3, 2))
    Household.objects.update(ends_on=date(2025, 12, 31))
    client.force_login(town.office)
    with clock.at(datetime(2027, 1, 8, 9, tzinfo=SHANGHAI)):
        for name in ("households_of", "household_paper"):
            page = client.get(url(name, town.deputy.pk)).text
            assert all(f'href="?year={year}"' in page for year in (2025, 2026, 2027)) and "2024年" not in page
        assert "?year=2025" in client.get(url("household_paper", town.deputy.pk) + "?year=2026").text
        assert f"{url('household_paper', town.deputy.pk)}?year=2025" in client.get(url("households_of", town.deputy.pk) + "?year=2025").text
        assert "钱三" in client.get(url("household_paper", town.deputy.pk) + "?year=2025").text
        listed = client.get(url("households")).text
        assert 'href="?year=2025"' in listed and "2024年" not in listed
        assert f"{url('households_of', town.deputy.pk)}?year=2026" in client.get(url("households") + "?year=2026").text
    assert url("households_of", town.deputy.pk) in client.get(url("deputies:file", town.deputy.pk)).text


def test_edit_ends_a_household(client, town):
    household = linked(town)
    client.force_login(town.officer)
    typed = {"name": "王小明", "village": "河湾村", "starts_on": "2026-01-05", "category": "poor", "request_key": household.request_key}
    wrong = client.post(url("household_edit", household.pk), typed | {"ends_on": "2025-01-01"})
    assert "最后一天要在第一天之后" in wrong.text
    client.post(url("household_edit", household.pk), typed | {"ends_on": "2026-06-30"})
    household.refresh_from_db()
    assert household.ends_on == date(2026, 6, 30)
    assert "还没有联系户" in client.get(url("households_of", town.deputy.pk)).text
