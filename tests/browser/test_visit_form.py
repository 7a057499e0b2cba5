"""登记来访 under stress: reloads, double sending, errors, earlier visitors; and how few keys it takes."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]  # one running product serves them all

NEW = "/opinions/visits/new/"
NAME, PHONE = "甘露平", "13800004826"
WORDS = "机耕路被水冲断了，农机下不了田。"


@pytest.fixture
def clerk(log_in):
    page = log_in("lianluo")
    page.goto(NEW)
    return page


def save(page) -> str:
    """Send by the keyboard; the number on the slip."""
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/slip/?saved=1")
    return page.locator("strong.num").inner_text()


def fill(page, words: str = WORDS) -> None:
    for name, value in (("name", NAME), ("phone", PHONE), ("village", "河湾村"), ("matters-0-words", words)):
        page.locator(f"#id_{name}").fill(value)


def drafts(page) -> dict:
    return json.loads(page.evaluate("JSON.stringify(localStorage)"))


def visits_of_today(page) -> list[str]:
    page.goto("/visits/")
    return page.locator("table.rows tbody tr").all_inner_texts()


def test_a_draft_survives_a_reload_and_is_gone_after_saving(clerk):
    fill(clerk)
    clerk.get_by_role("button", name="同一人还反映了另一件事").press("Enter")
    clerk.keyboard.type("路灯也坏了。")
    clerk.reload()
    assert clerk.locator("#id_name").input_value() == NAME
    assert clerk.locator("#id_matters-0-words").input_value() == WORDS
    assert clerk.locator("#id_matters-1-words").input_value() == "路灯也坏了。"
    expect(clerk.get_by_role("status").filter(has_text="已恢复")).to_be_visible()
    clerk.locator("#id_name").focus()
    save(clerk)
    assert drafts(clerk) == {}
    assert PHONE not in clerk.content()
    assert clerk.locator(".code").inner_text().replace("-", "") not in clerk.url
    clerk.goto(NEW)
    assert [clerk.locator(f"#id_{name}").input_value() for name in ("name", "phone", "matters-0-words")] == ["", "", ""]
    assert clerk.locator("#id_matters-1-words").count() == 0


def test_a_draft_is_not_shown_to_the_next_user_of_the_browser(clerk, log_in):
    fill(clerk)
    stored = drafts(clerk)
    assert stored != {}
    other = log_in("lianluo2")
    other.goto(NEW)
    other.evaluate("kept => Object.entries(kept).forEach(([key, value]) => localStorage.setItem(key, value))", stored)
    other.reload()
    assert other.locator("#id_name").input_value() == ""


def test_sending_twice_makes_one_visit(clerk):
    words = "双击只登记一次：渡口的台阶滑。"
    fill(clerk, words)
    clerk.get_by_role("button", name="登记并打印回执").dblclick()
    clerk.wait_for_url("**/slip/?saved=1")
    assert sum(words in row for row in visits_of_today(clerk)) == 1


def test_sending_again_from_the_page_before_answers_with_the_first_visit(clerk):
    words = "退回再发一次也只登记一次：泵房漏电。"
    fill(clerk, words)
    key = clerk.locator("[name=request_key]").input_value()
    number = save(clerk)
    clerk.go_back()
    fill(clerk, words)
    # A page that the browser fetches anew has a new key; the very same form, as after a lost answer, has the old one.
    clerk.locator("[name=request_key]").evaluate("(field, key) => (field.value = key)", key)
    clerk.locator("#id_name").focus()
    assert save(clerk) == number
    assert sum(words in row for row in visits_of_today(clerk)) == 1


def test_an_earlier_visitor_is_shown_masked_and_chosen_by_the_keyboard(clerk):
    fill(clerk)
    save(clerk)
    clerk.goto(NEW)
    keyboard = Keyboard(clerk)
    clerk.reload()
    expect(clerk.locator("#id_name")).to_be_focused()
    keyboard.type(NAME[0])
    option = clerk.locator("[role=option]").filter(has_text="4826").first
    option.wait_for()
    assert NAME not in option.inner_text()
    assert PHONE not in clerk.content()
    for _ in range(clerk.locator("[role=option]").count()):
        keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break
    keyboard.press("Enter")
    assert [clerk.locator(f"#id_{name}").input_value() for name in ("name", "phone", "village")] == ["甘*", "尾号 4826", "河湾村"]
    assert PHONE not in json.dumps(drafts(clerk))
    clerk.reload()
    assert clerk.locator("#id_person").input_value() != ""
    keyboard.tab_to("id_matters-0-words")
    keyboard.type("又来问修路的事。")
    save(clerk)
    clerk.get_by_role("link", name="返回").press("Enter")
    expect(clerk.locator("main")).to_contain_text("甘*")


def test_errors_keep_what_was_typed(clerk):
    fill(clerk, "")
    clerk.locator("#id_phone").fill("一三八")
    clerk.locator("#id_address").fill("村口第二家")
    clerk.get_by_role("group", name="怎么办").get_by_role("radio", name="当场答复").focus()
    clerk.keyboard.press("Space")
    clerk.locator("#id_matters-0-words").focus()
    clerk.keyboard.press("Control+Enter")
    summary = clerk.locator(".error-summary")
    summary.wait_for()
    for words in ("请记下来访人说的事。", "请写下是怎么当场答复的。"):
        expect(summary).to_contain_text(words)
    kept = {name: clerk.locator(f"#id_{name}").input_value() for name in ("name", "phone", "village", "address")}
    assert kept == {"name": NAME, "phone": "一三八", "village": "河湾村", "address": "村口第二家"}
    assert clerk.get_by_role("radio", name="当场答复").is_checked()
    clerk.locator("#id_phone").fill(PHONE)
    clerk.locator("#id_matters-0-words").fill(WORDS)
    clerk.locator("#id_matters-0-answer").fill("已请村里先围上警示带。")
    save(clerk)


def test_matters_are_added_and_taken_away(clerk):
    keyboard = Keyboard(clerk)
    clerk.reload()
    keyboard.tab_to("id_matters-0-words")
    keyboard.type(WORDS)
    keyboard.tab_to("同一人还反映了另一件事")
    keyboard.press("Enter")
    assert keyboard.at == "id_matters-1-words"
    keyboard.type("低保怎么申请？")
    keyboard.press("Tab", "ArrowLeft")
    assert clerk.locator("#id_matters-1-answer").is_visible()
    assert not clerk.locator("#id_matters-1-category").is_visible()
    keyboard.press("Control+Enter")
    expect(clerk.locator(".error-summary")).to_be_focused()
    clerk.locator("[data-formset-remove]").nth(1).press("Enter")
    assert not clerk.locator("#id_matters-1-words").is_visible()
    clerk.get_by_role("button", name="只登记").press("Enter")
    clerk.wait_for_url("**?saved=1")
    assert clerk.locator(".card-box .verbatim").all_inner_texts() == [WORDS]


def test_a_minute_is_enough(log_in):
    """From the desk to the slip with no more than six keys besides the text: the rest is filled in."""
    page = log_in("lianluo")
    keyboard = Keyboard(page)
    page.goto("/")
    keyboard.press("n")
    page.wait_for_url(f"**{NEW}")
    expect(page.locator("#id_name")).to_be_focused()
    keyboard.type(NAME)
    keyboard.press("Tab")
    keyboard.type(PHONE)
    keyboard.tab_to("id_matters-0-words")
    keyboard.type(WORDS)
    keyboard.press("Control+Enter")
    page.wait_for_url("**/slip/?saved=1")
    assert keyboard.letters == len(NAME + PHONE + WORDS)
    assert keyboard.keys <= 6
