from django.conf import settings
from django.db import models

from common import clock
from stations.querysets import CalendarChangeQuerySet


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday on a weekday, or a make-up working day (调休) on a weekend."""

    date = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    name = models.CharField("说明", max_length=40)

    class Meta:
        verbose_name = "工作日历"
        verbose_name_plural = "工作日历"
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.name}"


class CalendarChange(models.Model):
    """A change of the calendar that somebody looks at before it is saved, and what became of it.

    `days` holds [date, is it a working day, festival], `cleared` the dates that follow the plain week again, `doubts` what the
    notice said and nobody understood. After saving, `moved` counts the cases with another deadline by unit; `settled_at` is set once
    everything that clerks wrote meanwhile by the old calendar has been recounted, too.
    """

    year = models.PositiveSmallIntegerField("年份")
    title = models.CharField("改什么", max_length=60)
    days = models.JSONField(default=list)
    cleared = models.JSONField(default=list)
    doubts = models.JSONField(default=list)
    created_at = models.DateTimeField("提出时间", default=clock.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    applied_at = models.DateTimeField("写入时间", null=True, blank=True)
    settled_at = models.DateTimeField("重算完的时间", null=True, blank=True)
    moved = models.JSONField(default=dict)

    objects = CalendarChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "日历改动"
        verbose_name_plural = "日历改动"
        indexes = [models.Index(fields=["applied_at"], name="calendar_change_unsettled", condition=models.Q(settled_at=None))]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"
