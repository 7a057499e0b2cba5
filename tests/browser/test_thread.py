"""The whole thread by six logins: a walk-in visit becomes a solved case, a duty record and a line of the annual workbook."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from common import clock
from common.clock import SHANGHAI
from tests.browser.conftest import PHONE
from tests.browser.keyboard import Keyboard
from tests.browser.steps import query

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one running product serves them all

expect.set_options(timeout=60_000)
DEPUTY = "周启明"
DEPARTMENT = "青禾镇农业农村办"
VISITOR, VISITOR_PHONE = "苗青山", "13800007319"
ASKED, ANSWERED = "养老待遇认证要到哪里办？", "带身份证到镇便民服务中心二楼窗口，也可以用手机办。"
REFERRED = "村东的灌溉渠堵了一个月，三十亩秧田放不进水，请派人清一清。"
REPLY = "渠道已于昨日清淤通水，安排了专人每月巡查。"


@dataclass
class Case:
    """What this run made: the slip's number and code, the opinion's number and address."""

    number: str
    code: str
    opinion: str = ""
    url: str = ""


def test_a_visit_becomes_a_solved_case_a_duty_record_and_a_line_of_the_workbook(log_in, open_page, tmp_path):
    office = log_in("renda")
    before, received_today = figures(office), received_already(office)
    case = take_visit(log_in("lianluo"))
    assert "联络站已登记" in steps_told(open_page(), case)
    clerk = log_in("lianluo")
    screen(clerk, case)
    audit(log_in("fuzhanzhang"), case)
    approve(log_in("zhanzhang"), case)
    answer(log_in("chengban"), case)
    tell(clerk, case)
    told = steps_told(open_page(), case)
    for words in ("当场答复", "已审核", "已交给承办单位", "承办单位已答复联络站", "联络站已向您反馈", REPLY):
        assert words in told
    look_at_duty(log_in("daibiao", **PHONE), case)
    after = before | {"收到意见": before["收到意见"] + 1, "接待选民": before["接待选民"] + (not received_today)}
    after["合计"] = sum(count for kind, count in after.items() if kind != "合计")
    assert figures(office) == after
    check_workbook(make_workbook(office, tmp_path), case, after)


def today() -> str:
    now = clock.today()
    return f"{now.year}年{now.month}月{now.day}日"


# 1 and 2: the desk, and a visit by the keyboard ------------------------------------------------------------------------


def take_visit(page) -> Case:
    """From the desk to the slip without touching the mouse."""
    keyboard = Keyboard(page)
    page.goto("/")
    expect(page.locator("main")).to_contain_text(today())
    for title in ("下一个接待日", "等我处理", "最近来访"):
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    keyboard.press("n")
    page.wait_for_url("**/visits/new/")
    expect(page.locator("#id_name")).to_be_focused()
    keyboard.type(VISITOR)
    keyboard.tab_to("id_phone")
    keyboard.type(VISITOR_PHONE)
    keyboard.tab_to("id_matters-0-words")
    keyboard.type(ASKED)
    keyboard.press("Tab", "ArrowLeft")
    keyboard.tab_to("id_matters-0-answer")
    keyboard.type(ANSWERED)
    keyboard.tab_to("同一人还反映了另一件事")
    keyboard.press("Enter")
    expect(page.locator("#id_matters-1-words")).to_be_focused()
    keyboard.type(REFERRED)
    deputy = page.get_by_role("checkbox", name=DEPUTY, exact=True)
    keyboard.tab_to(deputy.get_attribute("id"))
    if not deputy.is_checked():
        keyboard.press("Space")
    expect(deputy).to_be_checked()
    keyboard.press("Control+Enter")
    page.wait_for_url("**/slip/?saved=1")
    return read_slip(page)


def read_slip(page) -> Case:
    case = Case(page.locator("strong.num").inner_text(), page.locator(".code").inner_text())
    assert re.fullmatch(r"河湾访\d{4}-\d{4}", case.number)
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", case.code)
    slip = page.locator(".sheet").inner_text()
    assert "已当场答复" in slip
    assert f"{DEPUTY}代表" in slip
    case.opinion = re.search(r"意见编号 (\S+?)。", slip).group(1)
    return case


def steps_told(page, case: Case) -> str:
    """What the public page, without a login, says to number and code; nothing personal."""
    query(page, case.number, case.code)
    expect(page.locator("h1")).to_contain_text(case.number)
    words = page.locator("main").inner_text()
    assert not [secret for secret in (VISITOR, VISITOR_PHONE, VISITOR_PHONE[-4:]) if secret in words]
    return words


# 3: the opinion goes through the house --------------------------------------------------------------------------------


def find(page, case: Case) -> None:
    """The clerk's way to a case: the desk, the list, its number."""
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="意见").click()
    page.locator("main input[name=q]").fill(case.opinion)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.locator("table.rows td.title a").click()
    expect(page.locator("main")).to_contain_text(REFERRED)
    case.url = page.url.split("?")[0]


def begin(page, verb: str) -> None:
    page.locator(".action-panel").get_by_role("link", name=verb, exact=True).click()
    expect(page.locator("h1")).to_have_text(verb)


def finish(page, case: Case, state: str) -> None:
    """Send the form and arrive at the case, which says its new state."""
    page.locator("main .form-actions .btn-primary").click()
    page.wait_for_url(case.url)
    expect(page.locator(".page-head .chip").first).to_have_text(state)


