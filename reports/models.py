"""What people write themselves in reports; everything else is counted from the registers."""

from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from reports.querysets import YearSummaryQuerySet


class YearSummary(models.Model):
    """A home's or station's summary of a year (TZ art. 2(二), YH 三(四)): drafted from plan and registers, then in its people's own words."""

    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="year_summaries", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年份")
    text = models.TextField("总结", validators=[validate_text])
    version = models.PositiveIntegerField(default=1)
    at = models.DateTimeField("最后修改", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")

    objects = YearSummaryQuerySet.as_manager()

    class Meta:
        verbose_name = "年度总结"
        verbose_name_plural = "年度总结"
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="year_summary_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"
