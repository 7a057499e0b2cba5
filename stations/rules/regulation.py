"""What a congress's regulation (制度) says, read from the JSON of one published version.

Sources in short: LZ = 人大工作联络站制度规范, YH = 永和镇"双联系"方案, TZ = 代表之家和联络站办法. No document sets days for a station's
opinions; the numbers here are proposals that each congress confirms or changes on its own page.
"""

from dataclasses import dataclass
from datetime import time
from functools import cached_property

from django.core.exceptions import ValidationError

STEPS = {"screen": "初筛", "audit": "审核", "approve": "审批"}
CHANNELS = {
    "visit": "来访",
    "phone": "来电",
    "home_visit": "走访",
    "meeting": "座谈会",
    "box": "代表信箱",
    "letter": "来信",
    "hotline": "热线",
    "online": "网上",
}
LIMITS = {
    "screen": "初筛",
    "audit": "审核",
    "approve": "审批",
    "refer": "交办",
    "ordinary": "一般意见办理",
    "urgent": "紧急意见办理",
    "joint": "几个单位共同办理",
    "not_ours": "提出不属本单位",
    "feedback": "答复后向群众反馈",
}
RECEPTION_KINDS = {"day_of_month": "每月固定一天", "by_station": "由各站自定"}
HOLIDAY_RULES = {"keep": "照常接待", "next_workday": "顺延到下一个工作日", "drop": "当月不接待"}
LONGEST_LIMIT = 250  # working days: about a year

_PROPOSED = "天数为建议值，由本级人大确认"
DEFAULT_BODY = {
    "chains": {channel: list(STEPS) for channel in CHANNELS},  # LZ 五(一)2–3; LZ 五(二) lets a town skip the audit of receptions
    "chains_source": "联络站制度规范 五（一）2、3",
    "four_eyes": False,  # in a small station one person often holds two posts; LZ says nothing
    "limits": {
        "screen": {"days": 1, "source": f"联络站制度规范 五（一）2；{_PROPOSED}"},
        "audit": {"days": 2, "source": f"联络站制度规范 五（一）3；{_PROPOSED}"},
        "approve": {"days": 2, "source": f"联络站制度规范 五（一）3；{_PROPOSED}"},
        "refer": {"days": 2, "source": f"联络站制度规范 五（一）4；{_PROPOSED}"},
        "ordinary": {"days": 15, "source": f"联络站制度规范 四（二）3；{_PROPOSED}"},
        "urgent": {"days": 5, "source": f"联络站制度规范 四（二）3；{_PROPOSED}"},
        "joint": {"days": 30, "source": f"联络站制度规范 四（二）3；{_PROPOSED}"},
        "not_ours": {"days": 5, "source": f"联络站制度规范 四（三）2；{_PROPOSED}"},
        "feedback": {"days": 3, "source": f"“双联系”方案 四（三）；{_PROPOSED}"},
    },
    "reply_classes": [
        {"code": "A", "name": "已解决或基本解决", "solved": True, "promised": False},
        {"code": "B", "name": "正在解决或列入计划", "solved": False, "promised": True},
        {"code": "C", "name": "因条件所限暂时不能解决", "solved": False, "promised": False},
        {"code": "D", "name": "留作参考", "solved": False, "promised": False},
    ],
    "reception": {
        "kind": "day_of_month",
        "day": 10,
        "holiday": "next_workday",
        "starts_at": "09:00",
        "ends_at": "11:30",
        "source": "“双联系”方案 四（二）：每月10日",
    },
    "notice_lead_days": 3,
    "notice_source": f"联络站制度规范 四（二）1；{_PROPOSED}",
}


@dataclass(frozen=True)
class Limit:
    """Working days for one step, and the article (or the congress's decision) they come from."""

    days: int
    source: str


@dataclass(frozen=True)
class ReplyClass:
    """One line of the congress's table of answers: does it count as solved, does it carry a promised date."""

    code: str
    name: str
    solved: bool
    promised: bool


