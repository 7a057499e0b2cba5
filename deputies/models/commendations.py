"""What a deputy was commended for: the eighth part of the duty file (履职档案)."""

import uuid

from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from deputies.querysets import CommendationQuerySet


class Commendation(models.Model):
    """One commendation of one deputy, noted by the office of the congress."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="commendations", verbose_name="代表")
    on = models.DateField("表彰日期")
    title = models.CharField("表彰名称", max_length=120, validators=[validate_text])
    by_whom = models.CharField("授予单位", max_length=80, validators=[validate_text])
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    noted_at = models.DateTimeField("登记时间", default=clock.now)

    objects = CommendationQuerySet.as_manager()

    class Meta:
        verbose_name = "表彰奖励"
        verbose_name_plural = "表彰奖励"
        ordering = ["on", "id"]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.title}"
