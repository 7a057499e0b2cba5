"""What a day's reception record says by itself, and in which state it is (LZ 五(二)4)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from common import clock
from constituents.choices import Outcome
from constituents.models import Matter, ReceptionDay, ReceptionDuty, ReceptionRecord, Visit
from stations.choices import UnitKind

STATES = {"coming": "还没到", "unmarked": "缺到站登记", "waiting": "待确认", "confirmed": "已确认", "dropped": "已取消"}
TONES = {"coming": "idle", "unmarked": "soon", "waiting": "run", "confirmed": "done", "dropped": "idle"}


@dataclass
class Facts:
    """Counted from visits (voided ones left out) and attendance. came and absent are words; absent carries the reason."""

    visits: int = 0
    matters: int = 0
    answered: int = 0
    referred: int = 0
    legal_way: int = 0
    came: tuple[str, ...] | list[str] = ()
    absent: tuple[str, ...] | list[str] = ()

    @property
    def words(self) -> str:
        """「接待群众 3 人次，反映 4 件事：当场答复 2 件，转交办理 1 件，告知法定途径 1 件。」"""
        if not self.visits:
            return "这一天没有群众来访。"
        parts = [(self.answered, "当场答复"), (self.referred, "转交办理"), (self.legal_way, "告知法定途径")]
        return f"接待群众 {self.visits} 人次，反映 {self.matters} 件事：" + "，".join(f"{what} {n} 件" for n, what in parts if n) + "。"


def facts_of(days: Iterable[ReceptionDay]) -> dict[int, Facts]:
    """The facts of each day, in three queries however many days."""
    found = {day.pk: Facts() for day in days}
    visits = Visit.objects.valid().filter(day_id__among=list(found)).order_by()
    for day_id, count in visits.values_list("day_id").annotate(n=Count("*")):
        found[day_id].visits = count
    matters = Matter.objects.filter(visit__day_id__among=list(found), visit__voided_at=None).order_by()
    for day_id, outcome, count in matters.values_list("visit__day_id", "outcome").annotate(n=Count("*")):
        found[day_id].matters += count
        setattr(found[day_id], Outcome(outcome).value, count)
    for duty in ReceptionDuty.objects.filter(day_id__among=list(found)).select_related("deputy", "instead_of").order_by("pk"):
        _attendance(found[duty.day_id], duty)
    return found


def _attendance(facts: Facts, duty: ReceptionDuty) -> None:
    name = duty.deputy.name
    if duty.attended:
        facts.came = [*facts.came, f"{name}（代替{duty.instead_of.name}）" if duty.instead_of else name]
    elif duty.absence:
        facts.absent = [*facts.absent, f"{name}（{duty.mark_words}{'：' if duty.absence_note else ''}{duty.absence_note}）"]
    elif duty.is_planned:
        facts.absent = [*facts.absent, f"{name}（没有登记到站）"]


def kept(record: ReceptionRecord) -> Facts:
    """The facts as they were confirmed."""
    return Facts(**record.facts)


def as_kept(facts: Facts) -> dict:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(facts).items()}


def changed_since(record: ReceptionRecord, now: Facts) -> bool:
    """Whether visits or attendance say something else than when the record was confirmed."""
    return bool(record.confirmed_at) and as_kept(now) != as_kept(kept(record))


def last_record(day: ReceptionDay) -> ReceptionRecord | None:
    return day.records.select_related("changed_by", "confirmed_by").order_by("-version").first()


def is_confirmed(day: ReceptionDay) -> bool:
    """The record stands: attendance changes only after 更正."""
    record = last_record(day)
    return bool(record and record.confirmed_at)


def with_state(days: QuerySet[ReceptionDay]) -> QuerySet[ReceptionDay]:
    """Each day with `confirmed_at` and `summary` of its last record."""
    last = ReceptionRecord.objects.filter(day=OuterRef("pk")).order_by("-version")
    return days.annotate(confirmed_at=Subquery(last.values("confirmed_at")[:1]), summary=Subquery(last.values("summary")[:1]))


def in_state(days: QuerySet[ReceptionDay], state: str) -> QuerySet[ReceptionDay]:
    """Those of `with_state` in one of STATES."""
    today = clock.today()
    if state == "confirmed":
        return days.filter(confirmed_at__isnull=False)
    came = Exists(ReceptionDuty.objects.filter(day=OuterRef("pk"), attended=True))
    dropped = ~Q(drop_reason="") & ~came & Q(confirmed_at=None)
    if state == "dropped":
        return days.filter(dropped)
    days = days.exclude(dropped)
    if state == "coming":
        return days.filter(date__gt=today)
    open_days = days.filter(date__lte=today, confirmed_at=None)
    return open_days.unmarked() if state == "unmarked" else open_days.exclude(pk__in=open_days.unmarked().values("pk"))


def unconfirmed_days(station_ids: Iterable[int]) -> QuerySet[ReceptionDay]:
    """Past days of these stations that wait to be confirmed, the oldest first; a home keeps minutes instead."""
    days = ReceptionDay.objects.filter(station_id__among=list(station_ids), station__kind=UnitKind.STATION, date__lt=clock.today())
    return in_state(with_state(days), "waiting").select_related("station").order_by("date", "pk")


def state_of(day: ReceptionDay, duties: Iterable[ReceptionDuty]) -> str:
    """The state of one day of `with_state`, its duties read already. One that was called off and on which a deputy came all the same was held."""
    if day.drop_reason and not day.confirmed_at and not any(duty.attended for duty in duties):
        return "dropped"
    if day.date > clock.today():
        return "coming"
    if day.confirmed_at:
        return "confirmed"
    is_missing = day.is_planned and any(duty.is_planned and not duty.mark for duty in duties)
    return "unmarked" if is_missing else "waiting"
