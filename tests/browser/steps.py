"""What every browser test does first."""

from collections.abc import Callable
from urllib.parse import urljoin

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
