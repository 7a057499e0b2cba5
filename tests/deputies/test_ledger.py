"""The duty ledger arises once from its sources."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry
from accounts.services.audit import recorded
from deputies import registry
from deputies.choices import DutyKind, DutySource
from deputies.models import DutyRecord
from deputies.registry import Duty
from deputies.services.ledger import record_duties, record_duty, withdraw_duty
from tests.factories.deputies import DeputyFactory, DutyRecordFactory
from tests.factories.stations import CongressFactory, UnitFactory

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 10)


@pytest.fixture
def sources(monkeypatch):
    """An empty registry for this test."""
    monkeypatch.setattr(registry, "_sources", {})


def test_a_duty_stands_once_and_the_second_call_updates_it():
    deputy = DeputyFactory()
    first = record_duty(DutySource.OPINION, 7, deputy, DutyKind.OPINION, DAY, "路灯")
    second = record_duty(DutySource.OPINION, 7, deputy, DutyKind.OPINION, DAY, "路灯不亮", place="河湾村")
    row = DutyRecord.objects.get()
    assert first.pk == second.pk == row.pk
    assert (row.title, row.place, row.source_id) == ("路灯不亮", "河湾村", 7)


def test_reception_and_opinion_of_one_day_are_two_records():
    deputy = DeputyFactory()
    record_duty(DutySource.RECEPTION, 7, deputy, DutyKind.RECEPTION, DAY, "接待选民")
    record_duty(DutySource.OPINION, 7, deputy, DutyKind.OPINION, DAY, "路灯")
    assert DutyRecord.objects.count() == 2


def test_a_confirmation_survives_the_update():
    row = DutyRecordFactory(confirmed_at="2026-05-11T08:00:00Z")
    record_duty(row.source, row.source_id, row.deputy, row.kind, DAY, "新标题")
    row.refresh_from_db()
    assert (row.title, row.confirmed_at is not None) == ("新标题", True)


def test_many_duties_are_one_write_and_one_audit_entry(django_assert_num_queries):
    station = UnitFactory(parent=CongressFactory())
    deputies = DeputyFactory.create_batch(3)
    duties = [Duty(DutySource.OPINION, number, deputy, DutyKind.OPINION, DAY, "x" * 300, station=station) for number in (1, 2) for deputy in deputies]
    with django_assert_num_queries(10):
        rows = record_duties([*duties, *duties])
    assert len(rows) == DutyRecord.objects.count() == 6
    assert AuditEntry.objects.filter(action="duty.record").count() == 1
    assert {len(row.title) for row in rows} == {120}


def test_the_audit_entry_goes_to_the_chain_of_the_stations_congress():
    congress = CongressFactory()
    station = UnitFactory(parent=congress)
    record_duty(DutySource.OPINION, 7, DeputyFactory(), DutyKind.OPINION, DAY, "路灯", station=station)
    entry = AuditEntry.objects.get()
    assert (entry.chain, entry.action, entry.subject) == (f"congress:{congress.pk}", "duty.record", "opinion:7")


def test_withdrawing_takes_one_deputy_or_all():
    one, other = DeputyFactory.create_batch(2)
    for deputy in (one, other):
        record_duty(DutySource.OPINION, 7, deputy, DutyKind.OPINION, DAY, "路灯")
    record_duty(DutySource.OPINION, 8, one, DutyKind.OPINION, DAY, "水渠")
    assert withdraw_duty(DutySource.OPINION, 7, one) == 1
    assert list(DutyRecord.objects.order_by("source_id").values_list("source_id", "deputy_id")) == [(7, other.pk), (8, one.pk)]
    assert withdraw_duty(DutySource.OPINION, 7) == 1
    assert withdraw_duty(DutySource.OPINION, 7) == 0


def test_a_rolled_back_verb_leaves_no_record():
    with pytest.raises(RuntimeError), recorded() as trail:
        record_duty(DutySource.OPINION, 7, DeputyFactory(), DutyKind.OPINION, DAY, "路灯", trail=trail)
        raise RuntimeError
    assert (DutyRecord.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_check_compares_the_ledger_with_its_sources_and_rebuild_mends_it(sources):
    deputy = DeputyFactory()
    wanted = [Duty(DutySource.OPINION, number, deputy, DutyKind.OPINION, DAY, "路灯") for number in (1, 2)]
    registry.register_source(DutySource.OPINION, lambda: wanted, lambda pk: f"/opinions/{pk}/")
    record_duty(DutySource.OPINION, 1, deputy, DutyKind.OPINION, DAY, "别的话")
    record_duty(DutySource.OPINION, 9, deputy, DutyKind.OPINION, DAY, "来源已作废")
    entered = DutyRecordFactory(source=DutySource.ENTERED, source_id=None)  # no such source is registered here
    with pytest.raises(CommandError, match="缺或不同 2 条，多 1 条"):
        call_command("rebuild_duty_ledger", "--check")
    out = StringIO()
    call_command("rebuild_duty_ledger", stdout=out)
    assert "补记 2 条，收回 1 条" in out.getvalue()
    call_command("rebuild_duty_ledger", "--check", stdout=out)
    assert "一致" in out.getvalue()
    assert set(DutyRecord.objects.values_list("source_id", "title")) == {(1, "路灯"), (2, "路灯"), (None, entered.title)}


def test_a_record_links_to_its_source(sources):
    registry.register_source(DutySource.OPINION, list, lambda pk: f"/opinions/{pk}/")
    assert registry.url_of(DutySource.OPINION, 3) == "/opinions/3/"
    assert registry.url_of(DutySource.ENTERED, None) == ""
    assert registry.url_of(DutySource.RECEPTION, 3) == ""
