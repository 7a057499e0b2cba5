"""Standing in: rights before, during and after, who may enter it, who is told, and what is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry, User
from notices.models import Notice
from opinions.models import Opinion
from opinions.rules.cases import can_do
from opinions.rules.reminders import holders_of
from opinions.rules.urging import leaders_of
from opinions.services import cases
from opinions.services.cases import Handing, Screening
from opinions.services.cases.moves import tell_holders
from stations.choices import Role
from stations.models import StandIn
from stations.rules.access import access_of
from stations.rules.permissions import can_end as can_end_post
from stations.rules.stand_ins import can_end, can_enter, candidates
from stations.services.posts import end_post, give_post
from stations.services.stand_ins import Absence, end_absence, enter_absence
from tests.factories.accounts import UserFactory
from tests.factories.opinions import registered
from tests.factories.stations import PostFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 11, 24), date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel("2026-11-23 09:00+08:00", tick=False) as traveller:
        yield traveller


def anew(user: User) -> User:
    """As the next request reads the user."""
    return User.objects.get(pk=user.pk)


def away(post, user, actor=None, first=FIRST, last=LAST, key=None) -> StandIn:
    return enter_absence(post, Absence(user, first, last, key or uuid4()), actor or post.user)


@pytest.fixture
def colleague(town) -> User:
    """B holder of the officer's post."""
    return PostFactory(user=UserFactory(name="高远"), unit=town.station, role=Role.LIAISON_OFFICER, holder="b").user


@pytest.mark.parametrize(("day", "has"), [("2026-11-23", False), ("2026-11-24", True), ("2026-11-26", True), ("2026-11-27", False)])
def test_rights_run_from_the_first_day_to_the_last(town, _clock, day, has):
    opinion = registered(town)
    away(town.officer.posts.get(), town.head)
    _clock.move_to(f"{day} 09:00+08:00")
    assert can_do(anew(town.head), opinion, "screen") == has
    assert access_of(anew(town.head)).holds(town.station.pk, Role.LIAISON_OFFICER) == has
    assert can_do(anew(town.officer), opinion, "screen")  # the holder keeps them


def test_a_department_s_stand_in_sees_its_cases_and_only_meanwhile(town, _clock):
    opinion = cases.screen(registered(town), town.officer, 1, Screening("水渠塌方", None))
    cases.approve(cases.audit(opinion, town.deputy_head, 2), town.head, 3, handing=Handing(town.department))
    other = PostFactory(user=UserFactory(), unit=town.department, role=Role.DEPARTMENT_CLERK)
    end_post(other, date(2026, 11, 25), None)
    away(town.clerk.posts.get(), other.user, last=date(2026, 11, 30))
    _clock.move_to("2026-11-25 09:00+08:00")
    assert Opinion.objects.visible_to(anew(other.user)).exists()
    _clock.move_to("2026-11-26 09:00+08:00")  # who left the house stands in for nobody
    assert not Opinion.objects.visible_to(anew(other.user)).exists()


def test_the_timeline_says_for_whom(town, _clock):
    opinion = registered(town)
    away(town.officer.posts.get(), town.head)
    _clock.move_to("2026-11-24 09:00+08:00")
    cases.screen(opinion, anew(town.head), opinion.version, Screening("水渠塌方", None))
    event = opinion.events.get(action="screen")
    assert (event.post, event.actor) == ("河湾村联络站 · 联络员（代 林小禾）", town.head)


def test_a_long_label_still_fits_the_timeline(town, _clock):
    type(town.station).objects.filter(pk=town.station.pk).update(name="长" * 60)
    User.objects.filter(pk=town.officer.pk).update(name="名" * 40)
    away(town.officer.posts.get(), town.head, first=date(2026, 11, 23))
    label = next(post.label for post in access_of(anew(town.head)).posts if post.stands_for)
    assert (len(label), label.endswith(f"（代 {'名' * 40}）")) == (90, True)


def test_the_own_post_comes_first_and_one_query_reads_all(town, django_assert_num_queries):
    away(town.officer.posts.get(), town.head, first=date(2026, 11, 23))
    head = anew(town.head)
    with django_assert_num_queries(1):
        posts = access_of(head).posts
    assert [(post.role, post.stands_for) for post in posts] == [(Role.HEAD, ""), (Role.LIAISON_OFFICER, "林小禾")]


def test_reminders_and_messages_go_to_both(town, _clock):
    opinion = cases.screen(registered(town), town.officer, 1, Screening("水渠塌方", None))
    cases.approve(cases.audit(opinion, town.deputy_head, 2), town.head, 3, handing=Handing(town.department))
    away(town.officer.posts.get(), town.head)
    away(town.office.posts.get(), town.county_office, actor=town.office)
    key = (town.station.pk, Role.LIAISON_OFFICER)
    assert holders_of([town.station])[key] == {town.officer.pk}
    _clock.move_to("2026-11-24 09:00+08:00")
    assert holders_of([town.station])[key] == {town.officer.pk, town.head.pk}
    referral = opinion.referrals.get()
    assert town.county_office.pk in leaders_of([referral])[referral.pk]
    Notice.objects.all().delete()
    tell_holders(opinion, town.station, (Role.LIAISON_OFFICER,), ("有事", "请看"))
    assert set(Notice.objects.values_list("recipient", flat=True)) == {town.officer.pk, town.head.pk}


