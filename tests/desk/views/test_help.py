"""The handbook in the app."""

import pytest

from desk.handbook import FOLDER, chapters

pytestmark = pytest.mark.django_db


def test_every_chapter_opens(client, town):
    client.force_login(town.officer, backend="django.contrib.auth.backends.ModelBackend")

    assert len(chapters()) == len(list(FOLDER.glob("[0-9]*.md")))
    for chapter in chapters():
        page = client.get(f"/help/{chapter.slug}/").content.decode()
        assert f"<h1>{chapter.title}</h1>" in page


def test_unknown_chapter_is_missing(client, town):
    client.force_login(town.officer, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/help/nothing/").status_code == 404
