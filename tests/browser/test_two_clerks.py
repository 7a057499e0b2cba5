"""Two clerks with the same case open: the slower one is told so and keeps every word."""

import pytest
from playwright.sync_api import expect

from tests.browser.steps import refer_visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one running product serves them all

WORDS = "桥头的护栏松了，孩子上学要从那里过。"
FASTER, SLOWER = "先到的初筛意见。", "后到的初筛意见，写了很长的一段，一个字也不能丢。"
SUMMARY = "桥头护栏松动，请加固"


def test_the_slower_of_two_clerks_loses_no_word(log_in):
    first, second = log_in("lianluo"), log_in("lianluo")
    case = refer_visit(first, WORDS)
    for page, note in ((first, FASTER), (second, SLOWER)):
        page.goto(f"{case}screen/")
        page.locator("#id_category").select_option(index=1)
        page.locator("#id_note").fill(note)
    second.locator("#id_summary").fill(SUMMARY)

    first.keyboard.press("Control+Enter")
    first.wait_for_url(case)
    expect(first.locator(".page-head .chip").first).to_have_text("待审核")

    second.keyboard.press("Control+Enter")
    expect(second.get_by_role("alert")).to_contain_text("已有他人先行处理")
    expect(second.get_by_role("alert")).to_contain_text("待审核")
    assert second.locator("#id_note").input_value() == SLOWER
    assert second.locator("#id_summary").input_value() == SUMMARY
    assert second.locator("#id_category").input_value() != ""
    meanwhile = second.locator("section").filter(has=second.get_by_role("heading", name="这期间的经过"))
    expect(meanwhile).to_contain_text(FASTER)
    expect(second.locator("main .form-actions .btn-primary")).to_have_count(0)  # the step is done: nothing to save a second time

    second.goto(case)
    assert SLOWER not in second.content()
    assert FASTER in second.content()
