"""Who falls short is reminded once for each deputy, norm and period, whoever clicks how often."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from deputies.models import NormReminder
from deputies.services.norm_reminders import remind
from deputies.services.norms import standings_of
from notices.models import Notice, Reminder
from notices.services import dispatch, plan
from tests.deputies.test_norms import _november, did, norm, rule  # noqa: F401 - the same month
from tests.factories.accounts import UserFactory
from tests.factories.deputies import SuspensionFactory
from tests.factories.stations import RegulationFactory

pytestmark = pytest.mark.django_db
URL = reverse("deputies:norms_remind")


@pytest.fixture
def short(town):
    """All three fall short; the first two have a login."""
    rule(town, norm("接待"), norm("走访", counts=["contact"]))
    second = town.deputies[1]
    second.user = UserFactory()
    second.save()
    return town


def sent() -> list[tuple[int, str]]:
    plan(), dispatch()
    return sorted(Notice.objects.filter(title__startswith="履职指标").values_list("recipient_id", "title"))


def test_all_who_fall_short_and_have_a_login_are_told_once(client, short):
    client.force_login(short.office)
    preview = client.get(URL, {"norm": "n0", "who": "all"})
    assert len(preview.context["new"]) == 2
    assert len(preview.context["out"]) == 1
    assert "要求 2 次，已有 0 次，还差 2 次" in preview.content.decode()
    assert not NormReminder.objects.exists()
    for _ in range(2):
        client.post(f"{URL}?norm=n0&who=all")
        plan(), dispatch()
    told = sorted([(short.deputy.user_id, "履职指标「接待」还差"), (short.deputies[1].user_id, "履职指标「接待」还差")])
    assert sent() == told
    assert AuditEntry.objects.filter(action="norm.remind").count() == 1
    page = client.get(reverse("deputies:norms")).content.decode()
    assert page.count(f"{short.office.name}已提醒") == 2
    assert page.count("没有账号") == 1


def test_the_slower_of_two_clerks_writes_nothing_and_another_norm_is_another_matter(short):
    (figures, _) = standings_of(short.congress, 2026)
    assert [remind(short.congress, figures.short, short.office), remind(short.congress, figures.short, short.county_office)] == [2, 0]
    assert set(NormReminder.objects.values_list("reminded_by", flat=True)) == {short.office.pk}
    other = standings_of(short.congress, 2026)[1]
    assert remind(short.congress, other.short, short.county_office) == 2
    assert len(sent()) == 4


def test_only_ticked_rows_are_reminded_and_none_ticked_is_not_all(client, short):
    client.force_login(short.office)
    assert client.get(URL, {"norm": "n0", "who": "picked"}).status_code == 302
    client.post(f"{URL}?norm=n0&who=picked&picked={short.deputy.pk}")
    assert list(NormReminder.objects.values_list("deputy", "norm")) == [(short.deputy.pk, "n0")]
    client.post(f"{URL}?norm=n0&who=all&year=2025")
    assert NormReminder.objects.count() == 1  # another year is over


@pytest.mark.parametrize("gone", ["left", "suspended"])
def test_who_left_or_is_suspended_today_is_not_reminded(client, short, gone):
    """Their box is out of use, the number on the button leaves them out, and the service refuses them though they were ticked."""
    seat = short.deputy.mandates.get()
    if gone == "left":
        body = short.regulation.body | {"norms": [norm("月", period="month", number=1) | {"code": "n0"}]}
        RegulationFactory(congress=short.congress, number=100, body=body)
        seat.ends_on = date(2026, 11, 19)
        seat.save()
    else:
        SuspensionFactory(mandate=seat, starts_on=date(2026, 11, 1))
    client.force_login(short.office)
    page = client.get(reverse("deputies:norms"), {"norm": "n0"}).content.decode()
    boxes = {pk: "disabled" in rest for pk, rest in re.findall(r'name="picked" value="(\d+)"([^>]*)>', page)}
    assert boxes == {str(short.deputies[0].pk): True, str(short.deputies[1].pk): False, str(short.deputies[2].pk): True}
    assert "提醒全部还差的 2 位" in page
    client.post(f"{URL}?norm=n0&who=picked&picked={short.deputy.pk}")
    client.post(f"{URL}?norm=n0&who=all")
    figures = standings_of(short.congress, 2026)[0]
    assert short.deputy.pk in {row.tenure.deputy_id for row in figures.short}
    remind(short.congress, figures.short, short.office)
    assert list(NormReminder.objects.values_list("deputy", flat=True)) == [short.deputies[1].pk]


def test_what_was_done_meanwhile_moves_the_period_that_is_reminded_of(short):
    body = short.regulation.body | {"norms": [norm("月", period="month", number=1) | {"code": "m0"}]}
    RegulationFactory(congress=short.congress, number=100, body=body)
    (figures,) = standings_of(short.congress, 2026)
    assert {row.short_since for row in figures.short} == {date(2026, 11, 1)}
    assert remind(short.congress, figures.short, short.office) == 2
    did(short.deputy, day=date(2026, 11, 2))
    (figures,) = standings_of(short.congress, 2026, [short.deputy.pk])
    assert figures.short[0].short_since == date(2026, 10, 1)
    plan(), plan()
    assert Reminder.objects.filter(kind="norm-short").count() == 2


def test_the_preview_asks_as_often_for_three_as_for_one(client, short, django_assert_num_queries):
    client.force_login(short.office)
    client.get(URL, {"norm": "n0", "who": "all"})
    for who in ("picked", "all"):
        with django_assert_num_queries(15):
            client.get(URL, {"norm": "n0", "who": who, "picked": short.deputy.pk})