def test_it_ends_early_and_both_are_told_of_both(town):
    row = away(town.officer.posts.get(), town.head, first=date(2026, 11, 23))
    assert set(Notice.objects.values_list("recipient", "title")) == {
        (town.head.pk, "请您代理林小禾的岗位"),
        (town.officer.pk, "您的岗位由冯国栋代理"),
    }
    for _ in range(2):  # twice changes nothing
        end_absence(row, town.officer)
    assert Notice.objects.count() == 4
    assert not access_of(anew(town.head)).has_role(Role.LIAISON_OFFICER)
    assert list(AuditEntry.objects.filter(action__startswith="post.stand_in").order_by("id").values_list("action", flat=True)) == [
        "post.stand_in",
        "post.stand_in_end",
    ]


def test_one_key_makes_one_row(town):
    key = uuid4()
    assert away(town.officer.posts.get(), town.head, key=key) == away(town.officer.posts.get(), town.head, key=key)
    assert (StandIn.objects.count(), Notice.objects.count()) == (1, 2)


def test_who_may_stand_in(town, colleague):
    def names(post) -> set[str]:
        return {each.user.name for each in candidates(post)}

    assert names(town.officer.posts.get()) == {"高远", "沈雨", "冯国栋", "罗敏"}  # the station and the congress above
    assert names(town.clerk.posts.get()) == set()  # no department is stood in for by those who urge it
    assert names(town.office.posts.get()) == {"沈雨", "冯国栋", "唐洁"}  # not the county's administrator


def test_who_may_enter_and_end_it(town, _clock):
    post = town.officer.posts.get()
    row = away(post, town.office, actor=town.officer, first=date(2026, 11, 23))
    people = ("officer", "office", "county_office", "administrator", "head", "clerk", "officer_elsewhere")
    may = [name for name in people if can_enter(anew(getattr(town, name)), post)]
    assert may == ["officer", "county_office", "administrator"]  # the office stands in: it prolongs nothing by itself
    assert [name for name in people if can_end(anew(getattr(town, name)), row)] == may
    assert not can_end_post(anew(town.office), post)
    assert not can_enter(anew(town.administrator), town.administrator.posts.get())


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2026, 11, 22), LAST, "starts_on"),
        (LAST, FIRST, "ends_on"),
        (FIRST, FIRST + timedelta(days=366), "ends_on"),
    ],
)
def test_wrong_days_are_refused_at_their_field(town, first, last, field):
    with pytest.raises(ValidationError) as error:
        away(town.officer.posts.get(), town.head, first=first, last=last)
    assert list(error.value.error_dict) == [field]


def test_no_chain_of_stand_ins_either_way(town, colleague):
    away(town.officer.posts.get(), town.head)
    with pytest.raises(ValidationError, match="代理不能再转给别人"):
        away(town.head.posts.get(), town.office, actor=town.head)
    with pytest.raises(ValidationError, match="自己也请了假"):
        away(colleague.posts.get(), town.officer)
    with pytest.raises(ValidationError, match="已由冯国栋代理"):
        away(town.officer.posts.get(), colleague, first=LAST, last=LAST)
    away(town.head.posts.get(), town.office, actor=town.head, first=date(2026, 11, 27), last=date(2026, 11, 27))  # afterwards, yes


def test_strangers_and_oneself_are_refused(town):
    with pytest.raises(ValidationError, match="本单位或上一级单位"):
        away(town.officer.posts.get(), town.officer_elsewhere)
    with pytest.raises(ValidationError, match="不能指定自己代理"):
        away(town.officer.posts.get(), town.office, actor=town.office)


def test_the_pages(client, town):
    post = town.officer.posts.get()
    client.force_login(town.officer)
    assert "没有人请假" in client.get(reverse("stations:absences")).content.decode()
    url = reverse("stations:post_absence", args=[post.pk])
    key = client.get(url).context["form"]["request_key"].initial
    data = {"starts_on": "2026-11-22", "ends_on": "2026-11-26", "stand_in": str(town.head.pk), "request_key": str(key)}
    page = client.post(url, data)
    assert ("最早写今天" in page.content.decode(), page.context["form"]["ends_on"].value()) == (True, "2026-11-26")
    assert client.post(url, data | {"starts_on": "2026-11-23"}, follow=True).status_code == 200
    page = client.get(reverse("stations:absences")).content.decode()
    assert all(words in page for words in ("冯国栋", "代理中", "提前结束"))
    client.force_login(anew(town.head))
    page = client.get(reverse("stations:absences")).content.decode()
    assert ("代理中" in page, "提前结束" in page) == (True, False)
    assert "河湾村联络站 · 联络员（代 林小禾）" in client.get("/opinions/").content.decode()  # in the switch of posts
    client.force_login(town.office)
    assert "11月23日至11月26日请假，冯国栋代理" in client.get(town.station.get_absolute_url()).content.decode()
    assert client.post(reverse("stations:absence_end", args=[StandIn.objects.get().pk])).status_code == 302
    assert not StandIn.objects.open().exists()


def test_the_pages_take_the_same_queries_for_1_and_3(client, town, django_assert_num_queries, django_assert_max_num_queries):
    posts = [give_post(UserFactory(), town.station, Role.LIAISON_OFFICER, date(2026, 1, 1), None) for _ in range(3)]
    client.force_login(town.office)
    own, unit = reverse("stations:absences"), town.station.get_absolute_url()
    away(posts[0], town.head, actor=posts[0].user)
    counts = []
    for url in (own, unit):
        client.get(url)
        with django_assert_max_num_queries(16) as queries:
            client.get(url)
        counts.append(len(queries))
    for post in posts[1:]:
        away(post, town.head, actor=post.user)
    for url, count in zip((own, unit), counts, strict=True):
        with django_assert_num_queries(count):
            client.get(url)
