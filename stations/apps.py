from django.apps import AppConfig
from django.core.signals import request_started
from django.db.models.signals import post_delete, post_save

import common.lookups  # noqa: F401 - registers them


class StationsConfig(AppConfig):
    name = "stations"
    verbose_name = "组织"

    def ready(self) -> None:
        from jobs.registry import register_kind
        from notices.registry import register_planner, register_reach, register_tuning
        from stations.models import CalendarDay
        from stations.resources import divisions
        from stations.rules.calendar_reminders import MISSING, missing_calendar_reminders
        from stations.rules.reminder_settings import read_settings
        from stations.rules.reminders import TAKEN_OVER, taken_over
        from stations.rules.told import people_below
        from stations.rules.workdays import forget

        register_planner("post-taken-over", taken_over, TAKEN_OVER)
        register_reach("posts", people_below)
        register_kind(divisions.CHECK, divisions.check)
        register_kind(divisions.WRITE, divisions.write)
        request_started.connect(forget, dispatch_uid="workdays")
        post_save.connect(forget, sender=CalendarDay, dispatch_uid="workdays")
        post_delete.connect(forget, sender=CalendarDay, dispatch_uid="workdays")
        register_planner("calendar-missing", missing_calendar_reminders, MISSING)
        register_tuning(read_settings)
