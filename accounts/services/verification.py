"""Checking the audit chains link by link."""

from collections.abc import Iterator

from accounts.models import AuditEntry, AuditHead
from accounts.services.audit import signed_text
from common.crypto import chain_verify


def broken_links() -> Iterator[str]:
    """A Chinese sentence for every link that was edited, removed, renumbered or cut off; nothing when all is whole."""
    for head in AuditHead.objects.order_by("chain"):
        seq, digest = 0, ""
        for entry in AuditEntry.objects.filter(chain=head.chain).order_by("seq").iterator(chunk_size=2000):
            seq += 1
            if entry.seq != seq:
                yield f"{head.chain}：第 {seq} 条不见了，接着的是第 {entry.seq} 条。"
                seq = entry.seq
            if not chain_verify(entry.digest, digest, signed_text(entry)):
                yield f"{head.chain}：第 {entry.seq} 条与它的校验码不符，内容被改过，或前一条被换过。"
            digest = entry.digest
        if (seq, digest) != (head.seq, head.digest):
            yield f"{head.chain}：链头记着 {head.seq} 条，表里只到第 {seq} 条，末尾被截断。"
    heads = AuditHead.objects.values("chain")
    for chain in AuditEntry.objects.exclude(chain__in=heads).order_by("chain").values_list("chain", flat=True).distinct():
        yield f"{chain}：有记录而没有链头。"
