"""The page 提醒规则: every kind with its proposal, what is set and by whom; change, refuse, restore."""

import pytest
from django.urls import reverse

from notices.registry import kinds
from stations.models import ReminderSetting

pytestmark = pytest.mark.django_db


def address(congress, *of, name="stations:reminder_rules"):
    return reverse(name, args=[congress.pk, *of])


def rule(congress, kind="reception", slot="T-1"):
    return address(congress, kind, slot, name="stations:reminder_rule")


def test_every_kind_is_on_the_page(client, town):
    client.force_login(town.office)
    page = client.get(address(town.congress)).content.decode()
    assert [kind.title for kind in kinds() if kind.title not in page] == []
    assert "接待日前 1 天 09:00" in page
    assert all(f"{day}09:00在河湾村联络站接待选民" in page for day in ("12月10日", "明天", "今天"))


def test_the_town_changes_what_the_county_set_and_goes_back(client, town):
    ReminderSetting.objects.create(unit=town.county, kind="reception", slot="T-1", days=2, changed_by=town.county_office)
    client.force_login(town.office)
    assert "接待日前 2 天 09:00" in client.get(address(town.congress)).content.decode()
    answer = client.post(rule(town.congress), {"is_on": "on", "days": "1", "at": "17:30", "sentence": "请带好代表证。"}, follow=True)
    page = answer.content.decode()
    assert "接待日前 1 天 17:30" in page and "请带好代表证。" in page
    client.post(address(town.congress, "reception", "T-1", name="stations:reminder_rule_restore"))
    assert list(ReminderSetting.objects.values_list("unit", flat=True)) == [town.county.pk]


def test_what_is_wrong_is_said_and_stays(client, town):
    client.force_login(town.office)
    page = client.post(rule(town.congress), {"is_on": "on", "days": "99", "at": "09:00", "sentence": "找王小明 13912346215"}).content.decode()
    assert "请填 0 到 30 之间的天数" in page or "电话" in page
    assert "13912346215" in page and not ReminderSetting.objects.exists()


def test_what_must_be_told_cannot_be_switched_off(client, town):
    client.force_login(town.office)
    page = client.get(rule(town.congress, "referral-late", "once")).content.decode()
    assert "不能关：答复期限是法定或制度定的" in page
    client.post(rule(town.congress, "referral-late", "once"), {"days": "2", "at": "09:00"})
    assert ReminderSetting.objects.get().is_on


def test_an_unknown_moment_is_not_there(client, town):
    client.force_login(town.office)
    assert client.get(rule(town.congress, "reception", "T-9")).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(client, town, rows, django_assert_max_num_queries):
    for slot in ("T-3", "T-1", "T-0")[:rows]:
        ReminderSetting.objects.create(unit=town.congress, kind="reception", slot=slot, days=0, changed_by=town.office)
    client.force_login(town.office)
    with django_assert_max_num_queries(10):
        client.get(address(town.congress))
