"""A year's plan from the draft to the public page, then a swap between two deputies on their phones."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from common import clock
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]  # one running product serves them all

YEAR = clock.today().year + 1
STATION = "河湾村联络站"
TOPIC = "明年春灌用水怎么排"


def plan_of(page, year: int) -> str:
    """The address of the station's plan, found from the desk."""
    page.goto("/")
    page.get_by_role("link", name="接待计划", exact=True).click()
    page.get_by_role("link", name=f"{year} 年", exact=True).click()
    page.get_by_role("link", name=STATION, exact=True).click()
    page.wait_for_url(re.compile(rf"/plans/unit/\d+/{year}/$"))
    return urlsplit(page.url).path


def press(page, button: str, said: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".flash-words").filter(has_text=said)).to_be_visible()


def test_from_the_draft_to_the_public_page_and_a_swap(log_in, open_page):
    officer = log_in("lianluo")
    plan = plan_of(officer, YEAR)
    officer.get_by_role("link", name="排计划").click()
    press(officer, "排计划", f"{YEAR} 年的接待计划排好了")
    expect(officer.locator("main table.rows tbody tr")).to_have_count(12)

    officer.locator("main table.rows tbody tr").nth(5).get_by_role("link", name="改").focus()  # by the keyboard alone
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/plans/day/**")
    officer.locator("#id_topic").focus()
    officer.keyboard.type(TOPIC)
    for box in officer.locator("[name=deputies]").all():
        box.uncheck()
    officer.get_by_label("周启明").focus()
    officer.keyboard.press("Space")
    officer.locator("#id_topic").focus()
    officer.keyboard.press("Enter")
    expect(officer.locator(".flash-words")).to_contain_text("这一天改好了")

    public = open_page()
    head = log_in("zhanzhang")
    head.goto(plan)
    station = plan.split("/")[-3]
    press(head, "审核通过", "已审核")
    public.goto("/public/receptions/")
    expect(public.get_by_text(TOPIC)).to_have_count(0)
    press(head, "公布计划", "已公布")
    public.goto(f"/public/receptions/{station}/")
    row = public.locator("tr").filter(has_text=TOPIC)
    expect(row).to_contain_text("周启明")
    assert public.context.request.get(f"/public/receptions/{station}/calendar.ics").text().startswith("BEGIN:VCALENDAR\r\n")

    giver, taker = log_in("daibiao", **PHONE), log_in("daibiao2", **PHONE)
    giver.goto("/visits/duties/")
    giver.locator(".card-box").filter(has_text=TOPIC).get_by_role("link", name="换班").click()
    giver.get_by_label("请谁接").select_option(label="杨国安")
    press(giver, "问他接不接", "已经问了杨国安")
    taker.goto("/notices/")
    expect(taker.get_by_text("有一班接待想请您接").first).to_be_visible()
    taker.goto("/visits/duties/")
    press(taker, "我来接", "您接下了这一班")
    giver.goto("/visits/duties/")
    expect(giver.get_by_text(TOPIC)).to_have_count(0)
    public.reload()
    expect(row).to_contain_text("杨国安")
    officer.goto(plan)
    expect(officer.get_by_text("由杨国安代替周启明接待").first).to_be_visible()
    expect(officer.locator("section").filter(has=officer.get_by_role("heading", name="换班"))).to_contain_text("已有人接")
