"""The environment's strict readers: each wrong value stops the start with a sentence that says the cure."""

import base64
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from liaison import environment as env

ROOT = Path(__file__).resolve().parents[1]
KEY = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(32)).decode()


@pytest.fixture
def set_to(monkeypatch):
    return lambda value: monkeypatch.setenv("LIAISON_TRIAL", value)


def refusal(reader, *args) -> str:
    with pytest.raises(ImproperlyConfigured) as caught:
        reader("LIAISON_TRIAL", *args)
    return str(caught.value)


@pytest.mark.parametrize("mode", ["development", "production", "test"])
def test_mode(monkeypatch, mode):
    monkeypatch.setenv("LIAISON_ENV", mode)
    assert env.mode() == mode


def test_mode_is_development_when_unset(monkeypatch):
    monkeypatch.delenv("LIAISON_ENV", raising=False)
    assert env.mode() == "development"


def test_unknown_mode(monkeypatch):
    monkeypatch.setenv("LIAISON_ENV", "staging")
    with pytest.raises(ImproperlyConfigured) as caught:
        env.mode()
    assert str(caught.value) == "LIAISON_ENV='staging' 不认识，只能是 development、production、test 之一。"


def test_text(set_to):
    assert env.text("LIAISON_TRIAL", "x") == "x"
    set_to(" y ")
    assert env.text("LIAISON_TRIAL", "x") == "y"


def test_choice(set_to):
    assert env.choice("LIAISON_TRIAL", ("ssl", "none")) == "ssl"
    set_to("none")
    assert env.choice("LIAISON_TRIAL", ("ssl", "none")) == "none"
    set_to("tls")
    assert refusal(env.choice, ("ssl", "none")) == "LIAISON_TRIAL='tls' 不认识，只能是 ssl、none 之一。"


def test_web_address(set_to):
    assert env.web_address("LIAISON_TRIAL") == ""
    set_to("https://sms.example.gov.cn:8443/v1?key=1")
    assert env.web_address("LIAISON_TRIAL") == "https://sms.example.gov.cn:8443/v1?key=1"


@pytest.mark.parametrize("value", ["sms.example.cn", "ftp://x", "https://", "https://a b", "https://h/a key"])
def test_web_address_refused_without_telling_its_secret(set_to, value):
    set_to(value)
    assert refusal(env.web_address) == "LIAISON_TRIAL 应写成 https://主机/路径。"


def test_text_missing():
    assert refusal(env.text) == "缺少环境变量 LIAISON_TRIAL。请在 .env 或 systemd 单元中写上，含义见 docs/operations.md。"


@pytest.mark.parametrize(
    ("value", "verdict"), [("", True), ("1", True), ("Yes", True), ("on", True), ("true", True), ("0", False), ("no", False), ("OFF", False)]
)
def test_flag(set_to, value, verdict):
    set_to(value)
    assert env.flag("LIAISON_TRIAL", True) is verdict


def test_flag_unclear(set_to):
    set_to("maybe")
    assert refusal(env.flag, False) == "LIAISON_TRIAL='maybe' 应写 1 或 0。"


@pytest.mark.parametrize(("value", "number"), [("", 7), ("1", 1), ("9", 9)])
def test_number(set_to, value, number):
    set_to(value)
    assert env.number("LIAISON_TRIAL", 7, 1, 9) == number


def test_number_may_be_negative(set_to):
    set_to("-5")
    assert env.number("LIAISON_TRIAL", 0, -9, 9) == -5


@pytest.mark.parametrize("value", ["0", "10", "x", "1.5", "--1", "²"])
def test_number_wrong(set_to, value):
    set_to(value)
    assert refusal(env.number, 7, 1, 9) == f"LIAISON_TRIAL={value!r} 应是 1 到 9 之间的整数。"


def test_words(set_to):
    assert env.words("LIAISON_TRIAL") == []
    set_to(" a.example, ,b.example,")
    assert env.words("LIAISON_TRIAL") == ["a.example", "b.example"]


def test_sqlite(monkeypatch):
    monkeypatch.delenv("TEST_SQLITE_NAME", raising=False)
    entry = env.database("LIAISON_TRIAL", Path("/data/liaison.sqlite3"))
    assert entry == {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "/data/liaison.sqlite3",
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": None},
    }


def test_sqlite_elsewhere(set_to):
    set_to("sqlite:///srv/one.sqlite3")
    assert env.database("LIAISON_TRIAL", Path("/data/liaison.sqlite3"))["NAME"] == "/srv/one.sqlite3"


