"""Two departments assist and one of them is late: the case stays open until it has answered; the person is first not satisfied, then satisfied."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import fresh_database, own_redis, running_product
from tests.browser.steps import answer, login, publish, refer_visit, screen, take_step, tell

# A product of its own, whose clock is moved: once is enough, the pages are the same on every database.
pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

expect.set_options(timeout=60_000)
LEAD, PROMPT, LATE = "青禾镇农业农村办", "青禾镇城建办", "青禾镇民政办"
DAYS = 12 * 24 * 3600  # seconds: past the limit of one working day, before the lead's


@pytest.fixture
def env():
    with fresh_database() as url:
        yield {"LIAISON_ENV": "development", "DATABASE_URL": url, "REDIS_URL": own_redis()}


def test_a_late_part_keeps_the_case_open(browser, tmp_path, env):
    with running_product(tmp_path, env) as address:
        log_in = logins(browser, address)
        officer, head = log_in("lianluo"), log_in("zhanzhang")
        case = refer_visit(officer, "桥头路灯不亮，护栏也断了，老人晚上不敢走，请修好。")
        screen(officer, case)
        take_step(log_in("fuzhanzhang"), case, "审核通过", "审核通过")
        take_step(head, case, "批准", "批准并交办", hand_to_three)
        path = urlsplit(case).path
        codes = {name: code_of(officer, path, name) for name in (PROMPT, LATE)}
        by_code(log_in(None), *codes[PROMPT])
    with running_product(tmp_path, env | {"CLOCK_OFFSET_SECONDS": str(DAYS)}) as address:
        log_in = logins(browser, address)
        officer, head, clerk = (log_in(name) for name in ("lianluo", "zhanzhang", "chengban"))
        case = address + path
        take_step(clerk, case, "答复", "答复", answer)
        officer.goto(case)
        part = officer.locator("ul.tasks li").filter(has_text=LATE)
        expect(part.locator(".chip.late")).to_contain_text("超期")
        expect(officer.locator("main")).not_to_contain_text("登记反馈")  # a part is open
        take_step(officer, case, "催办", "催办")
        by_code(log_in(None), *codes[LATE])
        tell(officer, case, "unsatisfied")
        expect(officer.locator("main")).to_contain_text("不满意")
        take_step(officer, case, "交办", "交办", lambda page: page.locator("#id_lead").select_option(label=LEAD))
        take_step(clerk, case, "答复", "答复", answer)
        tell(officer, case, "satisfied")
        expect(officer.locator(".page-head")).to_contain_text("已办结")
        publish(officer, head, case)


def logins(browser, address: str):
    """log_in(username) → a page of its own; None: a stranger's."""

    def one(username: str | None) -> Page:
        page = browser.new_context(base_url=address, locale="zh-CN").new_page()
        page.set_default_timeout(60_000)
        if username:
            login(page, username)
        return page

    return one


def hand_to_three(page: Page) -> None:
    page.locator("#id_lead").select_option(label=LEAD)
    for name in (PROMPT, LATE):
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.locator("#id_assisting_limit").select_option("urgent")


def code_of(page: Page, path: str, department: str) -> tuple[str, str]:
    """Number and code of the 交办单 for that department, as the paper shows them."""
    page.goto(path)
    page.locator("ul.tasks li").filter(has_text=department).get_by_role("link", name="交办单").click()
    page.get_by_role("button", name="给没有账号的单位印办理码").click()
    code = page.locator(".code").inner_text()
    number = re.search(r"编号：(\S+)", page.locator(".sheet").inner_text()).group(1)
    return number, code


def by_code(page: Page, number: str, code: str) -> None:
    """A department without an account answers."""
    page.goto("/public/department/")
    page.locator("#id_number").fill(number)
    page.locator("#id_code").fill(code)
    page.get_by_role("button", name="打开这件交办").click()
    answer(page)
    page.locator("#id_contact").fill("苏建平 0999-6000011")
    page.get_by_role("button", name="答复", exact=True).click()
    expect(page.get_by_text("已经答复")).to_be_visible()
