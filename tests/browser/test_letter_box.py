"""A deputy's box: three letters typed in one go; one becomes an opinion, one is answered, one is given to the deputy, who answers it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

expect.set_options(timeout=60_000)
BOX = "河湾村东头代表信箱"
LAMP, CARD, BRIDGE = "巷口的路灯坏了半个月，晚上看不见路。", "想问合作医疗在哪里交。", "请代表看看村口的小桥还能不能走车。"


def test_three_letters_from_one_box(log_in):
    officer, deputy = log_in("lianluo"), log_in("daibiao", **PHONE)
    add_box(officer)
    officer.get_by_role("link", name="开箱登记").first.click()
    officer.locator("#id_count").fill("3")
    letter(officer, 0, LAMP, "referred")
    officer.get_by_role("button", name="保存开箱登记").click()
    expect(officer.locator(".error-summary")).to_contain_text("下面记了 1 封")  # and three rows are there, the first with its words
    expect(officer.locator("#id_letters-0-words")).to_have_value(LAMP)
    letter(officer, 1, CARD, "answered")
    officer.locator("#id_letters-1-answer").fill("已告诉到镇便民服务中心交。")
    letter(officer, 2, BRIDGE, "deputy")
    officer.get_by_role("button", name="保存开箱登记").click()
    expect(officer.locator(".flash")).to_contain_text("3 封信")
    officer.get_by_role("link", name="第 1 封").click()
    officer.locator("a[href^='/opinions/']", has_text="巷口的路灯坏了半个月").click()
    expect(officer.locator(".verbatim")).to_have_text(LAMP)
    expect(officer.locator(".page-head")).to_contain_text("代表信箱")
    deputy_answers(deputy)
    officer.goto("/visits/boxes/?state=waiting")
    expect(officer.get_by_text(BOX)).to_have_count(0)


def add_box(page: Page) -> None:
    page.goto("/visits/boxes/new/")
    page.locator("#id_name").fill(BOX)
    page.locator("#id_place").fill("村东头小卖部门口")
    page.locator("#id_constituency").select_option(label="第1选区")
    page.locator("#id_keeper").select_option(label="周启明")
    page.get_by_role("button", name="保存信箱").click()
    expect(page.locator("h1")).to_have_text(BOX)


def letter(page: Page, number: int, words: str, outcome: str) -> None:
    page.locator(f"#id_letters-{number}-words").fill(words)
    page.locator(f"input[name=letters-{number}-outcome][value={outcome}]").check()
    page.locator(f"#id_letters-{number}-deputy").select_option(label="周启明")


def deputy_answers(page: Page) -> None:
    page.goto("/today/")
    page.get_by_text(BRIDGE).click()
    expect(page.locator(".verbatim").first).to_have_text(BRIDGE)
    page.get_by_role("link", name="登记怎么处理").click()
    page.locator("input[name=outcome][value=answered]").check()
    page.locator("#id_answer").fill("看过了，限重两吨，已请村里立牌子。")
    page.get_by_role("button", name="保存处理结果").click()
    expect(page.get_by_text("看过了，限重两吨，已请村里立牌子。")).to_be_visible()
    page.goto("/deputies/duty/")
    expect(page.get_by_text(f"处理{BOX}来信").first).to_be_visible()
