"""The three sheets from which a made-up county is built: divisions, roster, accounts; whole, or with mistakes planted in them."""

import io
from dataclasses import dataclass, field
from itertools import islice, product

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

COUNTY = "云岭县人大常委会"
CODE = "990101"
TOWN_LETTERS = ("青白河石云", "禾岩湾桥岭")
VILLAGE_LETTERS = ("东西南北上下前后新老大小高长平和兴安清柳", "塘坡湾桥沟坝坪岗林溪泉井田河庄垭口岭坳湖")
SURNAMES = "陈林黄吴周徐孙马朱胡郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹"
GIVEN = ("国建秀春志小玉永明文海桂云德光兰", "华英军梅平勇芳强霞伟敏涛静斌萍辉")
STATION_POSTS = (("站长", ""), ("副站长", ""), ("联络员", "A"), ("联络员", "B"))


@dataclass(frozen=True)
class Size:
    """How big the county is; every station has four people, the rest of the accounts are deputies'."""

    towns: int = 20
    villages: int = 600
    deputies: int = 1_500
    accounts: int = 3_000


@dataclass
class Sheet:
    """One sheet: its head and rows as lists, and the mistakes planted, as cell → what the cure must speak of."""

    name: str
    head: list[str]
    rows: list[list]
    planted: dict[str, str] = field(default_factory=dict)

    def plant(self, row: int, column: str, value: object, cure: str) -> None:
        place = self.head.index(column)
        self.rows[row][place] = value
        self.planted[f"{get_column_letter(place + 1)}{row + 2}"] = cure

    def data(self) -> bytes:
        book = Workbook(write_only=True)
        page = book.create_sheet(self.name)
        for row in [self.head, *self.rows]:
            page.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()


def town_names(size: Size) -> list[str]:
    return [f"{first}{second}镇" for first, second in islice(product(*TOWN_LETTERS), size.towns)]


def village_names(size: Size) -> list[str]:
    return [f"{first}{second}{third}村" for first, third, second in islice(product(*VILLAGE_LETTERS, "头里"), size.villages)]


def people(count: int) -> list[str]:
    """Made-up names, each once."""
    return ["".join(letters) for letters in islice(product(SURNAMES, *GIVEN), count)]


def divisions(size: Size) -> Sheet:
    towns, each = town_names(size), size.villages // size.towns
    villages = iter(village_names(size))
    rows = []
    for number, town in enumerate(towns):
        code = f"{CODE}{100 + number}"
        rows.append([f"{code}000", town, ""])
        rows += [[f"{code}{201 + place}", village, town] for place, village in enumerate(islice(villages, each))]
    return Sheet("区划", ["区划代码", "名称", "所属乡镇"], rows)


def roster(size: Size) -> Sheet:
    """A fifth of the deputies sits in the county's congress too; everybody's station is known."""
    head = ["序号", "姓名", "性别", "民族", "出生年月", "单位及职务", "代表层级", "选区（选举单位）", "代表小组", "手机号码", "联系的站（家）"]
    towns, villages = town_names(size), village_names(size)
    each, rows = size.villages // size.towns, []
    for number, name in enumerate(people(size.deputies)):
        town = number % size.towns
        village = villages[town * each + number // size.towns % each]
        level = f"{'县级、' if number % 5 == 0 else ''}乡镇代表（{towns[town]}人大主席团）"
        gender, phone = "男女"[number % 2], f"199{number:08}"
        facts = [number + 1, name, gender, "汉族", f"{1960 + number % 40}.{number % 12 + 1:02}", f"{village}村民"]
        rows.append([*facts, level, "" if number % 5 == 0 else f"{town + 1}选区", f"第{town % 5 + 1}代表小组", phone, f"{village}代表联络站"])
    return Sheet("名册", head, rows)


def accounts(size: Size) -> Sheet:
    villages, names = village_names(size), people(size.deputies + size.accounts)
    staff = iter(names[size.deputies :])
    rows = [[f"{village}代表联络站", role, holder, next(staff), "", ""] for village in villages for role, holder in STATION_POSTS]
    more, each = size.accounts - len(rows), size.villages // size.towns
    for number, name in enumerate(names[:more]):
        village = villages[number % size.towns * each + number // size.towns % each]
        rows.append([f"{village}代表联络站", "代表", "", name, f"daibiao{number + 1:04}", ""])
    return Sheet("账号", ["单位", "岗位", "A/B岗", "姓名", "用户名", "手机号码"], rows)


def plant_divisions(sheet: Sheet) -> None:
    """Fifteen mistakes."""
    for row, value in enumerate(("99010110020", "9901011002011", "", "青禾镇", "99O101100205"), 2):
        sheet.plant(row, "区划代码", value, "12 位数字")
    for row in range(8, 12):
        sheet.plant(row, "名称", "", "没有填名称")
    sheet.plant(12, "名称", "很长" * 21, "请缩短")
    sheet.plant(13, "名称", "#REF!", "改成文字")
    for row in range(14, 18):
        sheet.plant(row, "区划代码", sheet.rows[1][0], "代码相同")


def plant_roster(sheet: Sheet) -> None:
    """Twenty mistakes."""
    for row in range(0, 4):
        sheet.plant(row, "姓名", "", "没有填姓名")
    sheet.plant(4, "姓名", "王12", "不像姓名")
    sheet.plant(5, "姓名", "长" * 41, "请缩短")
    for row, value in enumerate(("未知", "男女", "1", "不详"), 6):
        sheet.plant(row, "性别", value, "请写「男」或「女」")
    for row, value in enumerate(("1968.13", "六八年", "2026/2/30", "1868.05"), 10):
        sheet.plant(row, "出生年月", value, "")
    for row, value in enumerate(("1380000", "138001380001", "13800138000、13900139000", "家里"), 14):
        sheet.plant(row, "手机号码", value, "11 位手机号")
    sheet.plant(18, "代表层级", "县级、县代表", "写了两次")
    sheet.plant(19, "单位及职务", "#DIV/0!", "没有值")


def plant_accounts(sheet: Sheet) -> None:
    """Fifteen mistakes."""
    for row in (0, 1):
        sheet.plant(row, "单位", "", "没有填单位")
    for row in (2, 3):
        sheet.plant(row, "单位", f"没有的站{row}", "没有单位")
    for row, value in enumerate(("主任", "", "书记"), 4):
        sheet.plant(row, "岗位", value, "请写：")
    for row in (7, 8):
        sheet.plant(row, "A/B岗", "C", "请写 A 或 B")
    for row in (9, 10):
        sheet.plant(row, "姓名", "", "没有填姓名")
    for row, value in enumerate(("zhang san", "用户#1"), 11):
        sheet.plant(row, "用户名", value, "用户名只能用")
    for row in (13, 14):
        sheet.plant(row, "手机号码", "12345", "11 位手机号")
