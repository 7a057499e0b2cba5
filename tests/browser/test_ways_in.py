"""A case from every way in to its publication: one by each way, all walked through the house to the end."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from constituents.choices import FROM_AN_OCCASION, Way
from tests.browser.steps import answer, publish, screen, take_step, tell

# The pages are the same on every database, and thirteen whole ways take long: .ci/run walks them once.
pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

expect.set_options(timeout=60_000)
DEPARTMENT = "青禾镇农业农村办"
WAYS = (Way.WALK_IN, Way.BOX, Way.ONLINE, Way.ACTIVITY) if "LIAISON_CI" in os.environ else tuple(Way)  # CI has 25 minutes for everything


def test_one_by_each_way_is_published(log_in):
    officer, deputy_head, head, clerk = (log_in(name) for name in ("lianluo", "fuzhanzhang", "zhanzhang", "chengban"))
    cases = {way: register(officer, way) for way in WAYS}
    for case in cases.values():
        screen(officer, case, DEPARTMENT)
    pass_all(deputy_head, "audit", len(cases))
    pass_all(head, "approve", len(cases), hand_on=True)
    for way, case in cases.items():
        take_step(clerk, case, "答复", "答复", answer)
        tell(officer, case)
        expect(officer.locator(".case-head, .page-head").first).to_contain_text("已办结")
        publish(officer, head, case)
        expect(officer.get_by_text(Way(way).label).first).to_be_attached()
    officer.goto("/opinions/publications/")
    expect(officer.get_by_text(re.compile("^渠道第 [0-9]+ 处"))).to_have_count(len(cases))


def register(page: Page, way: Way) -> str:
    """By that way; where it needs to be said which box or meeting, that is said. The address of the opinion."""
    page.goto("/opinions/visits/new/")
    page.locator("#id_way").select_option(way)
    if way in FROM_AN_OCCASION:
        page.locator("#id_occasion").fill(f"河湾村{way.label}")
    page.locator("#id_matters-0-words").fill(f"渠道第 {list(Way).index(way)} 处渗漏，是{way.label}反映的，请派人补一补。")
    page.get_by_role("button", name="只登记").click()
    page.wait_for_url("**?saved=1")
    expect(page.locator("main")).to_contain_text(way.label)
    page.locator(".card-box .facts a[href^='/opinions/']").click()
    return page.url


def pass_all(page: Page, action: str, count: int, hand_on: bool = False) -> None:
    """All of this test on the page for many; others that wait there are left alone."""
    page.goto(f"/opinions/bulk/{action}/")
    rows = page.locator("table.rows tbody tr").filter(has_text="处渗漏")
    expect(rows).to_have_count(count)
    for row in rows.all():
        row.get_by_role("checkbox").check()
    if hand_on:
        page.locator("#id_hand_on").check()
    page.locator("main").get_by_role("button", name=re.compile("选中的$")).click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("选中的$")).click()
    expect(page.locator(".flash").first).to_contain_text(f"{count} 件")
