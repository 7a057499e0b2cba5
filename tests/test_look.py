"""The look keeps its promises: icons exist, vendored files are what their table says, no page carries inline style or script."""

import hashlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

from desk import context

pytestmark = pytest.mark.markup
ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_every_icon_named_in_a_template_is_in_the_sprite():
    (sprite,) = VENDOR.glob("bootstrap-icons-*/sprite.svg")
    known = set(re.findall(r'<symbol id="([^"]+)"', sprite.read_text()))
    used = {name for path in TEMPLATES for name in re.findall(r'(?:\{% icon |_icon=|\bicon=)"([^"]+)"', path.read_text())}
    assert "box-arrow-right" in used
    used |= {noun.icon for nouns in (*context.BY_ROLE.values(), context.PHONE, (context.GUIDE,)) for noun in nouns}
    assert used - known == set()


def test_vendored_files_are_what_their_table_says():
    rows = re.findall(r"\| ([^ |]+) \| `([0-9a-f]{64})` \|", (VENDOR / "README.md").read_text())
    assert {file for file, _ in rows} == {str(path.relative_to(VENDOR)) for path in VENDOR.glob("*/*") if path.name != "LICENSE"}
    assert [(file, hashlib.sha256((VENDOR / file).read_bytes()).hexdigest()) for file, _ in rows] == rows


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_has_no_inline_style_or_script(path):
    # The content security policy refuses them, and it does so silently for whoever does not look at the console.
    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", path.read_text()) == []


def open_comments(text: str) -> list[str]:
    """A {# comment #} of two lines is none: people would read it."""
    return [line for line in text.splitlines() if line.count("{#") != line.count("#}")]


def test_comments_end_on_their_line():
    assert open_comments("{# a\nb #}") == ["{# a", "b #}"]
    assert not [f"{path.name}: {line}" for path in TEMPLATES for line in open_comments(path.read_text())]


@pytest.mark.parametrize("name", ["400", "403", "404", "500", "csrf", "locked"])
def test_error_page_needs_no_context(name):
    page = render_to_string(f"errors/{name}.html")
    assert page.count("<h1>") == 1
    assert "退出登录" not in page


@pytest.mark.parametrize("name", ["400", "403", "404", "csrf", "locked"])
def test_error_page_asks_nobody_for_the_user(name, rf):
    assert 'data-user=""' in render_to_string(f"errors/{name}.html", {"user": SimpleNamespace(pk=7)}, request=rf.get("/"))


def test_the_404_page_is_the_same_at_every_look(rf):
    assert render_to_string("errors/404.html", request=rf.get("/a/")) == render_to_string("errors/404.html", request=rf.get("/b/"))
