import pytest
from django.urls import reverse

from stations.choices import UnitKind
from stations.models import Post, Unit
from tests.factories.stations import PostFactory, UnitFactory


def get(client, user, page, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"stations:{page}", args=args), query)


def post(client, user, page, *args, **data):
    client.force_login(user)
    return client.post(reverse(f"stations:{page}", args=args), data)


def test_the_office_sees_its_tree_in_order(client, town):
    rows = get(client, town.office, "tree").context["rows"]
    assert [(row.unit.name, row.depth) for row in rows] == [
        ("青禾镇人大主席团", 0),
        ("青禾镇人大代表之家", 1),
        ("河湾村联络站", 1),
        ("上塘村联络站", 1),
        ("青禾镇农业农村办", 1),
        ("青禾镇城建办", 1),
    ]
    assert [row.unit.post_count for row in rows] == [3, 0, 1, 0, 1, 1]


def test_the_county_sees_both_towns_after_its_departments(client, town):
    rows = get(client, town.county_office, "tree").context["rows"]
    assert [(row.unit.name, row.depth) for row in rows if row.depth < 2] == [
        ("云岭县人大常委会", 0),
        ("云岭县水利局", 1),
        ("青禾镇人大主席团", 1),
        ("白岩镇人大主席团", 1),
    ]


def test_an_officer_sees_the_own_station_alone(client, town):
    assert [row.unit for row in get(client, town.officer, "tree").context["rows"]] == [town.station]


def test_somebody_without_a_post_is_told_so(client, town):
    response = get(client, town.deputy_user, "tree")
    assert (response.status_code, "您还没有岗位" in response.content.decode()) == (200, True)


def test_a_search_is_flat_and_by_name_area_and_kind(client, town):
    assert [row.unit for row in get(client, town.office, "tree", q="上塘").context["rows"]] == [town.other_station]
    assert [row.unit for row in get(client, town.office, "tree", kind="home").context["rows"]] == [town.home]
    assert "没有找到" in get(client, town.office, "tree", q="zzz").content.decode()


def test_a_closed_unit_leaves_the_tree(client, town):
    Unit.objects.filter(pk=town.other_station.pk).update(closed_on="2026-01-01")
    names = [row.unit.name for row in get(client, town.office, "tree").context["rows"]]
    assert "上塘村联络站" not in names


def test_the_tree_asks_as_much_for_three_stations_as_for_one(client, town, queries):
    client.force_login(town.officer)
    one = queries(reverse("stations:tree"))
    for _ in range(2):
        PostFactory(user=town.officer, unit=UnitFactory(parent=town.congress))
    assert len(client.get(reverse("stations:tree")).context["rows"]) == 3
    assert queries(reverse("stations:tree")) == one


def test_a_unit_shows_where_and_who(client, town):
    town.station.address = "党群服务中心一楼"
    town.station.save()
    page = get(client, town.officer, "unit", town.station.pk).content.decode()
    assert ("党群服务中心一楼" in page, "林小禾" in page, "安排人员" in page) == (True, True, False)
    assert "安排人员" in get(client, town.office, "unit", town.station.pk).content.decode()


def test_a_unit_lists_those_who_left_apart(client, town):
    Post.objects.filter(user=town.officer).update(ends_on="2026-01-01")
    context = get(client, town.office, "unit", town.station.pk).context
    assert ([p.user for p in context["posts"]], [p.user for p in context["past_posts"]]) == ([], [town.officer])


def test_a_unit_asks_as_much_for_three_people_and_units_as_for_one(client, town, queries):
    client.force_login(town.county_office)
    pages = [reverse("stations:unit", args=[unit.pk]) for unit in (town.station, town.county)]
    one = [queries(page) for page in pages]
    PostFactory.create_batch(2, unit=town.station)
    UnitFactory.create_batch(2, parent=town.county)
    assert [queries(page) for page in pages] == one


def test_doors(client, town):
    own, other, missing = town.station.pk, town.station_elsewhere.pk, 10**9
    for name, args in {"unit": (), "unit_edit": (), "post_give": ()}.items():
        codes = [get(client, town.office, name, pk, *args).status_code for pk in (own, other, missing)]
        assert (name, codes) == (name, [200, 404, 404])
    for name in ("unit_edit", "post_give"):
        assert get(client, town.officer, name, own).status_code == 403
    assert get(client, town.officer, "unit", town.congress.pk).status_code == 404
    assert get(client, town.office, "unit_add", town.congress.pk, "station").status_code == 200
    assert get(client, town.office, "unit_add", own, "station").status_code == 404
    assert get(client, town.office, "unit_add", town.congress.pk, "congress").status_code == 404
    assert get(client, town.head, "unit_add", town.congress.pk, "station").status_code == 403


def test_the_office_edits_a_unit(client, town):
    response = post(client, town.office, "unit_edit", town.station.pk, name="河湾村代表联络站", mark="河湾", phone="0999-6000001")
    assert (response.status_code, response.url) == (302, reverse("stations:unit", args=[town.station.pk]))
    town.station.refresh_from_db()
    assert (town.station.name, town.station.phone) == ("河湾村代表联络站", "0999-6000001")


def test_a_taken_mark_is_said_at_its_field_and_nothing_is_lost(client, town):
    response = post(client, town.office, "unit_edit", town.station.pk, name="河湾村联络站", mark="上塘", address="二楼")
    assert response.context["form"].errors == {"mark": ["「上塘」已是上塘村联络站的字头，两个站的编号会分不清，请换一个。"]}
    assert response.context["form"]["address"].value() == "二楼"


def test_the_office_adds_a_station_and_a_department(client, town):
    assert post(client, town.office, "unit_add", town.congress.pk, "station", name="新塘村联络站", mark="新塘").status_code == 302
    assert post(client, town.office, "unit_add", town.congress.pk, "department", name="青禾镇水务站").status_code == 302
    assert list(Unit.objects.filter(parent=town.congress).order_by("-pk").values_list("kind", flat=True)[:2]) == [
        UnitKind.DEPARTMENT,
        UnitKind.STATION,
    ]
    taken = post(client, town.office, "unit_add", town.congress.pk, "station", name="新塘村联络站", mark="另")
    assert list(taken.context["form"].errors) == ["name"]


@pytest.mark.parametrize("name", ["unit_edit", "unit_photo_change", "post_give"])
def test_every_form_of_a_unit_leads_back_to_it(client, town, name):
    client.force_login(town.office)
    page = client.get(reverse(f"stations:{name}", args=[town.station.pk])).content.decode()
    assert f'<a class="btn btn-quiet" href="{town.station.get_absolute_url()}">先不办</a>' in page
    assert page.count('type="submit"') == 1
