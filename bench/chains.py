"""Audit entries of many deeds at once: the same links that the trail appends one by one (`manage.py verify_audit` proves it)."""

import json
from datetime import datetime
from types import SimpleNamespace

from accounts.models import AuditEntry, AuditHead
from accounts.services.audit import signed_text
from bench import rows
from common.crypto import chain_digest


class Chains:
    """One batch of links; `write` inside the transaction that writes the rows they speak of."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.heads = {head.chain: head for head in AuditHead.objects.all()}
        self.key = rows.next_key(AuditEntry)
        self.entries: list[rows.Row] = []

    def add(self, chain: str, actor_id: int, action: str, subject: str, **body) -> None:
        head = self.heads.setdefault(chain, AuditHead(chain=chain))
        facts = {"chain": chain, "seq": head.seq + 1, "at": self.at, "actor_id": actor_id, "action": action, "subject": subject}
        facts["body"] = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
        facts["digest"] = chain_digest(head.digest, signed_text(SimpleNamespace(**facts)))
        head.seq, head.digest = facts["seq"], facts["digest"]
        self.entries.append({"id": self.key, **facts})
        self.key += 1

    def write(self) -> None:
        rows.write(AuditEntry, self.entries)
        rows.keys_are_taken([AuditEntry])
        changed = [self.heads[chain] for chain in dict.fromkeys(entry["chain"] for entry in self.entries)]
        AuditHead.objects.bulk_create(changed, update_conflicts=True, unique_fields=["chain"], update_fields=["seq", "digest"])
