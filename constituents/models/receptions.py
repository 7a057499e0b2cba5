from datetime import datetime, time

from django.conf import settings
from django.db import models

from common.clock import SHANGHAI
from common.text import validate_impersonal, validate_text
from constituents.choices import Absence
from constituents.querysets import ReceptionDayQuerySet, ReceptionDutyQuerySet

PRESENT = "present"


class ReceptionDay(models.Model):
    """A day on which deputies receive the public at a station (YH 四(二), TZ art. 5(三)); visits of the day hang on it."""

    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="reception_days", verbose_name="联络站")
    date = models.DateField("日期")
    starts_at = models.TimeField("开始", null=True, blank=True)
    ends_at = models.TimeField("结束", null=True, blank=True)
    place = models.CharField("地点", max_length=80, blank=True, validators=[validate_text, validate_impersonal], help_text="空着：站里")
    topic = models.CharField("议题", max_length=80, blank=True, validators=[validate_text])
    is_planned = models.BooleanField("按计划", default=True, help_text="否：来访时有代表在，当日自动记下")
    ruled_on = models.DateField("制度定的日子", null=True, blank=True, help_text="和日期不同，是因为放假")
    moved_from = models.DateField("公告后改期，原定", null=True, blank=True)
    drop_reason = models.CharField("取消的原因", max_length=80, blank=True, validators=[validate_text, validate_impersonal])
    announced_on = models.DateField("公告日期", null=True, blank=True)
    deputies = models.ManyToManyField("deputies.Deputy", through="ReceptionDuty", through_fields=("day", "deputy"), related_name="reception_days")

    objects = ReceptionDayQuerySet.as_manager()

    class Meta:
        verbose_name = "接待日"
        verbose_name_plural = "接待日"
        ordering = ["date", "station_id"]
        constraints = [models.UniqueConstraint(fields=["station", "date"], name="reception_day_once")]
        indexes = [models.Index(fields=["date"], name="reception_date")]

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.station_id}"

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.date, self.starts_at or time(9), SHANGHAI)

    @property
    def where(self) -> str:
        """Its own place, else the station's address, else its name."""
        return self.place or self.station.address or self.station.name


class ReceptionDuty(models.Model):
    """One deputy on one reception day; attended counts once in the duty file.

    marked_by: who marked the attendance by hand; None when a visit speaks for it. absence: why an expected deputy did not come.
    """

    day = models.ForeignKey(ReceptionDay, models.CASCADE, related_name="duties")
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="reception_duties", verbose_name="代表")
    is_planned = models.BooleanField(default=True)
    attended = models.BooleanField("到站", default=False)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    absence = models.CharField("没来的原因", max_length=10, choices=Absence, blank=True)
    absence_note = models.CharField("说明", max_length=80, blank=True, validators=[validate_text])
    instead_of = models.ForeignKey("deputies.Deputy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代替")

    objects = ReceptionDutyQuerySet.as_manager()

    class Meta:
        verbose_name = "接待代表"
        constraints = [
            models.UniqueConstraint(fields=["day", "deputy"], name="reception_duty_once"),
            models.CheckConstraint(condition=models.Q(attended=False) | models.Q(absence=""), name="reception_duty_came_or_not"),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.deputy_id}"

    @property
    def mark(self) -> str:
        """What is marked: «present», an absence, or nothing yet."""
        return PRESENT if self.attended else self.absence

    @property
    def mark_words(self) -> str:
        if self.attended:
            return "到站"
        return self.get_absence_display() if self.absence else "还没登记"