class Rules:
    """The values of one regulation. Raises ValidationError with every fault, in Chinese, when the body is not whole."""

    def __init__(self, body: dict) -> None:
        faults = list(_faults(body)) if isinstance(body, dict) else ["制度的内容应是一张表。"]
        if faults:
            raise ValidationError(faults)
        self.body = body

    def chain(self, channel: str) -> tuple[str, ...]:
        """The steps before the referral, in order. A channel unknown to this version takes all of them."""
        return tuple(self.body["chains"].get(channel, STEPS))

    @property
    def four_eyes(self) -> bool:
        """Whether nobody may do two steps of one case in a row."""
        return self.body["four_eyes"]

    def limit(self, name: str) -> Limit:
        return Limit(**self.body["limits"][name])

    @cached_property
    def reply_classes(self) -> list[ReplyClass]:
        return [ReplyClass(**row) for row in self.body["reply_classes"]]

    def reply_class(self, code: str) -> ReplyClass | None:
        return next((row for row in self.reply_classes if row.code == code), None)

    @property
    def reception(self) -> dict:
        return self.body["reception"]

    @property
    def notice_lead_days(self) -> int:
        """Calendar days before a reception day by which it must have been announced."""
        return self.body["notice_lead_days"]


def _faults(body: dict):
    missing = DEFAULT_BODY.keys() - body.keys()
    unknown = body.keys() - DEFAULT_BODY.keys()
    if missing or unknown:
        yield from (f"缺少「{name}」。" for name in sorted(missing))
        yield from (f"不认识「{name}」。" for name in sorted(unknown))
        return
    yield from _chain_faults(body["chains"])
    yield from _limit_faults(body["limits"])
    yield from _class_faults(body["reply_classes"])
    yield from _reception_faults(body["reception"])
    if not isinstance(body["four_eyes"], bool):
        yield "「前后两步须由不同的人办」应为是或否。"
    if not _whole(body["notice_lead_days"], 0, 30):
        yield "接待预告应提前 0 至 30 天，请填整数。"


def _chain_faults(chains: dict):
    if not isinstance(chains, dict) or chains.keys() != CHANNELS.keys():
        yield "每一种反映方式都要写明经过哪些环节：" + "、".join(CHANNELS.values()) + "。"
        return
    for channel, steps in chains.items():
        if not isinstance(steps, list) or steps != [step for step in STEPS if step in steps]:
            yield f"「{CHANNELS[channel]}」的环节只能从初筛、审核、审批中选，并按这个顺序。"


def _limit_faults(limits: dict):
    if not isinstance(limits, dict) or limits.keys() != LIMITS.keys():
        yield "每一项时限都要填写：" + "、".join(LIMITS.values()) + "。"
        return
    for name, limit in limits.items():
        if not isinstance(limit, dict) or limit.keys() != {"days", "source"} or not _whole(limit["days"], 1, LONGEST_LIMIT):
            yield f"「{LIMITS[name]}」的时限应为 1 至 {LONGEST_LIMIT} 个工作日，请填整数。"
        elif not _said(limit["source"]):
            yield f"「{LIMITS[name]}」的时限要写明依据。"


def _class_faults(classes: list):
    if not isinstance(classes, list) or not classes:
        yield "至少要有一种答复类别。"
        return
    keys = set(ReplyClass.__annotations__)
    for row in classes:
        if not isinstance(row, dict) or row.keys() != keys or not _said(row["code"]) or not _said(row["name"]):
            yield "每种答复类别都要有代号和名称，并写明是否算解决、是否要承诺日期。"
            return
        if len(row["code"]) > 4:
            yield f"答复类别的代号「{row['code']}」太长，最多 4 个字。"
        if not isinstance(row["solved"], bool) or not isinstance(row["promised"], bool):
            yield f"答复类别「{row['code']}」是否算解决、是否要承诺日期应为是或否。"
    if len({row["code"] for row in classes}) < len(classes):
        yield "答复类别的代号有重复。"


def _reception_faults(rule: dict):
    if not isinstance(rule, dict) or rule.keys() != DEFAULT_BODY["reception"].keys():
        yield "接待日要写明怎么定、哪一天、遇节假日怎么办、几点到几点和依据。"
        return
    if rule["kind"] not in RECEPTION_KINDS:
        yield "接待日应为" + "或".join(RECEPTION_KINDS.values()) + "。"
    if not _whole(rule["day"], 1, 31):
        yield "接待日应为每月 1 至 31 日中的一天。"
    if rule["holiday"] not in HOLIDAY_RULES:
        yield "接待日遇节假日应为" + "、".join(HOLIDAY_RULES.values()) + "之一。"
    starts_at, ends_at = _time(rule["starts_at"]), _time(rule["ends_at"])
    if not starts_at or not ends_at:
        yield "接待时间要写成 09:00 这样。"
    elif ends_at <= starts_at:
        yield "接待的结束时间应在开始时间之后。"


def _whole(value: object, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _said(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _time(value: object) -> time | None:
    try:
        return time.fromisoformat(value)
    except (TypeError, ValueError):
        return None
