from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from common import clock
from stations.choices import Role
from stations.models import Post
from tests.factories.accounts import UserFactory
from tests.factories.doors import opinion, place_of
from tests.factories.stations import PostFactory


def give(client, user, unit, **data):
    client.force_login(user)
    return client.post(reverse("stations:post_give", args=[unit.pk]), {"role": Role.LIAISON_OFFICER, "starts_on": "2026-11-01"} | data)


def test_the_office_gives_a_post(client, town):
    UserFactory(username="xin", name="新人")
    response = give(client, town.office, town.station, username="xin", name="新 人")
    assert response.status_code == 302
    assert Post.objects.filter(user__username="xin").values_list("unit", "role", "starts_on").get() == (
        town.station.pk,
        Role.LIAISON_OFFICER,
        date(2026, 11, 1),
    )


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"username": "nobody", "name": "无人"}, {"username": ["没有这个用户名，请核对，或请系统管理员先建账号。"]}),
        ({"username": "officer", "name": "别人"}, {"name": ["这个用户名是另一个人的，请核对用户名和姓名。"]}),
        ({"username": "officer", "name": "林小禾"}, {"__all__": ["林小禾 已在这个岗位上。"]}),
        ({"username": "gone", "name": "走了"}, {"username": ["这个账号已停用，请系统管理员先恢复。"]}),
        ({"username": "off icer", "name": "林小禾"}, {"username": [str(User.username_validator.message)]}),
    ],
)
def test_what_is_wrong_is_said(client, town, data, errors):
    UserFactory(username="gone", name="走了", is_active=False)
    assert give(client, town.office, town.station, **data).context["form"].errors == errors


def test_only_an_administrator_makes_administrators(client, town):
    client.force_login(town.office)
    page = reverse("stations:post_give", args=[town.congress.pk])
    assert Role.ADMINISTRATOR not in dict(client.get(page).context["form"].fields["role"].choices)
    client.force_login(town.administrator)
    assert Role.ADMINISTRATOR in dict(client.get(page).context["form"].fields["role"].choices)


def test_an_administrator_opens_the_account_on_the_way(client, town):
    assert give(client, town.administrator, town.station, username="xin", name="新人").status_code == 302
    assert User.objects.get(username="xin").posts.get().unit == town.station


def test_a_post_ends(client, town):
    client.force_login(town.office)
    row = Post.objects.get(user=town.officer)
    url = reverse("stations:post_end", args=[row.pk])
    assert "林小禾" in client.get(url).content.decode()
    early = client.post(url, {"ends_on": "2019-01-01"})
    assert early.context["form"].errors == {"ends_on": ["离任日期不能早于任职日期 2020-01-01。"]}
    assert client.post(url, {"ends_on": "2026-11-30"}).status_code == 302
    row.refresh_from_db()
    assert row.ends_on == date(2026, 11, 30)
    assert client.get(url).status_code == 404


def test_nobody_ends_an_own_post_or_another_towns(client, town):
    client.force_login(town.office)
    own = Post.objects.get(user=town.office)
    elsewhere = Post.objects.get(user=town.officer_elsewhere)
    codes = [client.get(reverse("stations:post_end", args=[row.pk])).status_code for row in (own, elsewhere)]
    assert codes == [403, 404]
    client.force_login(town.head)
    assert client.get(reverse("stations:post_end", args=[Post.objects.get(user=town.officer).pk])).status_code == 403


def test_the_page_of_a_hand_over_shows_what_waits_and_hands_over(client, town):
    opinion(place_of(town), "screening")
    colleague = PostFactory(user=UserFactory(name="老同事"), unit=town.station, role=Role.HEAD).user
    client.force_login(town.office)
    row = Post.objects.get(user=town.officer)
    url = reverse("stations:post_hand_over", args=[row.pk])
    page = client.get(url).content.decode()
    assert "意见待初筛" in page and "老同事，站长" in page
    response = client.post(url, {"person": colleague.pk, "day": clock.today()})
    assert (response.status_code, Post.objects.get(predecessor=row).user) == (302, colleague)
    assert "起接手" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"person": "other"}, {"username": ["请填写接手的人的用户名。"], "name": ["请填写接手的人的姓名。"]}),
        ({"person": "other", "username": "nobody", "name": "无人"}, {"username": ["没有这个用户名，请核对，或请系统管理员先建账号。"]}),
        ({"person": "other", "username": "officer", "name": "林小禾"}, {"__all__": ["林小禾就是移交的人，请选接手的人。"]}),
        ({"person": "other", "username": "head", "name": "冯国栋", "day": "2019-01-01"}, {"day": ["林小禾从 2020-01-01 起任职，移交最早写第二天。"]}),
    ],
)
def test_what_is_wrong_with_a_hand_over_is_said(client, town, data, errors):
    client.force_login(town.office)
    row = Post.objects.get(user=town.officer)
    form = client.post(reverse("stations:post_hand_over", args=[row.pk]), {"day": clock.today()} | data).context["form"]
    assert form.errors == errors


def test_an_edit_and_its_trail(client, town):
    client.force_login(town.office)
    row = Post.objects.get(user=town.officer)
    url = reverse("stations:post_edit", args=[row.pk])
    assert client.post(url, {"holder": "a", "starts_on": "2020-03-01", "ends_on": ""}).status_code == 302
    page = client.get(url).content.decode()
    assert "任职日期：2020-01-01 → 2020-03-01" in page and "A/B岗：空 → A岗" in page
    errors = client.post(url, {"holder": "", "starts_on": "2020-03-01", "ends_on": "2020-01-01"}).context["form"].errors
    assert errors == {"ends_on": ["离任日期不能早于任职日期。"]}


def test_the_page_of_a_person_shows_posts_within_reach(client, town, django_assert_max_num_queries):
    PostFactory(user=town.officer, unit=town.station_elsewhere)
    for _ in range(2):
        PostFactory(user=town.officer, unit=town.other_station, ends_on=date(2020, 12, 31))
    client.force_login(town.office)
    url = reverse("stations:person", args=[town.officer.pk])
    client.get(url)
    with django_assert_max_num_queries(8):
        page = client.get(url).content.decode()
    assert page.count("上塘村联络站</a>") == 2 and "白岩村联络站" not in page
    assert client.get(reverse("stations:person", args=[town.officer_elsewhere.pk])).status_code == 404


def test_switching_to_another_own_post(client, town):
    second = PostFactory(user=town.officer, unit=town.other_station)
    client.force_login(town.officer)
    response = client.post(reverse("stations:switch_post"), {"post": second.pk})
    assert (response.status_code, response.url) == (302, "/")
    assert client.get(reverse("stations:tree")).wsgi_request.post.pk == second.pk


@pytest.mark.parametrize("wanted", ["", "x", "0"])
def test_a_post_that_is_not_ones_own_is_not_there(client, town, wanted):
    client.force_login(town.officer)
    other = Post.objects.get(user=town.head).pk
    assert client.post(reverse("stations:switch_post"), {"post": wanted or other}).status_code == 404
    assert client.get(reverse("stations:switch_post")).status_code == 405
