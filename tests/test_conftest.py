"""The rules that tests/conftest.py lays on all tests do bite."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
TRIAL = """
import pytest


def test_passes():
    pass


def test_gives_up():
    pytest.skip("no time")


@pytest.mark.realdata
def test_wants_real_data():
    pass


@pytest.mark.browser
def test_wants_chromium():
    pass
"""


def outcome(tmp_path, **variables: str) -> tuple[str, str]:
    """pytest's last line without the time, and all that it wrote, for TRIAL in a folder of its own."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_trial.py").write_text(TRIAL)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers =\n    realdata\n    browser\n    markup\n")
    env = os.environ | {"PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "liaison.settings", "REAL_DATA": str(tmp_path / "none")} | variables
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "-c", "pytest.ini", "."]
    result = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    return re.sub(r" in [0-9.]+s.*", "", result.stdout.strip().splitlines()[-1]), result.stdout


def test_a_skip_says_why(tmp_path, monkeypatch):
    monkeypatch.delenv("LIAISON_CI", raising=False)
    last, output = outcome(tmp_path, CHROMIUM="/usr/bin/true")
    assert last == "2 passed, 2 skipped"
    assert f"没有真实数据文件夹 {tmp_path / 'none'}" in output


def test_without_chromium_browser_tests_are_skipped(tmp_path, monkeypatch):
    monkeypatch.delenv("LIAISON_CI", raising=False)
    last, output = outcome(tmp_path, CHROMIUM="", PATH="")
    assert last == "1 passed, 3 skipped"
    assert "没有 Chromium，跳过浏览器测试：apt install chromium" in output


def test_ci_lets_only_missing_real_data_be_skipped(tmp_path):
    last, output = outcome(tmp_path, LIAISON_CI="1", CHROMIUM="", PATH="")
    assert last == "1 failed, 1 passed, 1 skipped, 1 error"  # a mark skips in setup, and what fails there is an error
    assert "LIAISON_CI=1 时不得跳过测试" in output


def test_ci_wants_the_real_data_that_is_there(tmp_path):
    last, _ = outcome(tmp_path, LIAISON_CI="1", CHROMIUM="/usr/bin/true", REAL_DATA=str(tmp_path))
    assert last == "1 failed, 3 passed"


@pytest.mark.parametrize("host", ["192.0.2.1", "liaison.example"])
def test_no_test_leaves_this_machine(host):
    with pytest.raises(RuntimeError, match="测试不得访问外部网络"):
        socket.create_connection((host, 80), timeout=1)


def test_files_go_to_a_private_folder(tmp_path):
    assert Path(settings.DATA_DIR) == tmp_path
    assert Path(settings.PRIVATE_DIR).parent == tmp_path


@pytest.mark.xdist_group("together")
def test_groups_reach_whoever_deals_tests_out(request):
    """pytest-xdist tells groups by the end of a test's name; where it is lost, one running product is started for every worker."""
    assert request.node.nodeid.endswith("@together") == getattr(request.config.option, "loadgroup", False)
