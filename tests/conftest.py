"""What every test gets: private folders, fast passwords, no outside network, and clear words where a test cannot run."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import settings as hypothesis_settings

from tests import prepared
from tests.chaos.servers import missing
from tests.factories.world import _fresh_calendar, town  # noqa: F401 - fixtures for everybody

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SOFFICE = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
REAL_DATA = Path(os.environ.get("REAL_DATA") or Path(__file__).resolve().parents[2] / "shared" / "data")
# Apps whose pages look alike on every database: there tests/test_doors.py opens each page on each, and the rest runs once in CI.
PLAIN_PAGES = {"accounts", "constituents", "deputies", "desk", "enrolment", "jobs", "notices", "portal", "stations"}
LONGEST_NAME = 40  # bytes
LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None}

hypothesis_settings.register_profile("liaison", deadline=None, derandomize="LIAISON_CI" in os.environ)
hypothesis_settings.load_profile("liaison")


def reasons() -> dict[str, str]:
    """Marker → why tests that carry it cannot run here; markers that can run are absent."""
    found = {}
    if not CHROMIUM:
        found["browser"] = "没有 Chromium，跳过浏览器测试：apt install chromium，或用 CHROMIUM 指出它的位置 (no Chromium found)"
    if "postgresql" not in django_settings.DATABASES["default"]["ENGINE"]:
        found["concurrency"] = "并发测试要用 PostgreSQL：请设置 DATABASE_URL=postgres://… (needs PostgreSQL)"
    if not SOFFICE:
        found["office"] = "没有 LibreOffice，跳过打印版式的测试：apt install libreoffice-calc-nogui，或用 SOFFICE 指出它的位置 (no LibreOffice found)"
    if no_storm := missing():
        found["chaos"] = no_storm
    if not REAL_DATA.is_dir():
        found["realdata"] = f"没有真实数据文件夹 {REAL_DATA}，可用 REAL_DATA 指出 (no folder of real data)"
    return found


def pytest_configure(config):
    # Each worker has a Redis database of its own, so that one worker's cache.clear() leaves the others alone.
    cache = django_settings.CACHES["default"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    if "redis" in cache["BACKEND"]:
        cache["LOCATION"] = f"{cache['LOCATION'].rstrip('/')}/{int(worker) + 1}"
    _guard_network()
    if not hasattr(config, "workerinput"):
        prepared.open_place()


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        prepared.close_place()


def pytest_make_parametrize_id(val, argname):
    """Files are called by their parameter: an archive holds the moment of its making, and every worker must tell the same names."""
    return argname if isinstance(val, bytes) and len(val) > LONGEST_NAME else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    missing = reasons()
    for item in items:
        if _is_plain_page(item) or _asks_no_database(item):
            item.add_marker(pytest.mark.markup)
        for name, reason in missing.items():
            if item.get_closest_marker(name):
                item.add_marker(pytest.mark.skip(reason=reason))


def _is_plain_page(item) -> bool:
    return item.path.parent.name == "views" and item.path.parent.parent.name in PLAIN_PAGES


def _asks_no_database(item) -> bool:
    """Neither the test's own nor that of a running product."""
    asks = ("django_db", "browser", "concurrency", "chaos")
    return not any(map(item.get_closest_marker, asks)) and not {"db", "transactional_db", "django_db_setup"} & set(getattr(item, "fixturenames", ()))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and not _may_skip(item):
        _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    if report.skipped and "LIAISON_CI" in os.environ:
        _fail(report)
    return report


def _may_skip(item) -> bool:
    """With LIAISON_CI nothing may be skipped but tests on real data where that is missing."""
    return "LIAISON_CI" not in os.environ or (item.get_closest_marker("realdata") is not None and not REAL_DATA.is_dir())


def _fail(report) -> None:
    report.outcome = "failed"
    report.longrepr = f"LIAISON_CI=1 时不得跳过测试 (skipped although LIAISON_CI is set): {report.longrepr}"


def _guard_network() -> None:
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self, address):
        if isinstance(address, tuple) and address[0] not in LOOPBACK:
            raise RuntimeError(f"测试不得访问外部网络 (tests may not leave this machine): {address[0]}")
        return connect(self, address)

    def guarded_look_up(host, *args, **kwargs):
        if host not in LOOPBACK:
            raise RuntimeError(f"测试不得访问外部网络 (tests may not leave this machine): {host}")
        return look_up(host, *args, **kwargs)

    socket.socket.connect, socket.getaddrinfo = guarded_connect, guarded_look_up


@pytest.fixture(autouse=True)
def _private_settings(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.PRIVATE_DIR = tmp_path / "private"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.WHITENOISE_AUTOREFRESH = True  # finds a file when asked, instead of listing all of them for every test client


@pytest.fixture
def real_data() -> Path:
    """The folder of real messages and spreadsheets; only for tests marked realdata."""
    return REAL_DATA


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice's program; only for tests marked office."""
    return SOFFICE
