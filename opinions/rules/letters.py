"""What pages and lists say of a letter: to whom it went, what became of it (XM 三(四): 问题及其解决情况的清单)."""

from dataclasses import dataclass

from constituents.choices import LetterOutcome
from constituents.models import Letter
from opinions.models import Opinion
from opinions.rules.plain import standing


@dataclass(frozen=True)
class LetterLine:
    """A letter from `for_list` with what became of it."""

    letter: Letter
    to: str
    tone: str
    short: str
    result: str
    opinion: Opinion | None = None


def letter_line(letter: Letter) -> LetterLine:
    """One letter; asks nothing of the database when it comes from `for_list`."""
    deputy = letter.deputy.name if letter.deputy else ""
    if letter.is_waiting:
        to = "代表组联络员" if letter.outcome == LetterOutcome.LIAISON else f"{deputy}代表" if deputy else "—"
        return LetterLine(letter, to, "soon", "待处理", "还没有处理")
    if letter.outcome == LetterOutcome.KEPT:
        return LetterLine(letter, f"{deputy}代表" if deputy else "—", "idle", "阅存", letter.note)
    matter = next(iter(letter.visit.matters.all()))
    opinion = getattr(matter, "opinion", None)
    if opinion:
        now, lead = standing(opinion), opinion.lead_department
        to = "、".join(filter(None, [f"{deputy}代表" if deputy else "", lead.name if lead else ""])) or opinion.station.name
        return LetterLine(letter, to, now.tone, now.short, now.words, opinion)
    to = f"{deputy}代表" if deputy else letter.opening.box.station.name
    if letter.outcome == LetterOutcome.ANSWERED:
        return LetterLine(letter, to, "done", "已答复", matter.answer)
    way = f"告知法定途径：{matter.get_legal_way_display()}" + (f"，{matter.organ}" if matter.organ else "")
    return LetterLine(letter, to, "idle", "已告知", way)
