"""What is asked of deputies, groups and stations, in plain words."""

from stations.rules.regulation.kinds import Kinds
from stations.rules.regulation.words import COUNTING, COUNTS, ENTERERS, FROM_REGISTERS, HOUSEHOLD_VISITS, PERIODS, PLACES, SUBJECTS


def households(part: str, value: object) -> str | None:
    if part == "categories":
        return "、".join(f"{row['name']}至少 {row['least']} 户" if row["least"] else row["name"] for row in value)
    if part == "per":
        return f"按{HOUSEHOLD_VISITS[value]}算"
    if not value:
        return ""
    return f"至少 {value} 户" if part == "number" else f"每年至少 {value} 次"


def activities(part: str, value: object) -> str:
    if part == "per_year":
        return f"每年至少 {value} 次" if value else ""
    if part == "kinds":
        return "\n".join(f"{row['name']}：{row['whom']}" + (f" → {row['then']}" if row["then"] else "") for row in value)
    return "、".join(row["name"] for row in value)


def kind(row: dict) -> str:
    """「每次计一次；代表本人、联络站、人大办可以补录」."""
    was = COUNTS.get(row["code"], row["name"])
    renamed = [f"原来叫「{was}」"] if was != row["name"] else []
    if not row["used"]:
        return "；".join([*renamed, "不再使用", "原有的记录照样在"])
    who = "由登记自动记入" if row["code"] in FROM_REGISTERS else "不能补录"
    if row["by"]:
        who = "、".join(ENTERERS[each] for each in ENTERERS if each in row["by"]) + "可以补录"
    words = [*renamed, COUNTING[row["counting"]], who]
    if row["code"] not in COUNTS:
        words.append(f"在上级的统计表里算「{COUNTS[row['under']]}」" if row["under"] else "在上级的统计表里列入「其他」")
    return "；".join(words)


def kind_order(body: dict) -> str:
    """Empty where nobody has set one."""
    return "、".join(row.name for row in Kinds.of(body["kinds"], body["kind_order"]).used) if body["kind_order"] else ""


def norm(row: dict, names: dict[str, str]) -> str:
    """「每位代表每年至少 2 次」, what counts, and the numbers of single years."""
    must = "至少" if row["binding"] else "力争"
    lines = [
        f"{SUBJECTS[row['subject']]}{PERIODS[row['period']]}{must} {row['number']} 次（件）",
        "计入：" + "、".join(names.get(kind, kind) for kind in row["counts"]),
    ]
    if row["years"]:
        lines.append("；".join(f"{year} 年 {number}" for year, number in sorted(row["years"].items())))
    return "\n".join(lines)


def report(part: str, value: object) -> str | None:
    if part == "others":
        return "写书面履职情况报告" if value else ""
    if value["kind"] == "once_a_term":
        return "每位代表届内至少一次"
    if value["kind"] == "none":
        return ""
    start = f"从任期第 {value['from_year']} 年起，" if value["from_year"] > 1 else ""
    share = f"{value['least']}%" if value["least"] == value["most"] else f"{value['least']}%—{value['most']}%"
    return f"{start}每年 {share} 的代表当面述职"


def checklist(row: dict) -> str:
    where = "、".join(PLACES[place] for place in PLACES if place in row["applies_to"])
    return f"{where}：{'；'.join(item['name'] for item in row['items'])}"


def kept(years: int) -> str:
    return f"{years} 年" if years else ""
