"""The guide of first steps: each step told by the database, shown until all is done or it is put away."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from deputies.models import Mandate, Term
from desk.guide import Guide
from stations.models import Post, Unit
from stations.services.regulations import publish_default
from tests.factories.constituents import visited
from tests.factories.stations import PostFactory

GUIDE, CLOSE = reverse("desk:guide"), reverse("desk:guide_close")


def guide(user) -> Guide:
    return Guide(Post.objects.select_related("unit").get(user=user), user)


def missing(user) -> list[str]:
    return [step.missing for step in guide(user).steps()]


@pytest.fixture
def ready(town):
    """Everything of the town done."""
    publish_default(town.congress, town.office)
    for unit, role in ((town.other_department, "department_clerk"), (town.home, "liaison_officer"), (town.other_station, "liaison_officer")):
        Post.objects.filter(unit=unit, role=role).exists() or PostFactory(unit=unit, role=role)
    visited(town)
    return town


def test_a_working_town_has_nothing_missing(ready):
    assert missing(ready.office) == [""] * 6


def test_every_step_says_what_is_missing(ready):
    town = ready
    User.objects.filter(pk=town.clerk.pk).update(password="!x")
    Post.objects.filter(unit=town.other_station).update(ends_on="2021-01-01")
    Mandate.objects.update(ends_on="2022-01-01")
    assert missing(town.office) == ["", "", "青禾镇人大主席团还没有代表", "上塘村联络站还没有联络员", "有 1 个账号还没有密码", ""]
    Term.objects.update(ends_on="2022-01-02")
    Post.objects.filter(unit=town.congress, user=town.head).update(ends_on="2021-01-01")
    Unit.objects.filter(kind="department").update(closed_on=clock.today())
    told = missing(town.office)
    assert told[0] == "还没有承办单位，意见交不出去"
    assert told[2] == "青禾镇人大主席团还没有现任的一届"
    assert told[3] == "上塘村联络站还没有联络员；青禾镇人大代表之家、河湾村联络站、上塘村联络站还没有站长"
    Post.objects.filter(role="liaison_officer").update(ends_on="2021-01-01")
    assert missing(town.office)[3] == "青禾镇人大代表之家、河湾村联络站、上塘村联络站还没有联络员和站长"


def test_posts_wait_for_the_administrator_while_nobody_has_an_account(client, town):
    Post.objects.exclude(role__in=["office", "administrator"]).update(ends_on="2021-01-01")
    client.force_login(town.office)
    page = client.get(GUIDE).content.decode()
    assert ("去安排人员" in page, list(guide(town.office).steps())[3].turn) == (False, "系统管理员")


def test_the_chip_stands_at_the_readers_own_step_and_every_page_leads_on(client, town):
    noun = "开始清单</a>"
    client.force_login(town.administrator)
    assert noun not in client.get("/stations/").content.decode()
    Post.objects.exclude(role__in=["office", "administrator"]).update(ends_on="2021-01-01")
    page = client.get(GUIDE)
    assert (page.context["next"].number, "next-step" in page.content.decode()) == (4, False)  # the guide itself says it at length
    page = client.get("/stations/").content.decode()
    assert (noun in page, "第 4 步 <strong>岗位和账号</strong>" in page, reverse("enrolment:import") in page) == (True, True, True)
    client.post(CLOSE)
    page = client.get("/stations/").content.decode()
    assert (noun in page, "next-step" in page) == (False, False)


def test_rules_that_nobody_has_chosen_are_not_chosen(town):
    assert missing(town.office)[1] == "青禾镇人大主席团还没有选定制度"
    publish_default(town.county, town.county_office)
    assert missing(town.office)[1] == ""


def test_a_county_names_the_towns_where_something_is_missing(ready):
    told = missing(ready.county_office)
    assert told[1] == "白岩镇人大主席团还没有选定制度"
    assert told[2] == "白岩镇人大主席团还没有现任的一届"


def test_each_sees_only_the_own_buttons(client, town):
    for user, buttons in ((town.office, ["去选制度", "去登记届次", "去安排人员"]), (town.administrator, ["从表格开账号", "去打印密码条"])):
        Term.objects.update(ends_on="2022-01-02")
        client.force_login(user)
        page = client.get(GUIDE).content.decode()
        every = ("去选制度", "去登记届次", "去安排人员", "从表格开账号", "去打印密码条")
        assert [verb for verb in every if f">{verb}<" in page] == buttons


def test_the_desk_shows_the_next_step_until_it_is_put_away(client, town):
    client.force_login(town.office)
    page = client.get("/").content.decode()
    assert "第 2 步" in page and "青禾镇人大主席团还没有选定制度" in page
    assert [client.post(CLOSE).status_code, client.post(CLOSE).status_code] == [302, 302]
    assert AuditEntry.objects.filter(action="guide.close").count() == 1
    assert "看全部六步" not in client.get("/").content.decode()
    assert "第一次登记" in client.get(GUIDE).content.decode()
    client.force_login(town.administrator)
    page = client.get("/").content.decode()
    assert "第 4 步" in page and "从表格开账号" in page  # the second and third are the office's


def test_whoever_waits_for_others_is_told(ready):
    User.objects.filter(pk=ready.clerk.pk).update(password="!x")
    step = guide(ready.office).next()
    assert (step.number, step.turn) == (5, "系统管理员")


def test_all_done_is_said_and_can_be_put_away(client, ready):
    client.force_login(ready.office)
    assert "六步都办完了" in client.get("/").content.decode()
    assert "都办完了，收起" in client.get(GUIDE).content.decode()


def test_a_demonstration_has_no_guide(client, town):
    Unit.objects.update(is_demo=True)
    client.force_login(town.office)
    assert "看全部六步" not in client.get("/").content.decode()


@pytest.mark.parametrize("more", [1, 3])
def test_queries_do_not_grow(client, ready, more, django_assert_max_num_queries):
    for number in range(more):
        PostFactory(unit=Unit.objects.create(kind="station", name=f"新站{number}", mark=f"新{number}", parent=ready.congress))
    client.force_login(ready.office)
    client.get(GUIDE)
    with django_assert_max_num_queries(17):
        client.get(GUIDE)
