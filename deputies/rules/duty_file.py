"""The duty file (履职档案) of a deputy for one term: eight parts, filled from the seats, the duty ledger and the commendations."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from django.db.models import Q

from deputies.choices import DutyKind
from deputies.models import Commendation, Deputy, DutyRecord, Mandate, Term
from deputies.registry import with_outcomes
from deputies.rules.kinds import COUNTED_ONCE, kinds_of_deputy, named, that_count

# Parts two to seven and the kinds of the ledger that stand in each; 基本情况 comes before them, 表彰奖励 after.
PARTS: tuple[tuple[str, tuple[DutyKind, ...]], ...] = (
    ("参加会议", (DutyKind.CONGRESS_SESSION, DutyKind.OTHER_MEETING)),
    ("视察调研", (DutyKind.INSPECTION, DutyKind.RESEARCH)),
    ("学习培训", (DutyKind.TRAINING,)),
    ("小组活动", (DutyKind.GROUP_ACTIVITY,)),
    ("建议意见", (DutyKind.BILL, DutyKind.SUGGESTION, DutyKind.OPINION)),
    ("联系群众、述职接受监督", (DutyKind.RECEPTION, DutyKind.CONTACT, DutyKind.REPORT_TO_VOTERS, DutyKind.SERVICE)),
)
OTHER = "其他履职"  # own kinds of a congress that count under none of these; a part of its own where there are any
BASIC, COMMENDED = "基本情况", "表彰奖励"


@dataclass(frozen=True)
class DutyFile:
    """Everything on the page. `parts` are (name, records in the order of their days); `counted` of them are counted by the congress's table."""

    deputy: Deputy
    term: Term
    seats: list[Mandate]
    parts: list[tuple[str, list[DutyRecord]]]
    commendations: list[Commendation]
    counted: int

    @property
    def note(self) -> str:
        """Where fewer are counted than stand in the parts."""
        return COUNTED_ONCE if self.counted < sum(len(records) for _, records in self.parts) else ""


def terms_of(user, deputy: Deputy) -> list[Term]:
    """The terms in which the deputy has a seat that the user may see, the newest first."""
    seats = deputy.mandates.visible_to(user)
    return list(Term.objects.filter(pk__in=seats.values("term_id")).select_related("congress").order_by("-starts_on", "-pk"))


def duty_file(user, deputy: Deputy, term: Term) -> DutyFile:
    """What was done on the days of the seats of that term (代表法 61–62: a seat may begin late or end early).

    Seven queries, and one or two where opinions are among it.
    """
    seats = list(deputy.mandates.visible_to(user).filter(term=term).for_list().order_by("starts_on", "pk"))
    days = _days_of(seats)
    by_kind: dict[str, list[DutyRecord]] = {}
    under: dict[str, list[DutyRecord]] = defaultdict(list)
    for record in deputy.duty_records.visible_to(user).filter(days).select_related("station").order_by("on", "pk"):
        by_kind.setdefault(record.kind, []).append(record)
    table = kinds_of_deputy(deputy)
    records = list(chain.from_iterable(by_kind.values()))
    with_outcomes(user, records)
    counted = len(that_count(records, table))
    for kind, records in by_kind.items():
        named(records, table)
        under[table[kind].under or kind].extend(records)
    parts = [(name, _in_order(under, kinds)) for name, kinds in PARTS]
    if others := _in_order(under, tuple(under.keys() - {kind for _, kinds in PARTS for kind in kinds})):
        parts.append((OTHER, others))
    return DutyFile(deputy, term, seats, parts, list(deputy.commendations.visible_to(user).filter(days)), counted)


def _days_of(seats: Sequence[Mandate]) -> Q:
    days = Q(pk__in=[])
    for seat in seats:
        days |= Q(on__gte=seat.starts_on, on__lte=seat.last_day)
    return days


def _in_order(by_kind: dict[str, list[DutyRecord]], kinds: tuple[str, ...]) -> list[DutyRecord]:
    return sorted((record for kind in kinds for record in by_kind.get(kind, [])), key=lambda record: (record.on, record.pk))
