"""What every browser test does first."""

DEMO_PASSWORD = "Liaison-2026"


def login(page, username: str, password: str = DEMO_PASSWORD) -> None:
    """Log in by the keyboard, as a clerk would, and arrive at the start page."""
    page.goto("/accounts/login/")
    page.locator("input[name=username]").fill(username)
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
