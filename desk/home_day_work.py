"""What of home days waits for whom: for the start pages. Reads only."""

from collections.abc import Collection

from django.urls import reverse

from common import clock
from constituents.models import HomeDay
from constituents.rules.home_days import gaps
from desk.work import Task


def home_day_tasks(station_ids: Collection[int]) -> list[Task]:
    """Quarters without the home day that the regulation asks for, and days held without attendance or minutes."""
    missing, url = gaps(station_ids), reverse("constituents:home_days")
    over = [gap for gap in missing if gap.is_over]
    held = list(HomeDay.objects.filter(station_id__among=station_ids).unfinished(clock.today()).order_by("date", "pk"))
    tasks = []
    if missing:
        title = "活动日没有按季度办" if over else "本季度的活动日还没有安排"
        shown = over or missing
        note = f"{shown[0].place}：{shown[0].words}"
        tasks.append(Task(len(shown), title, note, url, "去看看", "late" if over else "soon"))
    for state, title, verb in (("unmarked", "活动日缺到会登记", "去登记"), ("unwritten", "活动日缺纪要", "去写")):
        own = [row for row in held if (row.lacks_marks if state == "unmarked" else not row.lacks_marks)]
        if own:
            note = f"最早：{own[0].name}，{own[0].date.month}月{own[0].date.day}日"
            tasks.append(Task(len(own), title, note, f"{url}?state={state}", verb, "soon"))
    return tasks


def next_home_day(deputy_id: int) -> HomeDay | None:
    """The next one to which the deputy is expected; today's counts."""
    coming = HomeDay.objects.standing().filter(date__gte=clock.today(), attendances__deputy_id=deputy_id, attendances__is_expected=True)
    return coming.select_related("station").order_by("date", "starts_at", "pk").first()
