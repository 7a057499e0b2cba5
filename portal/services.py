"""Answering a number and a code, with a limit on guessing; taking appointments and handing out calendars, with a limit on flooding."""

import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Model

from common import clock
from common.crypto import keyed_index, query_codes, same_code
from constituents.models import Appointment, CalendarFeed, Visit
from constituents.services.appointments import Booking, book
from constituents.services.calendars import note_read
from opinions.models import Opinion, ReferralCode
from opinions.services.codes import find_code
from portal.models import QueryAttempt

PER_ADDRESS = 20  # wrong answers an hour from one address
IN_ALL = 2000  # and from everywhere: 12 letters of 31 stay out of reach
BOOKINGS_PER_ADDRESS = 5  # appointments an hour from one address: a family, not a flood
BOOKINGS_IN_ALL = 1000
READS_PER_FEED = 60  # times an hour a calendar may ask with its own token
STRAYS_PER_ADDRESS = 60  # and with one that is no longer good: phones go on asking for a while after it was withdrawn
KEPT = timedelta(days=1)
SAME_NUMBER = 20  # stations far apart may use one mark
EVERYWHERE = "all"
_DASHES = str.maketrans("‐‑‒–—―−", "-------")
_NOBODY = UUID(int=0)


class TooManyAttempts(Exception):
    """Too many wrong numbers or codes in this hour."""


def look_up(number: str, code: str, address: str) -> Visit | Opinion | None:
    """The visit or opinion that number and code belong to; None is the same answer for a wrong number and a wrong code.

    Counts before it looks, so that many at once are not let through; a right answer is not counted. Raises TooManyAttempts.
    """
    return _guarded(address, lambda: _find(_plain(number), code))


def look_up_code(number: str, code: str, address: str) -> ReferralCode | None:
    """The same for the code on a 交办单."""
    return _guarded(address, lambda: find_code(_plain(number), code))


def look_up_appointment(number: str, code: str, address: str) -> Appointment | None:
    """The same for an appointment."""
    return _guarded(address, lambda: _find_appointment(_plain(number), code))


def book_online(booking: Booking, address: str) -> Appointment:
    """An appointment for whoever asks. Raises TooManyAttempts, and ValidationError where the slot is no longer free."""
    known = Appointment.objects.filter(request_key=booking.request_key).first()
    if known:
        return known
    hour = _hour()
    for scope, limit in {keyed_index(address, "portal.booking"): BOOKINGS_PER_ADDRESS, "bookings": BOOKINGS_IN_ALL}.items():
        if _count(scope, hour) > limit:
            raise TooManyAttempts
    return book(booking, None)


def look_up_feed(token: str, address: str) -> CalendarFeed | None:
    """The feed of the secret in its address; None for a wrong one and one that was withdrawn. Raises TooManyAttempts.

    The secret cannot be guessed: what is limited is load, so somebody's old addresses do not lock out a right one.
    """
    feed, hour = CalendarFeed.objects.with_token(token).first(), _hour()
    scope, limit = (f"feed {feed.pk}", READS_PER_FEED) if feed else (keyed_index(address, "portal.feed"), STRAYS_PER_ADDRESS)
    if _count(scope, hour) > limit:
        raise TooManyAttempts
    if feed:
        note_read(feed)
    return feed


def _hour() -> datetime:
    return clock.now().replace(minute=0, second=0, microsecond=0)


def _guarded(address: str, find: Callable[[], Model | None]) -> Model | None:
    hour = _hour()
    scopes = {keyed_index(address, "portal.address"): PER_ADDRESS, EVERYWHERE: IN_ALL}
    for scope, limit in scopes.items():
        if _count(scope, hour) > limit:
            raise TooManyAttempts
    found = find()
    if found:
        QueryAttempt.objects.filter(scope__in=scopes, hour=hour).update(count=F("count") - 1)
    return found


def _find(number: str, code: str) -> Visit | Opinion | None:
    visits = Visit.objects.filter(number=number).select_related("station")[:SAME_NUMBER]
    opinions = Opinion.objects.filter(number=number).select_related("station", "lead_department", "matter__visit")[:SAME_NUMBER]
    found = None
    for case in [*visits, *opinions]:
        if any(_is_code_of(owner, code) for owner in _owners(case)):
            found = case
    if not (visits or opinions):
        same_code(code, query_codes(_NOBODY, 1)[0])  # a missing number takes as long as a wrong code
    return found


def _find_appointment(number: str, code: str) -> Appointment | None:
    rows = list(Appointment.objects.filter(number=number).select_related("day__station")[:SAME_NUMBER])
    if not rows:
        same_code(code, query_codes(_NOBODY, 1)[0])  # a missing number takes as long as a wrong code
    return next((row for row in rows if _is_code_of(row, code)), None)


def _owners(case: Visit | Opinion) -> list[Visit | Opinion]:
    """Whose code opens the case: its own, and for an opinion also that of the visit whose slip names it."""
    return [case, case.matter.visit] if isinstance(case, Opinion) and case.matter_id else [case]


def _is_code_of(case: Visit | Opinion | Appointment, code: str) -> bool:
    return any(same_code(code, expected) for expected in query_codes(case.uuid, case.code_issue))


def _plain(number: str) -> str:
    """The number as it is stored, however it was typed."""
    return "".join(unicodedata.normalize("NFKC", number).translate(_DASHES).split())


def _count(scope: str, hour: datetime) -> int:
    """Add one to the hour's counter and return it; the first of a source's hour sweeps old rows away."""
    table = QueryAttempt._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (scope, hour, count) VALUES (%s, %s, 1) "  # noqa: S608 - the table's own name
            f"ON CONFLICT (scope, hour) DO UPDATE SET count = {table}.count + 1 RETURNING count",
            [scope, connection.ops.adapt_datetimefield_value(hour)],
        )
        count = cursor.fetchone()[0]
    if count == 1:
        QueryAttempt.objects.filter(hour__lt=hour - KEPT).delete()
    return count
