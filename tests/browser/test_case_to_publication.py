"""The same matter from a letter, a box and a visit: merged, returned twice, answered, each told, published; and an accusation nobody finds."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.steps import answer, publish, refer_visit, screen, take_step, tell

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

expect.set_options(timeout=60_000)
WORDS = "村西头的排涝站水泵坏了，一下雨地里就积水，请尽快修好。"
ACCUSED = "青禾镇农业农村办"
CANARY = "卖化肥的回扣"


def test_three_voices_become_one_published_case(log_in):
    officer, deputy_head, head, clerk = (log_in(name) for name in ("lianluo", "fuzhanzhang", "zhanzhang", "chengban"))
    lead, letter, box = refer_visit(officer, WORDS), by(officer, "letter"), by(officer, "box", "河湾村代表信箱")
    for voice in (letter, box):
        merge(officer, voice, lead)
    screen(officer, lead)
    send_back(deputy_head, lead)
    screen(officer, lead)
    take_step(deputy_head, lead, "审核通过", "审核通过")
    send_back(head, lead)
    take_step(deputy_head, lead, "审核通过", "审核通过")
    take_step(head, lead, "批准", "批准并交办", lambda page: page.locator("#id_lead").select_option(label=ACCUSED))
    take_step(clerk, lead, "答复", "答复", answer)
    for voice in (lead, letter, box):
        tell(officer, voice)
    officer.goto(lead)
    expect(officer.get_by_text("退回过 2 次")).to_be_visible()
    expect(officer.get_by_text("已告诉")).to_have_count(2)
    publish(officer, head, lead)


def by(page: Page, way: str, occasion: str = "") -> str:
    """The same words by another way; a box without its name is asked for it, and nothing typed is lost."""
    page.goto("/opinions/visits/new/")
    page.locator("#id_way").select_option(way)
    page.locator("#id_matters-0-words").fill(WORDS)
    if occasion:
        page.get_by_role("button", name="只登记").click()
        expect(page.locator(".error-summary")).to_contain_text("请写明是哪个信箱")
        expect(page.locator("#id_matters-0-words")).to_have_value(WORDS)
        page.locator("#id_occasion").fill(occasion)
    page.get_by_role("button", name="只登记").click()
    page.wait_for_url("**?saved=1")
    page.locator(".card-box .facts a[href^='/opinions/']").click()
    return page.url


def merge(page: Page, voice: str, lead: str) -> None:
    page.goto(lead)
    number = page.locator(".page-head .num").first.inner_text()
    page.goto(f"{voice}merge/")
    page.locator("#id_number").fill(number)
    page.get_by_role("button", name="并案", exact=True).click()
    page.wait_for_url(voice)
    expect(page.get_by_text(f"已并入 {number}")).to_be_visible()


def send_back(page: Page, case: str) -> None:
    page.goto(f"{case}send_back/")
    page.locator("#id_note").fill("写明是哪个排涝站。")
    page.get_by_role("button", name="退回修改").click()
    page.wait_for_url(case)


def test_the_accused_department_finds_nothing(log_in):
    officer, clerk, office = (log_in(name) for name in ("lianluo", "chengban", "renda"))
    officer.goto("/opinions/visits/new/")
    officer.locator("#id_matters-0-words").fill(f"{ACCUSED}有人收{CANARY}。")
    officer.locator("#id_matters-0-outcome_2").check()
    officer.locator("#id_matters-0-legal_way").select_option("accusation")
    officer.locator("#id_matters-0-accused").select_option(label=ACCUSED)
    officer.get_by_role("button", name="只登记").click()
    officer.wait_for_url("**?saved=1")
    visit = officer.url.partition("?")[0]
    officer.get_by_role("link", name="查看（要写原因）").click()
    officer.locator("#id_reason").fill("转交纪检机关")
    officer.get_by_role("button", name="显示内容").click()
    expect(officer.get_by_text(CANARY)).to_be_visible()  # the named read it
    for page, addresses in ((clerk, ("/", "/opinions/", "/notices/", visit)), (office, ("/", "/visits/", "/visits/log/", visit, "/opinions/"))):
        for address in addresses:
            page.goto(address)
            assert CANARY not in page.content()
        search(page)
        expect(page.get_by_text("没有符合条件的意见")).to_be_visible()


def search(page: Page) -> None:
    page.goto("/opinions/")
    page.locator("#bar-q").fill(CANARY)
    page.locator("#bar-q").press("Enter")
    page.wait_for_url("**/opinions/?**")
    expect(page.locator("h1")).to_be_visible()
