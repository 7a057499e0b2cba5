import pytest
from django.db import DatabaseError, connection

URL = "/healthz"


@pytest.mark.django_db
def test_answers_without_login(client):
    response = client.get(URL)
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_says_when_the_database_is_away(client, monkeypatch):
    def away():
        raise DatabaseError("no connection")

    monkeypatch.setattr(connection, "cursor", away)
    response = client.get(URL)
    assert (response.status_code, response.content) == (503, b"database")


@pytest.mark.django_db
def test_only_reads(client):
    assert client.post(URL).status_code == 405
