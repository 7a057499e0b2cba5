"""What every browser test does first."""

from collections.abc import Callable
from urllib.parse import urljoin

from playwright.sync_api import expect

DEMO_PASSWORD = "Liaison-2026"


def login(page, username: str, password: str = DEMO_PASSWORD) -> None:
    """Log in by the keyboard, as a clerk would, and arrive at the start page."""
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def query(page, number: str, code: str) -> None:
    """Ask the public page, as the visitor would."""
    page.goto("/public/query/")
    page.locator("#id_number").fill(number)
    page.locator("#id_code").fill(code)
    page.keyboard.press("Enter")


def refer_visit(page, words: str, **person: str) -> str:
    """Log a visit with one matter that is handed on; the address of the opinion that it became. person: name, phone, …"""
    page.goto("/opinions/visits/new/")
    for name, value in person.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_matters-0-words").fill(words)
    page.get_by_role("button", name="只登记").click()
    page.wait_for_url("**?saved=1")
    return urljoin(page.url, page.locator(".card-box .facts a[href^='/opinions/']").get_attribute("href"))


def take_step(page, case: str, verb: str, button: str, fill: Callable | None = None) -> None:
    """From the case's page through the form of one step, and back to the case."""
    page.goto(case)
    page.locator(".action-panel").get_by_role("link", name=verb, exact=True).click()
    page.wait_for_url(lambda url: url != case)
    if fill:
        fill(page)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(case)


def screen(page, case: str, department: str = "") -> None:
    """The first field of the table, and the department that is proposed."""

    def fill(page) -> None:
        page.locator("#id_category").select_option(index=1)
        if department:
            page.locator("#id_proposed_department").select_option(label=department)

    take_step(page, case, "初筛", "初筛", fill)


def answer(page) -> None:
    """Fill the form of a reply: the best class."""
    page.get_by_role("group", name="答复类别").get_by_role("radio").first.check()
    page.locator("#id_text").fill("已经派人看过，办好了。")


def tell(page, case: str, result: str = "satisfied") -> None:
    """Tell the person the result; result: the person's rating of it."""

    def fill(page) -> None:
        for name in ("way", "work_rating"):
            page.locator(f"input[name={name}]").first.check()
        page.locator(f"input[name=result_rating][value={result}]").check()

    take_step(page, case, "登记反馈", "登记反馈", fill)


def publish(officer, head, case: str) -> None:
    """The officer writes it, the head reviews it for secrecy and privacy."""
    officer.goto(f"{case}publication/")
    officer.get_by_role("button", name="送审").click()
    expect(officer.locator(".flash")).to_contain_text("待审查")
    head.goto(f"{case}publication/")
    head.locator("#id_secrecy").check()
    head.locator("#id_privacy").check()
    head.get_by_role("button", name="公布", exact=True).click()
    expect(head.locator(".flash")).to_contain_text("已公布")
