"""Days in plain words."""

from stations.rules.regulation.words import BOX_PLACES, HOLIDAY_RULES, INTERVALS, NTH, OPENERS, STAND_INS, WEEKDAYS

_FIXED = ("day_of_month", "nth_weekday", "weekly", "day_of_quarter")


def when(rule: dict) -> str:
    """「每月 10 日」「每周一」; empty where nothing is set."""
    weekdays = "、".join(WEEKDAYS[day] for day in rule["weekdays"])
    words = {
        "day_of_month": f"每月 {rule['day']} 日",
        "nth_weekday": f"每月{NTH[rule['nth']]}{weekdays}",
        "weekly": f"每{weekdays}",
        "by_station": "每月一天，由各站自定",
        "by_home": "每季度一天，由各家自定",
        "day_of_quarter": f"每季度第 {rule['month']} 个月 {rule['day']} 日",
    }
    return words.get(rule["kind"], "")


def holiday(rule: dict) -> str | None:
    """None where the rule names no day that could fall on one."""
    return HOLIDAY_RULES[rule["holiday"]] if rule["kind"] in _FIXED else None


def hours(rule: dict) -> str | None:
    return None if rule["kind"] == "none" else f"{rule['starts_at']} 至 {rule['ends_at']}"


def notice(days: int) -> str:
    return f"至少提前 {days} 天公布"


def box(part: str, value: object) -> str:
    if part == "opener":
        stand_in = STAND_INS[value["stand_in"]] if value["stand_in"] else ""
        return OPENERS[value["opener"]] + (f"；特殊情况由{stand_in}代开" if stand_in else "")
    if part == "at":
        return BOX_PLACES[value]
    return INTERVALS[value] if value else ""


def yearly(day: str) -> str:
    month, _, number = day.partition("-")
    return f"每年 {int(month)} 月 {int(number)} 日前" if day else ""


def project(part: str, value: object) -> str:
    if part == "plan":
        return f"人代会闭会后 {value} 个月内报人大常委会" if value else ""
    if part == "stages":
        return "\n".join(f"{_months(stage)}：{stage['name']}" for stage in value)
    return "\n".join(row["name"] for row in value)


def _months(stage: dict) -> str:
    return f"{stage['first']} 月" if stage["first"] == stage["last"] else f"{stage['first']}—{stage['last']} 月"
