"""Verbs on duties that were done elsewhere: enter, confirm, refuse, correct, withdraw (D1). Two clicks or two clerks decide once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from common.addresses import address_of
from deputies.choices import DutySource, EntryState
from deputies.models import Deputy, DutyEntry
from deputies.rules.entries import OPEN, can_decide, entered_before, entry_duty
from deputies.services.ledger import record_duties, withdraw_duty
from deputies.services.seats import note_file
from notices.services import tell

AGAIN = timedelta(days=1)  # as long as a phone keeps a draft
FACTS = ("kind", "on", "title", "content", "place")


class DecidedAlready(Exception):
    """Somebody was faster; `entry` is how it stands now."""

    def __init__(self, entry: DutyEntry) -> None:
        super().__init__(f"「{entry.title}」已经{entry.get_state_display()}，没有再办一次。")
        self.entry = entry


class ChangedMeanwhile(Exception):
    """Somebody corrected it after it was read."""

    def __init__(self, entry: DutyEntry) -> None:
        super().__init__(f"「{entry.title}」刚才有人改过，您办的没有保存。请看过现在的内容再办。")


class EnteredAlready(Exception):
    """Some of a sheet's lines stand entered since it was checked; nothing was written."""

    def __init__(self, number: int) -> None:
        super().__init__(f"检查以后，有 {number} 条已经由别人补录过。什么都没有写入，请重新上传检查。")


@dataclass(frozen=True)
class EntryDraft:
    """What was typed."""

    deputy: Deputy
    kind: str
    on: date
    title: str
    content: str = ""
    place: str = ""

    @property
    def facts(self) -> dict:
        return {name: getattr(self, name) for name in FACTS}


def enter_duty(draft: EntryDraft, actor: User, request_key: UUID) -> DutyEntry:
    """Write an entry; the office's own is confirmed at once. The same request key again answers with the entry already there."""
    with recorded() as trail:
        entry, is_new = DutyEntry.objects.get_or_create(
            request_key=request_key, defaults=draft.facts | {"deputy": draft.deputy, "entered_by": actor, "entered_at": clock.now()}
        )
        if is_new:
            note_file(trail, actor, "duty.enter", entry, draft.deputy, kind=entry.kind, on=entry.on)
            if can_decide(actor, draft.deputy):
                _confirm([entry], actor, trail)
    return entry


def enter_own(draft: EntryDraft, actor: User, request_key: UUID) -> DutyEntry:
    """As enter_duty, for a phone that lost the answer and sends its draft anew: the same facts within a day are the entry already there."""
    with recorded():
        _lock_deputies({draft.deputy.pk})  # two sendings one after the other
        open_ones = DutyEntry.objects.filter(state__in=OPEN, entered_at__gt=clock.now() - AGAIN)
        same = open_ones.filter(deputy=draft.deputy, entered_by=actor, **draft.facts).first()
        return same or enter_duty(draft, actor, request_key)


def enter_many(drafts: Sequence[EntryDraft], actor: User) -> list[DutyEntry]:
    """Write and confirm what the office sent in a sheet, all or nothing; joins the caller's transaction. Raises EnteredAlready."""
    with recorded() as trail:
        _lock_deputies({draft.deputy.pk for draft in drafts})  # two sheets one after the other
        before = entered_before([(draft.deputy.pk, draft.kind, draft.on, draft.title) for draft in drafts])
        if before:
            raise EnteredAlready(len(before))
        now = clock.now()
        rows = [DutyEntry(deputy=draft.deputy, entered_by=actor, entered_at=now, **draft.facts) for draft in drafts]
        entries = DutyEntry.objects.bulk_create(rows, batch_size=500)
        _confirm(entries, actor, trail)
        note_file(trail, actor, "duty.import", entries[0], drafts[0].deputy, count=len(entries))
    return entries


