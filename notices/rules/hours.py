"""Hours in which nobody is disturbed, and the moment of a day's summary; all in Asia/Shanghai."""

from datetime import datetime, time, timedelta

from common.clock import SHANGHAI

QUIET_FROM, QUIET_TO = time(21), time(8)


def quiet_until(moment: datetime, start: time = QUIET_FROM, end: time = QUIET_TO) -> datetime | None:
    """When the quiet hours that this moment lies in are over; None outside them. start = end: there are none."""
    local = moment.astimezone(SHANGHAI)
    at = local.time()
    is_quiet = start <= at < end if start <= end else at >= start or at < end
    if not is_quiet:
        return None
    over = datetime.combine(local.date(), end, SHANGHAI)
    return over if over > local else over + timedelta(days=1)


def next_at(moment: datetime, at: time) -> datetime:
    """The first moment of this time of day after the given one."""
    local = moment.astimezone(SHANGHAI)
    today = datetime.combine(local.date(), at, SHANGHAI)
    return today if today > local else today + timedelta(days=1)
