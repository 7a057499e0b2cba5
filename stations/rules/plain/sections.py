"""The parts of a regulation as its pages show them: in this order, under these headings."""

from dataclasses import dataclass

from stations.rules.regulation.layers import addresses
from stations.rules.regulation.words import CHANNELS, KEPT, LIMITS


@dataclass(frozen=True)
class Section:
    code: str
    title: str
    lead: str
    keys: tuple[str, ...]  # of the body


SECTIONS = {
    section.code: section
    for section in (
        Section("chains", "交办之前的环节", "按反映方式分别定；一个环节也没有的，登记后直接交办。", ("chains", "four_eyes")),
        Section("limits", "时限", "按工作日算，从次日起算；放假和调休见工作日历。", ("limits",)),
        Section("receptions", "接待日和活动日", "", ("reception", "rota", "home_day", "notice_lead_days")),
        Section("boxes", "信箱", "", ("box",)),
        Section("contacts", "联系户和联系活动", "", ("households", "activities")),
        Section("kinds", "履职类型", "统计表的各列：叫什么、怎么计次、谁可以补录。停用的不再能选，原有的记录照样在。", ("kinds", "kind_order")),
        Section("norms", "履职指标和述职", "必须完成的和力争完成的分开统计，不排名次。", ("norms", "report_to_voters")),
        Section("replies", "答复、反馈和满意度", "办结不等于解决：两个数分开统计。", ("reply_classes", "satisfaction", "feedback")),
        Section("publication", "结果公布", "公布的内容不含个人信息。", ("publication",)),
        Section("checklists", "达标清单", "联络站和代表之家逐项对照。", ("checklists",)),
        Section("projects", "惠民实事", "日期从人代会闭会之日起算。", ("projects",)),
        Section("retention", "计划、总结和保存", "", ("yearly", "retention")),
    )
}
_DAY = {"when": "{}", "holiday": "{}遇周末和节假日", "hours": "{}的时间"}
LABELS = {
    **{f"chains.{channel}": label for channel, label in CHANNELS.items()},
    "four_eyes": "前后两步的人",
    **{f"limits.{name}": label for name, label in LIMITS.items()},
    **{f"reception.{part}": words.format("接待日") for part, words in _DAY.items()},
    **{f"rota.{part}": words.format("代表轮流驻站") for part, words in _DAY.items()},
    **{f"home_day.{part}": words.format("代表之家活动日") for part, words in _DAY.items()},
    "notice_lead_days": "预告",
    "box.at": "设在哪里",
    "box.every": "多久开一次",
    "box.opener": "谁来开",
    "box.list": "汇总清单",
    "households.number": "每位代表的联系户",
    "households.categories": "联系户的类别",
    "households.visits": "与联系户见面",
    "households.per": "见面次数怎么算",
    "activities.per_year": "联系活动次数",
    "activities.kinds": "联系活动的种类",
    "activities.forms": "联系活动的方式",
    "kind_order": "各类型的顺序",
    "report_to_voters.share": "向选民述职",
    "report_to_voters.others": "其余代表",
    "reply_classes": "答复类别",
    "satisfaction": "满意度",
    "feedback.plan": "反馈几次",
    "feedback.again": "群众不满意时",
    "feedback.rounds": "同一件意见最多重办",
    "publication.scope": "公布范围",
    "publication.days": "公布多久",
    "publication.reviewed": "公布之前",
    "projects.plan": "项目实施计划",
    "projects.stages": "各阶段",
    "projects.four_ones": "联系监督的活动",
    "yearly.plan": "年度计划",
    "yearly.summary": "年度总结",
    **{f"retention.{name}": f"{label}保存" for name, label in KEPT.items()},
}


def section_of(address: str) -> Section:
    key = address.partition(".")[0]
    return next(section for section in SECTIONS.values() if key in section.keys)


def addresses_of(section: Section, body: dict) -> list[str]:
    """The section's addresses in a filled body, in the order of its keys."""
    found = addresses(body)
    return [address for key in section.keys for address in found if address.partition(".")[0] == key]


def label_of(address: str, body: dict) -> str:
    """「接待日」; for a row of a list its name in the body, or its code where it stands no more."""
    if address in LABELS:
        return LABELS[address]
    key, _, code = address.partition(".")
    return next((row["name"] for row in body[key] if row["code"] == code), code)
