"""A deputy's linked household on a phone: linked, a meeting noted, an opinion raised from it, the desk sees it masked."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

NAME = "石长青"
WORDS = "二组的机耕路被雨冲断了，收稻子的车进不去。"


def test_a_meeting_and_an_opinion_from_it_on_the_phone(log_in):
    phone = log_in("daibiao", **PHONE)
    phone.goto("/")
    phone.get_by_role("link", name="联系", exact=True).tap()
    phone.get_by_role("link", name="看我的联系户").tap()
    phone.get_by_role("link", name="登记联系户").tap()
    phone.get_by_label("姓名").fill(NAME)
    phone.get_by_label("电话").fill("13900000123")
    phone.get_by_role("button", name="登记联系户").tap()
    expect(phone.get_by_role("heading", level=1)).to_contain_text(NAME)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390

    phone.get_by_role("link", name="记一次见面").tap()
    phone.get_by_label("了解的情况、反映的问题").fill("家里都好，就是路不通。")
    phone.get_by_label("要转交办理的事（原话）").fill(WORDS)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="记下这次见面").tap()
    expect(phone.locator(".flash-words").first).to_contain_text("登记成了意见")
    raised = phone.locator("section[aria-labelledby=raised]")
    expect(raised).to_contain_text(WORDS[:10])
    number = raised.locator(".num").inner_text()

    phone.get_by_role("link", name="看办到哪一步").tap()
    expect(phone.get_by_text(WORDS[:10]).first).to_be_visible()
    phone.get_by_role("link", name="履职", exact=True).tap()
    expect(phone.get_by_text("联系户：上门走访").first).to_be_visible()

    desk = log_in("lianluo")
    desk.goto("/visits/households/")
    desk.get_by_role("link", name="周启明", exact=True).click()
    expect(desk.get_by_text("石*").first).to_be_visible()
    expect(desk.get_by_text(NAME)).to_have_count(0)
    desk.get_by_role("link", name="登记表").click()
    expect(desk.get_by_text(f"转为意见 {number}")).to_be_visible()
