"""From an empty database with nothing but `createsuperuser` to the first visit, in the browser alone, told by the guide."""

import os
import subprocess
import sys
from io import BytesIO

import pytest
from openpyxl import Workbook
from playwright.sync_api import expect

from common import clock
from tests.browser.conftest import ROOT, running_product
from tests.browser.steps import login
from tests.prepared import lay_out

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]

ROOT_PASSWORD, FIRST, OWN = "River-bank-26", "Willow-tree-26", "Poplar-tree-27"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
expect.set_options(timeout=60_000)


@pytest.fixture
def product(tmp_path):
    """An empty product without demonstration, on SQLite and the file broker; its administrator is `root`."""
    env = {"LIAISON_ENV": "test", "DATABASE_URL": "", "REDIS_URL": ""}
    made = os.environ | env | {"DATA_DIR": str(tmp_path), "DJANGO_SUPERUSER_PASSWORD": ROOT_PASSWORD}
    lay_out(tmp_path, "test")
    arguments = ["createsuperuser", "--noinput", "--username", "root", "--name", "管理员"]
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=made, check=True, capture_output=True)
    with running_product(tmp_path, env) as address:
        yield address


def test_from_an_empty_database_to_the_first_visit(open_page):
    root, office, officer = open_page(), open_page(), open_page()
    begin(root)
    choose_rules(office)
    import_roster(office)
    slips = open_accounts(root)
    assert sorted(slips) == ["wangfang", "zhangsan", "zhouqiming"]
    log_first_visit(officer, slips["zhangsan"])
    for page in (root, office):
        page.goto("/guide/")
        expect(page.get_by_role("heading", name="已办 6 步，共 6 步")).to_be_visible()
    page.get_by_role("button", name="都办完了，收起").click()
    expect(page.get_by_text("看全部六步")).to_have_count(0)


def begin(page) -> None:
    """Units, and the office's first account."""
    login(page, "root", ROOT_PASSWORD)
    page.locator(".task").get_by_role("link", name="开始").click()
    page.fill("#id_county", "清河县人大常委会")
    page.fill("#id_town", "柳林镇人大主席团")
    page.fill("#id_stations", "柳林村联络站")
    page.fill("#id_departments", "柳林镇农业农村办")
    page.fill("#id_username", "liulin")
    page.fill("#id_name", "陈一")
    page.fill("#id_password", FIRST)
    page.get_by_role("button", name="建立单位，开始使用").click()
    expect(page.get_by_role("heading", name="已办 1 步，共 6 步")).to_be_visible()


def choose_rules(page) -> None:
    log_in_and_change(page, "liulin", FIRST)
    expect(page.locator(".guide")).to_contain_text("第 2 步")
    page.get_by_role("link", name="去选制度").click()
    page.get_by_role("link", name="看「").first.click()
    page.get_by_role("button", name="用这份，去发布").click()
    page.get_by_role("button", name="发布制度").click()
    expect(page.locator(".flash")).to_contain_text("已发布")


def import_roster(page) -> None:
    """The running term, then its deputies: each page leads on to the next step."""
    today = clock.today()
    page.get_by_role("link", name="去登记届次").click()
    page.fill("#id_name", "第十九届")
    page.fill("#id_starts_on", f"{today.year - 1}-01-01")
    page.fill("#id_ends_on", f"{today.year + 3}-12-31")
    page.fill("#id_constituencies", "第一选区")
    page.get_by_role("button", name="保存届次").click()
    page.get_by_role("link", name="去导入名册").click()
    upload(page, ["姓名", "选区", "联系的站（家）"], ["周启明", "第一选区", "柳林村联络站"])
    page.get_by_role("button", name="检查名册").click()
    page.get_by_role("button", name="写入 1 名代表").click()
    expect(page.get_by_role("link", name="查看代表")).to_be_visible()


def open_accounts(page) -> dict[str, str]:
    """The accounts of the town from a sheet; the slips' usernames and passwords."""
    page.goto("/")
    page.get_by_role("link", name="从表格开账号").click()
    staff = (
        ["柳林村联络站", "联络员", "张三", ""],
        ["柳林镇人大主席团", "副站长", "王芳", "wangfang"],
        ["柳林镇人大主席团", "站长", "王芳", "wangfang"],
        ["柳林镇农业农村办", "经办人", "王芳", "wangfang"],
    )
    upload(page, ["单位", "岗位", "姓名", "用户名"], *staff, ["柳林村联络站", "代表", "周启明", ""])
    page.get_by_role("button", name="检查表格").click()
    page.get_by_role("button", name="开通 5 行").click()
    page.get_by_role("link", name="去打印密码条").first.click()
    page.get_by_role("button", name="给这 3 人全部做").click()
    page.locator("dialog").get_by_role("button", name="做密码条").click()
    page.get_by_role("link", name="打开来打印").click()
    page.locator(".cut .username").first.wait_for()
    return dict(zip(page.locator(".cut .username").all_inner_texts(), page.locator(".cut .password").all_inner_texts(), strict=True))


def log_first_visit(page, slip: str) -> None:
    log_in_and_change(page, "zhangsan", slip)
    page.get_by_role("link", name="登记来访").click()
    page.fill("#id_matters-0-words", "村口的路灯不亮。")
    page.get_by_role("button", name="只登记").click()
    page.wait_for_url("**?saved=1")


def log_in_and_change(page, username: str, password: str) -> None:
    """The first login with a password that somebody else knows."""
    login(page, username, password)
    page.fill("#id_old_password", password)
    page.fill("#id_new_password1", OWN)
    page.fill("#id_new_password2", OWN)
    page.get_by_role("button", name="修改密码").click()
    page.wait_for_url(lambda url: "/password/" not in url)


def upload(page, header: list[str], *rows: list[str]) -> None:
    book = Workbook()
    for row in (header, *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    page.set_input_files("input[type=file]", {"name": "表.xlsx", "mimeType": XLSX, "buffer": out.getvalue()})
