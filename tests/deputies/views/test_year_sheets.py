"""The year's sheet on paper: printed for one or many, signed, objected to."""

import json
from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AuditEntry
from deputies.models import DutyObjection, YearSignature
from tests.factories.deputies import DutyRecordFactory, MandateFactory, TermFactory
from tests.factories.kinds import NIGHT, three_kinds

pytestmark = pytest.mark.django_db
LIST, PRINT = reverse("deputies:year_sheets"), reverse("deputies:year_sheets_print")


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel("2026-11-20T01:00:00Z", tick=False):
        yield


@pytest.fixture
def silent(town):
    """A deputy of the station without a login, with two records of this year and one of the last."""
    deputy = town.deputies[1]
    for kind, day in (("reception", date(2026, 3, 2)), ("training", date(2026, 5, 6)), ("training", date(2025, 5, 6))):
        DutyRecordFactory(deputy=deputy, kind=kind, on=day, title=f"{kind} {day:%Y}")
    return deputy


def sheet_of(deputy) -> str:
    return reverse("deputies:year_sheet", args=[deputy.pk])


def sign(deputy, **more) -> tuple[str, dict]:
    facts = {"signed_on": "2026-11-19", "signed_by": deputy.name, "words": "", "record": "", "request_key": uuid4()}
    return f"{reverse('deputies:year_sign', args=[deputy.pk])}?year=2026", facts | more


def test_the_sheet_has_the_years_records_sums_and_a_line_to_sign(client, town, silent):
    client.force_login(town.officer)
    page = client.get(sheet_of(silent), {"year": 2026}).content.decode()
    assert "合计 2 次" in page
    assert "学习培训 1 次；接待选民 1 次" in page
    assert "代表（签字）" in page
    assert "training 2025" not in page
    assert "training 2025" in client.get(sheet_of(silent), {"year": 2025}).content.decode()


def test_those_without_a_login_are_listed_and_printed_together(client, town, silent):
    client.force_login(town.officer)
    listed = [deputy for deputy, *_ in client.get(LIST).context["lines"]]
    assert silent in listed
    assert town.deputy not in listed
    assert town.deputy in [deputy for deputy, *_ in client.get(LIST, {"who": "all"}).context["lines"]]
    assert [sheet.deputy for sheet in client.get(PRINT, {"year": 2026}).context["sheets"]] == listed
    assert [sheet.deputy for sheet in client.get(PRINT, {"picked": [silent.pk]}).context["sheets"]] == [silent]


@pytest.mark.parametrize("url", [LIST, PRINT])
def test_pages_ask_as_often_for_three_as_for_one(client, town, silent, django_assert_num_queries, url):
    client.force_login(town.officer)
    client.get(url)
    number = {LIST: 9, PRINT: 13}[url]  # two say what came of the opinions among the records
    with django_assert_num_queries(number):
        client.get(url)
    for _ in range(2):
        DutyRecordFactory(deputy=MandateFactory(term=town.term, station=town.station).deputy, on=date(2026, 2, 2))
    with django_assert_num_queries(number):
        client.get(url)


def test_a_signature_is_noted_once_and_shows_that_records_changed_since(client, town, silent):
    client.force_login(town.officer)
    address, facts = sign(silent)
    for _ in range(2):
        client.post(address, facts)
    row = YearSignature.objects.get()
    assert (row.signed_on, row.signed_by, row.total, row.noted_by) == (date(2026, 11, 19), silent.name, 2, town.officer)
    assert AuditEntry.objects.filter(action="year.sign").count() == 1
    assert "已在纸上签字" in client.get(sheet_of(silent)).content.decode()
    DutyRecordFactory(deputy=silent, on=date(2026, 6, 1))
    assert "签字时是 2 条，现在是 3 条" in client.get(sheet_of(silent)).content.decode()
    assert "以后有变动" in client.get(LIST).content.decode()
    client.post(reverse("deputies:year_unsign", args=[row.pk]))
    assert not YearSignature.objects.exists()


