"""What stands beside the ledger says nothing of an accusation any more (信访工作条例 art. 30)."""

from collections.abc import Collection

from django.db.models import Q

from deputies.models import DutyCorrection, DutyObjection, DutyRecord, Mandate
from stations.models import Unit

SEALED = "内容已封存。"


def seal_duty(source: str, source_id: int, station: Unit, titles: Collection[str]) -> None:
    """Take an act's titles, today's and earlier ones, out of the corrections of closed years and out of objections.

    Call it inside the transaction that gives the records their new title, before that. A correction names no source: those of the same
    deputy, kind and day are sealed, too, unless they say what another record says; once too often is better than once too little.
    """
    records = list(DutyRecord.objects.filter(source=source, source_id=source_id))
    known = {title for title in (*titles, *(record.title for record in records)) if title}
    for record in records:
        same = {"deputy": record.deputy_id, "kind": record.kind, "on": record.on}
        others = DutyRecord.objects.filter(**same).exclude(pk=record.pk).values("title")
        DutyCorrection.objects.filter(**same).exclude(title__in=others).update(title=SEALED)
    DutyCorrection.objects.filter(closing__congress__in=station.ancestor_ids, title__in=known).update(title=SEALED)
    for row in DutyObjection.objects.filter(Q(record__in=records) | _without_record(station, known)):
        row.about = f"{row.about.partition('：')[0]}：{SEALED}"
        row.save(update_fields=["about"])


def _without_record(station: Unit, titles: Collection[str]) -> Q:
    """Objections to a record that is gone, which said one of these."""
    said = Q(pk=None)
    for title in titles:
        said |= Q(about__contains=f"：{title}")
    deputies = Mandate.objects.filter(term__congress__in=station.ancestor_ids).values("deputy")
    return Q(record=None, deputy__in=deputies) & said
