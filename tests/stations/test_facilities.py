"""Facility checklists (六有, 五到位, 八有, 三公开): what is asked of whom, saved at once with its history, and what is missing where."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from PIL import Image

from accounts.models import AuditEntry
from stations.choices import FacilityState, UnitKind
from stations.models import FacilityCheck
from stations.rules.facilities import checklists_of
from stations.rules.regulation import DEFAULT_BODY
from stations.services.units import photos
from tests.factories.stations import RegulationFactory, UnitFactory

SIX = {
    "code": "six",
    "name": "六有",
    "applies_to": ["station"],
    "items": [{"code": "place", "name": "有场地"}, {"code": "sign", "name": "有牌"}, {"code": "box", "name": "有意见信箱"}],
    "source": "“双联系”方案 六（二）",
}
FIVE = {"code": "five", "name": "五到位", "applies_to": ["home"], "items": [{"code": "staff", "name": "工作人员到位"}], "source": "第二条（二）"}
DONE, FIXING, MISSING = FacilityState.DONE, FacilityState.FIXING, FacilityState.MISSING


@pytest.fixture
def asked(town):
    """The town's own regulation has both lists, the county's none."""
    return RegulationFactory(congress=town.congress, number=2, body=DEFAULT_BODY | {"checklists": [SIX, FIVE]})


def page(town):
    return reverse("stations:facilities_unit", args=[town.station.pk])


def fields(client, town) -> dict:
    """What the browser would send of the page as it stands now."""
    form = client.get(page(town)).context["form"]
    return {name: form[name].initial for name in form.fields if form[name].initial not in (None, "") and not name.startswith(("photo", "drop"))}


def save(client, town, user=None, sent=None, **changes):
    """`place="done"`, `place_note="…"`, `place_photo=file` for the items of 六有."""
    client.force_login(user or town.officer)
    sent = fields(client, town) if sent is None else sent
    for name, value in changes.items():
        item, _, part = name.partition("_")
        sent[f"{part or 'state'}-six.{item}"] = value
    return client.post(page(town), sent)


def now(town) -> dict:
    return {row.item: (row.state, row.note) for row in FacilityCheck.objects.current().filter(unit=town.station)}


def test_the_items_are_the_regulations(town, asked):
    asked_of = checklists_of([town.station, town.home, town.station_elsewhere])
    assert [(each.name, [item.key for item in each.items]) for each in asked_of[town.station.pk]] == [("六有", ["six.place", "six.sign", "six.box"])]
    assert [each.name for each in asked_of[town.home.pk]] == ["五到位"]
    assert asked_of[town.station_elsewhere.pk] == []


def test_the_whole_page_is_saved_at_once_with_who_and_when(client, town, asked):
    assert save(client, town, place=DONE, sign=FIXING, sign_note="月底挂", on="2026-11-02").status_code == 302
    assert now(town) == {"place": (DONE, ""), "sign": (FIXING, "月底挂")}
    row = FacilityCheck.objects.get(item="sign")
    assert (row.by, str(row.on)) == (town.officer, str(date.today()))
    assert AuditEntry.objects.filter(action="facility.check").count() == 1


def test_what_was_before_stays_as_history(client, town, asked):
    save(client, town, place=DONE, sign=MISSING)
    save(client, town, user=town.office, sign=DONE)
    rows = FacilityCheck.objects.filter(unit=town.station).order_by("pk").values_list("item", "state", "by__username", "is_current")
    assert list(rows) == [("place", DONE, "officer", True), ("sign", MISSING, "officer", False), ("sign", DONE, "office", True)]
    history = client.get(page(town)).context["history"]
    assert [(item.name, check.state) for check, item in history] == [("有牌", DONE), ("有牌", MISSING), ("有场地", DONE)]


def test_sending_the_page_twice_changes_nothing(client, town, asked):
    client.force_login(town.officer)
    sent = fields(client, town)
    for _ in range(2):
        save(client, town, sent=dict(sent), place=DONE)
    assert FacilityCheck.objects.count() == 1


def test_two_people_on_one_page_keep_each_others_items(client, town, asked):
    save(client, town, place=DONE, sign=DONE)
    older = fields(client, town)
    save(client, town, sign=MISSING, sign_note="被风吹掉了")
    save(client, town, user=town.office, sent=older, box=DONE)
    assert now(town) == {"place": (DONE, ""), "sign": (MISSING, "被风吹掉了"), "box": (DONE, "")}


def picture(color="red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), color).save(out, "JPEG")
    return SimpleUploadedFile("门牌.jpg", out.getvalue())


def test_a_photo_is_kept_sealed_shown_to_ones_own_and_goes_for_good(client, town, asked, django_capture_on_commit_callbacks):
    save(client, town, sign=DONE, sign_photo=picture())
    row = FacilityCheck.objects.get(item="sign")
    assert b"JFIF" not in (photos.path / row.photo).read_bytes()
    url = reverse("stations:facilities_photo", args=[row.pk])
    assert Image.open(io.BytesIO(client.get(url).content)).size == (40, 30)
    client.force_login(town.officer_elsewhere)
    assert client.get(url).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        save(client, town, sign_note="换了新的", sign_photo=picture("blue"))
    assert not photos.exists(row.photo)
    newer = FacilityCheck.objects.current().get(item="sign")
    assert FacilityCheck.objects.exclude(pk=newer.pk).get().photo == ""
    with django_capture_on_commit_callbacks(execute=True):
        save(client, town, sign_drop="on")
    assert not photos.exists(newer.photo)
    assert client.get(reverse("stations:facilities_photo", args=[FacilityCheck.objects.current().get(item="sign").pk])).status_code == 404


def test_what_is_wrong_is_said_and_nothing_is_saved(client, town, asked):
    response = save(client, town, place=DONE, sign_note="没有选", box=DONE, box_photo=SimpleUploadedFile("a.jpg", b"\xff\xd8\xffnothing"))
    errors = response.context["form"].errors
    assert errors == {"state-six.sign": ["请选「有牌」的情况。"], "photo-six.box": ["这张照片打不开，可能没有传完整，请换一张。"]}
    response = save(client, town, sent=fields(client, town) | {"on": "2099-01-01"}, place=DONE)
    assert response.context["form"].errors == {"on": ["这一天还没有到，请改成核对的日期。"]}
    assert FacilityCheck.objects.count() == 0


def test_all_done_is_one_click_and_still_asks_to_be_saved(client, town, asked):
    client.force_login(town.officer)
    form = client.get(page(town), {"all": "done"}).context["form"]
    assert {form[f"state-{item.key}"].initial for item in form.items()} == {DONE}
    assert FacilityCheck.objects.count() == 0


def overview(client, user, **query):
    client.force_login(user)
    return client.get(reverse("stations:facilities"), query).context


def lines(context) -> list:
    return [(line.unit.name, [(words, names) for _, words, names in line.lacks]) for line in context["page"]]


def test_the_congress_sees_what_is_missing_where(client, town, asked):
    save(client, town, place=DONE, sign=FIXING, box=MISSING)
    context = overview(client, town.county_office)
    assert lines(context) == [
        ("青禾镇人大代表之家", [("没填", "工作人员到位")]),
        ("河湾村联络站", [("没做到", "有意见信箱"), ("正在补", "有牌")]),
        ("上塘村联络站", [("没填", "有场地、有牌、有意见信箱")]),
    ]
    assert {each.item.name: [count for *_, count in each.figures()] for each in context["items"]}["有牌"] == [0, 1, 0, 1]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"item": "six.box", "state": "missing"}, ["河湾村联络站"]),
        ({"item": "six.place", "state": "lacking"}, ["上塘村联络站"]),
        ({"state": "blank"}, ["青禾镇人大代表之家", "上塘村联络站"]),
        ({"kind": "home"}, ["青禾镇人大代表之家"]),
        ({"q": "河湾"}, ["河湾村联络站"]),
        ({"state": "done"}, ["河湾村联络站"]),
    ],
)
def test_the_overview_is_filtered(client, town, asked, query, names):
    save(client, town, place=DONE, sign=FIXING, box=MISSING)
    assert [name for name, _ in lines(overview(client, town.office, **query))] == names


def test_everybody_sees_their_own_units(client, town, asked):
    assert [name for name, _ in lines(overview(client, town.officer))] == ["河湾村联络站"]
    assert lines(overview(client, town.officer_elsewhere)) == []


def test_the_export_has_every_matching_unit_and_the_remarks(client, town, asked):
    save(client, town, place=DONE, sign=FIXING, sign_note="=月底挂")
    client.force_login(town.office)
    response = client.get(reverse("stations:facilities_export"), {"kind": "station"})
    matrix, remarks = load_workbook(io.BytesIO(response.content)).worksheets
    assert [[cell.value for cell in row] for row in matrix.iter_rows(min_row=3)] == [
        ["人大", "单位", "种类", "五到位：工作人员到位", "六有：有场地", "六有：有牌", "六有：有意见信箱", "没做到的项数"],
        ["青禾镇人大主席团", "河湾村联络站", "代表联络站", None, "已做到", "正在补", "没填", 2],
        ["青禾镇人大主席团", "上塘村联络站", "代表联络站", None, "没填", "没填", "没填", 3],
    ]
    assert [[cell.value for cell in row][3:7:3] for row in remarks.iter_rows(min_row=4)] == [["有场地", None], ["有牌", "=月底挂"]]


def test_the_overview_asks_as_much_for_many_units_as_for_few(client, town, asked):
    def queries() -> int:
        overview(client, town.county_office)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("stations:facilities")).status_code == 200
        return len(seen)

    few = queries()
    for number in range(60):
        UnitFactory(parent=town.congress, kind=UnitKind.STATION, name=f"第{number}站")
    assert queries() == few
    assert len(overview(client, town.county_office, page="2")["page"].object_list) == 13
