from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from stations.choices import Role
from stations.models import Post
from tests.factories.accounts import UserFactory
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
