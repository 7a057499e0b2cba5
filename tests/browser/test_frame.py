"""The running product: a login page in Chinese, a login that works, one desk, and a console without a word."""

import pytest

from tests.browser.steps import login

pytestmark = [pytest.mark.browser, pytest.mark.markup, pytest.mark.xdist_group("browser")]  # one running product serves them all


def test_login_page_is_chinese(page):
    page.goto("/")
    assert "/accounts/login/" in page.url
    assert page.locator("h1").inner_text() == "登录"
    assert page.locator("html").get_attribute("lang") == "zh-Hans"


def test_login_opens_the_desk(page):
    login(page, "lianluo")
    assert page.url.endswith("/")
    assert "林小禾" in page.locator("body").inner_text()


def test_nothing_is_wider_than_a_phone(phone):
    login(phone, "daibiao")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
