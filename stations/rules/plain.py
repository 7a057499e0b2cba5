"""A regulation in plain words, for the page that shows it: the same values the cases go by, each with its source."""

from collections import defaultdict
from dataclasses import dataclass

from stations.rules.regulation import CHANNELS, HOLIDAY_RULES, LIMITS, STEPS, Rules


@dataclass(frozen=True)
class Line:
    label: str
    words: str
    source: str = ""


@dataclass(frozen=True)
class Part:
    title: str
    lead: str
    lines: list[Line]
    remark: str = "依据"  # what the third column holds


def plain_words(body: dict) -> list[Part]:
    rules = Rules(body)
    return [
        Part("交办之前的环节", _four_eyes(rules), _chains(rules, body["chains_source"])),
        Part("时限", "按工作日算，从次日起算；放假和调休见工作日历。", [_limit(rules, name, label) for name, label in LIMITS.items()]),
        Part("接待日", "", _reception(rules, body)),
        Part("答复类别", "办结不等于解决：两个数分开统计。", [Line(row.code, row.name, _meaning(row)) for row in rules.reply_classes], "说明"),
    ]


def _chains(rules: Rules, source: str) -> list[Line]:
    """One line for all channels that take the same steps."""
    labels = defaultdict(list)
    for channel, label in CHANNELS.items():
        labels[rules.chain(channel)].append(label)
    return [Line("、".join(names), _chain(steps), source) for steps, names in labels.items()]


def _chain(steps: tuple[str, ...]) -> str:
    return " → ".join([*(STEPS[step] for step in steps), "交办"])


def _four_eyes(rules: Rules) -> str:
    if rules.four_eyes:
        return "前后两步须由不同的人办。"
    return "前一步和后一步是同一个人时，后一步自动通过，并记入经过。"


def _limit(rules: Rules, name: str, label: str) -> Line:
    limit = rules.limit(name)
    return Line(label, f"{limit.days} 个工作日", limit.source)


def _reception(rules: Rules, body: dict) -> list[Line]:
    rule = rules.reception
    if rule["kind"] == "by_station":
        day = Line("接待日", "由各站自定", rule["source"])
    else:
        day = Line("接待日", f"每月 {rule['day']} 日，遇周末和节假日{HOLIDAY_RULES[rule['holiday']]}", rule["source"])
    return [
        day,
        Line("接待时间", f"{rule['starts_at']} 至 {rule['ends_at']}"),
        Line("预告", f"至少提前 {rules.notice_lead_days} 天公布", body["notice_source"]),
    ]


def _meaning(row) -> str:
    return "、".join(filter(None, ["算解决" if row.solved else "不算解决", "要写承诺日期" if row.promised else ""]))