@pytest.mark.parametrize(("written", "told"), [("2026-11-18T15:59:00Z", False), ("2026-11-18T16:01:00Z", True)])
def test_one_record_in_anothers_place_shows_though_the_number_is_the_same(client, town, silent, written, told):
    """Written on a later day than that of the signature, in Shanghai; also between the signature and its noting."""
    client.force_login(town.officer)
    silent.duty_records.update(created_at=datetime.fromisoformat(written))
    client.post(*sign(silent, signed_on="2026-11-18"))
    assert ("签字以后记录有变动" in client.get(sheet_of(silent)).content.decode()) is told
    assert ("以后有变动" in client.get(LIST).content.decode()) is told


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"title": "别的事"}, True),
        ({"on": date(2026, 3, 3)}, True),
        ({"place": "县委党校"}, True),
        ({"content": "讲了三件事"}, True),
        ({"confirmed_at": datetime.fromisoformat("2026-11-20T01:00:00Z")}, False),
    ],
)
def test_a_signed_record_that_says_something_else_shows(client, town, silent, more, told):
    client.force_login(town.officer)
    silent.duty_records.update(created_at=datetime.fromisoformat("2026-06-01T01:00:00Z"))
    client.post(*sign(silent))
    assert "以后有变动" not in client.get(LIST).content.decode()
    silent.duty_records.filter(on=date(2026, 3, 2)).update(**more)
    assert ("签字以后记录有变动" in client.get(sheet_of(silent)).content.decode()) is told
    assert ("以后有变动" in client.get(LIST).content.decode()) is told
    YearSignature.objects.update(digest="")  # noted before it was kept
    assert "以后有变动" not in client.get(LIST).content.decode()


def test_what_the_deputy_wrote_on_the_paper_goes_to_the_office(client, town, silent):
    client.force_login(town.officer)
    record = silent.duty_records.get(on=date(2026, 3, 2))
    for more in ({"words": "那天没有到", "record": record.pk}, {"words": "漏了一次视察"}):
        client.post(*sign(silent, **more))
    found = list(DutyObjection.objects.order_by("pk").values_list("record", "words", "made_by"))
    assert found == [(record.pk, "那天没有到", town.officer.pk), (None, "漏了一次视察", town.officer.pk)]
    assert all("代表写在纸上" in each.about for each in DutyObjection.objects.all())


@pytest.mark.parametrize(("more", "words"), [({"signed_on": "2026-11-21"}, "核对纸上的日期"), ({"signed_by": ""}, "签字人")])
def test_a_day_to_come_or_no_name_is_refused(client, town, silent, more, words):
    client.force_login(town.officer)
    assert words in client.post(*sign(silent, **more)).content.decode()
    assert not YearSignature.objects.exists()


def test_an_own_kind_is_called_by_its_name_with_its_number_on_the_sheet(client, town, silent):
    three_kinds(town.congress)
    record = DutyRecordFactory(deputy=silent, kind=NIGHT, on=date(2026, 4, 1), title="夜访三户")
    client.force_login(town.officer)
    address, facts = sign(silent, words="那晚没有去", record=record.pk)
    assert "序号 2：2026-04-01 夜访选民 夜访三户" in client.get(address).content.decode()
    client.post(address, facts)
    assert DutyObjection.objects.get().about.startswith("2026年4月1日 夜访选民：夜访三户")


def test_only_the_noter_and_the_office_are_offered_to_take_it_back_and_no_name_stays_in_the_trail(client, town, silent):
    client.force_login(town.officer)
    refused = client.post(*sign(silent, signed_by="家属 13912345678")).content.decode()
    assert "请删去电话号码" in refused
    client.post(*sign(silent, signed_by="家属"))
    offered = {}
    for user in (town.officer, town.head, town.office):
        client.force_login(user)
        offered[user] = "登记错了" in client.get(sheet_of(silent)).content.decode()
    assert offered == {town.officer: True, town.head: False, town.office: True}
    client.post(reverse("deputies:year_unsign", args=[YearSignature.objects.get().pk]))
    (entry,) = AuditEntry.objects.filter(action="year.unsign")
    assert json.loads(entry.body) == {"on": "2026-11-19", "total": 2, "year": 2026}


def test_another_records_owner_cannot_be_objected_for(client, town, silent):
    client.force_login(town.officer)
    other = DutyRecordFactory(deputy=town.deputy, on=date(2026, 3, 2))
    client.post(*sign(silent, words="不对", record=other.pk))
    assert not YearSignature.objects.exists()
    assert not DutyObjection.objects.exists()


def test_the_duty_file_opens_with_the_own_congress(client, town):
    """The county's newer term does not come before the town's for the town; for the county it does."""
    newer = TermFactory(congress=town.county, name="县新届", starts_on=date(2026, 6, 1), ends_on=date(2031, 5, 31))
    MandateFactory(deputy=town.deputy, term=newer)
    url = reverse("deputies:file", args=[town.deputy.pk])
    for user, term in ((town.office, town.term), (town.officer, town.term), (town.county_office, newer)):
        client.force_login(user)
        assert client.get(url).context["file"].term == term
