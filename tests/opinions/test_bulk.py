"""Many cases at one step: each by its own version, with its own answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from opinions.models import Opinion
from opinions.services import cases
from opinions.services.bulk import pass_many
from opinions.services.cases import Screening
from tests.factories.opinions import registered

pytestmark = pytest.mark.django_db


def screened(town, **facts) -> Opinion:
    return cases.screen(registered(town, **facts), town.officer, 1, Screening("水渠塌方", None, proposed_department=town.department))


def picks(*opinions: Opinion) -> list[str]:
    return [f"{opinion.pk}-{opinion.version}" for opinion in opinions]


def test_the_picked_pass_and_the_one_that_moved_says_so(client, town):
    first, second, third = (screened(town) for _ in range(3))
    cases.send_back(second, town.deputy_head, second.version, "写清楚")
    client.force_login(town.deputy_head)
    page = client.post(reverse("opinions:bulk_audit"), {"picked": picks(first, second), "note": "属实"}, follow=True)
    states = [Opinion.objects.get(pk=opinion.pk).state for opinion in (first, second, third)]
    assert states == ["approving", "screening", "auditing"]
    words = [str(message) for message in page.context["messages"]]
    assert words == [f"{second.number} 没有办：已有他人先行处理，现在「待初筛」，请打开看看。", f"审核通过 1 件：{first.number}。"]
    assert first.events.latest("id").note == "属实"


def test_approved_ones_go_to_the_proposed_department(town):
    opinion = cases.audit(screened(town), town.deputy_head, 2)
    [outcome] = pass_many("approve", [(opinion.pk, opinion.version)], town.head, hand_on=True)
    assert (outcome.words, outcome.opinion.state, outcome.opinion.lead_department) == ("", "handling", town.department)


def test_nobody_passes_what_is_not_theirs(client, town):
    opinion = screened(town)
    assert pass_many("audit", [(opinion.pk, opinion.version)], town.officer_elsewhere) == []
    [outcome] = pass_many("audit", [(opinion.pk, opinion.version)], town.office)
    assert outcome.words.startswith("这件意见现在是「待审核」，不能审核通过")


@pytest.mark.parametrize("picked", [[], ["x-1"], ["1"]])
def test_nothing_picked_is_said(client, town, picked):
    client.force_login(town.deputy_head)
    page = client.post(reverse("opinions:bulk_audit"), {"picked": picked}, follow=True)
    assert "还没有选中意见" in page.content.decode()


def test_the_list_leads_there_and_takes_the_same_queries_for_one_and_three(client, town):
    client.force_login(town.deputy_head)
    url, counts = reverse("opinions:bulk_audit"), []
    assert url in client.get("/opinions/?state=auditing").content.decode()
    for _ in range(3):
        screened(town)
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[2]
