"""A draft of a deputy's written report of a year (书面履职情况报告, XM 二(一)), under the five headings of XM 二(二).

Every sentence is made from records and carries them; what no record tells is left to the deputy to write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy, DutyRecord, Mandate
from deputies.rules.kinds import kinds_of_deputy, named
from opinions.choices import State
from opinions.models import Opinion
from stations.rules.regulation.kinds import Kinds

NAMED = 3  # records whose titles a sentence names
DAYS = 6  # more days than these are told as a span


@dataclass(frozen=True)
class Sentence:
    """A sentence of the draft and the records it was made from."""

    words: str
    records: tuple[DutyRecord, ...]


@dataclass(frozen=True)
class Part:
    """One heading. hint: what the deputy has to add, because nothing in the product tells it."""

    title: str
    sentences: list[Sentence]
    hint: str


@dataclass(frozen=True)
class WrittenReport:
    deputy: Deputy
    year: int
    opening: Sentence
    parts: list[Part]


@dataclass(frozen=True)
class Phrase:
    """How a kind is told: verb, measure word, and whether the titles say something that the days do not."""

    verb: str
    measure: str = "次"
    titled: bool = True


PHRASES = {
    DutyKind.CONGRESS_SESSION: Phrase("出席人民代表大会会议"),
    DutyKind.BILL: Phrase("提出议案", "件"),
    DutyKind.OTHER_MEETING: Phrase("参加人大的其他会议"),
    DutyKind.GROUP_ACTIVITY: Phrase("参加代表小组活动"),
    DutyKind.INSPECTION: Phrase("参加视察"),
    DutyKind.RESEARCH: Phrase("参加调研"),
    DutyKind.TRAINING: Phrase("参加学习培训"),
    DutyKind.RECEPTION: Phrase("到联络站接待群众", titled=False),
    DutyKind.CONTACT: Phrase("走访联系群众", titled=False),
    DutyKind.REPORT_TO_VOTERS: Phrase("向选民述职"),
    DutyKind.SUGGESTION: Phrase("提出建议、批评和意见", "件"),
    DutyKind.SERVICE: Phrase("为群众办实事", "件"),
}
HEADINGS: tuple[tuple[str, tuple[DutyKind, ...], str], ...] = (
    ("出席人民代表大会会议，依法行使权利", (DutyKind.CONGRESS_SESSION, DutyKind.BILL), "审议、表决、选举的情况，请自己补写。"),
    (
        "闭会期间参加活动",
        (DutyKind.OTHER_MEETING, DutyKind.GROUP_ACTIVITY, DutyKind.INSPECTION, DutyKind.RESEARCH, DutyKind.TRAINING),
        "在这些活动中提了什么看法，请自己补写。",
    ),
    (
        "联系选民，反映和督促解决群众意见",
        (DutyKind.RECEPTION, DutyKind.CONTACT, DutyKind.REPORT_TO_VOTERS, DutyKind.OPINION, DutyKind.SUGGESTION),
        "群众最关心什么、怎么推动的，请自己补写。",
    ),
    ("宣传、遵守宪法和法律", (), "系统里没有这方面的登记，请自己写。"),
    ("为选民做好事、办实事", (DutyKind.SERVICE,), "没有登记过的好事实事，请自己补写，也可以先补录。"),
)
ELSEWHERE = 1  # own kinds of a congress that count under none of the standard ones stand under this heading


def written_report(user, deputy: Deputy, year: int) -> WrittenReport:
    """The draft, from the records of the year that the user may see, counted as the congress counts them. Seven queries."""
    table = kinds_of_deputy(deputy)
    records = named(deputy.duty_records.visible_to(user).in_year(year).once(table).select_related("station").order_by("on", "pk"), table)
    under = _under(records, table)
    parts = [Part(title, _sentences(kinds, under), hint) for title, kinds, hint in HEADINGS]
    known = {kind for _, kinds, _ in HEADINGS for kind in kinds}
    for kind in sorted(under.keys() - known):
        parts[ELSEWHERE].sentences.append(_sentence(Phrase(table.name(kind)), under[kind]))
    return WrittenReport(deputy, year, _opening(user, deputy, year, records), parts)


def _under(records: Iterable[DutyRecord], table: Kinds) -> dict[str, list[DutyRecord]]:
    found: dict[str, list[DutyRecord]] = {}
    for record in records:
        found.setdefault(table[record.kind].under or record.kind, []).append(record)
    return found


def _opening(user, deputy: Deputy, year: int, records: Sequence[DutyRecord]) -> Sentence:
    first, last = date(year, 1, 1), date(year, 12, 31)
    lasting = Q(ends_on__gte=first) | Q(ends_on=None, term__ends_on__gte=first)  # a seat without an end lasts as long as its term
    seats = deputy.mandates.visible_to(user).filter(lasting, starts_on__lte=last).for_list()
    holds = "，".join(dict.fromkeys(_seat(seat) for seat in seats.order_by("term__congress__path", "starts_on", "pk"))) or "人大代表"
    return Sentence(f"我是{holds}。{year} 年共履职 {len(records)} 次，现将履行代表职务的情况报告如下。", tuple(records))


def _seat(seat: Mandate) -> str:
    term = seat.term  # called 「第十九届」, or with its place 「青禾镇第十九届」
    name = f"{term.congress.name}{term.name}" if term.name.startswith("第") else term.name
    return f"{name}人大代表" + (f"（{seat.constituency}）" if seat.constituency else "")


def _sentences(kinds: Sequence[DutyKind], under: dict[str, list[DutyRecord]]) -> list[Sentence]:
    found = []
    for kind in kinds:
        if records := under.get(kind):
            found += _opinions(records) if kind == DutyKind.OPINION else [_sentence(PHRASES[kind], records)]
    return found


def _sentence(phrase: Phrase, records: list[DutyRecord]) -> Sentence:
    named_ones = f"，{_titles(records)}" if phrase.titled else ""
    return Sentence(f"{phrase.verb} {len(records)} {phrase.measure}（{_days(records)}）{named_ones}。", tuple(records))


def _opinions(records: list[DutyRecord]) -> list[Sentence]:
    """What was brought and what became of it: a closed case is not yet a solved problem, a letter is in the ledger once it was answered."""
    cases = {record.source_id: record for record in records if record.source == DutySource.OPINION}
    facts = {pk: (state, solved) for pk, state, solved in Opinion.objects.filter(pk__in=cases).values_list("pk", "state", "solved")}
    closed = [record for pk, record in cases.items() if facts.get(pk, ("", None))[0] == State.CLOSED]
    solved = [record for record in closed if facts[record.source_id][1]]
    letters, rest = sum(record.source == DutySource.LETTER for record in records), len(facts) - len(closed)
    became = [f"已办结 {len(closed)} 件，其中已解决 {len(solved)} 件"] if closed else []
    became += [f"已答复（告知）来信 {letters} 件"] if letters else []
    became += [f"{rest} 件还在办理"] if rest else []
    sentences = [Sentence(f"收到群众意见 {len(records)} 件{'，' if became else ''}{'；'.join(became)}。", tuple(records))]
    if solved:
        sentences.append(Sentence(f"已解决的有{_titles(solved)}。", tuple(solved)))
    return sentences


def _titles(records: list[DutyRecord]) -> str:
    titles = list(dict.fromkeys(record.title.rstrip("。") for record in records))
    return "".join(f"「{title}」" for title in titles[:NAMED]) + ("等" if len(titles) > NAMED else "")


def _days(records: list[DutyRecord]) -> str:
    days = list(dict.fromkeys(f"{record.on.month}月{record.on.day}日" for record in records))
    return "、".join(days) if len(days) <= DAYS else f"{days[0]}至{days[-1]}"
