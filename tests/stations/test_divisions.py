"""A county's towns and villages from a divisions file: what is read, what is built, what is refused; made-up divisions only."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from accounts.models import AuditEntry
from common.tables import read_table
from common.uploads import check_upload
from stations.choices import Level, UnitKind, UnitSort
from stations.models import Unit
from stations.rules.division_rows import HEADINGS, REQUIRED, short_village
from stations.rules.divisions import Wish, plan_divisions
from stations.services.divisions import Refused, build_divisions
from tests.factories.stations import UnitFactory

TWO_COUNTIES = "文件里有 2 个县的区划，分不清哪个是本县。请只留本县的行，或先在「云岭县人大常委会」的资料里填上区划代码。"
HEAD = "code12,name,town,county"
SMALL = """
990101001000,城东街道,,云岭县
990101001001,东街社区居委会,城东街道,云岭县
990101101000,青禾镇,,云岭县
990101101201,河湾村民委员会,青禾镇,云岭县
990101101202,上塘村村委会,青禾镇,云岭县
990101101203,石桥村委会,青禾镇,云岭县
990101400000,云岭经济开发区,,云岭县
990101400498,云岭经济开发区虚拟社区,云岭经济开发区,云岭县
"""


def lines_of(text: str, head: str = HEAD):
    data = "\n".join([head, *text.strip().splitlines()]).encode()
    return read_table(check_upload(SimpleUploadedFile("区划.csv", data)), HEADINGS, REQUIRED).lines


def build(town, lines, wish=None):
    county = Unit.objects.get(pk=town.county.pk)
    return build_divisions(county, town.county_office, lambda: plan_divisions(county, lines, wish or Wish()))


def words(town, text: str, head: str = HEAD, wish=None) -> list[tuple[str, str]]:
    county = Unit.objects.get(pk=town.county.pk)
    return [(fault.cell, fault.words) for fault in plan_divisions(county, lines_of(text, head), wish or Wish()).faults]


def test_towns_and_stations_are_built_and_known_ones_get_their_code(town):
    plan = build(town, lines_of(SMALL))
    assert plan.figures == {"towns": 1, "stations": 2, "coded": 3, "same": 0}
    found = Unit.objects.exclude(code="").order_by("code").values_list("code", "name", "kind", "sort", "mark", "parent__name")
    station, congress = UnitKind.STATION, UnitKind.CONGRESS
    assert list(found) == [
        ("990101000000", "云岭县人大常委会", congress, "", "", None),
        ("990101001000", "城东街道人大工委", congress, UnitSort.STREET, "", "云岭县人大常委会"),
        ("990101001001", "东街社区代表联络站", station, UnitSort.COMMUNITY, "东街", "城东街道人大工委"),
        ("990101101000", "青禾镇人大主席团", congress, "", "", "云岭县人大常委会"),
        ("990101101201", "河湾村联络站", station, "", "河湾", "青禾镇人大主席团"),
        ("990101101202", "上塘村联络站", station, "", "上塘", "青禾镇人大主席团"),
        ("990101101203", "石桥村代表联络站", station, UnitSort.VILLAGE, "石桥", "青禾镇人大主席团"),
    ]
    new = Unit.objects.select_related("parent").get(code="990101001001")
    assert (new.path, new.parent.level, new.area) == (f"{new.parent.path}{new.pk}/", Level.TOWN, "东街社区")
    assert plan.notes == ["云岭经济开发区等 1 个开发区、农场和它们的 1 个村没有建；要建，请在上传时勾选。"]
    entry = AuditEntry.objects.get(action="unit.import")
    assert (entry.chain, entry.actor, '"stations": 2' in entry.body) == (f"congress:{town.county.pk}", town.county_office, True)


def test_the_same_file_again_changes_nothing_whatever_was_renamed_meanwhile(town):
    build(town, lines_of(SMALL))
    Unit.objects.filter(code="990101101203").update(name="石桥片区联络站", mark="石")
    before = list(Unit.objects.order_by("pk").values())
    assert build(town, lines_of(SMALL)).figures == {"towns": 0, "stations": 0, "coded": 0, "same": 6}
    assert (list(Unit.objects.order_by("pk").values()), AuditEntry.objects.filter(action="unit.import").count()) == (before, 1)


def test_villages_alone_name_their_towns_and_rows_may_say_no(town):
    head = "区划代码,名称,所属乡镇,建联络站"
    text = "990101102201,甲村,黄田乡,\n990101102202,乙村,黄田乡,否\n990101102203,丙村,黄田乡,是"
    assert build(town, lines_of(text, head), Wish(ending="人大")).figures["stations"] == 2
    assert [unit.name for unit in Unit.objects.get(code="990101102000").children.order_by("pk")] == ["甲村代表联络站", "丙村代表联络站"]
    assert Unit.objects.get(code="990101102000").name == "黄田乡人大"


def test_towns_only_and_zones_when_wished(town):
    wish = Wish(stations=False, zones=True)
    assert build(town, lines_of(SMALL), wish).figures == {"towns": 2, "stations": 0, "coded": 1, "same": 0}
    assert Unit.objects.get(code="990101400000").name == "云岭经济开发区人大工委"


def test_marks_of_one_town_are_unlike_each_other_and_those_of_closed_stations(town):
    UnitFactory(parent=town.congress, name="石桥站", mark="石桥", closed_on="2026-01-01")
    text = "990101101000,青禾镇\n990101101203,石桥村\n990101101204,石桥社区\n990101101205,石桥头新建自然村联合村"
    build(town, lines_of(text, "代码,名称"))
    assert list(town.congress.children.filter(code__gt="990101101200").order_by("code").values_list("mark", flat=True)) == [
        "石桥2",
        "石桥3",
        "石桥头新",
    ]


def test_other_countys_rows_are_left_out_once_the_county_has_its_code(town):
    Unit.objects.filter(pk=town.county.pk).update(code="990101000000")
    plan = build(town, lines_of(SMALL + "990102101000,别镇,,别县\n990102101201,别村,别镇,别县"))
    assert (plan.figures["towns"], plan.notes[0]) == (1, "有 2 行不是本县的（代码不以 990101 开头），没有读。")
    assert words(town, "990102101000,别镇,,") == [("", "文件里没有「云岭县人大常委会」的乡镇和村，请核对区划代码。")]


@pytest.mark.parametrize(
    ("text", "cell", "told"),
    [
        ("99010110100,青禾镇", "A2", "区划代码应为 12 位数字，这里是 11 位。"),
        ("填表人某某", "A2", "区划代码应为 12 位数字，这里是「填表人某某」。"),
        (",合计", "A2", "没有填区划代码，请补上 12 位数字；说明、合计行请删去。"),
        ("990101101000,", "B2", "没有填名称，请补上。"),
        (f"990101101000,{'长' * 41}", "B2", "名称有 41 个字，最多 40 个字，请缩短。"),
        ("990101101000,青禾镇\n990101101000,青禾镇", "A3", "与工作表「区划.csv」第 2 行的代码相同，请删去一行。"),
        ("990101102000,黄田镇\n990102101000,别镇", "A3", TWO_COUNTIES),
        ("990101109201,甲村", "A2", "不知道它属于哪个乡镇：请补上代码为 990101109000 的乡镇一行，或填上「所属乡镇」。"),
        (
            "990101109000,丁镇\n990101109201,甲村\n990101109202,甲村委会",
            "B4",
            "与工作表「区划.csv」第 3 行建出同名的「甲村代表联络站」，请改一个名称。",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(town, text, cell, told):
    assert words(town, text) == [(cell, told)]


def test_all_faults_of_a_file_are_told_at_once(town):
    text = "99,坏\n990101109201,甲村\n990101109202,乙村\n990101101000,青禾镇\n990101101203,\n990101101204,河口村\n990101101205,河口村委会"
    assert [cell for cell, _ in words(town, text)] == ["A2", "B6", "A3", "B8"]


def test_a_choice_that_is_none_and_a_name_that_is_taken(town):
    head = "区划代码,名称,所属乡镇,建联络站"
    assert words(town, "990101109201,甲村,丁镇,也许", head) == [("D2", "请写「是」或「否」，这里是「也许」。")]
    Unit.objects.create(parent=town.county, kind=UnitKind.DEPARTMENT, name="丁镇人大主席团")
    assert words(town, "990101109000,丁镇,,", head) == [("B2", "「云岭县人大常委会」下已有「丁镇人大主席团」，请改一个名称。")]


def test_two_congresses_of_one_name_are_asked_about(town):
    Unit.objects.create(parent=town.county, kind=UnitKind.CONGRESS, level=Level.TOWN, name="青禾镇人大")
    cell, told = words(town, "990101101000,青禾镇")[0]
    assert (cell, told) == ("B2", "「云岭县人大常委会」下有 2 个「青禾镇」的人大，请先给其中一个填上区划代码 990101101000。")


def test_a_fault_that_came_up_meanwhile_takes_everything_back(town):
    county, lines = Unit.objects.get(pk=town.county.pk), lines_of("990101109000,丁镇")
    count = Unit.objects.count()
    assert not plan_divisions(county, lines, Wish()).faults
    UnitFactory(parent=county, name="丁镇人大主席团")
    with pytest.raises(Refused, match="检查以后情况变了"):
        build(town, lines)
    with pytest.raises(Refused, match="与您能看到的不一致"):
        build_divisions(county, town.office, lambda: plan_divisions(county, lines_of("990101108000,戊镇"), Wish()))
    assert Unit.objects.count() == count + 1


@pytest.mark.parametrize(
    ("name", "short", "sort"),
    [
        ("王家村民委员会", "王家村", "village"),
        ("王村村民委员会", "王村", "village"),
        ("王村村委会", "王村", "village"),
        ("东村", "东村", "village"),
        ("东街社区居民委员会", "东街社区", "community"),
        ("东街社区居委会", "东街社区", "community"),
        ("第一居委会", "第一居委会", "community"),
        ("三连生活区", "三连生活区", ""),
    ],
)
def test_names_of_villages_are_shortened(name, short, sort):
    assert short_village(name) == (short, sort)


def made_up_county(towns: int, villages: int) -> list[tuple]:
    rows = []
    for town in range(towns):
        rows.append((f"990101{100 + town}000", f"第{town + 1}镇", ""))
        rows += [(f"990101{100 + town}{200 + number}", f"{number + 1}号村村民委员会", f"第{town + 1}镇") for number in range(villages // towns)]
    return rows


def workbook(rows) -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["区划代码", "名称", "所属乡镇"])
    for code, name, town in rows:
        book.active.append([int(code), name, town])  # a number, as Excel likes to have it
    book.save(out)
    return out.getvalue()


def test_six_hundred_villages_take_as_many_queries_as_sixty(town, django_assert_max_num_queries):
    table = read_table(check_upload(SimpleUploadedFile("a.xlsx", workbook(made_up_county(20, 600)))), HEADINGS, REQUIRED)
    with django_assert_max_num_queries(30):
        plan = build(town, table.lines)
    assert plan.figures == {"towns": 20, "stations": 600, "coded": 0, "same": 0}
    made = Unit.objects.filter(code__startswith="990101", kind=UnitKind.STATION).select_related("parent")
    assert {(unit.path == f"{unit.parent.path}{unit.pk}/", unit.parent.parent_id) for unit in made} == {(True, town.county.pk)}
    assert len({(unit.parent_id, unit.mark) for unit in made}) == 600
