from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from notices.models import Notice
from notices.services import dispatch, plan
from stations.models import CalendarChange, CalendarDay, Post
from stations.rules.permissions import calendar_keepers, can_edit_calendar
from stations.rules.workdays import is_workday, missing_years

NOTICE_2027 = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至12日（周五）放假调休，共8天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。"""  # made up


@pytest.fixture
def november():
    with clock.at(datetime(2026, 11, 23, tzinfo=UTC)):
        yield


def page(client, user, *args):
    client.force_login(user)
    return client.get(reverse("stations:calendar_year" if args else "stations:calendar", args=args))


def enter(client, user, **data):
    client.force_login(user)
    facts = {"name": "元旦", "off_from": "2027-01-01", "off_to": "2027-01-03", "make_up": ""}
    return client.post(reverse("stations:calendar"), facts | data)


def save(client, response, **data):
    """Confirm the change whose preview the response leads to."""
    preview = client.get(response.url)
    return client.post(response.url, {"seen": preview.context["seen"]} | data)


def paste(client, user, text=NOTICE_2027, year=2027, **data):
    client.force_login(user)
    return client.post(reverse("stations:calendar_import"), {"text": text, "year": year} | data)


def test_the_missing_year_is_announced_from_november_on(client, town, november):
    assert "还没有 2027 年的放假安排" in page(client, town.officer).content.decode()
    with clock.at(datetime(2026, 10, 30, tzinfo=UTC)):
        assert "还没有 2027 年的放假安排" not in page(client, town.officer).content.decode()


@pytest.mark.parametrize(("today", "missing"), [((2026, 10, 31), []), ((2026, 11, 1), [2027]), ((2027, 1, 1), [2027]), ((2028, 12, 1), [2028, 2029])])
def test_missing_years(db, today, missing):
    assert missing_years(date(*today)) == missing


def test_the_office_enters_a_festival_after_seeing_what_it_does(client, town, november):
    response = enter(client, town.county_office, make_up="1月9日、2027-01-10")
    assert is_workday(date(2027, 1, 1)) is True
    assert save(client, response).url == reverse("stations:calendar_year", args=[2027])
    assert [is_workday(date(2027, 1, day)) for day in (1, 2, 4, 9, 10)] == [False, False, True, True, True]
    assert "还没有 2027 年的放假安排" in page(client, town.county_office, 2027).content.decode()  # one festival is not the year


def test_a_pasted_notice_is_shown_and_saved_in_one_step(client, town, november):
    save(client, enter(client, town.county_office, name="猜的", off_from="2027-03-01", off_to="2027-03-01"))
    response = paste(client, town.county_office)
    preview = client.get(response.url)
    assert [(line.festival.name, line.is_new) for line in preview.context["lines"]] == [
        (name, True) for name in ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
    ]
    assert [each.name for each in preview.context["cleared"]] == ["猜的"]
    save(client, response)
    assert [is_workday(date(2027, *day)) for day in ((3, 1), (2, 11), (2, 20), (10, 9), (10, 8))] == [True, False, True, True, True]
    assert missing_years(clock.today()) == []
    assert AuditEntry.objects.filter(action="calendar.change").count() == 2
    again = client.get(paste(client, town.county_office).url).context
    assert [(line.is_new, line.differs) for line in again["lines"]] == [(False, False)] * 7
    assert again["cleared"] == []


def test_what_was_not_understood_needs_a_tick(client, town, november):
    response = paste(client, town.county_office, NOTICE_2027.replace("放假1天，不调休。", "放假1天，不调休。另有安排的，6月12日再通知。"))
    assert client.get(response.url).context["change"].doubts == ["端午节：另有安排的，6月12日再通知。"]
    assert save(client, response).context["must_agree"] is True
    assert not CalendarDay.objects.filter(date__year=2027).exists()
    assert save(client, response, agreed="1").status_code == 302
    assert CalendarDay.objects.filter(date__year=2027, is_workday=False).count() == 28


@pytest.mark.parametrize(
    ("text", "year", "field", "words"),
    [
        (NOTICE_2027, 2026, "year", "通知写的是 2027 年的安排，这里填的是 2026 年，请核对。"),
        ("", 2027, "text", "请粘贴通知全文，或上传表格，两样选一样。"),
        (
            NOTICE_2027.replace("共8天", "共9天"),
            2027,
            "text",
            "「春节」写着放假 9 天，按日期数是 8 天，请核对：2月5日（周五）至12日（周五）放假调休，共9天。",
        ),
    ],
)
def test_a_wrong_notice_stays_on_the_page(client, town, text, year, field, words):
    form = paste(client, town.county_office, text, year).context["form"]
    assert (form.errors, form["text"].value()) == ({field: [words]}, text)
    assert CalendarChange.objects.count() == 0


def test_the_sheet_of_a_year_comes_back_as_the_same_days(client, town, november):
    client.force_login(town.county_office)
    sheet = client.get(reverse("stations:calendar_sheet", args=[2026]))
    upload = SimpleUploadedFile("2026.xlsx", sheet.content)
    preview = client.get(paste(client, town.county_office, "", 2026, file=upload).url).context
    assert [(line.is_new, line.differs) for line in preview["lines"]] == [(False, False)] * 7
    assert (preview["cleared"], preview["change"].doubts) == ([], [])


def test_a_faulty_sheet_is_explained(client, town, november):
    rows = "节日,放假第一天,放假最后一天,调休上班\n元旦,1月1日,1月3日,1月4日\n春节,2月30日,2月12日,\n国庆节,10月7日,10月1日,"
    form = paste(client, town.county_office, "", 2027, file=SimpleUploadedFile("2027.csv", rows.encode())).context["form"]
    assert form.errors["file"] == [
        "第 2 行（元旦）：「1月4日」是工作日，本来就上班，不用写。",
        "第 3 行（春节）：没有「2027-2-30」这一天，请核对月份和日子。",
        "第 4 行（国庆节）：放假从 2027-10-07 到 2027-10-01，请核对。",
    ]
    form = paste(client, town.county_office, "", 2027, file=SimpleUploadedFile("2027.csv", "甲,乙\n1,2".encode())).context["form"]
    assert "应有「节日」、「放假第一天」列" in form.errors["file"][0]


def test_two_people_at_once(client, town, november):
    """Who looked at an older calendar looks again; a change that is saved stays saved once."""
    mine = enter(client, town.county_office)
    seen = client.get(mine.url).context["seen"]
    theirs = enter(client, town.administrator, name="清明节", off_from="2027-04-05", off_to="2027-04-05")
    assert client.get(mine.url).status_code == 404
    assert save(client, theirs).status_code == 302
    client.force_login(town.county_office)
    assert "日历已由别人改过" in client.post(mine.url, {"seen": seen}).content.decode()
    assert is_workday(date(2027, 1, 1)) is True
    assert save(client, mine).status_code == 302
    assert [is_workday(date(2027, *day)) for day in ((1, 1), (4, 5))] == [False, False]
    assert client.post(mine.url, {"seen": seen}).url == reverse("stations:calendar_year", args=[2027])
    assert CalendarChange.objects.exclude(applied_at=None).count() == 2


def test_the_topmost_office_keeps_the_calendar(client, town):
    """Below a county with an office a town only reads; where the county has none, the town keeps it."""
    editors = [user for user in (town.officer, town.office, town.county_office, town.administrator) if can_edit_calendar(user)]
    assert editors == [town.county_office, town.administrator]
    assert calendar_keepers() == sorted(user.pk for user in editors)
    Post.objects.filter(user=town.county_office).update(ends_on=date(2024, 1, 1))
    assert can_edit_calendar(User.objects.get(pk=town.office.pk)) is True


@pytest.mark.parametrize(
    ("data", "field", "words"),
    [
        ({"off_to": "2026-12-31"}, "off_to", "放假最后一天不能早于第一天。"),
        ({"off_to": "2027-03-01"}, "off_to", "一次放假最多 15 天，请核对。"),
        ({"make_up": "1月6日"}, "make_up", "「1月6日」是工作日，本来就上班，不用写。"),
        ({"make_up": "1月2日"}, "make_up", "「1月2日」在放假的日子里，请核对。"),
        ({"make_up": "sometime"}, "make_up", "看不懂日期「sometime」，请写成 2026-02-03。"),
    ],
)
def test_what_is_wrong_is_said(client, town, data, field, words):
    assert enter(client, town.county_office, **data).context["form"].errors == {field: [words]}
    assert not CalendarDay.objects.filter(date__year=2027).exists()


def clear(client, user, year, name):
    client.force_login(user)
    return client.post(reverse("stations:calendar_clear", args=[year]), {"name": name})


def test_a_festival_is_cleared(client, town):
    save(client, clear(client, town.administrator, 2026, "国庆节"))
    assert [is_workday(date(2026, 10, day)) for day in (1, 2, 10)] == [True, True, False]
    assert is_workday(date(2025, 10, 1)) is False
    assert [clear(client, town.administrator, *which).status_code for which in ((2026, "国庆节"), (2026, ""), (0, "国庆节"))] == [404, 404, 404]


def test_the_year_reads_like_the_notice(client, town):
    found = page(client, town.officer, 2026).context["festivals"]
    assert [(each.name, each.off_words, each.make_up_words) for each in found[:2]] == [
        ("元旦", "1月1日至3日，3 天", "1月4日"),
        ("春节", "2月15日至23日，9 天", "2月14日、2月28日"),
    ]
    october = next(each for each in page(client, town.officer, 2025).context["festivals"] if each.name == "国庆节")
    assert october.off_words == "10月1日至5日、10月7日至8日，7 天"


def test_words_of_a_festival_over_the_end_of_a_month(client, town):
    save(client, enter(client, town.county_office, name="春节", off_from="2027-01-31", off_to="2027-02-01", make_up="2027-02-06"))
    save(client, enter(client, town.county_office, name="中秋节", off_from="2027-09-15", off_to="2027-09-15"))
    words = [(each.off_words, each.make_up_words) for each in page(client, town.county_office, 2027).context["festivals"]]
    assert words == [("1月31日至2月1日，2 天", "2月6日"), ("9月15日，1 天", "")]


def test_staff_read_only(client, town):
    assert page(client, town.officer).context["form"] is None
    assert enter(client, town.officer).status_code == 403
    assert clear(client, town.officer, 2026, "国庆节").status_code == 403
    assert [page(client, town.officer, year).status_code for year in (2026, 2031, 0, 9999)] == [200, 200, 404, 404]


def test_a_year_asks_as_much_for_three_festivals_as_for_one(client, town, november, queries):
    save(client, enter(client, town.county_office, off_to="2027-01-01"))
    one = queries(reverse("stations:calendar_year", args=[2027]))
    for name, day in (("清明节", "2027-04-05"), ("端午节", "2027-06-09")):
        save(client, enter(client, town.county_office, name=name, off_from=day, off_to=day))
    assert len(page(client, town.county_office, 2027).context["festivals"]) == 3
    assert queries(reverse("stations:calendar_year", args=[2027])) == one


def test_the_keepers_are_reminded_once(town):
    """From 1 November on; and not at all when the year is in the table."""
    told = Notice.objects.filter(title="请录入 2027 年的放假安排")
    for moment, expected in (((2026, 10, 31), 0), ((2026, 11, 2), 2), ((2026, 12, 3), 2), ((2027, 1, 4), 2)):
        now = datetime(*moment, tzinfo=UTC)
        plan(now)
        dispatch(now)
        assert told.count() == expected, moment
    assert sorted(told.values_list("recipient__username", flat=True)) == ["administrator", "county_office"]
