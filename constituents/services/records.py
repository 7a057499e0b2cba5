"""Writing a reception day's record: its summary, the confirmation, a correction afterwards (LZ 五(二)4)."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from constituents.models import ReceptionDay, ReceptionRecord
from constituents.rules.records import as_kept, facts_of, last_record
from constituents.services.receptions import locked
from stations.rules.chains import chain_of

CONFIRMED = "这份记录已经确认。要改，请点「更正」并写明原因。"
FASTER = "已有他人先行处理：小结刚被{who}改过。您写的还在下面，请对照现在的小结再保存一次。"


def save_record(day: ReceptionDay, summary: str, seen: str, actor: User, confirm: bool = False) -> ReceptionRecord:
    """Write the summary; confirm: the record stands with what visits and attendance say now.

    seen: the summary that the clerk started from. Raises ValidationError when it is another by now, when the record is confirmed already
    (confirming the same words again is no error), when the day has not come, or somebody's attendance is missing.
    """
    with recorded() as trail:
        day = locked(pk=day.pk)
        record = last_record(day) or ReceptionRecord(day=day, changed_by=actor)
        if record.confirmed_at:
            if confirm and record.summary == summary:
                return record
            raise ValidationError(CONFIRMED)
        if record.summary not in (seen, summary):
            raise ValidationError(FASTER.format(who=record.changed_by.name))
        record.summary, record.changed_by, record.changed_at = summary, actor, clock.now()
        if confirm:
            _refuse_unfinished(day)
            record.facts, record.confirmed_by, record.confirmed_at = as_kept(facts_of([day])[day.pk]), actor, clock.now()
        record.save()
        trail.add(chain_of(day.station), actor, "reception.confirm" if confirm else "reception.summary", day, version=record.version)
    return record


def correct_record(day: ReceptionDay, reason: str, actor: User) -> ReceptionRecord:
    """Open a confirmed record again as its next version; the confirmed one stays as it was."""
    with recorded() as trail:
        day = locked(pk=day.pk)
        last = last_record(day)
        if last is None or not last.confirmed_at:
            raise ValidationError("这份记录还没有确认，可以直接改。")
        record = ReceptionRecord.objects.create(day=day, version=last.version + 1, summary=last.summary, reason=reason, changed_by=actor)
        trail.add(chain_of(day.station), actor, "reception.correct", day, version=record.version, reason=reason)
    return record


def _refuse_unfinished(day: ReceptionDay) -> None:
    if day.date > clock.today():
        raise ValidationError("这个接待日还没有到，到了那天再确认。")
    missing = [duty.deputy.name for duty in day.duties.unmarked().select_related("deputy").order_by("pk")] if day.is_planned else []
    if missing:
        raise ValidationError(f"{'、'.join(missing)}还没有登记到站，请先登记到了还是没来。")
