from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from common import clock
from common.text import validate_impersonal, validate_text


class ReceptionRecord(models.Model):
    """代表接待选民记录 of one reception day (LZ 五(二)4): a version each time it is confirmed, so a correction leaves what stood before.

    facts: what the visits and the attendance said when it was confirmed (rules.records.facts_of), no name of a visitor.
    A version that is not confirmed yet is the draft; reason: why a confirmed one is corrected.
    """

    day = models.ForeignKey("constituents.ReceptionDay", models.PROTECT, related_name="records", verbose_name="接待日")
    version = models.PositiveSmallIntegerField("版次", default=1)
    summary = models.TextField("小结", blank=True, max_length=2000, validators=[validate_text, validate_impersonal])
    reason = models.CharField("更正原因", max_length=200, blank=True, validators=[validate_text, validate_impersonal])
    facts = models.JSONField(default=dict, blank=True, encoder=DjangoJSONEncoder)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人")
    changed_at = models.DateTimeField("填写时间", default=clock.now)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = "接待选民记录"
        ordering = ["day_id", "-version"]
        constraints = [models.UniqueConstraint(fields=["day", "version"], name="reception_record_version_once")]

    def __str__(self) -> str:
        return f"{self.day_id} v{self.version}"
