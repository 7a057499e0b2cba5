"""A year's plan from the draft to the public page and the printed notice, then a swap between two deputies on their phones."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from common import clock
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]  # one running product serves them all

YEAR = clock.today().year + 1
DRAFTED, PUBLISHED = "茶园村联络站", "河湾村联络站"  # next year's plans of the demonstration
TOPIC, SWAPPED = "明年春灌用水怎么排", "明年村道先修哪一段"


def plan_of(page, station: str) -> str:
    """The address of the station's plan, found from the side menu."""
    page.goto("/visits/receptions/")
    page.get_by_role("link", name="接待计划", exact=True).click()
    page.get_by_role("link", name=f"{YEAR} 年", exact=True).click()
    page.get_by_role("link", name=station, exact=True).click()
    page.wait_for_url(re.compile(rf"/plans/unit/\d+/{YEAR}/$"))
    return urlsplit(page.url).path


def press(page, button: str, said: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".flash-words").filter(has_text=said)).to_be_visible()


def change_day(page, place: int, topic: str, deputy: int | str) -> str:
    """Give the plan's day another topic and one deputy, by the keyboard alone; returns the deputy's name."""
    page.locator("main table.rows tbody tr").nth(place).get_by_role("link", name="改").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/day/**")
    page.locator("#id_topic").fill(topic)
    for box in page.locator("[name=deputies]").all():
        box.uncheck()
    box = page.get_by_label(deputy) if isinstance(deputy, str) else page.locator("[name=deputies]").nth(deputy)
    name = box.evaluate("box => box.labels[0].innerText.trim()")
    box.focus()
    page.keyboard.press("Space")
    page.locator("#id_topic").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flash-words")).to_contain_text("这一天改好了")
    return name


def test_from_the_draft_to_the_public_page_and_the_notice(log_in, open_page):
    office, public = log_in("renda"), open_page()
    plan = plan_of(office, DRAFTED)
    office.get_by_role("link", name="重新排").click()
    press(office, "重新排", f"{YEAR} 年的接待计划排好了")
    expect(office.locator("main table.rows tbody tr")).to_have_count(12)
    name = change_day(office, 5, TOPIC, 0)
    station = plan.split("/")[-3]
    press(office, "审核通过", "已审核")
    public.goto(f"/public/receptions/{station}/")
    expect(public.get_by_text(TOPIC)).to_have_count(0)
    press(office, "公布计划", "已公布")
    public.goto(f"/public/receptions/{station}/")
    expect(public.locator("tr").filter(has_text=TOPIC)).to_contain_text(name)
    assert public.context.request.get(f"/public/receptions/{station}/calendar.ics").text().startswith("BEGIN:VCALENDAR\r\n")
    office.get_by_role("link", name="打印公告").click()
    notice = office.locator("tr").filter(has_text=TOPIC)
    expect(notice).to_contain_text(f"乡镇代表 {name}")
    expect(office.get_by_text("审核人")).to_be_visible()


def test_a_swap_between_two_deputies(log_in):
    officer, giver, taker = log_in("lianluo"), log_in("daibiao", **PHONE), log_in("daibiao2", **PHONE)
    plan = plan_of(officer, PUBLISHED)
    change_day(officer, 7, SWAPPED, "周启明")  # of a published plan: those concerned are told
    giver.goto("/visits/duties/")
    giver.locator(".card-box").filter(has_text=SWAPPED).get_by_role("link", name="换班").click()
    giver.get_by_label("请谁接").select_option(label="杨国安")
    press(giver, "问他接不接", "已经问了杨国安")
    officer.goto(plan)
    expect(officer.locator("section").filter(has=officer.get_by_role("heading", name="换班")).get_by_text("等答复")).not_to_have_count(0)
    taker.goto("/notices/")
    expect(taker.get_by_text("有一班接待想请您接").first).to_be_visible()
    taker.goto("/visits/duties/")
    press(taker, "我来接", "您接下了这一班")
    giver.goto("/visits/duties/")
    expect(giver.get_by_text(SWAPPED)).to_have_count(0)
    officer.goto(plan)
    expect(officer.locator("tr").filter(has_text=SWAPPED)).to_contain_text("杨国安")
    expect(officer.get_by_text("由杨国安代替周启明接待").first).to_be_visible()
    officer.goto("/notices/")
    expect(officer.get_by_text("代表换班了").first).to_be_visible()
