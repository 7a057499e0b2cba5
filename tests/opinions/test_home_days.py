"""Minutes of a home day and what was raised at it: opinions in one transaction, once, sealed where they must be."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry
from constituents.models import HomeDay, HomeDayMatter, Visit
from deputies.models import DutyRecord
from deputies.services.ledger import differences
from opinions.models import Opinion, SealedStatement
from opinions.services.home_days import Minutes, RaisedDraft, write_home_day
from opinions.services.visits import MatterDraft, void_visit
from tests.factories.home_days import WORDS, arranged, minuted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-26 15:00+08:00", tick=False):
        yield


@pytest.fixture
def day(town):
    return arranged(town.home, town.office, *town.deputies, on=date(2026, 11, 20), name="第四季度座谈会")


def test_what_was_raised_becomes_opinions_of_the_deputies(town, day):
    minuted(day, town.office, (WORDS, town.deputies[0]), ("路灯不亮。", None))
    first, second = Opinion.objects.order_by("pk")
    assert (first.words, first.channel, first.station, first.received_on) == (WORDS, "meeting", town.home, date(2026, 11, 20))
    assert (first.matter.visit.way, first.matter.visit.occasion, first.matter.visit.place) == ("meeting", "第四季度座谈会", "会议室")
    assert (list(first.deputies.all()), list(second.deputies.all())) == ([town.deputies[0]], [])
    assert [(row.position, row.visit) for row in day.matters.all()] == [(1, first.matter.visit), (2, second.matter.visit)]
    assert first.matter.visit.day is None  # a symposium is no reception
    assert set(DutyRecord.objects.values_list("source", "kind")) == {("opinion", "opinion")}
    assert differences() == ([], [])


def test_the_same_form_twice_registers_once_and_a_later_one_goes_on(town, day):
    key = uuid4()
    for _ in range(2):
        minuted(day, town.office, (WORDS, None), key=key)
    minuted(day, town.office, ("再提一件。", None), seen="议定先清堵点。")
    assert Opinion.objects.count() == 2
    assert list(day.matters.values_list("position", flat=True)) == [1, 2]


def test_all_or_nothing(town, day, monkeypatch):
    def fail(*_args, **_kwargs):
        raise ValidationError("坏了")

    monkeypatch.setattr(HomeDayMatter.objects, "create", fail)
    with pytest.raises(ValidationError, match="坏了"):
        minuted(day, town.office, (WORDS, None))
    assert not Opinion.objects.exists() and not Visit.objects.exists()
    assert HomeDay.objects.get().minutes == ""


def test_minutes_are_not_written_over_unseen(town, day):
    minuted(day, town.office, words="第一稿")
    with pytest.raises(ValidationError, match="刚被罗敏改过"):
        minuted(day, town.head, (WORDS, None), words="另一稿")
    assert (HomeDay.objects.get().minutes, Opinion.objects.count()) == ("第一稿", 0)


def test_nothing_is_written_before_the_day(town):
    coming = arranged(town.home, town.office, on=date(2026, 12, 10))
    with pytest.raises(ValidationError, match="还没有到"):
        minuted(coming, town.office)


def test_an_accusation_is_sealed(town, day):
    matter = MatterDraft("有人收钱", outcome="legal_way", legal_way="accusation")
    write_home_day(day, Minutes("", "", uuid4(), (RaisedDraft(matter),)), town.office)
    assert SealedStatement.objects.get().words == "有人收钱"
    assert "收钱" not in Visit.objects.get().matters.get().words
    assert not any("收钱" in entry.body for entry in AuditEntry.objects.all())


def sent(**typed) -> dict:
    data = {"request_key": uuid4(), "seen": "", "minutes": "议定先清堵点。", "raised-TOTAL_FORMS": 2, "raised-INITIAL_FORMS": 0}
    for number in range(2):
        data |= {f"raised-{number}-outcome": "referred", f"raised-{number}-urgency": "ordinary"}
    return data | typed


def test_the_page_saves_minutes_and_rows_that_say_something(client, town, day):
    client.force_login(town.office)
    url = reverse("opinions:home_day_minutes", args=[day.pk])
    assert client.get(url).status_code == 200
    answer = client.post(url, sent(**{"raised-0-words": WORDS, "raised-0-deputy": town.deputies[1].pk}))
    assert answer.status_code == 302
    opinion = Opinion.objects.get()
    page = client.get(day.get_absolute_url()).content.decode()
    assert opinion.number in page and "何秀兰代表" in page and "议定先清堵点" in page
    paper = client.get(reverse("constituents:home_day_paper", args=[day.pk])).content.decode()
    assert opinion.number in paper and WORDS in paper and "未到代表" in paper


def test_a_faulty_row_keeps_everything_typed(client, town, day):
    client.force_login(town.office)
    url = reverse("opinions:home_day_minutes", args=[day.pk])
    page = client.post(url, sent(**{"raised-0-words": WORDS, "raised-0-outcome": "answered"})).content.decode()
    assert "请写下是怎么当场答复的" in page and WORDS in page and "议定先清堵点" in page
    assert not Visit.objects.exists()


def test_whoever_was_overtaken_sees_both_texts(client, town, day):
    minuted(day, town.head, words="站长的稿子")
    client.force_login(town.office)
    url = reverse("opinions:home_day_minutes", args=[day.pk])
    page = client.post(url, sent()).content.decode()
    assert "已有他人先行处理" in page and "站长的稿子" in page and "议定先清堵点" in page
    assert client.post(url, sent(seen="站长的稿子")).status_code == 302


def test_a_voided_registration_is_said_and_left_out_on_paper(client, town, day):
    minuted(day, town.office, (WORDS, None))
    visit = day.matters.get().visit
    void_visit(visit, visit.version, "登记错了", town.head)
    client.force_login(town.office)
    assert "登记已作废" in client.get(day.get_absolute_url()).content.decode()
    assert WORDS not in client.get(reverse("constituents:home_day_paper", args=[day.pk])).content.decode()
