"""Made-up names and lives of the demonstration's deputies and visitors."""

from datetime import date
from itertools import islice, product

GROUPS = ("第一代表小组", "第二代表小组", "第三代表小组", "第四代表小组", "第五代表小组")
FIRST_DEPUTIES = ("周启明", "何秀兰", "马文山", "孟庆禾", "贺春生")
_SURNAMES = "赵钱孙李陈杨黄朱郭梁宋郑谢许傅丁魏薛叶阎"
_GIVEN = ("国安", "秀英", "建民", "丽华", "守田", "玉珍", "长河", "雪莲", "明远", "桂香", "志诚", "春燕", "德厚", "巧云", "海波", "文静")
_WORK = (
    "村党支部书记",
    "村民小组长",
    "种粮大户",
    "茶叶合作社理事长",
    "乡村医生",
    "小学教师",
    "果园经营户",
    "农机手",
    "个体工商户",
    "养蜂户",
    "社区网格员",
    "返乡创业青年",
    "退休教师",
    "镇卫生院护士",
)
_POLITICS = ("中共党员", "群众", "中共党员", "群众", "中共党员", "民盟盟员")
_EDUCATION = ("大专", "高中", "本科", "初中", "中专")


def names() -> list[str]:
    """Sixty names, each once."""
    made = (surname + given for given, surname in product(_GIVEN, _SURNAMES))
    picked = list(islice(made, 0, None, 5))
    return [*FIRST_DEPUTIES, *picked[: 60 - len(FIRST_DEPUTIES)]]


def life(number: int) -> dict:
    """What a roster says about the deputy with this number; the phone numbers are of no operator."""
    return {
        "gender": "female" if number % 5 in {1, 3} else "male",
        "ethnicity": "汉族" if number % 9 else "回族",
        "born_in": date(1962 + number * 7 % 34, 1 + number * 5 % 12, 1),
        "politics": _POLITICS[number % len(_POLITICS)],
        "education": _EDUCATION[number % len(_EDUCATION)],
        "work": _WORK[number % len(_WORK)],
        "phone": f"1390000{number:04}",
    }


def visitors() -> list[tuple[str, str]]:
    """(name, phone) of people who come; every third gives no phone, every seventh no name."""
    made = [surname + given for given, surname in product(_GIVEN, reversed(_SURNAMES))][3::7]
    return [("" if n % 7 == 6 else name, "" if n % 3 == 2 else f"1380000{n:04}") for n, name in enumerate(made)]
