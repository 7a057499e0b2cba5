"""What people write themselves in reports; everything else is counted from the registers."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from common import clock
from common.text import validate_text
from reports.querysets import QuarterSummaryQuerySet, YearSummaryQuerySet


class YearSummary(models.Model):
    """A home's or station's summary of a year (TZ art. 2(二), YH 三(四)): drafted from plan and registers, put in own words, sent by its head."""

    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="year_summaries", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年份")
    text = models.TextField("总结", validators=[validate_text])
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField("最后修改", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报送人")

    objects = YearSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "年度总结"
        verbose_name_plural = "年度总结"
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="year_summary_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("reports:summary", args=[self.unit_id, self.year])


class QuarterSummary(models.Model):
    """A unit's summary of a quarter: drafted by beat when the quarter is over, edited and sent to the congress above by its head."""

    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="quarter_summaries", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年份")
    quarter = models.PositiveSmallIntegerField("季度")
    text = models.TextField("小结", validators=[validate_text])
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField("起草时间", default=clock.now)
    at = models.DateTimeField("最后修改", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="修改人")
    sent_at = models.DateTimeField("报送时间", null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="报送人")

    objects = QuarterSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "季度小结"
        verbose_name_plural = "季度小结"
        ordering = ["-year", "-quarter", "unit__path"]
        indexes = [models.Index(fields=["made_at"], name="quarter_unsent", condition=models.Q(sent_at=None))]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "quarter"], name="quarter_summary_once"),
            models.CheckConstraint(condition=models.Q(quarter__range=(1, 4)), name="quarter_summary_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}Q{self.quarter}"

    def get_absolute_url(self) -> str:
        return reverse("reports:quarter", args=[self.pk])

    @property
    def name(self) -> str:
        """«2026 年第三季度»."""
        return f"{self.year} 年第{'一二三四'[self.quarter - 1]}季度"
