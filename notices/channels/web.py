"""One JSON exchange over HTTP that tells «never reached» from «no answer»."""

import json
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from django.conf import settings

from notices.channels.message import NotSent, Uncertain, Unreachable

LONGEST_ANSWER = 65_536  # bytes


def exchange(method: str, url: str, body: dict | None = None, headers: dict | None = None) -> tuple[int, dict]:
    """Status and answer ({} when it is no JSON object). Redirects are not followed.

    Raises Unreachable before anything was handed over, Uncertain after.
    """
    parts = urlsplit(url)
    connection = _connection(parts)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise Unreachable(f"连不上{parts.hostname}（{type(error).__name__}）") from error
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        text = json.dumps(body, ensure_ascii=False).encode() if body is not None else None
        try:
            connection.request(method, target or "/", text, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})
            answer = connection.getresponse()
            return answer.status, _object(answer.read(LONGEST_ANSWER))
        except (OSError, HTTPException) as error:
            raise Uncertain(f"{parts.hostname}没有回答（{type(error).__name__}）") from error
    finally:
        connection.close()


def refuse_by_status(status: int) -> None:
    """Raise for a status that is no success: 4xx is a refusal, anything else leaves it open."""
    if 400 <= status < 500:
        raise NotSent(f"对方拒收（HTTP {status}）", for_good=status in {400, 401, 403, 404, 422})
    if not 200 <= status < 300:
        raise Uncertain(f"对方出错（HTTP {status}）")


def _connection(parts) -> HTTPConnection:
    if parts.scheme == "https":
        return HTTPSConnection(parts.netloc, timeout=settings.GATEWAY_TIMEOUT, context=ssl.create_default_context())
    return HTTPConnection(parts.netloc, timeout=settings.GATEWAY_TIMEOUT)


def _object(text: bytes) -> dict:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
