"""Where a case stands, in words for those who are not in the office."""

from typing import NamedTuple

from opinions.choices import Handling, State
from opinions.models import Opinion


class Standing(NamedTuple):
    """tone: a chip's colour (late, soon, run, done, idle); short: the chip; words: one sentence."""

    tone: str
    short: str
    words: str


def standing(opinion: Opinion) -> Standing:
    """What became of the opinion so far. 办结 is not 解决: a closed case says which."""
    if opinion.state == State.VOIDED:
        return Standing("idle", "已作废", "登记有误，已作废。")
    if opinion.state == State.MERGED:
        return Standing("run", "已并案", "几个人反映了同一件事，合在一起办理。")
    if opinion.state == State.CLOSED:
        return _closed(opinion)
    if opinion.state == State.ABOVE:
        return Standing("run", "已报上级", f"已报{opinion.above.name}，正在处理。")
    if opinion.state == State.FEEDBACK:
        return Standing("run", "已答复", "已有答复，联络站正在告诉群众。")
    if opinion.state == State.HANDLING:
        who = opinion.lead_department.name if opinion.lead_department_id else "承办单位"
        return Standing("run", "办理中", f"{who}正在办理。")
    return Standing("soon", "审核中", "联络站正在审核，还没有交办。")


def _closed(opinion: Opinion) -> Standing:
    if opinion.solved:
        return Standing("done", "已解决", "已办结，问题已经解决。")
    if opinion.handling != Handling.REFERRED:
        return Standing("idle", "已办结", f"{opinion.get_handling_display()}，已告诉群众。")
    return Standing("idle", "已办结", "已办结，暂时没能解决，已向群众说明。")