def screen(page, case: Case) -> None:
    find(page, case)
    assert VISITOR not in page.content()
    assert VISITOR_PHONE not in page.content()
    begin(page, "初筛")
    page.locator("#id_category").select_option(index=1)
    page.locator("#id_proposed_department").select_option(label=DEPARTMENT)
    finish(page, case, "待审核")


def audit(page, case: Case) -> None:
    find(page, case)
    begin(page, "审核通过")
    page.locator("#id_note").fill("情况属实，急着灌水。")
    finish(page, case, "待审批")


def approve(page, case: Case) -> None:
    find(page, case)
    begin(page, "批准")
    page.locator("#id_lead").select_option(label=DEPARTMENT)
    page.locator("#id_instruction").fill("插秧前清淤通水。")
    finish(page, case, "办理中")
    page.get_by_role("link", name="怎么算的").click()
    expect(page.locator("main")).to_contain_text("工作日")


def answer(page, case: Case) -> None:
    find(page, case)
    assert VISITOR_PHONE[-4:] not in page.locator("main").inner_text()
    begin(page, "受理")
    finish(page, case, "办理中")
    begin(page, "答复")
    page.get_by_role("radio", name=re.compile("^A ")).check()
    page.locator("#id_text").fill(REPLY)
    finish(page, case, "待反馈")


def tell(page, case: Case) -> None:
    find(page, case)
    begin(page, "登记反馈")
    page.get_by_role("group", name="方式").get_by_role("radio", name="电话").check()
    page.get_by_role("group", name="群众对办理工作").get_by_role("radio", name="满意", exact=True).check()
    page.get_by_role("group", name="群众对办理结果").get_by_role("radio", name="基本满意").check()
    page.locator("#id_words").fill("水来了，秧能插了。")
    finish(page, case, "已办结")
    timeline = page.locator(".timeline").inner_text()
    for done in ("登记", "初筛通过", "审核通过", "批准", "受理", "答复", "反馈"):
        assert done in timeline


# 4: the deputy on a phone ---------------------------------------------------------------------------------------------


def look_at_duty(page, case: Case) -> None:
    """The opinion and the reception arose by themselves; each leads to its source."""
    for kind, source, words in (("收到意见", case.url, case.opinion), ("接待选民", None, "河湾村联络站")):
        page.goto("/")
        page.get_by_role("link", name="履职", exact=True).click()
        page.get_by_role("navigation", name="按类型看").get_by_role("link", name=re.compile(kind)).click()
        link = page.locator(f'ul.cards a[href="{urlsplit(source).path}"]') if source else page.locator("ul.cards a").first
        link.click()
        expect(page.locator("main")).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


# 5: the office's annual workbook --------------------------------------------------------------------------------------


def figures(page) -> dict[str, int]:
    """The deputy's line of the annual table on screen: kind → count."""
    page.goto("/reports/annual/")
    kinds = page.locator("table.rows thead th").all_inner_texts()[1:]
    line = page.locator("tbody tr").filter(has=page.get_by_role("link", name=DEPUTY, exact=True))
    return dict(zip(kinds, map(int, line.locator("td").all_inner_texts()), strict=True))


def received_already(page) -> bool:
    """Did the deputy receive at this station today before this run? Then it counts no second time."""
    total = page.locator("tbody tr").filter(has=page.get_by_role("link", name=DEPUTY, exact=True)).locator("td").last.locator("a")
    if not total.count():
        return False
    total.click()
    page.wait_for_url("**/annual/rows/**")  # a click does not wait for the page it leads to
    rows = [row.inner_text() for row in page.locator("table.rows tbody tr").all()]
    return any(today() in row and "接待选民" in row and "河湾村联络站" in row for row in rows)


def make_workbook(page, folder: Path) -> Path:
    page.get_by_role("button", name="生成 Excel").click()
    page.wait_for_url("**/jobs/*/")
    link = page.get_by_role("link", name="下载文件")
    expect(page.locator("main progress").or_(link)).to_be_visible()
    expect(link).to_be_visible()  # the worker runs it; the page asks by itself and shows the link
    with page.expect_download() as waiting:
        link.click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    waiting.value.save_as(folder / "annual.xlsx")
    return folder / "annual.xlsx"


def check_workbook(path: Path, case: Case, expected: dict[str, int]) -> None:
    book = load_workbook(path)
    rows = list(book["统计表"].iter_rows(values_only=True))
    head = next(row for row in rows if "代表姓名" in row)
    line = dict(zip(head, next(row for row in rows if row[head.index("代表姓名")] == DEPUTY), strict=True))
    assert {kind: line[kind] for kind in expected} == expected
    rows = list(book["明细"].iter_rows(values_only=True))
    head = next(row for row in rows if "履职类型" in row)
    details = [dict(zip(head, row, strict=True)) for row in rows[rows.index(head) + 1 :]]
    mine = [row for row in details if row["代表"] == DEPUTY]
    counted = {kind: sum(row["履职类型"] == kind for row in mine) for kind in expected if kind != "合计"}
    assert counted == {kind: count for kind, count in expected.items() if kind != "合计"}
    now = clock.now().astimezone(SHANGHAI).date()
    opinions = [row for row in mine if case.opinion in f"{row['标题']}{row['内容']}"]
    assert [(row["履职类型"], row["时间"].date()) for row in opinions] == [("收到意见", now)]
    receptions = [row for row in mine if row["履职类型"] == "接待选民" and row["时间"].date() == now]
    assert [row["地点/站点"] for row in receptions] == ["河湾村联络站"]
