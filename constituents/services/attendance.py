"""Who came on a reception day, marked by the station's staff (B1, B5; YH 四(二)): came, did not come and why, came instead, came unplanned.

Duty records follow. Each verb locks the day; marking what is marked already changes nothing, so a double click is harmless.
"""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from constituents.choices import Absence
from constituents.models import ReceptionDay, ReceptionDuty, Visit
from constituents.rules.records import is_confirmed
from constituents.services.receptions import attend, locked, release
from deputies.models import Deputy
from stations.rules.chains import chain_of


def mark_present(day: ReceptionDay, deputy: Deputy, seen: str, actor: User) -> None:
    """The deputy came; one who was not expected is added. seen: the mark that the clerk saw.

    Raises ValidationError when somebody else marked otherwise meanwhile, or the day has not come.
    """
    with recorded() as trail:
        day = _open(day)
        duty = day.duties.filter(deputy=deputy).select_related("deputy").first()
        if duty and duty.attended:
            return
        _refuse_other(duty, seen)
        attend(day.station, day.date, [deputy], actor, by_hand=True)
        _note(trail, actor, "reception.present", day, deputy)


def mark_absent(duty: ReceptionDuty, absence: str, note: str, seen: str, actor: User, substitute: Deputy | None = None) -> None:
    """An expected deputy did not come; a substitute came instead. Without a reason the substitute is the reason.

    Raises ValidationError when visits of the day name the deputy, or somebody else marked otherwise meanwhile.
    """
    with recorded() as trail:
        day = _open(duty.day)
        duty = day.duties.select_related("deputy").get(pk=duty.pk)
        absence = absence or (Absence.REPLACED if substitute else Absence.MISSING)
        if duty.mark != absence:
            _refuse_other(duty, seen)
        if Visit.objects.valid().filter(day=day, deputies=duty.deputy_id).exists():
            raise ValidationError(f"这一天的来访登记里写着{duty.deputy.name}接待。确实没来的，请先更正那次来访的接待代表。")
        _withdraw(day, duty)
        day.duties.filter(pk=duty.pk).update(absence=absence, absence_note=note)
        if substitute:
            day.duties.filter(instead_of=duty.deputy).update(instead_of=None)
            attend(day.station, day.date, [substitute], actor, by_hand=True)
            day.duties.filter(deputy=substitute).update(instead_of=duty.deputy)
        _note(trail, actor, "reception.absent", day, duty.deputy, absence=absence, substitute=substitute and substitute.pk)


def undo_mark(duty: ReceptionDuty, seen: str, actor: User) -> None:
    """Take the mark back: the deputy is expected again, replaced by nobody; one who was not planned goes from the day. What visits say stays."""
    with recorded() as trail:
        day = _open(duty.day)
        duty = day.duties.select_related("deputy").filter(pk=duty.pk).first()
        if duty is None or not duty.mark:
            return
        _refuse_other(duty, seen)
        _withdraw(day, duty)
        day.duties.filter(pk=duty.pk).update(absence="", absence_note="", instead_of=None)
        day.duties.filter(instead_of=duty.deputy).update(instead_of=None)
        _note(trail, actor, "reception.undo", day, duty.deputy)


def _open(day: ReceptionDay) -> ReceptionDay:
    """The day's row, locked, when attendance may be marked on it."""
    day = locked(pk=day.pk)
    if is_confirmed(day):
        raise ValidationError("这一天的接待情况记录已经确认。要改到站，请先在接待日页面点「更正」，写明原因。")
    if day.date > clock.today():
        raise ValidationError("这个接待日还没有到，到了那天再登记。")
    return day


def _refuse_other(duty: ReceptionDuty | None, seen: str) -> None:
    if duty and duty.mark != seen:
        raise ValidationError(f"已有他人先行处理：{duty.deputy.name}刚登记为「{duty.mark_words}」。要改的话，请看过现在的登记再点一次。")


def _withdraw(day: ReceptionDay, duty: ReceptionDuty) -> None:
    day.duties.filter(pk=duty.pk).update(marked_by=None)
    if duty.attended:
        release(day, [duty.deputy])


def _note(trail: Trail, actor: User, action: str, day: ReceptionDay, deputy: Deputy, **facts) -> None:
    trail.add(chain_of(day.station), actor, action, day, date=day.date, deputy=deputy.pk, **{key: value for key, value in facts.items() if value})
