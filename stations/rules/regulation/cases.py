"""Faults of what a regulation says about cases: chains, limits, answers, what the person is told, publication."""

from collections.abc import Iterator

from stations.rules.regulation.values import has_keys, said, whole
from stations.rules.regulation.words import CHANNELS, LATER_CHANNELS, LIMITS, LONGEST_LIMIT, RATINGS, SCOPES, STEPS

LONGEST_PUBLICATION = 3650
MOST_ROUNDS = 5


def chain_faults(chains: object) -> Iterator[str]:
    known = set(chains) if isinstance(chains, dict) else set()
    if not CHANNELS.keys() - LATER_CHANNELS <= known <= CHANNELS.keys():
        yield "每一种反映方式都要写明经过哪些环节：" + "、".join(CHANNELS.values()) + "。"
        return
    for channel, steps in chains.items():
        if not isinstance(steps, list) or steps != [step for step in STEPS if step in steps]:
            yield f"「{CHANNELS[channel]}」的环节只能从初筛、审核、审批中选，并按这个顺序。"


def limit_faults(limits: object) -> Iterator[str]:
    if not has_keys(limits, LIMITS):
        yield "每一项时限都要填写：" + "、".join(LIMITS.values()) + "。"
        return
    for name, limit in limits.items():
        if not has_keys(limit, ("days", "source")) or not whole(limit["days"], 1, LONGEST_LIMIT):
            yield f"「{LIMITS[name]}」的时限应为 1 至 {LONGEST_LIMIT} 个工作日，请填整数。"
        elif not said(limit["source"]):
            yield f"「{LIMITS[name]}」的时限要写明依据。"


def class_faults(classes: object) -> Iterator[str]:
    if not isinstance(classes, list) or not classes:
        yield "至少要有一种答复类别。"
        return
    for row in classes:
        if not has_keys(row, ("code", "name", "solved", "promised")) or not said(row["code"]) or not said(row["name"]):
            yield "每种答复类别都要有代号和名称，并写明是否算解决、是否要承诺日期。"
            return
        if len(row["code"]) > 4:
            yield f"答复类别的代号「{row['code']}」太长，最多 4 个字。"
        if not isinstance(row["solved"], bool) or not isinstance(row["promised"], bool):
            yield f"答复类别「{row['code']}」是否算解决、是否要承诺日期应为是或否。"
    if len({row["code"] for row in classes}) < len(classes):
        yield "答复类别的代号有重复。"


def satisfaction_faults(rows: object) -> Iterator[str]:
    """The person's ratings: names are the congress's, codes the product's; the rate counts those that are rated."""
    if not isinstance(rows, list) or not rows:
        yield "至少要有一种满意度。"
        return
    for row in rows:
        if not has_keys(row, ("code", "name", "rated", "satisfied")) or row["code"] not in RATINGS or not said(row["name"]):
            yield "每种满意度都要有名称，并写明是否计入满意率、是否算满意。"
            return
        if not isinstance(row["rated"], bool) or not isinstance(row["satisfied"], bool):
            yield f"满意度「{row['name']}」是否计入满意率、是否算满意应为是或否。"
        elif row["satisfied"] and not row["rated"]:
            yield f"满意度「{row['name']}」算满意的，就要计入满意率。"
    if len({row["code"] for row in rows}) < len(rows):
        yield "满意度有重复。"


def feedback_faults(value: object) -> Iterator[str]:
    value = value | {"rounds": value.get("rounds", 1)} if isinstance(value, dict) else value  # bodies of before say nothing about it
    if not has_keys(value, ("plan", "again", "rounds")) or not all(isinstance(value[name], bool) for name in ("plan", "again")):
        yield "「向群众反馈」应写明是否反馈解决方案、不满意是否重办。"
    elif not whole(value["rounds"], 1, MOST_ROUNDS):
        yield f"「向群众反馈」最多重办的次数应为 1 至 {MOST_ROUNDS}，请填整数。"


def publication_faults(value: object) -> Iterator[str]:
    if not has_keys(value, ("scope", "days", "reviewed")) or value["scope"] not in SCOPES or not isinstance(value["reviewed"], bool):
        yield "「结果公布」应写明范围、天数和是否先审。"
    elif not whole(value["days"], 0, LONGEST_PUBLICATION):
        yield f"「结果公布」的天数应为 0 至 {LONGEST_PUBLICATION}，请填整数；0 是一直公布。"
