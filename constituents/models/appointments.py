from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from common import clock
from common.crypto import keyed_index
from common.fields import EncryptedTextField
from common.masking import mask_name, mask_phone
from common.text import validate_impersonal, validate_text
from constituents.choices import AppointmentState
from constituents.querysets import PHONE_PURPOSE, AppointmentQuerySet


class BookingSetting(models.Model):
    """How a station takes appointments: minutes a slot, people a slot, and whether the public may book online."""

    station = models.OneToOneField("stations.Unit", models.PROTECT, related_name="booking_setting", verbose_name="联络站")
    minutes = models.PositiveSmallIntegerField("每个时段（分钟）", default=30, validators=[MinValueValidator(5), MaxValueValidator(240)])
    places = models.PositiveSmallIntegerField("每个时段约几人", default=2, validators=[MinValueValidator(1), MaxValueValidator(50)])
    is_online = models.BooleanField("群众可以在网上预约", default=True)

    class Meta:
        verbose_name = "预约设置"

    def __str__(self) -> str:
        return f"{self.station_id} {self.minutes}/{self.places}"


class Appointment(models.Model):
    """One person booked for a slot of a reception day, by phone through a clerk or online (B4). Name and phone are encrypted as a visitor's are.

    booked_by: the clerk; None for a booking by the person online. constituent and visit are there once the person came.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    day = models.ForeignKey("constituents.ReceptionDay", models.PROTECT, related_name="appointments", verbose_name="接待日")
    number = models.CharField("编号", max_length=30)
    code_issue = models.PositiveSmallIntegerField(default=1)
    starts_at = models.TimeField("时段")
    name = EncryptedTextField("姓名")
    phone = EncryptedTextField("电话")
    phone_index = models.CharField(max_length=32, blank=True, editable=False)
    matter = models.CharField("想反映什么", max_length=80, blank=True, validators=[validate_text, validate_impersonal])
    state = models.CharField("状态", max_length=10, choices=AppointmentState, default=AppointmentState.BOOKED)
    cancel_reason = models.CharField("取消原因", max_length=80, blank=True, validators=[validate_text, validate_impersonal])
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人")
    booked_at = models.DateTimeField("预约时间", default=clock.now)
    constituent = models.ForeignKey("constituents.Constituent", models.PROTECT, null=True, blank=True, related_name="appointments")
    visit = models.OneToOneField("constituents.Visit", models.PROTECT, null=True, blank=True, related_name="appointment")

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "预约"
        ordering = ["day_id", "starts_at", "id"]
        indexes = [models.Index(fields=["day", "starts_at"], name="appointment_slot"), models.Index(fields=["number"], name="appointment_number")]

    def __str__(self) -> str:
        return self.number

    def save(self, *args, **kwargs) -> None:
        self.set_indexes()
        super().save(*args, **kwargs)

    def set_indexes(self) -> None:
        self.phone_index = keyed_index(self.phone, PHONE_PURPOSE) if self.phone else ""

    @property
    def is_outside(self) -> bool:
        """Booked for a time at which the day, whose hours were changed since, no longer receives."""
        start, end = self.day.starts_at, self.day.ends_at
        return not (start and end and start <= self.starts_at < end)

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)
