"""What congresses set for their reminders, and what becomes of a draft by it: the nearest congress at or above a unit that set something holds."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from common.clock import SHANGHAI
from notices.registry import AFTER, BEFORE, WHEN, Draft, Kind, Slot, kind_of, kinds
from notices.rules.drafts import day_words
from stations.models import ReminderSetting, Unit
from stations.rules.workdays import deadline, workday_before

FIRST = ("reception", "home-day", "attendance")  # of the page: what everybody meets
EXAMPLE_DAY = date(2026, 12, 10)
PUBLIC_REST = 10  # calendar days that a long holiday adds to working days
SIDES = {BEFORE: "前", AFTER: "后"}


@dataclass(frozen=True)
class Line:
    """One moment of one kind on the page: what is proposed, what holds, who set it."""

    kind: Kind
    slot: Slot
    own: ReminderSetting | None
    inherited: ReminderSetting | None

    @property
    def holding(self) -> ReminderSetting | None:
        return self.own or self.inherited

    @property
    def is_on(self) -> bool:
        return self.holding is None or self.holding.is_on

    @property
    def proposed(self) -> str:
        return when(self.slot)

    @property
    def words(self) -> str:
        """When it is told as things stand; 「不提醒」 where it is switched off."""
        return self._words(self.holding)

    @property
    def inherited_words(self) -> str:
        return self._words(self.inherited)

    def _words(self, row: ReminderSetting | None) -> str:
        if row is None:
            return self.proposed
        return when(self.slot, row.days, row.at) if row.is_on else "不提醒"

    @property
    def said(self) -> str:
        """The text as it will be sent, with the sentence that was added."""
        body = self._example[1]
        return f"{body}{self.holding.sentence}" if self.holding else body

    @property
    def title(self) -> str:
        """The title as it will be sent; the day of the example is 10 December."""
        days = self.slot.days if self.holding is None or self.holding.days is None else self.holding.days
        return self._example[0].replace(WHEN, day_words(EXAMPLE_DAY, EXAMPLE_DAY - timedelta(days=days)))

    @property
    def _example(self) -> tuple[str, str]:
        return self.slot.example if any(self.slot.example) else self.kind.example


class Settings:
    """The settings in force (notices.registry.Tuning). Rows of kinds or slots that are no longer declared say nothing."""

    def __init__(self, rows: Iterable[ReminderSetting]) -> None:
        self.rows: dict[tuple[str, str], dict[int, ReminderSetting]] = {}
        for row in rows:
            kind = kind_of(row.kind)
            if kind and kind.slot(row.slot):
                self.rows.setdefault((row.kind, row.slot), {})[row.unit_id] = row

    def concerns(self, names: Iterable[str]) -> bool:
        return any(kind in set(names) for kind, _ in self.rows)

    def days(self, names: Iterable[str]) -> int:
        names = set(names)
        return max((_moved(row) for (kind, _), at in self.rows.items() if kind in names for row in at.values()), default=0)

    def differs(self, other: "Settings") -> set[str]:
        return {kind for kind, *_ in self._said ^ other._said}

    @property
    def _said(self) -> set[tuple]:
        every = (row for at in self.rows.values() for row in at.values())
        return {(row.kind, row.slot, row.unit_id, row.is_on, row.days, row.at, row.sentence) for row in every}

    def apply(self, drafts: list[Draft]) -> list[Draft]:
        concerned = {draft.unit_id for draft in drafts if (draft.kind, draft.slot) in self.rows} - {None}
        if not concerned:
            return drafts
        units = Unit.objects.filter(pk__among=concerned).order_by().values_list("pk", "path")
        above = {pk: [int(part) for part in path.strip("/").split("/")][::-1] for pk, path in units}
        tuned = (self._tuned(draft, above.get(draft.unit_id, ())) for draft in drafts)
        return [draft for draft in tuned if draft]

    def _tuned(self, draft: Draft, above: Iterable[int]) -> Draft | None:
        at = self.rows.get((draft.kind, draft.slot), {})
        row = next((at[pk] for pk in above if pk in at), None)
        if row is None:
            return draft
        kind = kind_of(draft.kind)
        if not row.is_on and not kind.kept:
            return None
        due_at = moved(draft, kind.slot(draft.slot), row.days, row.at)
        later = max(due_at - draft.due_at, timedelta(0)) if kind.slot(draft.slot).side == AFTER else timedelta(0)
        if due_at >= draft.valid_until + later:  # only the day itself knows that this is too late (it begins earlier): as proposed rather than never
            due_at, later = draft.due_at, timedelta(0)
        return replace(draft, due_at=due_at, valid_until=draft.valid_until + later, body=draft.body + row.sentence)


def read_settings() -> Settings:
    """One query; most installations have a handful of rows."""
    return Settings(ReminderSetting.objects.order_by("pk"))


def _moved(row: ReminderSetting) -> int:
    """By how many calendar days at most this setting moves what it is about."""
    slot = kind_of(row.kind).slot(row.slot)
    if row.days is None or row.days == slot.days:
        return 0
    days = abs(row.days - slot.days)
    return days * 2 + PUBLIC_REST if slot.workdays else days


def moved(draft: Draft, slot: Slot, days: int | None, at: time | None) -> datetime:
    """When the draft is due with these days and this time; empty ones stay as they are."""
    if slot.at is None:
        return draft.due_at
    local = draft.due_at.astimezone(SHANGHAI)
    on = local.date() if days is None or not slot.side or draft.day is None else day_of(slot, draft.day, days)
    return datetime.combine(on, at or local.time(), SHANGHAI)


def day_of(slot: Slot, day: date, days: int) -> date:
    """The day so many (working) days before or after the given one."""
    if slot.side == BEFORE:
        return workday_before(day, days) if slot.workdays else day - timedelta(days=days)
    return deadline(day, days).due_on if slot.workdays else day + timedelta(days=days)


def when(slot: Slot, days: int | None = None, at: time | None = None) -> str:
    """「接待日前 3 天 09:00」; what is left empty as proposed."""
    if slot.at is None:
        return slot.on
    days, at = slot.days if days is None else days, at or slot.at
    if not slot.side:
        return f"{slot.on} {at:%H:%M}"
    unit = "个工作日" if slot.workdays else "天"
    return f"{slot.on}{SIDES[slot.side]} {days} {unit} {at:%H:%M}" if days else f"{slot.on}当天 {at:%H:%M}"


def lines_of(congress: Unit) -> list[Line]:
    """Every moment of every kind that can be set, with what holds at the congress. One query."""
    above = congress.ancestor_ids[::-1]
    found: dict[tuple[str, str], list[ReminderSetting]] = {}
    for row in ReminderSetting.objects.filter(unit_id__in=above).select_related("unit", "changed_by"):
        found.setdefault((row.kind, row.slot), []).append(row)
    lines = []
    for kind in sorted(kinds(), key=lambda kind: FIRST.index(kind.name) if kind.name in FIRST else len(FIRST)):
        for slot in kind.slots:
            rows = sorted(found.get((kind.name, slot.name), []), key=lambda row: above.index(row.unit_id))
            own = rows[0] if rows and rows[0].unit_id == congress.pk else None
            inherited = next((row for row in rows if row.unit_id != congress.pk), None)
            lines.append(Line(kind, slot, own, inherited))
    return lines


def fixed_kinds() -> list[Kind]:
    """Kinds of which nothing can be set."""
    return [kind for kind in kinds() if not kind.slots]
