"""A change that somebody must know of at once (decision 17): what was told in the app is the row from which the ways outside are planned."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from common import clock
from notices.choices import Channel
from notices.models import Reminder
from notices.registry import Draft, Kind

CHANGE = Kind(
    "change",
    "变更通知",
    source="联络站制度规范 五（二）1、“双联系”方案 四（四）",
    example=("12月10日河湾村联络站的接待取消", "取消12月10日 09:00的接待：村里修路。"),
    kept="定好的日子改了、取消了，或者请人换班，一有变动就告诉有关的人。",
)
LASTS = timedelta(days=7)  # a way that was down for longer tells what the app has told long since


def change_drafts(since: datetime, until: datetime) -> Iterator[Draft]:
    """Every change told in the app, not overtaken, to somebody who has chosen a way outside: one chosen later tells none of it. One query."""
    rows = Reminder.objects.filter(kind=CHANGE.name, channel=Channel.APP, due_at__gte=since, due_at__lte=until, valid_until__gt=clock.now())
    for row in rows.filter(recipient__preference__since__isnull=False).order_by("due_at", "pk"):
        subject, period = row.key.split(":")[1:3]
        yield Draft(CHANGE.name, subject, period, row.recipient_id, row.title, row.body, row.url, row.due_at, row.valid_until)
