from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import post_delete, post_save

import common.lookups  # noqa: F401 - registers them


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "组织"

    def ready(self) -> None:
        from jobs.registry import register_kind
        from notices.registry import Kind, register_planner, register_reach
        from stations.models import CalendarDay
        from stations.resources import divisions
        from stations.rules.calendar_reminders import MISSING, missing_calendar_reminders
        from stations.rules.reminders import KIND, taken_over
        from stations.rules.told import people_below
        from stations.rules.workdays import forget

        register_planner(KIND, taken_over, Kind(KIND, "接任岗位", "上任当天早上，提醒接任的人。"))
        register_reach("posts", people_below)
        register_kind(divisions.CHECK, divisions.check)
        register_kind(divisions.WRITE, divisions.write)
        request_started.connect(forget, dispatch_uid="workdays")
        post_save.connect(forget, sender=CalendarDay, dispatch_uid="workdays")
        post_delete.connect(forget, sender=CalendarDay, dispatch_uid="workdays")
        register_planner(MISSING, missing_calendar_reminders, Kind(MISSING, "缺下一年放假安排", "11 月 1 日起提醒录入工作日历的人。"))
