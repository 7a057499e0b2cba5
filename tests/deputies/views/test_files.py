"""The list, the file, its forms and the terms."""

from datetime import date

import pytest
from django.db import connection
from django.db.models import Max
from django.urls import reverse

from accounts.models import AuditEntry
from deputies.models import Deputy, Mandate, Term
from tests.factories.deputies import DeputyFactory, DutyRecordFactory, MandateFactory

pytestmark = pytest.mark.django_db
LIST = reverse("deputies:list")


def names(response):
    return [deputy.name for deputy in response.context["page"].rows]


def one_row(town):
    Mandate.objects.exclude(deputy=town.deputy).delete()


def test_the_list_asks_as_often_for_three_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.office)
    client.get(LIST)
    with django_assert_num_queries(9):
        assert len(names(client.get(LIST))) == 3
    one_row(town)
    with django_assert_num_queries(9):
        assert len(names(client.get(LIST))) == 1


@pytest.mark.parametrize("query, expected", [("周", ["周启明"]), ("zqm", ["周启明"]), ("h", ["何秀兰"]), ("没有", [])])
def test_names_and_pinyin_initials_are_found(client, town, query, expected):
    client.force_login(town.officer)
    assert names(client.get(LIST, {"q": query})) == expected


def test_filters_hold_for_one_seat_and_ended_seats_are_asked_for(client, town):
    client.force_login(town.office)
    Mandate.objects.filter(deputy=town.deputies[2]).update(ends_on=date(2022, 1, 1))
    assert names(client.get(LIST)) == ["何秀兰", "周启明"]
    assert names(client.get(LIST, {"office": "ended"})) == ["马文山"]
    assert len(names(client.get(LIST, {"office": "all"}))) == 3
    assert names(client.get(LIST, {"group": town.groups[1].pk})) == ["何秀兰"]
    assert names(client.get(LIST, {"level": "county"})) == []
    assert len(names(client.get(LIST, {"station": town.station.pk}))) == 2


def test_an_empty_list_says_what_to_do(client, town):
    Mandate.objects.all().delete()
    client.force_login(town.office)
    assert "导入名册" in client.get(LIST).content.decode()
    client.force_login(town.officer)
    assert "代表由人大办登记" in client.get(LIST).content.decode()


@pytest.mark.parametrize("who, status", [("clerk", 403), ("administrator", 403), ("deputy_user", 403), ("officer", 200), ("county_office", 200)])
def test_who_may_list(client, town, who, status):
    client.force_login(getattr(town, who))
    assert client.get(LIST).status_code == status


@pytest.mark.parametrize("who, status", [("officer", 200), ("office", 200), ("deputy_user", 200), ("clerk", 404), ("officer_elsewhere", 404)])
def test_who_may_read_a_file(client, town, who, status):
    client.force_login(getattr(town, who))
    assert client.get(town.deputy.get_absolute_url()).status_code == status


def test_the_file_asks_as_often_for_three_records_as_for_one(client, town, django_assert_num_queries):
    client.force_login(town.office)
    url = town.deputy.get_absolute_url() + "?year=2026"
    DutyRecordFactory(deputy=town.deputy)
    client.get(url)
    with django_assert_num_queries(13):  # one reads the regulation, which a process keeps
        assert len(client.get(url).context["lines"]) == 1
    DutyRecordFactory.create_batch(2, deputy=town.deputy)
    with django_assert_num_queries(13):  # one reads the regulation, which a process keeps
        assert len(client.get(url).context["lines"]) == 3


def test_the_phone_is_masked_in_the_file(client, town):
    Deputy.objects.filter(pk=town.deputy.pk).update(phone="13800001234")
    client.force_login(town.office)
    page = client.get(town.deputy.get_absolute_url()).content.decode()
    assert ("138****1234" in page, "13800001234" in page) == (True, False)


def seat_fields(town, **changes):
    return {
        "term": town.term.pk,
        "constituency": "",
        "group": town.groups[0].pk,
        "station": town.station.pk,
        "elected_by": "by_election",
        "starts_on": "2026-03-01",
    } | changes


def test_the_email_is_encrypted_masked_and_named_in_the_trail(client, town):
    client.force_login(town.office)
    url, data = reverse("deputies:edit", args=[town.deputy.pk]), {"name": "周启明", "gender": "male"}
    assert "name@example.cn" in client.post(url, data | {"email": "zhou"}).text
    client.post(url, data | {"email": "zhou@example.cn"})
    page = client.get(town.deputy.get_absolute_url()).text
    assert "z***@example.cn" in page and "zhou@" not in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM deputies_deputy WHERE id = %s", [town.deputy.pk])
        assert "zhou" not in str(cursor.fetchone())
    entry = AuditEntry.objects.get(action="deputy.change")
    assert ("email" in entry.body, "zhou@" in entry.body) == (True, False)


def test_the_search_stays_in_the_bar_of_a_file_with_a_phone(client, town):
    client.force_login(town.office)
    assert 'id="bar-q"' in client.get(town.deputies[0].get_absolute_url()).content.decode()


