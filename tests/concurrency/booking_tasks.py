"""Races for the last place of a slot, for tests.concurrency.racer."""

from datetime import time, timedelta
from uuid import UUID, uuid4


def prepare_days() -> dict:
    """Twenty coming days at a station of their own, each with one slot for two people of which one is taken; and one form."""
    from accounts.models import User
    from common import clock
    from constituents.models import ReceptionDay
    from constituents.services.appointments import Booking, book
    from stations.models import Unit
    from tests.concurrency.racer import prepare_station

    prepare_station()
    town = Unit.objects.get(name="青禾镇人大主席团")
    station = Unit.objects.create(kind="station", parent=town, name=f"预约联络站{uuid4().hex[:6]}")
    officer, days = User.objects.get(username="officer"), []
    for number in range(20):
        on = clock.today() + timedelta(days=number + 1)
        day = ReceptionDay.objects.create(station=station, date=on, starts_at=time(9), ends_at=time(9, 30))
        book(Booking(day, time(9), "先来的", "13912340000"), officer)
        days.append(day.pk)
    return {"days": days, "key": str(uuid4())}


def last_place(number: int, rounds: int, prepared: dict) -> list:
    """Everybody wants the last place of each day; answer with those that were given."""
    from django.core.exceptions import ValidationError

    from constituents.models import ReceptionDay
    from constituents.services.appointments import book

    given = []
    for day in ReceptionDay.objects.filter(pk__in=prepared["days"]).order_by("pk"):
        try:
            book(_booking(day, number), None)
            given.append(day.pk)
        except ValidationError:
            pass
    return given


def one_booking_form(number: int, rounds: int, prepared: dict) -> list:
    """One form, sent by everybody at once; answer with the number that each was told."""
    from constituents.models import ReceptionDay
    from constituents.services.appointments import Booking, book

    day = ReceptionDay.objects.get(pk=prepared["days"][0])
    return [book(Booking(day, time(9), "王小明", "13912346215", request_key=UUID(prepared["key"])), None).number]


def naive_last_place(number: int, rounds: int, prepared: dict) -> list:
    """Look whether there is a place, then write: nobody notices the other."""
    import time as sleeping

    from constituents.models import Appointment, ReceptionDay
    from constituents.rules.appointments import slots_of

    given = []
    for day in ReceptionDay.objects.filter(pk__in=prepared["days"]).order_by("pk"):
        if slots_of([day])[day.pk][0].free:
            sleeping.sleep(0.005)
            row = _booking(day, number)
            Appointment.objects.create(day=day, number=f"{number}-{day.pk}", starts_at=row.starts_at, name=row.name, phone=row.phone)
            given.append(day.pk)
    return given


def _booking(day, number: int):
    from constituents.services.appointments import Booking

    return Booking(day, time(9), f"第{number}人", f"139123460{number:02}")


PREPARE = {"last_place": prepare_days, "naive_last_place": prepare_days, "one_booking_form": prepare_days}
TASKS = {"last_place": last_place, "naive_last_place": naive_last_place, "one_booking_form": one_booking_form}