def confirm_duties(entries: Sequence[DutyEntry], actor: User) -> int:
    """Put the waiting ones among them into the ledger; returns how many. `version` is what was read: one that somebody decided or corrected
    meanwhile is passed over.
    """
    with recorded() as trail:
        seen = {entry.pk: entry.version for entry in entries}
        rows = DutyEntry.objects.select_for_update(of=("self",)).select_related("deputy").waiting().filter(pk__in=seen).order_by("pk")
        waiting = [entry for entry in rows if entry.version == seen[entry.pk]]
        _confirm(waiting, actor, trail)
        for entry in waiting:
            note_file(trail, actor, "duty.confirm", entry, entry.deputy)
    return len(waiting)


def refuse_duty(entry: DutyEntry, actor: User, reason: str) -> None:
    """Not counted, with a reason that whoever entered it reads. A confirmed one is taken out of the ledger.

    Raises DecidedAlready, and ChangedMeanwhile when `version` is not what was read.
    """
    with recorded():
        _end(entry, actor, EntryState.REFUSED, OPEN, reason)
        told = {entry.entered_by_id, entry.deputy.user_id} - {None, actor.pk}
        tell(told, "补录的履职没有确认", "没有计入履职记录。请打开看原因，可以改了再报。", address_of("deputies:entry", entry.pk))


def withdraw_entry(entry: DutyEntry, actor: User) -> None:
    """Whoever entered it takes it back while it waits. Raises DecidedAlready."""
    _end(entry, actor, EntryState.WITHDRAWN, (EntryState.WAITING,), "")


def correct_entry(entry: DutyEntry, draft: EntryDraft, actor: User) -> None:
    """Change the facts of an entry; the ledger follows. A confirmed one is the office's to change.

    Raises DecidedAlready, and ChangedMeanwhile when `version` is not what was read.
    """
    with recorded() as trail:
        now = _locked(entry, OPEN if can_decide(actor, entry.deputy) else (EntryState.WAITING,))
        changed = [name for name in FACTS if getattr(now, name) != getattr(draft, name)]
        if not changed:
            return
        for name in changed:
            setattr(now, name, getattr(draft, name))
        now.version += 1
        now.save(update_fields=[*changed, "version"])
        if now.state == EntryState.CONFIRMED:
            if "kind" in changed:  # part of the ledger's key
                withdraw_duty(DutySource.ENTERED, now.pk, trail=trail)
            record_duties([entry_duty(now)], trail)
        note_file(trail, actor, "duty.correct", now, now.deputy, fields=changed)


def _lock_deputies(ids: set[int]) -> None:
    list(Deputy.objects.select_for_update(no_key=True).filter(pk__among=ids).order_by("pk").values_list("pk"))


def _confirm(entries: Sequence[DutyEntry], actor: User, trail: Trail) -> None:
    for entry in entries:
        entry.state, entry.decided_by, entry.decided_at = EntryState.CONFIRMED, actor, clock.now()
    DutyEntry.objects.bulk_update(entries, ["state", "decided_by", "decided_at"], batch_size=500)
    record_duties([entry_duty(entry) for entry in entries], trail)


def _end(entry: DutyEntry, actor: User, state: str, open_in: tuple[str, ...], reason: str) -> None:
    with recorded() as trail:
        now = _locked(entry, open_in)
        was = now.state
        now.state, now.decided_by, now.decided_at, now.reason = state, actor, clock.now(), reason
        now.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        if was == EntryState.CONFIRMED:
            withdraw_duty(DutySource.ENTERED, now.pk, trail=trail)
        note_file(trail, actor, f"duty.{state}", now, now.deputy, reason=reason)


def _locked(entry: DutyEntry, open_in: tuple[str, ...]) -> DutyEntry:
    now = DutyEntry.objects.select_for_update(of=("self",)).select_related("deputy").get(pk=entry.pk)
    if now.state not in open_in:
        raise DecidedAlready(now)
    if now.version != entry.version:
        raise ChangedMeanwhile(now)
    return now
