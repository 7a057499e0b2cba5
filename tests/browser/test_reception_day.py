"""A reception day of the published plan: somebody comes, attendance and a substitute are marked, the record confirmed, corrected and printed;
the public books online."""

import re

import pytest
from playwright.sync_api import expect

from common import clock
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

WORDS = "村口的公交站牌倒了，等车的人不知道几点有车。"


def test_from_the_published_plan_to_the_confirmed_record(log_in):
    page = log_in("lianluo")
    plan_today(page)
    page.goto("/opinions/visits/new/")
    page.locator("#id_matters-0-words").fill(WORDS)
    boxes = page.locator("input[name=deputies]").all()  # those on duty are ticked
    for box in boxes[1:]:
        box.uncheck()
    boxes[0].check()
    page.get_by_role("button", name="只登记").click()
    page.wait_for_url("**?saved=1")
    page.goto("/")
    page.locator("section[aria-labelledby=today-title] p > a").first.click()
    expect(page.get_by_text(WORDS[:20])).to_be_visible()
    mark_attendance(page)
    page.get_by_role("link", name="写小结并确认").click()
    page.locator("#id_summary").fill("来的人都说等车不便。")
    page.get_by_role("button", name="确认记录").click()
    record = page.locator("section[aria-labelledby=record-title]")
    for words in ("已确认", "来的人都说等车不便。", "公务：到县里开会"):
        expect(record).to_contain_text(words)
    expect(page.get_by_role("button", name=re.compile("^撤销"))).to_have_count(0)
    page.get_by_role("link", name="更正").click()
    page.locator("#id_reason").fill("小结要补一句")
    page.get_by_role("button", name="开始更正").click()
    expect(page.get_by_text("以前的版本")).to_be_visible()
    page.get_by_role("link", name="打印记录").click()
    expect(page.get_by_role("heading", name="代表接待选民记录")).to_be_visible()
    for words in ("更正原因：小结要补一句", WORDS):
        expect(page.get_by_text(words)).to_be_visible()


def plan_today(page) -> None:
    """The station's published plan has a day today, with three deputies; the tenth of a month has one already."""
    today = clock.today()
    page.goto("/visits/receptions/")
    page.get_by_role("link", name="接待计划", exact=True).click()
    page.get_by_role("link", name="河湾村联络站", exact=True).click()
    row = page.locator("main table.rows tr").filter(has_text=f"{today.month}月{today.day}日 ")
    if row.count():
        row.get_by_role("link", name="改").click()
    else:
        page.get_by_role("link", name="加一天").click()
        page.locator("#id_date").fill(f"{today:%Y-%m-%d}")
    page.locator("#id_starts_at").fill("09:00")
    page.locator("#id_ends_at").fill("11:30")
    boxes = page.locator("[name=deputies]")
    for box in boxes.all():
        box.uncheck()
    for place in range(3):
        boxes.nth(place).check()
    page.get_by_role("button", name="保存这一天").click()
    expect(page.locator(".flash-words").first).to_be_visible()


def mark_attendance(page) -> None:
    """One did not come, on duty elsewhere, and another came instead; the rest came; somebody came unplanned."""
    page.get_by_role("link", name=re.compile("^没来")).first.click()
    page.get_by_label("公务").check()
    page.locator("#id_note").fill("到县里开会")
    page.locator("#id_substitute").select_option(index=1)
    page.get_by_role("button", name="登记没有来").click()
    expect(page.get_by_text("代替").first).to_be_visible()
    while page.get_by_role("button", name=re.compile("^到站")).count():
        page.get_by_role("button", name=re.compile("^到站")).first.press("Enter")
        expect(page.locator(".flash").first).to_contain_text("已登记到站")
    page.get_by_text("加一位临时来的代表").click()
    page.locator("#id_deputy").select_option(index=1)
    page.get_by_role("button", name="登记到站").click()
    expect(page.get_by_text("临时来的").first).to_be_visible()


def test_booked_on_a_phone_and_cancelled_by_the_code(open_page):
    page = open_page(**PHONE)
    page.goto("/public/appointments/")
    page.get_by_role("link", name=re.compile("^预约（")).first.click()
    page.locator("input[name=slot]").first.check()
    page.locator("#id_name").fill("甘露平")
    page.locator("#id_phone").fill("13800004826")
    page.locator("#id_consent").check()
    page.get_by_role("button", name="预约", exact=True).click()
    expect(page.get_by_role("heading", name="约好了")).to_be_visible()
    number, code = (page.locator("dd").nth(place).inner_text() for place in (2, 3))
    page.goto("/public/appointments/mine/")
    page.locator("#id_number").fill(number)
    page.locator("#id_code").fill(code)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="取消预约").click()
    page.locator("dialog[open]").get_by_role("button", name="取消预约").click()
    expect(page.locator(".chip")).to_have_text("已取消")
