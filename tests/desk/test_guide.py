"""The guide of first steps: each step told by the database, shown until all is done or it is put away."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from deputies.models import Mandate, Term
from desk.guide import Guide
from jobs.models import Job
from stations.models import Post, Unit
from stations.rules.presets import presets
from stations.rules.regulation import CHANNELS
from stations.services.drafts import take_preset
from stations.services.regulations import publish, publish_default
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
    Post.objects.filter(role="deputy_head").update(ends_on="2021-01-01")
    assert missing(town.office)[3].endswith("青禾镇人大代表之家、河湾村联络站、上塘村联络站还没有副站长和站长")
    Post.objects.filter(role="liaison_officer").update(ends_on="2021-01-01")
    assert missing(town.office)[3] == "青禾镇人大代表之家、河湾村联络站、上塘村联络站还没有联络员、副站长和站长"


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


def test_a_draft_leads_to_its_publication(client, town):
    take_preset(town.congress, presets()["yonghe"], False, town.office)
    step = guide(town.office).next()
    assert (step.missing, step.verb) == ("草稿已经存好，还没有发布", "去发布")
    client.force_login(town.office)
    client.get(GUIDE)
    strip = client.get("/stations/").content.decode()
    assert reverse("stations:regulation_publish", args=[town.congress.pk]) in strip and "去选制度" not in strip
    assert list(guide(town.administrator).steps())[1].turn == "人大办"


@pytest.mark.parametrize(("kind", "words"), [("roster.check", "名册正在检查"), ("roster.write", "名册正在写入，已处理 120 / 500 行")])
def test_a_roster_that_is_being_imported_is_not_asked_for_again(client, ready, kind, words):
    Mandate.objects.update(ends_on="2022-01-01")
    job = Job.objects.create(kind=kind, title="名册", owner=ready.office, **({"done": 120, "total": 500} if kind == "roster.write" else {}))
    step = guide(ready.office).next()
    assert (step.number, step.missing, step.verb, str(job.pk) in step.url) == (3, words, "看进度", True)
    Job.objects.update(state="done")
    assert guide(ready.office).next().verb == "去导入名册"


def test_accounts_that_are_being_opened_are_not_asked_for_again(ready):
    Post.objects.filter(role="liaison_officer").update(ends_on="2021-01-01")
    job = Job.objects.create(kind="accounts.write", title="账号", owner=ready.administrator)
    step = guide(ready.administrator).next()
    assert (step.missing, step.url) == ("账号表格正在写入", job.get_absolute_url())


def test_the_posts_that_the_chain_goes_through_are_asked_for(ready):
    told = list(guide(ready.office).steps())[3]
    assert "副站长（审核）、站长（审批）" in told.what and "岗位排在青禾镇人大主席团的，管它下面所有的站；一个人可以兼几个岗位" in told.what
    Post.objects.filter(role="deputy_head").update(ends_on="2021-01-01")
    assert missing(ready.office)[3] == "青禾镇人大代表之家、河湾村联络站、上塘村联络站还没有副站长"
    chains = {f"chains.{channel}": {"value": ["screen"], "source": "本级人大决定"} for channel in CHANNELS}
    publish(ready.congress, "制度", chains | {"four_eyes": {"value": True, "source": "本级人大决定"}}, ready.office)
    told = list(guide(ready.office).steps())[3]
    assert (told.missing, "审核" in told.what, "前后两步须由不同的人办" in told.what) == ("", False, True)


def test_what_is_done_has_a_quiet_link(client, ready):
    client.force_login(ready.office)
    page = client.get(GUIDE).content.decode()
    assert page.count(">查看或修改<") == 4
    for verb in ("去建单位", "去选制度", "去导入名册", "去安排人员"):
        assert verb not in page


def test_the_calendar_waits_below_the_first_steps(client, ready):
    User.objects.filter(pk=ready.clerk.pk).update(password="!x")
    pages = []
    with clock.at(datetime(2026, 11, 2, 4, tzinfo=UTC)):
        for user in (ready.administrator, ready.county_office) * 2:
            if len(pages) == 2:
                client.post(CLOSE)  # the unit is the same
            client.force_login(user)
            pages.append(client.get("/").content.decode())
    for page in pages[:2]:
        assert page.index("看全部六步") < page.index("以后再办") < page.index("录入 2027 年的放假安排")
    assert [("以后再办" in page, "录入 2027 年的放假安排" in page) for page in pages[2:]] == [(False, True)] * 2


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
