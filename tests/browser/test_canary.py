"""A made-up name and phone number are typed wherever the product asks for them; afterwards no byte that it keeps holds them."""

import base64
import io
import json
import os
import sqlite3
import zlib
from pathlib import Path
from urllib.parse import quote

import psycopg2
import pytest
import redis

from tests.browser.conftest import own_redis
from tests.browser.steps import refer_visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]  # one running product serves them all

NAME, PHONE, ADDRESS = "澹台雁翎", "13800905173", "琥珀弄堂七十一号"
PLAIN = "水碾坊边的石阶松动了"  # said by the visitor, not about the visitor: kept as it is
CANARIES = (NAME, PHONE, ADDRESS)


def spellings(word: str) -> set[bytes]:
    """How a word may stand in a file: plain, UTF-16, GBK, escaped for JSON or an address, and within Base64 at any offset."""
    plain = word.encode()
    found = {plain, word.encode("utf-16-le"), word.encode("gb18030"), json.dumps(word)[1:-1].encode(), quote(word).encode()}
    for offset in range(3):
        coded = base64.b64encode(b" " * offset + plain)
        found.add(coded[offset and offset + 1 : len(coded) // 4 * 4 - 4])  # only the characters that hang on the word alone
    return found


def places_of(word: str, kept: dict[str, bytes]) -> list[str]:
    return sorted(name for name, content in kept.items() if any(spelling in content for spelling in spellings(word)))


def files(folder: Path) -> dict[str, bytes]:
    """Every file of the product: database, WAL, private files, the broker's messages, the log of web, worker and beat."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def tables(database_url: str) -> dict[str, bytes]:
    """Every table of PostgreSQL as text."""
    found = {}
    with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (name,) in cursor.fetchall():
            content = io.BytesIO()
            cursor.copy_expert(f'COPY "{name}" TO STDOUT', content)
            found[f"table {name}"] = content.getvalue()
    return found


def sessions(database_url: str, folder: Path) -> dict[str, bytes]:
    """What the sessions say: they are stored packed, so that looking at the bytes is not enough."""
    asked = "SELECT session_data FROM django_session"
    if database_url:
        with psycopg2.connect(database_url) as connection, connection.cursor() as cursor:
            cursor.execute(asked)
            rows = cursor.fetchall()
    else:
        rows = sqlite3.connect(f"file:{folder / 'liaison.sqlite3'}?mode=ro", uri=True).execute(asked).fetchall()
    return {f"session {number}": unpacked(data) for number, (data,) in enumerate(rows)}


def unpacked(data: str) -> bytes:
    packed = data.split(":", maxsplit=1)[0]
    content = base64.urlsafe_b64decode(packed.lstrip(".") + "===")
    return zlib.decompress(content) if packed.startswith(".") else content


def remembered() -> dict[str, bytes]:
    """Everything in the product's Redis: cache and messages."""
    if not os.environ.get("REDIS_URL"):
        return {}
    with redis.Redis.from_url(own_redis()) as server:
        return {f"redis {key!r}": server.dump(key) or b"" for key in server.scan_iter()}


def type_everywhere(page) -> None:
    """Suggestions, an error, the visit, both searches, the person in full, the printed form, and an export."""
    page.goto("/opinions/visits/new/")
    page.keyboard.type(NAME)
    page.keyboard.press("Tab")
    with page.expect_response("**/visits/lookup/**"):
        page.keyboard.type(PHONE)
    page.keyboard.press("Control+Enter")
    page.locator(".error-summary").wait_for()
    case = refer_visit(page, PLAIN, name=NAME, phone=PHONE, address=ADDRESS)
    for word in (NAME, PHONE):
        page.goto("/visits/")
        page.locator("#id_who").fill(word)
        page.keyboard.press("Enter")
        page.wait_for_url("**people=**")
        page.locator(".bar-search input[name=q]").fill(word)
        page.keyboard.press("Enter")
        page.wait_for_url("**person=**")
        page.get_by_text(PLAIN[:6]).first.wait_for()
    page.goto(f"{case}person/")
    page.locator("#id_reason").fill("上门回访")
    page.get_by_role("button", name="显示姓名和电话").click()
    page.get_by_text(PHONE).wait_for()
    assert ADDRESS in page.content()
    page.goto("/reports/visits/")
    page.locator("main button.btn-primary").click()
    page.get_by_role("link", name="下载文件").wait_for()


def test_the_canary_is_found_nowhere(log_in, product_data, database_url):
    type_everywhere(log_in("lianluo"))
    kept = files(product_data) | sessions(database_url, product_data) | remembered()
    if database_url:
        kept |= tables(database_url)
    assert {word: places_of(word, kept) for word in CANARIES} == {word: [] for word in CANARIES}
    # The control: the same search finds what may stand there, and looked at everything that it should have.
    assert places_of(PLAIN, kept) != []
    assert kept["server.log"] != b""
    assert [name for name in kept if name.startswith("private/")] != []
    assert [name for name in kept if name.startswith("session ")] != []


@pytest.mark.parametrize("word", CANARIES)
def test_the_search_would_find_it(word):
    hidden = {
        "plain": f"x{word}y".encode(),
        "json": json.dumps({"name": word}).encode(),
        "address": f"/?q={quote(word)}".encode(),
        "gbk": word.encode("gbk"),
        **{f"base64 {offset}": base64.b64encode(b"z" * offset + word.encode() + b"tail") for offset in range(4)},
        "elsewhere": "没有".encode(),
    }
    assert places_of(word, hidden) == sorted(set(hidden) - {"elsewhere"})
