"""Who may enter and confirm duties, and what the confirmed ones put into the ledger."""

from collections.abc import Collection, Iterator
from datetime import date

from django.urls import reverse

from deputies.choices import DutySource, EntryState
from deputies.models import Deputy, DutyEntry
from deputies.registry import Duty
from deputies.rules.files import can_change
from stations.rules.access import STAFF_AND_OFFICE, access_of

OPEN = (EntryState.WAITING, EntryState.CONFIRMED)  # counted, or may come to be
Act = tuple[int, str, date, str]  # deputy, kind, day, title: what of two entries is the same twice


def entered_before(acts: Collection[Act]) -> dict[Act, str]:
    """Those among them that stand entered already → the state of the entry."""
    if not acts:
        return {}
    days = [on for _, _, on, _ in acts]
    rows = DutyEntry.objects.filter(deputy_id__among={pk for pk, *_ in acts}, on__range=(min(days), max(days)), state__in=OPEN).order_by()
    wanted = set(acts)
    return {act: state for *act_, state in rows.values_list("deputy", "kind", "on", "title", "state") if (act := tuple(act_)) in wanted}


def can_enter(user, deputy: Deputy) -> bool:
    """The deputy; and, for one who has no login, the station or the office (the deputy is visible to them already)."""
    return deputy.user_id == user.pk or access_of(user).has_role(*STAFF_AND_OFFICE)


def can_decide(user, deputy: Deputy) -> bool:
    """The office of a congress in which the deputy has or had a seat confirms, and answers objections."""
    return can_change(user, deputy)


def can_withdraw(user, entry: DutyEntry) -> bool:
    """While it waits, whoever entered it, and the deputy."""
    return entry.state == EntryState.WAITING and user.pk in {entry.entered_by_id, entry.deputy.user_id}


def entry_duty(entry: DutyEntry) -> Duty:
    facts = (entry.kind, entry.on, entry.title, entry.content, entry.place)
    return Duty(DutySource.ENTERED, entry.pk, entry.deputy_id, *facts, confirmed_by=entry.decided_by_id, confirmed_at=entry.decided_at)


def rebuild() -> Iterator[Duty]:
    """Every duty that must stand for what was entered: the confirmed ones."""
    for entry in DutyEntry.objects.filter(state=EntryState.CONFIRMED).order_by("pk").iterator(chunk_size=2000):
        yield entry_duty(entry)


def url_of(entry_id: int) -> str:
    return reverse("deputies:entry", args=[entry_id])
