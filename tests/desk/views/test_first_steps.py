from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import AuditEntry, PasswordRequest, User
from common import clock
from deputies.models import Deputy
from desk.services import Beginning, begin_own_town, demo_counts, marks_of, why_not
from stations.choices import Role, UnitKind
from stations.models import Post, Regulation, Unit
from stations.services.regulations import current_regulation
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.stations import PostFactory

DATA = {
    "county": "清河县人大常委会",
    "town": "柳林镇人大主席团",
    "stations": "柳林村联络站\n杏花村代表联络站\n\n柳林社区联络站",
    "username": "liulin",
    "name": "陈 一",
    "password": "Willow-tree-26",
    "own_password": "River-bank-26",
    "agreed": "on",
}


@pytest.fixture
def demo(town):
    """The town as a demonstration."""
    Unit.objects.update(is_demo=True)
    Deputy.objects.update(is_demo=True)
    return town


def send(client, user, **changes):
    client.force_login(user)
    return client.post(reverse("desk:first_steps"), DATA | changes)


def test_the_page_says_what_will_happen(client, demo):
    client.force_login(demo.administrator)
    page = client.get(reverse("desk:first_steps")).content.decode()
    assert "演示的 11 个单位、3 位代表、0 次来访、0 件意见" in page


def test_the_demonstration_steps_back_and_the_own_town_stands(client, demo):
    events = AuditEntry.objects.count()
    response = send(client, demo.administrator)
    assert (response.status_code, response.url) == (302, "/guide/")
    assert not Unit.objects.filter(is_demo=True).open().exists()
    assert not Post.objects.filter(unit__is_demo=True).current().exists()
    assert not User.objects.filter(username__in=["officer", "head", "clerk", "county_office", "deputy"], is_active=True).exists()
    own = Unit.objects.get(name="柳林镇人大主席团")
    assert own.parent.name == "清河县人大常委会"
    stations = Unit.objects.filter(parent=own, kind=UnitKind.STATION).order_by("pk")
    assert list(stations.values_list("name", "mark")) == [
        ("柳林村联络站", "柳林"),
        ("杏花村代表联络站", "杏花"),
        ("柳林社区联络站", "柳林2"),
    ]
    assert current_regulation(stations[0]).congress == own
    assert AuditEntry.objects.count() > events
    assert {"town.begin", "unit.add", "post.give", "regulation.publish"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_the_new_office_logs_in_and_sees_its_own_place_alone(client, demo):
    send(client, demo.administrator)
    client.logout()
    office = User.objects.get(username="liulin")
    assert (office.name, office.must_change_password) == ("陈一", True)  # the administrator knows this password
    login = client.post(reverse("accounts:login"), {"username": "liulin", "password": "Willow-tree-26"})
    assert (login.status_code, login.url) == (302, "/")
    own = {"old_password": "Willow-tree-26", "new_password1": "Poplar-tree-27", "new_password2": "Poplar-tree-27"}
    client.post(reverse("accounts:password_change"), own)
    rows = client.get(reverse("stations:tree")).context["rows"]
    assert [row.unit.name for row in rows] == ["柳林镇人大主席团", "柳林村联络站", "杏花村代表联络站", "柳林社区联络站"]
    assert not PasswordRequest.objects.exists()


def test_the_administrator_stays_in_with_a_new_password(client, demo):
    send(client, demo.administrator)
    demo.administrator.refresh_from_db()
    assert demo.administrator.check_password("River-bank-26")
    assert client.get(reverse("stations:tree")).context["rows"][0].unit.name == "清河县人大常委会"
    again = client.get(reverse("desk:first_steps")).content.decode()
    assert "这里已经在用了" in again


def test_a_post_given_today_ends_too(demo):
    PostFactory(unit=demo.station, starts_on=clock.today())
    begin_own_town(Beginning("县", "镇", ("站",), "u", "名", "Willow-tree-26", "River-bank-26"), demo.administrator)
    assert not Post.objects.filter(unit__is_demo=True).current().exists()


def test_beside_own_units_it_is_refused(client, town):
    client.force_login(town.administrator)
    page = client.get(reverse("desk:first_steps")).content.decode()
    assert "这里已有自己的单位（云岭县人大常委会等 11 个）" in page
    assert send(client, town.administrator).status_code == 200
    with pytest.raises(ValidationError, match="不能再从头开始"):
        begin_own_town(Beginning("县", "镇", ("站",), "u", "名", "Willow-tree-26", "River-bank-26"), town.administrator)
    assert Unit.objects.count() == 11


def test_beside_own_deputies_it_is_refused(demo):
    Deputy.objects.create(name="自己的代表")
    assert why_not() == "演示的镇里已录入 1 位自己的代表。请先导出代表名册，在新装的系统里开始，以免丢失。"


def test_an_empty_installation_begins_the_same_way(client, db):
    admin = UserFactory(username="root", name="管理员", is_superuser=True, is_staff=True)
    client.force_login(admin)
    home = client.get("/").content.decode()
    assert "还没有单位" in home and reverse("desk:first_steps") in home
    assert client.get(reverse("desk:guide")).url == reverse("desk:first_steps")
    assert "演示" not in client.get(reverse("desk:first_steps")).content.decode()
    assert send(client, admin, departments="柳林镇农业农村办\n柳林镇城建办").status_code == 302
    admin.refresh_from_db()
    assert admin.check_password(PASSWORD)  # the own one stays: it was never public
    assert Unit.objects.filter(kind=UnitKind.DEPARTMENT).count() == 2
    assert Post.objects.get(user=admin).role == Role.ADMINISTRATOR
    assert Regulation.objects.count() == 2
    assert demo_counts() == {"units": 0, "deputies": 0, "visits": 0, "opinions": 0, "accounts": 0}
    assert Post.objects.get(user=admin).starts_on == clock.today() >= date(2024, 1, 1)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"stations": "甲站\n甲站"}, "stations", "「甲站」写了两遍，请删去一行。"),
        ({"stations": " \n "}, "stations", "这个字段是必填项。"),
        ({"stations": "长" * 61}, "stations", "「长长长长长长长长长长长长长长长长长长长长…」太长，名称最多 60 个字。"),
        ({"departments": "柳林村联络站"}, "departments", "「柳林村联络站」已写在联络站里，请删去一处。"),
        ({"username": "officer"}, "username", "这个用户名已有人用，请换一个。"),
        ({"password": "short"}, "password", "密码太短，至少要有 10 位。"),
        ({"own_password": "alllowercaseletters"}, "own_password", "密码至少要有大写字母、小写字母、数字、符号中的三种。"),
        ({"town": "清河县人大常委会"}, "town", "本级人大和县级人大不能同名。"),
        ({"agreed": ""}, "agreed", "请先看清楚要发生什么，再勾选。"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_happens(client, demo, changes, field, words):
    errors = send(client, demo.administrator, **changes).context["form"].errors
    assert errors[field][0] == words
    assert Unit.objects.filter(is_demo=False).count() == 0


def test_the_administrator_alone(client, demo):
    for user in (demo.officer, demo.office, demo.deputy_user):
        assert send(client, user).status_code == 403


def test_marks_are_short_and_once():
    assert marks_of(("河湾村联络站", "河湾社区代表联络站", "联络站", "很长很长的名字联络站")) == ["河湾", "河湾2", "联络站", "很长很长"]
