"""The pages that ask before the tree is changed, and the photo."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from opinions.services import Registration, register
from stations.models import Unit
from stations.services.units import photos


def url(verb: str, unit) -> str:
    return reverse(f"stations:unit_{verb}", args=[unit.pk])


def test_a_move_says_what_will_happen_and_does_it_only_when_agreed(client, town):
    client.force_login(town.county_office)
    asked = client.get(url("move", town.station), {"to": town.congress_elsewhere.pk})
    assert asked.context["plan"].effects == [
        "「河湾村联络站」移到「白岩镇人大主席团」下面。",
        "以前的来访、意见、接待和代表的联系关系都跟着它，编号不变。",
        "没有办结的意见按登记时的制度办完，新登记的按新的上级的制度办。",
        "青禾镇人大主席团的人从现在起看不到它，除非还有别的岗位；白岩镇人大主席团的人从现在起看得到。",
    ]
    assert Unit.objects.get(pk=town.station.pk).parent == town.congress
    done = client.post(url("move", town.station), {"to": town.congress_elsewhere.pk})
    assert (done.url, Unit.objects.get(pk=town.station.pk).parent) == (town.station.get_absolute_url(), town.congress_elsewhere)


def test_a_merge_names_the_people_the_deputies_and_the_open_cases(client, town):
    register(Registration(town.station, "box", town.term.starts_on, "路灯不亮"), town.officer)
    client.force_login(town.office)
    effects = client.get(url("merge", town.station), {"to": town.other_station.pk}).context["plan"].effects
    for words in (
        "1 人的岗位到今天为止：林小禾（联络员）。要留用的，请到「上塘村联络站」安排。",
        "联系它的 3 位代表改为联系「上塘村联络站」。",
        "1 件没有办结的意见由「上塘村联络站」接着办，期限不变。",
    ):
        assert words in effects
    assert client.post(url("merge", town.station), {"to": town.other_station.pk}).url == town.other_station.get_absolute_url()
    page = client.get(town.station.get_absolute_url()).content.decode()
    assert ("并入<a" in page, "重新启用" in page, "安排人员" in page) == (True, True, False)
    assert "河湾村联络站" in client.get(town.other_station.get_absolute_url()).content.decode()


@pytest.mark.parametrize("to", ["", "0", "x", "station"])
def test_a_target_that_is_not_offered_is_asked_for_again(client, town, to):
    client.force_login(town.office)
    answer = client.post(url("merge", town.other_station), {"to": town.home.pk if to == "station" else to})
    assert (answer.status_code, answer.context["plan"], "to" in answer.context["form"].errors) == (200, None, True)


def test_a_refused_closing_lists_why_with_the_place_to_cure_it(client, town):
    register(Registration(town.station, "box", town.term.starts_on, "路灯不亮"), town.officer)
    client.force_login(town.office)
    page = client.post(url("close", town.station)).content.decode()
    assert ("还有 1 件意见没有办结" in page, f"?station={town.station.pk}" in page) == (True, True)
    client.force_login(town.administrator)
    assert f"?station={town.station.pk}" not in client.get(url("close", town.station)).content.decode()


def test_closing_and_opening_again(client, town):
    client.force_login(town.office)
    assert client.post(url("close", town.other_station)).status_code == 302
    assert client.get(url("edit", town.other_station)).status_code == 404
    assert client.post(url("reopen", town.other_station)).status_code == 302
    assert Unit.objects.get(pk=town.other_station.pk).closed_on is None


def test_nobody_takes_the_own_congress_away(client, town):
    client.force_login(town.office)
    assert [client.get(url(verb, town.congress)).status_code for verb in ("move", "merge", "close", "reopen")] == [403] * 4
    assert "并入别的单位" not in client.get(town.congress.get_absolute_url()).content.decode()
    client.force_login(town.county_office)
    assert client.get(url("merge", town.congress)).status_code == 200


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    return SimpleUploadedFile("门.png", out.getvalue())


def test_a_photo_is_kept_shown_replaced_and_taken_away(client, town, settings, django_capture_on_commit_callbacks):
    client.force_login(town.office)
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url("photo_change", town.station), {"photo": picture()}).status_code == 302
    shown = client.get(url("photo", town.station))
    assert (shown["Content-Type"], shown["X-Content-Type-Options"], shown["Cache-Control"]) == ("image/jpeg", "nosniff", "no-store")
    assert Image.open(io.BytesIO(shown.content)).size == (30, 20)
    assert [path.name for path in photos.path.iterdir()] == [Unit.objects.get(pk=town.station.pk).photo]
    client.force_login(town.officer_elsewhere)
    assert client.get(url("photo", town.station)).status_code == 404
    client.force_login(town.office)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("photo_change", town.station), {"remove": "1"})
    assert (list(photos.path.iterdir()), client.get(url("photo", town.station)).status_code) == ([], 404)


def test_what_is_no_photo_is_said_at_its_field(client, town):
    client.force_login(town.office)
    answer = client.post(url("photo_change", town.station), {"photo": SimpleUploadedFile("a.jpg", b"%PDF-1.7")})
    assert answer.context["form"].errors == {"photo": ["这里只收 .jpg、.png 文件，请换一种格式再上传。"]}
