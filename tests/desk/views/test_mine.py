"""我的资料和公开内容, and a request for a correction from the phone to the office and back."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from accounts.models import AuditEntry
from constituents.models import ReceptionDay, ReceptionDuty
from deputies.models import CorrectionRequest, Deputy
from deputies.services.requests import answer_correction, ask_correction
from desk.duties import duty_tasks
from notices.models import Notice

pytestmark = pytest.mark.django_db
MINE, NEW, LIST = reverse("desk:mine"), reverse("deputies:request_new"), reverse("deputies:requests")


def test_a_deputy_sees_all_that_is_held_and_what_is_public(client, town):
    Deputy.objects.filter(pk=town.deputy.pk).update(work="河湾村村委会委员", politics="群众", note="换届后新当选")
    town.deputy.refresh_from_db()
    town.deputy.phone, town.deputy.email, town.deputy.address = "13812345678", "zhou@example.cn", "河湾村3组"
    town.deputy.save()
    client.force_login(town.deputy_user)
    page = client.get(MINE).text
    for words in ("13812345678", "zhou@example.cn", "河湾村3组", "河湾村村委会委员", "换届后新当选", "第一选区", "现在没有"):
        assert words in page
    day = ReceptionDay.objects.create(station=town.station, date="2099-01-05", announced_on="2026-01-05")
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    assert reverse("portal:station_receptions", args=[town.station.pk]) in client.get(MINE).text


def test_a_correction_is_asked_answered_once_and_leaves_a_trail_without_its_words(client, town):
    client.force_login(town.deputy_user)
    data = {"words": "手机号码换成 13912345678 了", "request_key": str(uuid4())}
    for _ in range(2):
        client.post(NEW, data)
    row = CorrectionRequest.objects.get()
    assert Notice.objects.get(recipient=town.office).url == row.get_absolute_url()
    assert [task.title for task in duty_tasks(town.office)] == ["代表请更正资料"]

    client.force_login(town.office)
    assert "13912345678" in client.get(LIST).text
    assert "请写一句答复" in client.post(row.get_absolute_url(), {"outcome": "corrected", "answer": ""}).text
    client.post(row.get_absolute_url(), {"outcome": "corrected", "answer": "已经改好。"})
    again = client.post(row.get_absolute_url(), {"outcome": "kept", "answer": "不改。"}, follow=True)
    row.refresh_from_db()
    assert (row.outcome, row.answer, row.answered_by, "已经有人答复过" in again.text) == ("corrected", "已经改好。", town.office, True)
    assert not answer_correction(row, "kept", "不改。", town.county_office)
    assert duty_tasks(town.office) == []

    client.force_login(town.deputy_user)
    assert "已更正" in client.get(MINE).text
    assert "已经改好。" in client.get(row.get_absolute_url()).text
    trail = AuditEntry.objects.filter(action__in=["file.ask", "file.answer"])
    assert (trail.count(), "13912345678" in str(list(trail.values()))) == (2, False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words, answer FROM deputies_correctionrequest")
        assert not {"13912345678", "已经改好。"} & set("".join(cursor.fetchone()).split())


def test_a_request_sent_anew_is_one_and_its_draft_goes_only_with_sending(client, town):
    client.force_login(town.deputy_user)
    told = [client.post(NEW, {"words": "住址不对", "request_key": str(uuid4())}, follow=True) for _ in range(2)]
    row = CorrectionRequest.objects.get()
    assert ["没有再交一次" in page.text for page in told] == [False, True]
    seen = [*told, client.get(row.get_absolute_url())]
    assert ["draft-saved" in page.text for page in seen] == [True, True, False]
    assert re.search('href="/today/"[^>]*aria-current', seen[2].text)  # on the phone it belongs to 今天, as 我的资料 does
    answer_correction(row, "kept", "没有错。", town.office)
    client.post(NEW, {"words": "住址不对", "request_key": str(uuid4())})  # asked once more after the answer
    assert CorrectionRequest.objects.count() == 2
    client.force_login(town.office)
    page = client.get(row.get_absolute_url()).text
    assert ("draft-saved" in page, bool(re.search('href="/deputies/"[^>]*aria-current', page))) == (False, True)


def test_the_station_does_not_read_requests(client, town):
    row = ask_correction(town.deputy, "住址不对", town.deputy_user, uuid4())
    client.force_login(town.officer)
    assert client.get(row.get_absolute_url()).status_code == 404


def test_the_pages_ask_as_often_for_three_requests_as_for_one(client, town, django_assert_max_num_queries):
    counts = []
    for number in (1, 2):
        for which in range(number):
            ask_correction(town.deputy, f"住址不对{number}{which}", town.deputy_user, uuid4())
        for user, url in ((town.office, LIST), (town.deputy_user, MINE)):
            client.force_login(user)
            client.get(url)
            with django_assert_max_num_queries(25) as asked:
                client.get(url)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
