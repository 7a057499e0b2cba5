"""Strict readers of the environment: a wrong value stops the start with a sentence that says the cure."""

import base64
import binascii
import json
import os
import re
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

MODES = ("development", "production", "test")


def mode() -> str:
    """LIAISON_ENV, one of MODES; development when unset."""
    value = os.environ.get("LIAISON_ENV", "development")
    if value not in MODES:
        raise ImproperlyConfigured(f"LIAISON_ENV={value!r} 不认识，只能是 {'、'.join(MODES)} 之一。")
    return value


def text(name: str, default: str | None = None) -> str:
    """The variable's text; without a default it must be set."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"缺少环境变量 {name}。请在 .env 或 systemd 单元中写上，含义见 docs/operations.md。")
    return default


def flag(name: str, default: bool) -> bool:
    """True for 1/true/yes/on, False for 0/false/no/off; anything else is an error."""
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} 应写 1 或 0。")


def number(name: str, default: int, low: int, high: int) -> int:
    """A whole number between low and high, both included."""
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not re.fullmatch(r"-?[0-9]{1,18}", value) or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value!r} 应是 {low} 到 {high} 之间的整数。")
    return int(value)


def choice(name: str, allowed: tuple[str, ...]) -> str:
    """One of the allowed words; the first when unset."""
    value = os.environ.get(name, "").strip() or allowed[0]
    if value not in allowed:
        raise ImproperlyConfigured(f"{name}={value!r} 不认识，只能是 {'、'.join(allowed)} 之一。")
    return value


def web_address(name: str) -> str:
    """An http(s) address; "" when unset."""
    value = os.environ.get(name, "").strip()
    if value and not re.fullmatch(r"https?://[A-Za-z0-9._\[\]:-]+(/[!-~]*)?", value):
        raise ImproperlyConfigured(f"{name} 应写成 https://主机/路径。")  # the value may hold a secret
    return value


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty parts."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def database(name: str, sqlite_path: Path) -> dict:
    """Django's database entry from postgres://user:password@host:port/name or sqlite:///path."""
    url = os.environ.get(name, "").strip()
    if not url or url.startswith("sqlite://"):
        path = url.removeprefix("sqlite://") or str(sqlite_path)
        return _sqlite(path)
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} 应写成 postgres://用户:密码@主机:5432/库名，或 sqlite:///文件路径。")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def _sqlite(path: str) -> dict:
    # IMMEDIATE: two deferred writers dead-lock at the upgrade of their read lock; the timeout is in seconds.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
        },
        "TEST": {"NAME": os.environ.get("TEST_SQLITE_NAME") or None},
    }


def keyring(name: str, fallback: dict[str, str]) -> dict[str, bytes]:
    """Key id → 32-byte key, from «id:base64,id:base64»; the first one encrypts, all decrypt."""
    value = os.environ.get(name, "").strip()
    pairs = [part.split(":", 1) for part in value.split(",") if part.strip()] if value else list(fallback.items())
    ring = {}
    for pair in pairs:
        key = _decode(pair[1]) if len(pair) == 2 else b""
        if len(key) != 32 or not pair[0].strip():
            raise ImproperlyConfigured(f"{name} 应写成「编号:base64(32字节)」，多个用逗号隔开。用 script/keys 生成。")
        ring[pair[0].strip()] = key
    if not ring:
        raise ImproperlyConfigured(f"缺少环境变量 {name}。用 script/keys 生成一套密钥，并离线保存一份。")
    return ring


def _decode(value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except binascii.Error:
        return b""


def development_keys(path: Path) -> dict:
    """Keys of a development or embedded installation: made once, kept in a file only its owner can read."""
    if path.exists():
        return json.loads(path.read_text())
    keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("secret", "field", "index", "audit", "code")}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(f".{os.getpid()}.tmp")
    temporary.touch(mode=0o600)
    temporary.write_text(json.dumps(keys))
    try:
        os.link(temporary, path)  # the first process wins; the others read what it made
    except FileExistsError:
        keys = json.loads(path.read_text())
    temporary.unlink()
    return keys
