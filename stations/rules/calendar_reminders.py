"""What must be told about the work calendar: next year's notice is out in November and not in the table yet."""

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import Draft, Kind
from stations.rules.permissions import calendar_keepers
from stations.rules.workdays import missing_years

MISSING = Kind(
    "calendar-missing",
    "缺下一年放假安排",
    source="11 月 1 日起提醒录入工作日历的人",
    example=("请录入 2027 年的放假安排", "跨到 2027 年的期限现在都标「暂定」。国务院办公厅的通知下来以后，整篇贴到「工作日历」里即可。"),
    kept="缺了放假安排，所有期限都会算错；日历全系统只有一份。",
)


def missing_calendar_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """From 1 November on, whoever keeps the calendar is told once that the next year is missing."""
    for year in missing_years(until.astimezone(SHANGHAI).date()):
        for user_id in calendar_keepers():
            yield Draft(
                kind=MISSING.name,
                subject="calendar",
                period=str(year),
                recipient_id=user_id,
                title=f"请录入 {year} 年的放假安排",
                body=f"跨到 {year} 年的期限现在都标「暂定」。国务院办公厅的通知下来以后，整篇贴到「工作日历」里即可。",
                url=reverse("stations:calendar_import"),
                due_at=_moment(year - 1, 11, 1),
                valid_until=_moment(year, 12, 31),
            )


def _moment(*day: int) -> datetime:
    return datetime.combine(date(*day), time(9, 0), SHANGHAI)
