"""Whether the background works: signs of life, queues, what waits, what has failed. Reads only, and no casework."""

from dataclasses import dataclass
from datetime import datetime

from celery import current_app
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Min, Q
from kombu.exceptions import OperationalError

from common import clock
from jobs.models import Job, JobState
from jobs.rules import has_stalled, last_seen
from jobs.services.pulse import BEAT
from notices.choices import ReminderState
from notices.models import Reminder
from notices.registry import title_of

DISPATCH, PLAN = "notices.tasks.dispatch", "notices.tasks.plan"
SHOWN = 50  # failed ones on the page; the rest follows when these are done
JOB_TITLES = {
    "roster": "代表名册导入",
    "divisions": "单位批量建立",
    "accounts": "账号和密码条",
    "opinions": "意见导入或导出",
    "visits": "来访台账导出",
    "annual": "年度履职统计",
}  # not the job's own title: it may name the file that somebody sent


@dataclass(frozen=True)
class Sign:
    """One line of the state: what, when last or how much, whether it is well, what to do otherwise."""

    title: str
    value: datetime | str | None
    is_well: bool = True
    cure: str = ""


@dataclass(frozen=True)
class Dead:
    pk: object
    title: str
    whose: str
    at: datetime
    cause: str


def signs() -> list[Sign]:
    """Three queries."""
    seen = last_seen()
    at_work = max((at for name, at in seen.items() if name != BEAT), default=None)
    rows = (
        ("定时器（beat）", seen.get(BEAT), "启动 beat：systemctl restart liaison-beat"),
        ("后台进程（worker）", at_work, "启动 worker：systemctl restart liaison-worker"),
        ("上次查找要发的提醒", seen.get(PLAN), "先看定时器和后台进程，再看 journalctl -u liaison-worker"),
        ("上次发提醒", seen.get(DISPATCH), "先看定时器和后台进程，再看 journalctl -u liaison-worker"),
    )
    return [*(Sign(title, at, not has_stalled(at), cure) for title, at, cure in rows), _oldest(), _jobs()]


def servers() -> list[Sign]:
    version = ".".join(map(str, connection.get_database_version()))
    found = [Sign("数据库", f"{connection.display_name} {version}"), _redis()]
    return [*found, *(_queue(name, title) for name, title in (("short", "排队的短任务（提醒等）"), ("long", "排队的长任务（导入导出）")))]


def dead_reminders() -> list[Dead]:
    rows = Reminder.objects.filter(state=ReminderState.FAILED).select_related("recipient").order_by("-due_at")[:SHOWN]
    return [Dead(row.pk, f"{title_of(row.kind)}（{row.get_channel_display()}）", row.recipient.name, row.due_at, _cause(row.error)) for row in rows]


def dead_jobs() -> list[Dead]:
    rows = Job.objects.filter(state=JobState.FAILED).select_related("owner").defer("params", "outcome").order_by("-created_at")[:SHOWN]
    return [Dead(row.pk, JOB_TITLES.get(row.kind.split(".")[0], "后台任务"), row.owner.name, row.created_at, _cause(row.error)) for row in rows]


def _cause(error: str) -> str:
    return f"系统出错（{error}）" if error.isascii() else error


def _oldest() -> Sign:
    now = clock.now()
    due = Reminder.objects.filter(Q(wait_until=None) | Q(wait_until__lte=now), state=ReminderState.DUE, due_at__lte=now)
    found = due.aggregate(n=Count("pk"), oldest=Min("due_at"))
    if not found["n"]:
        return Sign("到时未发的提醒", "没有")
    return Sign(f"到时未发的提醒 {found['n']} 条，最早的应发于", found["oldest"], not has_stalled(found["oldest"]), "看上面哪一项停了")


def _jobs() -> Sign:
    counts = dict(Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)).order_by().values_list("state").annotate(n=Count("*")))
    waiting, running = counts.get(JobState.WAITING, 0), counts.get(JobState.RUNNING, 0)
    return Sign("导入导出", f"排队 {waiting} 件，进行中 {running} 件" if waiting or running else "没有排队的")


def _redis() -> Sign:
    if not settings.REDIS_URL:
        return Sign("Redis", "没有配置，用本机的文件排队")
    try:
        cache.get("operations")
    except Exception:  # whatever the client raises, it is away
        return Sign("Redis", "连不上", is_well=False, cure="systemctl restart redis-server；在此期间提醒不会丢，恢复后补发")
    return Sign("Redis", "正常")


def _queue(name: str, title: str) -> Sign:
    try:
        with current_app.connection_for_read(connect_timeout=2) as broker:
            return Sign(title, f"{broker.default_channel.queue_declare(name, passive=True).message_count} 件")
    except broker.channel_errors:
        return Sign(title, "0 件")
    except (OperationalError, OSError, *broker.connection_errors):
        return Sign(title, "数不了", is_well=False, cure="队列连不上")
