from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from common import clock
from common.addresses import address_of
from common.text import validate_impersonal, validate_text
from constituents.querysets import ContactActivityQuerySet


class ContactActivity(models.Model):
    """联系活动 (三问: 问难、问需、问计; XM 一) of a group or of single deputies. A voided one stays and counts nowhere.

    `kind` and `form` are codes of the regulation's `activities`; the names beside them are what they were called then.
    """

    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="contact_activities", verbose_name="联络站")
    group = models.ForeignKey("deputies.Group", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="代表小组")
    deputies = models.ManyToManyField("deputies.Deputy", related_name="contact_activities", verbose_name="参加的代表")
    on = models.DateField("日期")
    place = models.CharField("地点", max_length=80, validators=[validate_text])
    kind = models.CharField("种类", max_length=40, blank=True)
    kind_name = models.CharField(max_length=80, blank=True)
    form = models.CharField("形式", max_length=40, blank=True)
    form_name = models.CharField(max_length=80, blank=True)
    topic = models.CharField("议题", max_length=80, blank=True, validators=[validate_text, validate_impersonal])
    people = models.PositiveIntegerField("联系群众人数", default=0, validators=[MaxValueValidator(99_999)])
    heard = models.TextField("了解的情况、反映的问题", validators=[validate_text])
    done = models.TextField("处理情况", blank=True, validators=[validate_text])
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人")
    version = models.PositiveIntegerField(default=1)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=200, blank=True, validators=[validate_text, validate_impersonal])

    objects = ContactActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "联系活动"
        verbose_name_plural = "联系活动"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["station", "-on"], name="activity_station")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.place}"

    def get_absolute_url(self) -> str:
        return address_of("opinions:activity", self.pk)

    @property
    def title(self) -> str:
        """「问难：走访慰问」."""
        return "：".join(filter(None, (self.kind_name or "联系活动", self.form_name)))
