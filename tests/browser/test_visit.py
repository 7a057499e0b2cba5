"""登记来访 by the keyboard alone: draft, suggestions, slip, and what the public is told."""

import json
import re

import pytest

from tests.browser.steps import login

pytestmark = pytest.mark.browser

NEW = "/opinions/visits/new/"
PHONE = "13800006215"
WORDS = "村口的路灯坏了半个月，晚上看不见路。"


@pytest.fixture
def clerk(page):
    login(page, "lianluo")
    page.goto(NEW)
    return page


def focused(page) -> str:
    return page.evaluate("document.activeElement.id")


def drafts(page) -> dict:
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


def type_visit(page) -> None:
    """Tab goes in reading order: name, phone, village, address, words."""
    assert focused(page) == "id_name"
    for value in ("路明", PHONE, "河湾村", ""):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    assert focused(page) == "id_matters-0-words"
    page.keyboard.type(WORDS)


def test_a_visit_without_the_mouse(clerk):
    type_visit(clerk)
    clerk.reload()
    assert clerk.locator("#id_name").input_value() == "路明"
    assert clerk.locator("#id_matters-0-words").input_value() == WORDS
    clerk.locator("#id_matters-0-words").focus()
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/slip/?saved=1")
    assert drafts(clerk) == {}
    assert PHONE not in clerk.content()
    number, code = clerk.locator("strong.num").inner_text(), clerk.locator(".code").inner_text()
    assert re.fullmatch(r"河湾访[0-9]{4}-[0-9]{4}", number)
    assert code.replace("-", "") not in clerk.url

    clerk.goto("/public/query/")
    clerk.locator("#id_number").fill(number)
    clerk.locator("#id_code").fill(code.lower())
    clerk.keyboard.press("Enter")
    clerk.get_by_text("联络站已登记").wait_for()
    assert "路明" not in clerk.content()


def test_suggestions_are_chosen_by_the_arrow_keys_and_stay_masked(clerk):
    type_visit(clerk)
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/slip/?saved=1")
    clerk.goto(NEW)
    clerk.keyboard.type("路")
    clerk.locator("[role=option]").first.wait_for()
    clerk.keyboard.press("ArrowDown")
    clerk.keyboard.press("Enter")
    assert [clerk.locator(f"#id_{name}").input_value() for name in ("name", "phone", "village")] == ["路*", "尾号 6215", "河湾村"]
    assert PHONE not in json.dumps(drafts(clerk))
    clerk.reload()
    assert clerk.locator("#id_person").input_value() != ""
    clerk.locator("#id_matters-0-words").fill("又来问一次。")
    clerk.keyboard.press("Control+Enter")
    clerk.wait_for_url("**/slip/?saved=1")


def test_matters_are_added_and_taken_away(clerk):
    clerk.locator("#id_matters-0-words").fill(WORDS)
    clerk.get_by_role("button", name="同一人还反映了另一件事").press("Enter")
    assert focused(clerk) == "id_matters-1-words"
    clerk.keyboard.type("低保怎么申请？")
    clerk.keyboard.press("Tab")
    clerk.keyboard.press("ArrowLeft")
    assert clerk.locator("#id_matters-1-answer").is_visible()
    assert not clerk.locator("#id_matters-1-category").is_visible()
    clerk.keyboard.press("Control+Enter")
    clerk.locator(".error-summary").wait_for()
    assert focused(clerk) != "id_name"
    clerk.locator("[data-formset-remove]").nth(1).press("Enter")
    assert not clerk.locator("#id_matters-1-words").is_visible()
    clerk.get_by_role("button", name="只登记").press("Enter")
    clerk.wait_for_url("**?saved=1")
    assert clerk.locator(".card-box .verbatim").count() == 1


def test_nothing_is_wider_than_a_phone(phone):
    login(phone, "lianluo")
    for address in (NEW, "/visits/", "/public/query/"):
        phone.goto(address)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390, address
