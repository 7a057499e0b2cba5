"""Faults of what a regulation says about days: receptions, rota, home day, boxes, yearly plan, livelihood projects."""

from collections.abc import Iterator

from stations.rules.regulation.defaults import NEUTRAL_DAY
from stations.rules.regulation.values import clock_time, has_keys, month_and_day, row_faults, said, whole
from stations.rules.regulation.words import BOX_PLACES, HOLIDAY_RULES, HOME_KINDS, INTERVALS, NTH, OPENERS, RECEPTION_KINDS, ROTA_KINDS, STAND_INS

DAY_RULES = {"reception": ("接待日", RECEPTION_KINDS), "rota": ("代表轮流驻站", ROTA_KINDS), "home_day": ("代表之家活动日", HOME_KINDS)}


def day_faults(name: str, rule: object) -> Iterator[str]:
    label, kinds = DAY_RULES[name]
    if not has_keys(rule, NEUTRAL_DAY):
        yield f"{label}要写明怎么定、哪一天、遇节假日怎么办、几点到几点和依据。"
        return
    if rule["kind"] not in kinds:
        yield f"{label}应为" + "、".join(kinds.values()) + "之一。"
    if not whole(rule["day"], 1, 31):
        yield f"{label}应为每月 1 至 31 日中的一天。"
    if not _weekdays(rule["weekdays"]):
        yield f"{label}要选周一至周日中的一天或几天。"
    if rule["nth"] not in NTH or not whole(rule["month"], 1, 3):
        yield f"{label}的第几个星期、第几个月写得不对，请重新选。"
    if rule["holiday"] not in HOLIDAY_RULES:
        yield f"{label}遇节假日应为" + "、".join(HOLIDAY_RULES.values()) + "之一。"
    if not said(rule["source"]):
        yield f"{label}要写明依据。"
    yield from _time_faults(label, rule)


def _time_faults(label: str, rule: dict) -> Iterator[str]:
    starts_at, ends_at = clock_time(rule["starts_at"]), clock_time(rule["ends_at"])
    if not starts_at or not ends_at:
        yield f"{label}的时间要写成 09:00 这样。"
    elif ends_at <= starts_at:
        yield f"{label}的结束时间应在开始时间之后。"


def _weekdays(value: object) -> bool:
    return isinstance(value, list) and bool(value) and value == sorted(set(value)) and all(whole(day, 0, 6) for day in value)


def box_faults(value: object) -> Iterator[str]:
    known = {"at": BOX_PLACES, "every": INTERVALS, "opener": OPENERS, "stand_in": STAND_INS, "list_every": INTERVALS}
    if not has_keys(value, known) or any(value[name] not in words for name, words in known.items()):
        yield "「信箱」应写明设在哪里、多久开一次、由谁开、谁可代开、多久汇总一次。"


def yearly_faults(value: object) -> Iterator[str]:
    if not has_keys(value, ("plan", "summary")) or not all(day == "" or month_and_day(day) for day in value.values()):
        yield "「年度计划和总结」的期限要写成 01-31 这样，没有规定的留空。"


def project_faults(value: object) -> Iterator[str]:
    if not has_keys(value, ("plan_months", "stages", "four_ones")) or not whole(value["plan_months"], 0, 12):
        yield "「惠民实事」应写明闭会后几个月内定计划（0 至 12）、各阶段和各项活动。"
        return
    yield from row_faults(value["four_ones"], (), "惠民实事的活动")
    faults = list(row_faults(value["stages"], ("first", "last"), "惠民实事的阶段"))
    yield from faults
    for stage in value["stages"] if not faults else ():
        if not whole(stage["first"], 1, 12) or not whole(stage["last"], 1, 12) or stage["last"] < stage["first"]:
            yield f"惠民实事的「{stage['name']}」应从某月到同年的某月。"
