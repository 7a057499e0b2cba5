"""What the pages of a visit say about it."""

import json
from dataclasses import dataclass

from accounts.models import AuditEntry
from common.addresses import address_of
from constituents.models import Visit
from opinions.models import Opinion
from stations.models import Regulation
from stations.rules.regulation import STEPS, Rules

DEEDS = {
    "visit.log": "登记",
    "visit.correct": "更正",
    "visit.void": "作废",
    "visit.errand": "登记代办",
    "visit.errand_done": "代办办完",
    "visit.errand_reopen": "代办没有办完",
}
FIELDS = {
    "at": "时间",
    "way": "方式",
    "occasion": "来路",
    "deputies": "接待代表",
    "constituent": "来访人",
    "name": "姓名",
    "phone": "电话",
    "address": "住址",
    "village": "村（社区）",
}


@dataclass(frozen=True)
class Origin:
    """Where an opinion comes from: the box, meeting or spokesperson, and what else was raised on the same occasion, as (number, summary, address)."""

    occasion: str
    siblings: list[tuple[str, str, str]]


def origin_of(opinion: Opinion) -> Origin | None:
    """None for what was not logged as a visit. One query."""
    if opinion.matter_id is None:
        return None
    raised = Visit.objects.filter(matters__opinion__isnull=False, pk=opinion.matter.visit_id).order_by("matters__position")
    rows = raised.values_list("occasion", "matters__opinion", "matters__opinion__number", "matters__opinion__summary")
    occasions = [occasion for occasion, *_ in rows]
    others = [(number, summary, address_of("opinions:detail", pk)) for _, pk, number, summary in rows if pk != opinion.pk]
    return Origin(occasions[0], others)


def steps_under(regulation: Regulation) -> list[tuple[str, int]]:
    """The steps a referred matter takes before its referral, each with its working days (C3)."""
    rules = Rules(regulation.body)
    return [(STEPS[step], rules.limit(step).days) for step in rules.chain("visit")]


def history_of(visit: Visit) -> list[dict]:
    """Who logged, corrected and voided the visit, newest first, as the audit trail has it: names of fields, never values."""
    entries = AuditEntry.objects.filter(subject=f"{Visit._meta.label}:{visit.pk}", action__in=DEEDS).select_related("actor").order_by("-id")
    return [{"title": DEEDS[entry.action], "at": entry.at, "who": entry.actor, "words": _words(json.loads(entry.body))} for entry in entries]


def _words(body: dict) -> str:
    if "reason" in body:
        return f"原因：{body['reason']}"
    fields = dict.fromkeys(FIELDS.get(name, name.replace("matter ", "第 ") + " 件事的内容") for name in body.get("fields", []))
    return f"改了{'、'.join(fields)}" if fields else ""
