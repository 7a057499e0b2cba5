"""A year that was closed: its figures as they stood, and what changed since."""

from django.conf import settings
from django.db import models

from common import clock
from deputies.models.duty import OfKind
from deputies.querysets import YearClosingQuerySet


class YearClosing(models.Model):
    """One congress's duty year, closed (年度关闭). `figures` are deputy id → kind → number, as the annual statistics said at that moment.

    `kinds` are the rows of the table by which they were counted, `roster` who stood in it and on which days an act counted
    (rules.year_roster); None: closed before these were kept.
    """

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="year_closings", verbose_name="人大")
    year = models.PositiveSmallIntegerField("年度")
    figures = models.JSONField("关闭时的数")
    kinds = models.JSONField("关闭时的履职类型", null=True)
    roster = models.JSONField("关闭时的名册", null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="关闭人")
    closed_at = models.DateTimeField("关闭时间", default=clock.now)
    reopened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="重开人")
    reopened_at = models.DateTimeField("重开时间", null=True, blank=True)
    reason = models.CharField("重开原因", max_length=200, blank=True)

    objects = YearClosingQuerySet.as_manager()

    class Meta:
        verbose_name = "年度关闭"
        ordering = ["-year", "-closed_at"]
        constraints = [models.UniqueConstraint(fields=["congress", "year"], condition=models.Q(reopened_at=None), name="year_closed_once")]

    def __str__(self) -> str:
        return f"{self.congress_id} {self.year}"


class DutyCorrection(OfKind, models.Model):
    """A record of a closed year that was written or taken back after the closing."""

    closing = models.ForeignKey(YearClosing, models.CASCADE, related_name="corrections")
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="+", verbose_name="代表")
    kind = models.CharField("履职类型", max_length=20)
    on = models.DateField("时间")
    title = models.CharField("标题", max_length=120)
    change = models.SmallIntegerField("增减")  # +1 written, -1 taken back
    at = models.DateTimeField("更正时间", default=clock.now)

    class Meta:
        verbose_name = "关闭后的更正"
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.change:+} {self.title}"
