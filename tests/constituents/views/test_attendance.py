"""到站登记 at the desk and on the day's page."""

import pytest
from django.urls import reverse

from common import clock
from constituents.models import ReceptionDay, ReceptionDuty


@pytest.fixture
def officer(client, town):
    client.force_login(town.officer)
    return client


@pytest.fixture
def day(town) -> ReceptionDay:
    row = ReceptionDay.objects.create(station=town.station, date=clock.today())
    ReceptionDuty.objects.create(day=row, deputy=town.deputy)
    return row


def attend(client, day, deputy, **more):
    return client.post(reverse("constituents:attend", args=[day.pk]), {"deputy": deputy.pk, "do": "present"} | more, follow=True)


def test_one_click_at_the_desk_and_one_to_undo(officer, town, day):
    assert f'action="/visits/receptions/{day.pk}/attend/"' in officer.get("/").text
    page = attend(officer, day, town.deputy, then="desk")
    assert page.redirect_chain[0][0] == f"/#duties-{day.pk}"
    assert "周启明已登记到站" in page.text and "撤销" in page.text
    page = attend(officer, day, town.deputy, do="undo", seen="present")
    assert page.redirect_chain[0][0] == f"/visits/receptions/{day.pk}/#duties-{day.pk}"
    assert not day.duties.get().attended


def test_one_who_came_unplanned(officer, town, day):
    page = officer.get(f"/visits/receptions/{day.pk}/")
    assert [one.name for one in page.context["others"]] == ["何秀兰", "马文山"]
    assert "临时来的" in attend(officer, day, town.deputies[1]).text


def test_a_deputy_of_nowhere_is_refused(officer, town, day):
    page = officer.post(f"/visits/receptions/{day.pk}/attend/", {"deputy": "x"}, follow=True)
    assert "请先选一位代表" in page.text
    assert not day.duties.filter(attended=True).exists()


def test_absence_needs_a_reason_or_a_substitute_and_keeps_what_was_typed(officer, town, day):
    url = reverse("constituents:absent", args=[day.duties.get().pk])
    page = officer.post(url, {"seen": "", "note": "去县里开会", "then": "desk"})
    assert "请选一个原因" in page.text and "去县里开会" in page.text
    page = officer.post(
        url, {"seen": "", "absence": "official", "note": "去县里开会", "substitute": town.deputies[1].pk, "then": "desk"}, follow=True
    )
    assert page.redirect_chain[0][0] == f"/#duties-{day.pk}"
    for words in ("公务", "去县里开会", "代替周启明"):
        assert words in page.text


def test_a_slower_clerk_is_told_and_may_save_after_all(officer, town, day):
    url = reverse("constituents:absent", args=[day.duties.get().pk])
    attend(officer, day, town.deputy)
    page = officer.post(url, {"seen": "", "absence": "leave", "note": "住院"})
    assert "已有他人先行处理" in page.text and 'value="present"' in page.text
    officer.post(url, {"seen": "present", "absence": "leave", "note": "住院"})
    assert day.duties.get().absence == "leave"


def test_the_office_reads_and_marks_nothing(client, town, day):
    client.force_login(town.office)
    assert "/attend/" not in client.get(f"/visits/receptions/{day.pk}/").text


@pytest.mark.parametrize("address", ["/", "/visits/receptions/{}/"])
def test_one_and_three_deputies_cost_the_same(officer, town, day, address, django_assert_max_num_queries, django_assert_num_queries):
    address = address.format(day.pk)
    officer.get(address)
    with django_assert_max_num_queries(26) as one:
        officer.get(address)
    for deputy in town.deputies[1:]:
        ReceptionDuty.objects.create(day=day, deputy=deputy, instead_of=town.deputy)
    with django_assert_num_queries(len(one)):
        officer.get(address)
