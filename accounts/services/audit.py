"""The audit trail: a verb collects its entries, the outermost transaction appends them to their chains last of all.

A chain's head is locked only for the few statements before the commit; a chain locked early makes every other writer
of the same congress wait for this one's whole work.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import transaction

from accounts.models import AuditEntry, AuditHead, User
from common import clock
from common.crypto import chain_digest

SYSTEM_CHAIN = "system"


class Trail:
    """The entries of one transaction, in the order in which they were added."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, User | None, str, str, dict]] = []

    def add(self, chain: str, actor: User | None, action: str, subject: object, **body) -> None:
        """Note that actor did action to subject (a model instance or a text). Name personal fields, never their values."""
        label = subject if isinstance(subject, str) else f"{subject._meta.label}:{subject.pk}"
        self.entries.append((chain, actor, action, label, body))

    def write(self) -> None:
        by_chain: dict[str, list] = {}
        for entry in self.entries:
            by_chain.setdefault(entry[0], []).append(entry)
        for chain in sorted(by_chain):  # one order for all: no deadlock
            _append(chain, by_chain[chain])


_current: ContextVar[Trail | None] = ContextVar("audit_trail", default=None)


@contextmanager
def recorded() -> Iterator[Trail]:
    """One transaction whose audit entries are written just before it commits; an inner one joins the outer one.

    An inner block that fails takes its own entries with it, as its savepoint takes its rows.
    """
    outer = _current.get()
    if outer is not None:
        kept = len(outer.entries)
        try:
            with transaction.atomic():
                yield outer
        except BaseException:
            del outer.entries[kept:]
            raise
        return
    trail = Trail()
    mark = _current.set(trail)
    try:
        with transaction.atomic():
            yield trail
            trail.write()
    finally:
        _current.reset(mark)


def _append(chain: str, entries: list) -> None:
    AuditHead.objects.bulk_create([AuditHead(chain=chain)], ignore_conflicts=True)
    head = AuditHead.objects.select_for_update().get(pk=chain)
    now = clock.now()
    rows = []
    for _, actor, action, subject, body in entries:
        row = AuditEntry(chain=chain, seq=head.seq + 1, at=now, actor=actor, action=action, subject=subject)
        row.body = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
        row.digest = chain_digest(head.digest, signed_text(row))
        head.seq, head.digest = row.seq, row.digest
        rows.append(row)
    AuditEntry.objects.bulk_create(rows)
    head.save(update_fields=["seq", "digest"])


def signed_text(entry: AuditEntry) -> str:
    """What the digest covers: every column but the digest itself."""
    return json.dumps([entry.chain, entry.seq, entry.at.isoformat(), entry.actor_id, entry.action, entry.subject, entry.body], ensure_ascii=False)
