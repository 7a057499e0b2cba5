"""A home day as a station's officer holds it: agenda and guests, who came, minutes, one thing raised that becomes an opinion; a deputy sees it."""

import re

import pytest
from playwright.sync_api import expect

from common import clock
from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

NAME, GUEST = "冬灌准备座谈会", "云岭县水利局 范学军 股长"
RAISED = "上片的支渠淤了，冬灌的水到不了地头。"


def test_from_the_agenda_to_the_opinion(log_in):
    officer, deputy = log_in("lianluo"), log_in("daibiao", **PHONE)
    arrange(officer)
    hold(officer)
    officer.get_by_role("link", name="打印纪要").click()
    paper = officer.locator(".sheet")
    for words in (NAME, GUEST, "水利局当场答应看现场", RAISED):
        expect(paper).to_contain_text(words)
    deputy.goto("/deputies/duty/")
    expect(deputy.get_by_text(NAME).first).to_be_visible()


def arrange(page) -> None:
    page.goto("/visits/receptions/")
    page.get_by_role("link", name="代表之家活动日").click()
    page.get_by_role("link", name="安排活动日").click()
    for field, words in {"name": NAME, "place": "河湾村党群服务中心", "agenda": "一、通报冬灌准备\n二、代表发言", "guests": GUEST}.items():
        page.locator(f"#id_{field}").fill(words)
    page.locator("#id_date").fill(f"{clock.today():%Y-%m-%d}")
    page.locator("#id_starts_at").fill("00:00")
    for box in page.locator("[name=expected]").all():
        box.uncheck()
    for name in ("周启明", "杨国安"):
        page.get_by_label(name).check()
    page.get_by_role("button", name="保存活动日").click()
    expect(page.locator("h1")).to_have_text(NAME)


def hold(page) -> None:
    """One came, one did not; the minutes, and what was raised, saved together."""
    page.get_by_role("button", name=re.compile("^到了.*周启明")).press("Enter")
    expect(page.get_by_text("到了 1 人")).to_be_visible()
    page.get_by_role("button", name=re.compile("^没来.*杨国安")).press("Enter")
    expect(page.get_by_role("button", name="没登记的都到了")).to_have_count(0)
    page.get_by_role("link", name="写纪要、登记提出的事").click()
    page.locator("#id_minutes").fill("听取了冬灌准备情况，水利局当场答应看现场。")
    page.locator("#id_raised-0-words").fill(RAISED)
    page.locator("#id_raised-0-deputy").select_option(label="周启明")
    page.get_by_role("button", name="保存纪要").click()
    matters = page.locator("section[aria-labelledby=matters-title]")
    matters.locator("a[href^='/opinions/']").last.click()
    expect(page.locator(".verbatim").first).to_have_text(RAISED)
    page.go_back()
