"""The inspection of a deputy's record of contacts (民情记录, TZ art. 6)."""

from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_impersonal, validate_text
from constituents.querysets import ContactInspectionQuerySet


class ContactInspection(models.Model):
    """One inspection (检查、批阅) of one deputy's 民情记录 of one year: when, by whom, what was remarked, how many contacts stood there then."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="contact_inspections", verbose_name="代表")
    year = models.PositiveSmallIntegerField("年度")
    on = models.DateField("检查日期")
    inspector = models.CharField("检查人", max_length=60, validators=[validate_text, validate_impersonal])
    remark = models.CharField("批阅意见", max_length=500, validators=[validate_text, validate_impersonal])
    contacts = models.PositiveIntegerField("检查时的联系次数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=clock.now)

    objects = ContactInspectionQuerySet.as_manager()

    class Meta:
        verbose_name = "民情记录的检查"
        verbose_name_plural = "民情记录的检查"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["deputy", "year"], name="contact_inspection_of")]

    def __str__(self) -> str:
        return f"{self.deputy_id} {self.year} {self.on:%Y-%m-%d}"
