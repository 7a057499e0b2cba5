"""Which of several drafts holds, and the words that depend on the day on which one is told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from common.clock import SHANGHAI
from notices.registry import WHEN, Draft


def stem_of(draft: Draft) -> str:
    """The key without its channel."""
    return f"{draft.kind}:{draft.subject}:{draft.period}:{draft.recipient_id}"


def _series(drafts: Iterable[Draft]) -> dict[tuple, list[Draft]]:
    """Drafts about one day to one person, the first to fall due first."""
    found: dict[tuple, list[Draft]] = {}
    for draft in drafts:
        found.setdefault((draft.kind, draft.subject, draft.day, draft.recipient_id), []).append(draft)
    for several in found.values():
        several.sort(key=lambda draft: draft.due_at)
    return found


def later_stems(drafts: Iterable[Draft]) -> dict[str, list[str]]:
    """By stem: those of the drafts that follow it about the same day to the same person."""
    found: dict[str, list[str]] = {}
    for several in _series(draft for draft in drafts if draft.day).values():
        stems = [stem_of(draft) for draft in several]
        found |= {stem: stems[number + 1 :] for number, stem in enumerate(stems)}
    return found


def twin_stems(drafts: Iterable[Draft]) -> dict[str, list[str]]:
    """By stem: those of the other kinds that speak of the same to the same person."""
    found: dict[tuple, list[Draft]] = {}
    for draft in drafts:
        if draft.same:
            found.setdefault(_mark(draft), []).append(draft)
    return {stem_of(draft): [stem_of(each) for each in several if each.kind != draft.kind] for several in found.values() for draft in several}


def told_once(drafts: Iterable[Draft]) -> list[Draft]:
    """One kind where several speak of the same, each draft valid until the next about the same day is due."""
    holds: dict[tuple, str] = {}
    kept = [draft for draft in drafts if not draft.same or holds.setdefault(_mark(draft), draft.kind) == draft.kind]
    return list(_overtaken(kept))


def _mark(draft: Draft) -> tuple:
    return draft.same, draft.recipient_id, draft.slot


def _overtaken(drafts: list[Draft]) -> Iterable[Draft]:
    yield from (draft for draft in drafts if draft.day is None)
    for several in _series(draft for draft in drafts if draft.day).values():
        for draft, following in zip(several, [*several[1:], None], strict=True):
            yield replace(draft, valid_until=min(draft.valid_until, following.due_at)) if following else draft


def worded(draft: Draft, now: datetime) -> Draft:
    """「明天」 is right on one day only: it is written when the reminder is, and only where it is read at once."""
    return _saying(draft, draft.day and day_words(draft.day, now.astimezone(SHANGHAI).date()))


def dated(draft: Draft) -> Draft:
    """With the date: right also when quiet hours or a summary hold it until the day has come."""
    return _saying(draft, draft.day and date_words(draft.day))


def _saying(draft: Draft, words: str | None) -> Draft:
    return replace(draft, title=draft.title.replace(WHEN, words)) if words and WHEN in draft.title else draft


def day_words(day: date, today: date) -> str:
    """今天, 明天, or 「12月10日」."""
    return {0: "今天", 1: "明天"}.get((day - today).days, date_words(day))


def date_words(day: date) -> str:
    """「12月10日」."""
    return f"{day.month}月{day.day}日"
