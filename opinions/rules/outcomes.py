"""What an answer may say of the matter: 已办成, 已列入计划 with a date, 未采纳 with a reason; it must fit the class of the congress's table."""

from datetime import date

from common import clock
from opinions.choices import Outcome
from stations.rules.regulation import ReplyClass


def outcome_of(kind: ReplyClass, said: str) -> str:
    """What was said; else what the class says by itself: nothing, when it neither counts as solved nor asks for a promise."""
    return said or (Outcome.PLANNED if kind.promised else Outcome.DONE if kind.solved else "")


def outcome_faults(kind: ReplyClass, outcome: str, promised_on: date | None, refusal: str) -> dict[str, str]:
    """Field → what is wrong there, in Chinese."""
    named, found = f"「{kind.code} {kind.name}」", {}
    if kind.promised and outcome != Outcome.PLANNED:
        found["outcome"] = f"{named}要写承诺日期，请选「{Outcome.PLANNED.label}」，或改选答复类别。"
    elif kind.solved and outcome == Outcome.REFUSED:
        found["outcome"] = f"{named}算解决，不能同时选「{Outcome.REFUSED.label}」，请改选其中一项。"
    if outcome == Outcome.PLANNED and (promised_on is None or promised_on < clock.today()):
        found["promised_on"] = f"选了{named if kind.promised else f'「{Outcome.PLANNED.label}」'}，请填今天以后的承诺落实日期。"
    if outcome == Outcome.REFUSED and not refusal:
        found["refusal"] = "请写明未采纳的理由，会转告群众。"
    return found
