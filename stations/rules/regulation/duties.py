"""Faults of what a regulation asks of deputies, groups and stations: households, contacts, norms, reports, checklists, retention."""

from collections.abc import Iterator

from stations.rules.regulation.values import coded, has_keys, row_faults, said, whole
from stations.rules.regulation.words import HOUSEHOLD_VISITS, KEPT, PERIODS, PLACES, REPORT_KINDS, SUBJECTS

MOST = 999
LONGEST_KEPT = 100  # years
NORM_KEYS = ("subject", "period", "number", "counts", "binding", "years", "source")


def household_faults(value: object) -> Iterator[str]:
    if not has_keys(value, ("number", "visits", "per", "categories")) or value["per"] not in HOUSEHOLD_VISITS:
        yield "「联系户」应写明每位代表几户、每年见面几次、按每户还是合计、有哪几类。"
        return
    if not whole(value["number"], 0, MOST) or not whole(value["visits"], 0, MOST):
        yield f"「联系户」的户数和次数应为 0 至 {MOST}，请填整数。"
    faults = list(row_faults(value["categories"], ("least",), "联系户的类别"))
    yield from faults
    if not faults and not all(whole(row["least"], 0, MOST) for row in value["categories"]):
        yield f"「联系户的类别」每类至少几户应为 0 至 {MOST}，请填整数。"


def activity_faults(value: object) -> Iterator[str]:
    if not has_keys(value, ("per_year", "kinds", "forms")) or not whole(value["per_year"], 0, MOST):
        yield f"「联系活动」应写明每年几次（0 至 {MOST}）、有哪几种、什么方式。"
        return
    yield from row_faults(value["forms"], (), "联系活动的方式")
    faults = list(row_faults(value["kinds"], ("whom", "then"), "联系活动"))
    yield from faults
    for kind in value["kinds"] if not faults else ():
        if not said(kind["whom"]):
            yield f"联系活动「{kind['name']}」要写明联系哪些人。"


def norm_faults(norms: object) -> Iterator[str]:
    faults = list(row_faults(norms, NORM_KEYS, "履职指标"))
    yield from faults
    for norm in norms if not faults else ():
        where = f"指标「{norm['name']}」"
        if norm["subject"] not in SUBJECTS or norm["period"] not in PERIODS:
            yield f"{where}要选对象和周期。"
        if not whole(norm["number"], 1, MOST):
            yield f"{where}的数量应为 1 至 {MOST}，请填整数。"
        if not isinstance(norm["counts"], list) or not norm["counts"] or not all(map(coded, norm["counts"])):
            yield f"{where}要选计入哪些履职，只能从列出的里面选。"
        if not isinstance(norm["binding"], bool) or not said(norm["source"]):
            yield f"{where}要写明是必须完成还是力争完成，并写依据。"
        if not _years(norm["years"]):
            yield f"{where}的分年度数量应写成年份和 0 至 {MOST} 的整数。"


def _years(value: object) -> bool:
    return isinstance(value, dict) and all(_year(year) and whole(number, 0, MOST) for year, number in value.items())


def _year(value: object) -> bool:
    return isinstance(value, str) and value.isdecimal() and 2000 <= int(value) <= 2100


def report_faults(value: object) -> Iterator[str]:
    keys = ("kind", "least", "most", "from_year", "others_write")
    if not has_keys(value, keys) or value["kind"] not in REPORT_KINDS or not isinstance(value["others_write"], bool):
        yield "「向选民述职」应写明怎么安排、比例、从任期第几年起、其余代表是否书面报告。"
        return
    if not whole(value["least"], 0, 100) or not whole(value["most"], 0, 100) or value["most"] < value["least"]:
        yield "「向选民述职」的比例应为 0 至 100 的整数，上限不能小于下限。"
    if not whole(value["from_year"], 1, 5):
        yield "「向选民述职」应从任期第 1 至第 5 年起。"


def checklist_faults(lists: object) -> Iterator[str]:
    faults = list(row_faults(lists, ("applies_to", "items", "source"), "达标清单"))
    yield from faults
    for row in lists if not faults else ():
        where = f"清单「{row['name']}」"
        if not isinstance(row["applies_to"], list) or not row["applies_to"] or set(row["applies_to"]) - PLACES.keys():
            yield f"{where}要选用于代表联络站还是代表之家。"
        if not said(row["source"]):
            yield f"{where}要写明依据。"
        if row["items"] == []:
            yield f"{where}至少要有一项。"
        yield from row_faults(row["items"], (), f"{row['name']}的项目")


def retention_faults(value: object) -> Iterator[str]:
    if not has_keys(value, KEPT) or not all(whole(years, 0, LONGEST_KEPT) for years in value.values()):
        yield f"「保存年限」应为 0 至 {LONGEST_KEPT} 年，请填整数；0 是未规定。"
