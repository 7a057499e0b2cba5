"""Appointments on a reception day: booked, cancelled, come, missed (B4). The day's row is locked, so a slot is never overbooked."""

from dataclasses import dataclass, field
from datetime import time
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common.crypto import keyed_indexes
from constituents.choices import AppointmentState
from constituents.models import Appointment, BookingSetting, ReceptionDay
from constituents.querysets import PHONE_PURPOSE
from constituents.rules.appointments import slots_of
from constituents.services.people import find_or_add
from constituents.services.receptions import locked
from stations.choices import NumberKind
from stations.models import Unit
from stations.rules.chains import chain_of
from stations.services.numbers import take_numbers, written

INFIX = "约"
FULL = "{words}这个时段刚约满了，请换一个时段。"
NOT_TAKEN = "没有约上。请换一天，或者打电话问联络站。"
DROPPED = "这一天的接待取消了，请换一天。"
GONE = "已有他人先行处理：这个预约现在是「{now}」。"


@dataclass(frozen=True)
class Booking:
    """An appointment as it was typed. request_key makes sending it twice harmless."""

    day: ReceptionDay
    starts_at: time
    name: str
    phone: str
    matter: str = ""
    request_key: UUID = field(default_factory=uuid4)


def book(booking: Booking, actor: User | None) -> Appointment:
    """Take a place in the slot; actor None: the person, online, who may have one place a day.

    Raises ValidationError when the day was called off, or the slot is full, over or not of that day.
    """
    with recorded() as trail:
        day = locked(pk=booking.day.pk)
        known = Appointment.objects.filter(request_key=booking.request_key).first()
        if known:
            return known
        _refuse_full(day, booking.starts_at)
        same = Appointment.objects.standing().filter(day=day, phone_index__in=keyed_indexes(booking.phone, PHONE_PURPOSE))
        if actor is None and same.exists():
            raise ValidationError(NOT_TAKEN)  # says nothing of who is booked
        row = Appointment(day=day, starts_at=booking.starts_at, name=booking.name, phone=booking.phone, matter=booking.matter)
        row.request_key, row.booked_by = booking.request_key, actor
        year = day.date.year
        row.number = written(day.station, year, take_numbers(NumberKind.APPOINTMENT, day.station, year), INFIX)
        row.save(force_insert=True)
        trail.add(chain_of(day.station), actor, "appointment.book", row, number=row.number, personal=["name", "phone"])
    return row


def cancel(appointment: Appointment, reason: str, actor: User | None) -> Appointment:
    """Give the place back; cancelled already is no error. Raises ValidationError once the person came or was noted as missing."""
    with recorded() as trail:
        row = _locked(appointment)
        if row.state == AppointmentState.CANCELLED:
            return row
        if row.state != AppointmentState.BOOKED:
            raise ValidationError(GONE.format(now=row.get_state_display()))
        row.state, row.cancel_reason = AppointmentState.CANCELLED, reason
        row.save(update_fields=["state", "cancel_reason"])
        trail.add(chain_of(row.day.station), actor, "appointment.cancel", row, number=row.number, reason=reason)
    return row


def note_coming(appointment: Appointment, state: str, actor: User) -> Appointment:
    """The person came (and is a visitor of the station from now on), did not come, or, by BOOKED, neither: a mark taken back."""
    with recorded() as trail:
        row = _locked(appointment)
        if row.state == state:
            return row
        if row.state == AppointmentState.CANCELLED or row.visit_id:
            raise ValidationError(GONE.format(now="已登记来访" if row.visit_id else row.get_state_display()))
        if state == AppointmentState.CAME and row.constituent is None:
            row.constituent = find_or_add(row.day.station, row.name, row.phone)
        row.state = state
        row.save(update_fields=["state", "constituent"])
        trail.add(chain_of(row.day.station), actor, "appointment.note", row, number=row.number, state=state)
    return row


def save_setting(station: Unit, minutes: int, places: int, is_online: bool, actor: User) -> BookingSetting:
    """How the station takes appointments from now on; what is booked stays."""
    with recorded() as trail:
        values = {"minutes": minutes, "places": places, "is_online": is_online}
        row, _ = BookingSetting.objects.update_or_create(station=station, defaults=values)
        trail.add(chain_of(station), actor, "appointment.setting", row, **values)
    return row


def _locked(appointment: Appointment) -> Appointment:
    day = locked(pk=appointment.day_id)
    row = Appointment.objects.select_related("constituent").get(pk=appointment.pk)
    row.day = day
    return row


def _refuse_full(day: ReceptionDay, starts_at: time) -> None:
    if day.drop_reason:
        raise ValidationError(DROPPED)
    slot = next((one for one in slots_of([day])[day.pk] if one.starts_at == starts_at), None)
    if slot is None or slot.is_over:
        raise ValidationError("这个时段已经过了或者改了，请换一个时段。")
    if not slot.free:
        raise ValidationError(FULL.format(words=slot.words))