def test_postgresql(set_to):
    set_to("postgres://clerk:p%40ss@db.example:6432/liaison")
    assert env.database("LIAISON_TRIAL", Path("unused")) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "liaison",
        "USER": "clerk",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "6432",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


@pytest.mark.parametrize("url", ["mysql://localhost/liaison", "postgres://localhost", "liaison.sqlite3"])
def test_database_wrong(set_to, url):
    set_to(url)
    assert refusal(env.database, Path("x")) == "LIAISON_TRIAL 应写成 postgres://用户:密码@主机:5432/库名，或 sqlite:///文件路径。"


def test_keyring(set_to):
    assert env.keyring("LIAISON_TRIAL", {"d1": OTHER}) == {"d1": bytes(32)}
    set_to(f"n:{KEY}, o:{OTHER}")
    assert list(env.keyring("LIAISON_TRIAL", {"d1": OTHER}).items()) == [("n", bytes(range(32))), ("o", bytes(32))]


@pytest.mark.parametrize("value", [KEY, f":{KEY}", "n:c2hvcnQ=", "n:***", "n:"])
def test_keyring_wrong(set_to, value):
    set_to(value)
    assert refusal(env.keyring, {}) == "LIAISON_TRIAL 应写成「编号:base64(32字节)」，多个用逗号隔开。用 script/keys 生成。"


def test_keyring_missing():
    assert refusal(env.keyring, {}) == "缺少环境变量 LIAISON_TRIAL。用 script/keys 生成一套密钥，并离线保存一份。"


def test_development_keys_are_made_once_and_private(tmp_path):
    path = tmp_path / "new" / "keys.json"
    keys = env.development_keys(path)
    assert {len(base64.b64decode(key)) for key in keys.values()} == {32}
    assert len(set(keys.values())) == 5
    assert path.stat().st_mode & 0o777 == 0o600
    assert env.development_keys(path) == keys == json.loads(path.read_text())
    assert [file.name for file in path.parent.iterdir()] == ["keys.json"]


def test_development_keys_of_the_faster_process_win(tmp_path, monkeypatch):
    path = tmp_path / "keys.json"

    def slower(source, target):
        path.write_text('{"secret": "first"}')
        raise FileExistsError

    monkeypatch.setattr(os, "link", slower)
    assert env.development_keys(path) == {"secret": "first"}


# The settings themselves, each time in a process of its own --------------------------------------------------------------


def start(tmp_path, **variables) -> subprocess.CompletedProcess:
    """manage.py check with these variables alone; the empty ones hide what a .env may say."""
    names = ("SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "CODE_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "DEBUG")
    hidden = dict.fromkeys(names, "")
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path)} | hidden | variables
    return subprocess.run([sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


PRODUCTION = {
    "LIAISON_ENV": "production",
    "SECRET_KEY": "s" * 60,
    "FIELD_KEYS": f"f1:{KEY}",
    "INDEX_KEY": f"i1:{KEY}",
    "AUDIT_KEY": f"a1:{KEY}",
    "CODE_KEY": f"c1:{KEY}",
    "ALLOWED_HOSTS": "liaison.example",
}


def test_production_starts_with_its_keys(tmp_path):
    result = start(tmp_path, **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize("name", ["SECRET_KEY", "FIELD_KEYS", "INDEX_KEY", "AUDIT_KEY", "CODE_KEY", "ALLOWED_HOSTS"])
def test_production_refuses_to_start_without(tmp_path, name):
    result = start(tmp_path, **PRODUCTION | {name: ""})
    assert result.returncode == 1
    assert f"缺少环境变量 {name}。" in result.stderr.splitlines()[-1]


def test_production_refuses_debug(tmp_path):
    result = start(tmp_path, **PRODUCTION, DEBUG="1")
    assert result.returncode == 1
    assert "LIAISON_ENV=production 时不能打开 DEBUG。" in result.stderr.splitlines()[-1]


def test_psycopg_3_is_absent():
    assert importlib.util.find_spec("psycopg") is None, "Django would silently prefer it to psycopg2"
    assert importlib.util.find_spec("psycopg2") is not None


def test_atomic_requests_are_off():
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


def test_policy_allows_no_inline_code_and_no_other_host():
    sources = {source for values in settings.CONTENT_SECURITY_POLICY["DIRECTIVES"].values() for source in values}
    assert sources == {"'none'", "'self'", "data:"}
