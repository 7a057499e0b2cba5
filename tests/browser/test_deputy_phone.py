"""Every page that a deputy may open, on a phone: nothing wider than it, nothing too small for a thumb or for old eyes, a way back; and one story."""

from datetime import timedelta
from uuid import uuid4

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from playwright.sync_api import expect

from common import clock
from deputies.models import DutyEntry
from deputies.services.requests import ask_correction
from tests.browser.conftest import PHONE
from tests.browser.inside import SITE, Inside
from tests.browser.test_axe import OPTIONS, RUN
from tests.factories.doors import make_objects
from tests.factories.world import build_town
from tests.test_doors import BACKEND, DOORS, address, fill, verdicts

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.django_db, pytest.mark.xdist_group("phone")]

DEPUTY = 6  # place in the roles of the table
ROOTS = {"desk:today", "deputies:contacts", "opinions:brought", "deputies:duty"}  # at the thumb on every page
# [what, words, measure] of everything that is too small. A radio is as large as its row, a link in a sentence is part of the sentence.
SMALL = """() => {
  const seen = (one) => one.checkVisibility({visibilityProperty: true}) && !one.closest(".visually-hidden, .skip");
  const words = (one) => (one.textContent || one.name || "").trim().slice(0, 20);
  const found = [];
  const touched = ".btn, .tabs a, .cards > li > a, main summary, .back, .form-check, main input, main select, main textarea";
  for (const one of document.querySelectorAll(touched)) {
    if (!seen(one) || ["radio", "checkbox", "hidden"].includes(one.type)) continue;
    const {height, width} = one.getBoundingClientRect();
    if (height < 43.5 || width < 43.5) found.push(["target", words(one), Math.round(height)]);
    if (one.matches("input, select, textarea") && parseFloat(getComputedStyle(one).fontSize) < 16) found.push(["letters", one.name, 0]);
  }
  return found;
}"""
BACK = "main a.back, .print-bar a, main .form-actions a, main .page-head a"


def faults(page, name: str) -> list[str]:
    """What is wrong with the page that is open, its folded parts unfolded."""
    page.evaluate("document.querySelectorAll('main details').forEach((part) => (part.open = true))")
    wide = page.evaluate("document.documentElement.scrollWidth")
    found = [f"{wide} px wide"] if wide > PHONE["viewport"]["width"] else []
    found += [f"{what} too small: {words} ({size})" for what, words, size in page.evaluate(SMALL)]
    if name not in ROOTS and not page.locator(BACK).count():
        found.append("no way back")
    page.evaluate(AXE_SCRIPT)
    return found + page.evaluate(RUN, OPTIONS)


@pytest.fixture
def deputy(browser):
    """The deputy's client, the town, and a page whose requests that client answers."""
    town, client = build_town(), Client()
    client.force_login(town.deputy_user, backend=BACKEND)
    inside, context = Inside(client), browser.new_context(base_url=SITE, locale="zh-CN", timezone_id="Asia/Shanghai", **PHONE)
    inside.attach(context)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
    yield inside, town, page
    context.close()
    assert errors == []


def doors_of_deputies() -> list[str]:
    """Those behind a login: what is open to strangers is not the deputy's alone, and is looked at in test_axe."""
    mine = {name: door for name, door in DOORS.items() if "get" in door and not door.get("open")}
    return sorted(name for name, door in mine.items() if verdicts(door, "get", "own")[DEPUTY] == 200)


def test_every_page_of_a_deputy_fits_a_phone(deputy):
    inside, town, page = deputy
    things, found, looked = make_objects(town), [], 0
    for name in doors_of_deputies():
        door = DOORS[name]
        url = address(name, door, things(door["object"], "own", "deputy") if "object" in door else None)
        answer = inside.client.get(url, fill(door, things, "deputy"))
        if not answer["Content-Type"].startswith("text/html") or b"<html" not in answer.content[:200]:
            continue  # a file, or a part of a page
        inside.answers[url] = answer
        page.goto(url)
        looked += 1
        if wrong := faults(page, name):
            found.append(f"{name} {url}: {'; '.join(wrong)}")
    assert looked > 40
    assert not found, "\n".join(found)


def test_what_is_wrong_would_be_found(deputy):
    _, _, page = deputy
    page.goto("/mine/")
    page.evaluate("""() => {
      document.querySelector("main").innerHTML = `<h1>一</h1><button class="btn">小</button><label for="q">字</label><input id="q" name="q">
        <img width="2000"><p>字色太淡</p>`;
      Object.assign(document.querySelector("main .btn").style, {minHeight: 0, height: "20px"});
      document.querySelector("main p").style.color = "#bbb";
      document.getElementById("q").style.fontSize = "13px";
    }""")
    wrong = faults(page, "desk:mine")
    for words in ("px wide", "target too small: 小", "letters too small: q", "no way back", "image-alt", "color-contrast"):
        assert any(words in one for one in wrong), words


def test_a_deputy_adds_a_record_in_three_taps_and_loses_nothing_without_a_net(deputy):
    inside, town, page = deputy
    page.goto("/today/")
    page.get_by_role("link", name="记一条履职").tap()
    page.get_by_role("radio", name="调研").tap()
    expect(page.locator("#id_content")).to_be_focused()  # one need not tap it first
    page.keyboard.insert_text("到河湾村看了灌渠。堵了两处。")
    inside.offline = True
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="记下").tap()
    inside.offline, page, today = False, page.context.new_page(), clock.today()
    tomorrow = inside.client.get("/deputies/duty/new/")
    tomorrow.content = tomorrow.content.replace(f"{today}".encode(), f"{today + timedelta(days=1)}".encode())
    inside.answers["/deputies/duty/new/"] = tomorrow
    page.goto("/deputies/duty/new/")
    assert page.locator("#id_on").input_value() == f"{today}"
    assert page.locator("#id_on").is_visible()  # unfolded
    assert page.locator("#id_content").input_value() == "到河湾村看了灌渠。堵了两处。"
    page.get_by_role("button", name="记下").tap()
    page.get_by_text("已记下").wait_for()
    entry = DutyEntry.objects.get()
    assert (entry.title, entry.kind, entry.deputy, entry.on) == ("到河湾村看了灌渠", "research", town.deputy, today)
    page.goto("/deputies/duty/new/")
    assert page.locator("#id_content").input_value() == ""


def test_back_to_a_saved_page_leaves_the_newer_draft(deputy):
    _, town, page = deputy
    row = ask_correction(town.deputy, "住址不对", town.deputy_user, uuid4())
    words, new = page.locator("#id_words"), "/deputies/requests/new/"
    for step in ("saved", "back"):
        page.goto(new)
        words.fill("电话不对")
        page.go_back() if step == "back" else page.goto(f"{row.get_absolute_url()}?saved=1")
        page.goto(new)
        assert words.input_value() == ("电话不对" if step == "back" else "")
        page.goto(f"{row.get_absolute_url()}?saved=1")