def test_a_deputy_is_added_once_with_the_first_seat(client, town):
    client.force_login(town.office)
    url = reverse("deputies:new")
    key = client.get(url).context["form"]["request_key"].value()
    data = {"name": "吴 小 满", "born_in": "1975.03", "phone": "13800001234", "request_key": key} | seat_fields(town)
    first = client.post(url, data)
    deputy = Deputy.objects.get(name="吴小满")
    assert first.url == deputy.get_absolute_url() == client.post(url, data).url
    assert (deputy.born_in, deputy.phone, deputy.initials) == (date(1975, 3, 1), "13800001234", "wxm")
    assert [(seat.term, seat.station, seat.starts_on) for seat in deputy.mandates.all()] == [(town.term, town.station, date(2026, 3, 1))]
    entry = AuditEntry.objects.get(action="deputy.add")
    assert ("13800001234" in entry.body, "phone" in entry.body) == (False, True)


def test_what_was_typed_stays_beside_the_error(client, town):
    client.force_login(town.office)
    page = client.post(reverse("deputies:new"), {"name": "吴小满", "phone": "12", "born_in": "1968.1"} | seat_fields(town, starts_on="1999-01-01"))
    assert set(page.context["form"].errors) == {"phone", "born_in"}
    assert set(page.context["seat"].errors) == {"starts_on"}
    assert 'value="吴小满"' in page.content.decode()
    assert Deputy.objects.filter(name="吴小满").count() == 0


def test_the_file_is_changed_and_the_trail_names_the_fields(client, town):
    client.force_login(town.office)
    url = reverse("deputies:edit", args=[town.deputy.pk])
    assert client.post(url, {"name": "周启明", "gender": "male", "phone": "13900001234"}).status_code == 302
    assert Deputy.objects.get(pk=town.deputy.pk).phone == "13900001234"
    assert AuditEntry.objects.get(action="deputy.change").body == '{"fields": ["phone"]}'


def test_a_second_seat_of_the_same_congress_at_the_same_time_is_refused(client, town):
    client.force_login(town.office)
    url = reverse("deputies:mandate_new", args=[town.deputy.pk])
    page = client.post(url, seat_fields(town))
    assert "已有同一时间的代表资格" in page.content.decode()
    assert town.deputy.mandates.count() == 1


def test_a_seat_cannot_begin_after_its_end(client, town):
    seat = town.deputy.mandates.get()
    town.deputy.mandates.update(ends_on=date(2024, 1, 1))
    client.force_login(town.office)
    page = client.post(reverse("deputies:mandate_edit", args=[seat.pk]), seat_fields(town))
    assert "当选日期不能晚于终止日期 2024-01-01。" in page.content.decode()


def test_group_and_constituency_must_belong_to_the_term(client, town):
    other = MandateFactory(term__congress=town.county, deputy=DeputyFactory())
    client.force_login(town.county_office)
    url = reverse("deputies:mandate_edit", args=[other.pk])
    page = client.post(url, seat_fields(town, term=other.term.pk, starts_on="2026-01-01"))
    assert set(page.context["form"].errors) == {"group"}
    assert client.post(url, seat_fields(town, term=other.term.pk, group="", starts_on="2026-01-01")).status_code == 302
    other.refresh_from_db()
    assert (other.station, other.starts_on) == (town.station, date(2026, 1, 1))


@pytest.mark.parametrize("name", ["edit", "mandate_new"])
@pytest.mark.parametrize("who, status", [("office", 200), ("officer", 403), ("deputy_user", 403), ("clerk", 404), ("officer_elsewhere", 404)])
def test_who_may_change_a_file(client, town, name, who, status):
    client.force_login(getattr(town, who))
    assert client.get(reverse(f"deputies:{name}", args=[town.deputy.pk])).status_code == status


@pytest.mark.parametrize("name", ["mandate_edit", "mandate_end", "mandate_suspend"])
@pytest.mark.parametrize("who, status", [("office", 200), ("officer", 403), ("clerk", 404), ("officer_elsewhere", 404)])
def test_who_may_change_a_seat(client, town, name, who, status):
    client.force_login(getattr(town, who))
    assert client.get(reverse(f"deputies:{name}", args=[town.deputy.mandates.get().pk])).status_code == status


def test_a_term_is_opened_with_its_places(client, town):
    client.force_login(town.office)
    data = {"congress": town.congress.pk, "name": "第二十届", "starts_on": "2027-01-01", "ends_on": "2031-12-31"}
    data |= {"constituencies": "第一选区\n第二选区\n第一选区\n", "groups": "第一代表小组\n第三代表小组"}
    assert client.post(reverse("deputies:term_new"), data).status_code == 302
    term = Term.objects.get(name="第二十届")
    assert list(term.constituencies.values_list("name", flat=True)) == ["第一选区", "第二选区"]
    assert list(town.congress.groups.values_list("name", flat=True)) == ["第一代表小组", "第二代表小组", "第三代表小组"]
    page = client.post(reverse("deputies:term_edit", args=[term.pk]), data | {"ends_on": "2026-01-01"})
    assert set(page.context["form"].errors) == {"ends_on"}


def test_terms_are_kept_by_the_office_alone(client, town, django_assert_num_queries):
    url = reverse("deputies:terms")
    client.force_login(town.officer)
    assert client.get(url).status_code == 403
    client.force_login(town.office)
    client.get(url)
    with django_assert_num_queries(7):
        assert len(client.get(url).context["lines"]) == 1
    for number in (1, 2):
        Term.objects.create(congress=town.congress, name=f"第{number}届", starts_on=date(1990 + number, 1, 1), ends_on=date(1995 + number, 1, 1))
    with django_assert_num_queries(7):
        assert len(client.get(url).context["lines"]) == 3
    missing = (Term.objects.aggregate(n=Max("pk"))["n"] or 0) + 1
    assert client.get(reverse("deputies:term_edit", args=[missing])).status_code == 404
