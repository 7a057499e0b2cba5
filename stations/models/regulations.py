from django.conf import settings
from django.db import models

from common import clock
from stations.querysets import RegulationQuerySet


class Regulation(models.Model):
    """One published, resolved version of a congress's rules (制度). Never changed: cases point to the one they were opened under."""

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="regulations", verbose_name="人大")
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=80)
    body = models.JSONField("规定")
    published_at = models.DateTimeField("发布时间", default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人")

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "制度"
        verbose_name_plural = "制度"
        ordering = ["congress_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["congress", "number"], name="regulation_number")]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    def save(self, *args, **kwargs) -> None:
        if self.pk and not self._state.adding:
            raise ValueError("已发布的制度不能改，请发布新的一版。")
        super().save(*args, **kwargs)
