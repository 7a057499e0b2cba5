"""How a seat begins, is suspended and ends: asked once more, then done, with a trail."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from constituents.models import ReceptionDay, ReceptionDuty
from deputies.models import Deputy, Mandate, Suspension
from tests.deputies.views.test_files import seat_fields
from tests.factories.deputies import DutyRecordFactory, MandateFactory, SuspensionFactory

pytestmark = pytest.mark.django_db
END = {"last_day": "2026-02-28", "ended_by": "resigned", "note": "常委会第三十次会议"}
PAUSE = {"starts_on": "2026-03-01", "ends_on": "", "cause": "detained", "note": ""}


@pytest.fixture
def office(client, town):
    client.force_login(town.office)
    return client


@pytest.fixture
def seat(town):
    return town.deputy.mandates.get()


def page_of(name, thing) -> str:
    return reverse(f"deputies:{name}", args=[thing.pk])


def actions() -> list[str]:
    return list(AuditEntry.objects.filter(action__startswith="mandate.").order_by("pk").values_list("action", flat=True))


def test_a_seat_ends_when_it_is_confirmed_and_a_by_election_follows(office, town, seat):
    MandateFactory(deputy=town.deputy, term__congress=town.county, term__name="县届")
    url = page_of("mandate_end", seat)
    assert "之间" in office.post(url, END | {"last_day": "2020-01-01"}).content.decode()
    asked = office.post(url, END).content.decode()
    assert "辞职被接受" in asked and "云岭县人大常委会的代表资格不受影响" in asked
    assert Mandate.objects.get(pk=seat.pk).ends_on is None
    assert "常委会第三十次会议" in office.post(url, END | {"back": "1"}).content.decode()
    assert office.post(url, END | {"confirmed": "1"}).status_code == 302
    seat.refresh_from_db()
    assert (seat.ends_on, seat.ended_by, seat.end_note) == (date(2026, 2, 28), "resigned", "常委会第三十次会议")
    assert office.post(page_of("mandate_new", town.deputy), seat_fields(town)).status_code == 302
    new = town.deputy.mandates.get(starts_on=date(2026, 3, 1))
    assert new.elected_by == "by_election"
    office.post(page_of("mandate_reopen", seat), {"confirmed": "1"})
    seat.refresh_from_db()
    assert seat.ends_on == date(2026, 2, 28)  # two seats of one congress at a time cannot be
    assert actions() == ["mandate.end", "mandate.add"]


def test_an_end_noted_by_mistake_is_taken_back(office, seat):
    office.post(page_of("mandate_end", seat), END | {"confirmed": "1"})
    assert "登错了" in office.get(page_of("mandate_end", seat)).content.decode()
    assert office.get(page_of("mandate_reopen", seat)).status_code == 200
    office.post(page_of("mandate_reopen", seat), {"confirmed": "1"})
    seat.refresh_from_db()
    assert (seat.ends_on, seat.ended_by, seat.end_note) == (None, "", "")
    assert actions() == ["mandate.end", "mandate.reopen"]


def test_words_that_stay_in_the_trail_hold_no_phone(office, seat):
    for name, data in (("mandate_end", END), ("mandate_suspend", PAUSE)):
        page = office.post(page_of(name, seat), data | {"note": "打 13812346215 说的", "confirmed": "1"}).content.decode()
        assert "请删去电话号码和身份证号" in page
    assert actions() == []


def test_a_suspension_is_confirmed_lifted_and_withdrawn(office, town, seat):
    url = page_of("mandate_suspend", seat)
    assert "到登记恢复为止" in office.post(url, PAUSE).content.decode()
    assert Suspension.objects.count() == 0
    office.post(url, PAUSE | {"confirmed": "1"})
    pause = Suspension.objects.get()
    assert (pause.mandate, pause.starts_on, pause.ends_on) == (seat, date(2026, 3, 1), None)
    assert "重叠" in office.post(url, PAUSE | {"starts_on": "2026-05-01"}).content.decode()
    file = office.get(town.deputy.get_absolute_url()).content.decode()
    assert "恢复职务" in file and "因刑事案件被羁押" in file
    assert "暂停" in office.get(reverse("deputies:list"), {"office": "suspended"}).content.decode()
    office.post(page_of("suspension_edit", pause), PAUSE | {"ends_on": "2026-04-30", "confirmed": "1"})
    pause.refresh_from_db()
    assert pause.ends_on == date(2026, 4, 30)
    office.post(url, PAUSE | {"starts_on": "2026-05-01", "confirmed": "1"})
    office.post(page_of("suspension_withdraw", pause), {"confirmed": "1"})
    assert list(Suspension.objects.values_list("starts_on", flat=True)) == [date(2026, 5, 1)]
    assert actions() == ["mandate.suspend", "mandate.suspension_change", "mandate.suspend", "mandate.suspension_withdraw"]


def test_the_station_sees_that_a_seat_is_suspended_but_not_why(client, town, seat):
    SuspensionFactory(mandate=seat, ends_on=None)
    client.force_login(town.officer)
    page = client.get(town.deputy.get_absolute_url()).content.decode()
    assert "暂停执行职务" in page and "羁押" not in page
    assert client.get(page_of("suspension_edit", seat.suspensions.get())).status_code == 403


def test_a_suspension_lies_within_the_seat(office, seat):
    url = page_of("mandate_suspend", seat)
    assert set(office.post(url, PAUSE | {"starts_on": "2020-01-01"}).context["form"].errors) == {"starts_on"}
    assert set(office.post(url, PAUSE | {"ends_on": "2026-02-01"}).context["form"].errors) == {"ends_on"}


def test_a_seat_entered_by_mistake_is_deleted_unless_something_was_done_in_it(office, town, seat):
    url = page_of("mandate_delete", seat)
    assert "当作没有登记过" in office.get(url).content.decode()
    record = DutyRecordFactory(deputy=town.deputy, on=date(2026, 5, 1))
    office.post(url, {"confirmed": "1"})
    assert Mandate.objects.filter(pk=seat.pk).exists()
    record.delete()
    office.post(url, {"confirmed": "1"})  # the last seat of somebody with a login
    assert Mandate.objects.filter(pk=seat.pk).exists()
    double = MandateFactory(term=town.term, deputy__name="登重的")
    received = ReceptionDay.objects.create(station=town.station, date=date(2020, 1, 1))
    duty = ReceptionDuty.objects.create(day=received, deputy=double.deputy)
    office.post(page_of("mandate_delete", double), {"confirmed": "1"})
    assert Mandate.objects.filter(pk=double.pk).exists()
    duty.delete()
    assert office.post(page_of("mandate_delete", double), {"confirmed": "1"}).url == reverse("deputies:list")
    assert not Deputy.objects.filter(name="登重的").exists()
    second = MandateFactory(
        deputy=town.deputy, term__congress=town.congress, term__name="第十八届", starts_on=date(2016, 1, 1), ends_on=date(2016, 1, 2)
    )
    assert office.post(page_of("mandate_delete", second), {"confirmed": "1"}).url == town.deputy.get_absolute_url()
    assert (list(town.deputy.mandates.all()), actions()) == ([seat], ["mandate.delete"] * 2)
