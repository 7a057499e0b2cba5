"""What a deputy did elsewhere, as entered by hand; what is found wrong in the ledger, and in the own data."""

import uuid

from django.conf import settings
from django.db import models

from common import clock
from common.addresses import address_of
from common.fields import EncryptedTextField
from common.text import validate_text
from deputies.choices import CorrectionOutcome, EntryState
from deputies.models.duty import KIND, OfKind
from deputies.querysets import CorrectionRequestQuerySet, DutyEntryQuerySet, DutyObjectionQuerySet


class DutyEntry(OfKind, models.Model):
    """A duty done outside the registers (a session, a meeting at county level): entered, then confirmed by the congress's office (D1)."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="duty_entries", verbose_name="代表")
    kind = models.CharField("履职类型", max_length=20)
    on = models.DateField("时间")
    title = models.CharField("做了什么", max_length=120, validators=[validate_text])
    content = models.TextField("内容", blank=True, validators=[validate_text])
    place = models.CharField("地点", max_length=80, blank=True, validators=[validate_text])
    state = models.CharField("状态", max_length=10, choices=EntryState, default=EntryState.WAITING)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="补录人")
    entered_at = models.DateTimeField("补录时间", default=clock.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人")
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)
    reason = models.CharField("原因", max_length=200, blank=True, validators=[validate_text])
    version = models.PositiveIntegerField("版本", default=1)  # one more with each correction

    objects = DutyEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "补录的履职"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=EntryState.values), name="duty_entry_state"),
            models.CheckConstraint(condition=models.Q(kind__regex=KIND), name="duty_entry_kind"),
        ]
        indexes = [
            models.Index(fields=["entered_at"], name="duty_entry_waiting", condition=models.Q(state="waiting")),
            models.Index(fields=["deputy", "-on"], name="duty_entry_deputy"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.kind_name} {self.title}"


class DutyObjection(models.Model):
    """The deputy says that a record is wrong; the office answers. The record may be gone by then: its words stay here."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="duty_objections", verbose_name="代表")
    record = models.ForeignKey("deputies.DutyRecord", models.SET_NULL, null=True, related_name="objections", verbose_name="履职记录")
    about = models.CharField("哪一条", max_length=200)
    words = models.CharField("哪里不对", max_length=500, validators=[validate_text])
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    made_at = models.DateTimeField("提出时间", default=clock.now)
    answer = models.CharField("答复", max_length=500, blank=True, validators=[validate_text])
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = DutyObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = "履职异议"
        ordering = ["-made_at", "-id"]
        indexes = [models.Index(fields=["made_at"], name="duty_objection_open", condition=models.Q(answered_at=None))]

    def __str__(self) -> str:
        return self.about


class CorrectionRequest(models.Model):
    """The deputy asks the office to put right what the system holds or shows of him or her; answered once. Both may name phones: encrypted."""

    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="correction_requests", verbose_name="代表")
    words = EncryptedTextField("请改什么")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出人")
    made_at = models.DateTimeField("提出时间", default=clock.now)
    outcome = models.CharField("结果", max_length=10, choices=CorrectionOutcome, blank=True)
    answer = EncryptedTextField("答复", blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复人")
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "资料更正申请"
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(outcome__in=["", *CorrectionOutcome.values]), name="correction_outcome")]
        indexes = [models.Index(fields=["made_at"], name="correction_request_open", condition=models.Q(answered_at=None))]

    def __str__(self) -> str:
        return f"{self.deputy_id} {self.made_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return address_of("deputies:request", self.pk)
