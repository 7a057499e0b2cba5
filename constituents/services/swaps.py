"""Swaps between deputies: one offers a day's duty, a colleague of the station takes it. Only before the day; both and the station are told."""

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from constituents.choices import OfferState
from constituents.models import Away, DutyOffer, ReceptionDay, ReceptionDuty
from constituents.rules.swaps import colleagues
from constituents.services.calendars import note_former
from constituents.services.changes import note_change, staff_at, staff_of, users_of
from deputies.models import Deputy, Mandate
from deputies.services.seats import note
from notices.services import tell_change
from stations.rules.chains import chain_of

TOO_LATE = "接待日当天和以后不能再换班，请打电话告诉联络站。"
TAKEN = "这一班已经有人接了。"
CLOSED = "这次换班已经结束，不用再办。"
NO_LONGER = "您在这一天不能接班：可能已经安排在这一天或别的站，登记过不能来，或者不再联系这个站。"


def offer_duty(duty: ReceptionDuty, receiver: Deputy | None, words: str, actor: User) -> DutyOffer:
    """Ask a colleague (None: any of them) to take over the duty. Asking again while the question is open answers with it.

    Raises ValidationError on the day itself and after, and when the colleague cannot take it.
    """
    with recorded() as trail:
        day = _coming(duty.day_id)
        if not day.duties.filter(deputy_id=duty.deputy_id).exists():
            raise ValidationError("您已经不在这一天的名单里。")
        known = DutyOffer.objects.filter(day=day, giver_id=duty.deputy_id, state=OfferState.OPEN).first()
        if known:
            return known
        able = colleagues(day)
        if receiver and not able.filter(pk=receiver.pk).exists():
            raise ValidationError(f"{receiver.name}这一天不能接班，请另选一位。")
        offer = DutyOffer.objects.create(day=day, giver_id=duty.deputy_id, receiver=receiver, note=words)
        trail.add(chain_of(day.station), actor, "reception.offer", offer, day=day.pk)
        asked = [receiver.pk] if receiver else list(able.values_list("pk", flat=True))
        body = f"{offer.giver.name}代表{_on(day)}不能到{day.station.name}接待，问您能不能接。" + (f"说明：{words}。" if words else "")
        tell_change(users_of(asked), f"有一班接待想请您接：{_on(day)}", body, reverse("constituents:duties"), day.begins)
        tell_change(
            staff_of(day.station_id), f"{offer.giver.name}代表想换{_on(day)}的班", body.replace("问您能不能接", "在找人接"), _plan_of(day), day.begins
        )
    return offer


def accept_offer(offer: DutyOffer, taker: Deputy, actor: User) -> DutyOffer:
    """Take the duty over: the first who accepts has it; accepting again changes nothing. Raises ValidationError when it cannot be."""
    with recorded() as trail:
        day = _coming(offer.day_id)
        Deputy.objects.select_for_update(no_key=True).get(pk=taker.pk)  # two days at two stations, accepted at the same time
        offer = DutyOffer.objects.select_for_update(of=("self",)).select_related("giver").get(pk=offer.pk)
        if offer.state == OfferState.ACCEPTED and offer.taker_id == taker.pk:
            return offer
        if offer.state != OfferState.OPEN:
            raise ValidationError(TAKEN if offer.state == OfferState.ACCEPTED else CLOSED)
        if offer.receiver_id not in (None, taker.pk) or not colleagues(day).filter(pk=taker.pk).exists():
            raise ValidationError(NO_LONGER)
        if not day.duties.filter(deputy_id=offer.giver_id, attended=False).update(deputy=taker):
            raise ValidationError(CLOSED)
        note_former(day, [offer.giver_id])
        _close(offer, OfferState.ACCEPTED, taker)
        trail.add(chain_of(day.station), actor, "reception.swap", offer, day=day.pk, giver=offer.giver_id, taker=taker.pk)
        words = f"{_on(day)}由{taker.name}代替{offer.giver.name}接待"
        people = users_of([offer.giver_id, taker.pk])
        tell_change(people, f"换班办好了：{_on(day)}", f"{words}（{day.station.name}）。", reverse("constituents:duties"), day.begins)
        tell_change(staff_of(day.station_id) - people, f"代表换班了：{_on(day)}", f"{words}。", _plan_of(day), day.begins)
        note_change(day, words, actor, ())
    return offer


