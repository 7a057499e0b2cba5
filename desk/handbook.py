"""The Chinese handbook: docs/handbook/*.md is read from the disk and is also the help in the app."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from markdown import markdown

FOLDER = Path(settings.BASE_DIR) / "docs" / "handbook"


@dataclass(frozen=True)
class Chapter:
    """One file, «10-visit.md»: its slug (visit), its title (the first heading) and its HTML."""

    slug: str
    title: str
    html: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """All chapters in the order of their file names."""
    return tuple(_chapter(path) for path in sorted(FOLDER.glob("[0-9]*.md")))


def _chapter(path: Path) -> Chapter:
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0].lstrip("# ").strip()
    return Chapter(path.stem.partition("-")[2], title, markdown(text, extensions=["tables"], output_format="html"))
