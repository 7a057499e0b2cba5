"""That a deputy signed the year's sheet of duties on paper (D3): for whoever has no login, the station notes it."""

import uuid

from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from deputies.querysets import YearSignatureQuerySet


class YearSignature(models.Model):
    """One signature under one year's sheet; `total` is how many records stood on it when it was noted, `digest` of what was printed of
    them (rules.year_sheet; empty: noted before it was kept).
    """

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="year_signatures", verbose_name="代表")
    year = models.PositiveSmallIntegerField("年度")
    signed_on = models.DateField("签字日期")
    signed_by = models.CharField("签字人", max_length=40, validators=[validate_text])
    total = models.PositiveIntegerField("当时的记录数")
    digest = models.CharField("当时记录的摘要", max_length=64, blank=True, editable=False)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    noted_at = models.DateTimeField("登记时间", default=clock.now)

    objects = YearSignatureQuerySet.as_manager()

    class Meta:
        verbose_name = "年度签字"
        verbose_name_plural = "年度签字"
        ordering = ["-signed_on", "-id"]
        indexes = [models.Index(fields=["deputy", "year"], name="year_signature_deputy")]

    def __str__(self) -> str:
        return f"{self.deputy_id} {self.year}"
