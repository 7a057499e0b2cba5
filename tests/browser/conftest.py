"""The real product (script/server: web, worker, beat, demo data) and a real Chromium that tolerates no error in its console."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from playwright.sync_api import sync_playwright

from tests.browser.steps import login
from tests.conftest import CHROMIUM
from tests.prepared import lay_out

ROOT = Path(__file__).resolve().parents[2]
START_LIMIT = 240  # seconds: migrations, demo data and three processes on a slow machine
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
DESKTOP = {"viewport": {"width": 1366, "height": 768}}


@pytest.fixture(scope="package")
def product_data(tmp_path_factory) -> Path:
    """The running product's DATA_DIR."""
    return tmp_path_factory.mktemp("product")


@pytest.fixture(scope="package")
def database_url():
    """The running product's DATABASE_URL; empty means SQLite in its DATA_DIR."""
    with fresh_database() as url:
        yield url


@pytest.fixture(scope="package")
def product(product_data, database_url):
    """The address of a running product with demo data, on the databases that the suite runs on."""
    with running_product(product_data, {"LIAISON_ENV": "development", "DATABASE_URL": database_url, "REDIS_URL": own_redis()}) as address:
        yield address


@contextlib.contextmanager
def running_product(data: Path, env: dict[str, str]):
    """script/server on a free port with its DATA_DIR in that folder, until the end of the block.

    On SQLite a folder that holds nothing yet begins as a first start would have left it.
    """
    if not env["DATABASE_URL"] and not any(data.iterdir()):
        lay_out(data, env["LIAISON_ENV"])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (data / "server.log").open("w") as log:
        env = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "DATA_DIR": str(data), "ALLOWED_HOSTS": "127.0.0.1"} | env
        server = subprocess.Popen(["script/server"], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_until_healthy(server, f"http://127.0.0.1:{port}", data / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def wait_until_healthy(server: subprocess.Popen, url: str, log: Path) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline and server.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):
            return
        time.sleep(0.3)
    pytest.fail(f"script/server did not start (exit {server.poll()}):\n{log.read_text()[-4000:]}")


@contextlib.contextmanager
def fresh_database():
    """DATABASE_URL of an empty database that is dropped afterwards; empty (SQLite in DATA_DIR) without PostgreSQL."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"liaison_browser_{os.getpid()}"
    postgres = psycopg2.connect(urlsplit(url)._replace(path="/postgres").geturl())
    postgres.autocommit = True
    with contextlib.closing(postgres), postgres.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(url)._replace(path=f"/{name}").geturl()
        finally:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def own_redis() -> str:
    """A Redis database for this process's product alone: a worker of another product would take its jobs and find no such row."""
    url = os.environ.get("REDIS_URL", "")
    number = 15 - int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return url and urlsplit(url)._replace(path=f"/{number}").geturl()


@pytest.fixture(scope="package")
def browser():
    """A Chromium. Its loop runs in this thread, where Django would refuse to ask the database, though nothing else asks meanwhile."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, product):
    """open_page(**options) → a page in a browser context (a login) of its own. Any error in its console fails the test."""
    contexts, errors = [], []

    def open_one(**options):
        context = browser.new_context(base_url=product, locale="zh-CN", timezone_id="Asia/Shanghai", **(DESKTOP | options))
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        _watch(page, errors)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture(scope="package")
def sessions() -> dict:
    """Username → the cookies of a login: each demo login logs in once."""
    return {}


@pytest.fixture
def log_in(open_page, sessions):
    """log_in("lianluo", **options) → a page of its own where that demo login is logged in."""

    def one(username, **options):
        if username not in sessions:
            page = open_page()
            login(page, username)
            sessions[username] = page.context.storage_state()
        return open_page(storage_state=sessions[username], **options)

    return one


@pytest.fixture
def page(open_page):
    """A clerk's page, 1366 × 768."""
    return open_page()


@pytest.fixture
def phone(open_page):
    """A deputy's page, 390 × 844 with touch."""
    return open_page(**PHONE)


def _watch(page, errors: list[str]) -> None:
    documents = set()  # a whole page that answers 403 or 404 is what some tests ask for; a part of a page is not

    def response(received):
        if received.request.is_navigation_request():
            documents.add(received.url)

    def console(message):
        expected = message.text.startswith("Failed to load resource") and message.location["url"] in documents
        if message.type == "error" and not expected:
            errors.append(f"{page.url}: {message.text} ({message.location['url']})")

    page.on("response", response)
    page.on("console", console)
    page.on("pageerror", lambda error: errors.append(f"{page.url}: {error}"))