def decline_offer(offer: DutyOffer, actor: User) -> DutyOffer:
    """The colleague who was asked cannot; the duty stays with whoever has it. Raises ValidationError when it is over already."""
    with recorded() as trail:
        offer = _open(offer)
        _close(offer, OfferState.DECLINED)
        trail.add(chain_of(offer.day.station), actor, "reception.offer_declined", offer, day=offer.day_id)
        words = f"{_on(offer.day)}的班，{offer.receiver.name}代表接不了，仍由{offer.giver.name}接待，可以再问别人。"
        tell_change(users_of([offer.giver_id]), f"换班没有接成：{_on(offer.day)}", words, reverse("constituents:duties"), offer.day.begins)
        tell_change(staff_of(offer.day.station_id), f"换班没有接成：{_on(offer.day)}", words, _plan_of(offer.day), offer.day.begins)
    return offer


def withdraw_offer(offer: DutyOffer, actor: User) -> DutyOffer:
    """The giver comes after all. Raises ValidationError when somebody has accepted already."""
    with recorded() as trail:
        offer = _open(offer)
        _close(offer, OfferState.WITHDRAWN)
        trail.add(chain_of(offer.day.station), actor, "reception.offer_withdrawn", offer, day=offer.day_id)
        words = f"{offer.giver.name}代表{_on(offer.day)}照常接待，不换班了。"
        asked = [offer.receiver_id] if offer.receiver_id else list(colleagues(offer.day).values_list("pk", flat=True))
        tell_change(
            users_of(asked) | staff_of(offer.day.station_id), f"换班收回了：{_on(offer.day)}", words, reverse("constituents:duties"), offer.day.begins
        )
    return offer


def note_away(away: Away, actor: User) -> Away:
    """Days on which a deputy cannot come: new plans leave them out; where the deputy is on duty already, the station's staff is told.

    The same request key: once.
    """
    with recorded() as trail:
        known = Away.objects.filter(request_key=away.request_key).first()
        if known:
            return known
        away.by = actor
        away.save()
        note(trail, actor, "reception.away", away, _seat(away), first=away.first, last=away.last)
        _tell_clashes(away, actor)
    return away


def withdraw_away(away: Away, actor: User) -> None:
    with recorded() as trail:
        note(trail, actor, "reception.away_withdrawn", away, _seat(away), first=away.first, last=away.last)
        away.delete()


def _tell_clashes(away: Away, actor: User) -> None:
    """Each station at which the deputy is planned within the span, once."""
    span = {"day__date__range": (max(away.first, clock.today()), away.last), "day__is_planned": True}
    days: dict[int, list[ReceptionDay]] = {}
    for duty in away.deputy.reception_duties.unmarked().filter(**span).select_related("day__station").order_by("day__date"):
        days.setdefault(duty.day.station_id, []).append(duty.day)
    for station_id, staff in staff_at(days).items():
        hit = days[station_id]
        title = f"{away.deputy.name}代表不能来：{hit[0].station.name}有 {len(hit)} 个接待日要换人"
        body = f"{'、'.join(_on(day) for day in hit)}。请在接待计划里换一位，或者等代表换班。"
        tell_change(staff - {actor.pk}, title, body, _plan_of(hit[0]), hit[-1].begins)


def _seat(away: Away) -> Mandate | None:
    return away.deputy.mandates.select_related("term__congress").order_by("-starts_on").first()


def _coming(day_id: int) -> ReceptionDay:
    """The day, locked: who receives on it is decided one after the other."""
    day = ReceptionDay.objects.select_for_update(no_key=True, of=("self",)).select_related("station").get(pk=day_id)
    if day.date <= clock.today():
        raise ValidationError(TOO_LATE)
    if not day.is_planned:
        raise ValidationError("这一天的接待已经取消。")
    return day


def _open(offer: DutyOffer) -> DutyOffer:
    ReceptionDay.objects.select_for_update(no_key=True).get(pk=offer.day_id)
    known = DutyOffer.objects.select_for_update(of=("self",)).select_related("day__station", "giver", "receiver").get(pk=offer.pk)
    if known.state != OfferState.OPEN:
        raise ValidationError(TAKEN if known.state == OfferState.ACCEPTED else CLOSED)
    return known


def _close(offer: DutyOffer, state: str, taker: Deputy | None = None) -> None:
    offer.state, offer.taker, offer.answered_at = state, taker, clock.now()
    offer.save(update_fields=["state", "taker", "answered_at"])


def _on(day: ReceptionDay) -> str:
    return f"{day.date.month}月{day.date.day}日"


def _plan_of(day: ReceptionDay) -> str:
    return reverse("constituents:plan_year", args=[day.station_id, day.date.year])
