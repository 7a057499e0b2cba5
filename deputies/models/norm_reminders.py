"""Whom the office reminded of a norm: once for each deputy, norm and period."""

import uuid

from django.conf import settings
from django.db import models

from common import clock
from deputies.querysets import NormReminderQuerySet


class NormReminder(models.Model):
    """The office reminded a deputy who falls short (D2). The planner tells it from this row, in the app and by the deputy's own ways.

    `period` is the first day of the month, quarter, year or term that it is about; `words` what was said; `batch` the click.
    """

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="norm_reminders", verbose_name="人大")
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="norm_reminders", verbose_name="代表")
    norm = models.CharField("指标", max_length=80)
    period = models.DateField("哪一段时间")
    title = models.CharField("标题", max_length=120)
    words = models.CharField("内容", max_length=300)
    reminded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提醒人")
    reminded_at = models.DateTimeField("提醒时间", default=clock.now)
    batch = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = NormReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "履职指标提醒"
        ordering = ["-reminded_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["deputy", "congress", "norm", "period"], name="norm_reminder_once")]
        indexes = [
            models.Index(fields=["reminded_at"], name="norm_reminder_newest"),
            models.Index(fields=["congress", "norm", "deputy"], name="norm_reminder_shown"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} {self.title}"
