from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_impersonal, validate_text
from stations.querysets import ReminderSettingQuerySet


class ReminderSetting(models.Model):
    """How a congress wants one moment of one kind of reminder, for itself and for everybody below who has no setting of their own.

    The kinds and their moments (`slot`) are declared by the apps (notices.registry). `days` and `at` empty: as proposed there.
    """

    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="reminder_settings", verbose_name="人大")
    kind = models.CharField("种类", max_length=40)
    slot = models.CharField("哪一次", max_length=20)
    is_on = models.BooleanField("提醒", default=True)
    days = models.PositiveSmallIntegerField("天数", null=True, blank=True)
    at = models.TimeField("几点", null=True, blank=True)
    sentence = models.CharField("另加一句", max_length=100, blank=True, validators=[validate_text, validate_impersonal])
    changed_at = models.DateTimeField("修改时间", default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")

    objects = ReminderSettingQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒规则"
        verbose_name_plural = "提醒规则"
        constraints = [models.UniqueConstraint(fields=["unit", "kind", "slot"], name="reminder_setting_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind}/{self.slot}"
