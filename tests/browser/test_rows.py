"""A list without a mouse: from row to row, pick, open."""

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.steps import refer_visit

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]  # one running product serves them all


def test_j_and_k_walk_x_picks_enter_opens(log_in):
    page = log_in("lianluo")
    for words in ("桥头的护栏松了，要修一修。", "巷口的路灯不亮，要换一盏。"):
        refer_visit(page, words)
    keys = Keyboard(page)
    page.goto(page.url.split("/opinions/")[0] + "/opinions/")
    rows = page.locator("table.rows tbody tr")
    titles = rows.locator(".title a")
    first, second = titles.nth(0).inner_text(), titles.nth(1).inner_text()

    keys.press("j")
    assert keys.at == first
    keys.press("j", "x")
    assert keys.at == second
    assert page.locator("input[name=picked]:checked").count() == 1
    assert rows.nth(1).locator("input[name=picked]").is_checked()
    keys.press("x", "k")
    assert (keys.at, page.locator("input[name=picked]:checked").count()) == (first, 0)
    keys.press("k")  # above the first row there is none
    assert keys.at == first

    address = titles.nth(1).get_attribute("href")
    keys.press("j", "o")
    page.wait_for_url(f"**{address}")
    page.goto(f"{page.url.split('/opinions/')[0]}/opinions/")
    keys.press("/")
    keys.type("jx")  # in a field the letters are letters
    assert page.evaluate("document.activeElement.value") == "jx"
