"""What the desk remembers: a guide of first steps that somebody has put away."""

from django.conf import settings
from django.db import models

from common import clock


class ClosedGuide(models.Model):
    """The guide is no longer shown on the desks of this unit; its page stays. What is done is derived, never stored."""

    unit = models.OneToOneField("stations.Unit", models.CASCADE, related_name="+", verbose_name="单位")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "收起的开始清单"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d}"
