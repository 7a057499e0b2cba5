from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.addresses import address_of
from common.text import validate_impersonal, validate_text
from constituents.choices import ContactWay
from constituents.querysets import HouseholdMeetingQuerySet, HouseholdQuerySet


class Household(models.Model):
    """联系户: a household that a deputy keeps in contact with (YH 三(三)). Who it is, where, which phone: the person, encrypted.

    `category` is the code of the regulation's `households.categories`; `category_name` what it was called when it was chosen.
    """

    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="households", verbose_name="代表")
    person = models.ForeignKey("constituents.Constituent", models.PROTECT, related_name="households", verbose_name="联系户")
    category = models.CharField("类别", max_length=40, blank=True)
    category_name = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField("从")
    ends_on = models.DateField("到", null=True, blank=True)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁登记的")

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = "联系户"
        verbose_name_plural = "联系户"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["deputy", "person"], condition=models.Q(ends_on=None), name="household_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="household_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} {self.person_id}"

    def get_absolute_url(self) -> str:
        return address_of("constituents:household", self.pk)


class HouseholdMeeting(models.Model):
    """One meeting of a deputy with a linked household, as《联系人民群众情况登记表》asks. A voided one stays and counts nowhere."""

    household = models.ForeignKey(Household, models.PROTECT, related_name="meetings", verbose_name="联系户")
    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="+", verbose_name="联络站")
    on = models.DateField("联系时间")
    way = models.CharField("方式", max_length=10, choices=ContactWay, default=ContactWay.AT_HOME)
    heard = models.TextField("了解的情况、反映的问题", validators=[validate_text])
    done = models.TextField("处理情况", blank=True, validators=[validate_text])
    signed = models.BooleanField("群众已在登记表上签名", default=False)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    recorded_at = models.DateTimeField("登记时间", default=clock.now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人")
    version = models.PositiveIntegerField(default=1)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=200, blank=True, validators=[validate_text, validate_impersonal])

    objects = HouseholdMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "与联系户见面"
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["household", "on"], name="meeting_household")]

    def __str__(self) -> str:
        return f"{self.household_id} {self.on:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return address_of("opinions:meeting", self.pk)
