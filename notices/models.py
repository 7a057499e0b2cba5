"""Reminders (what must be told) and notices (what was told, in the app)."""

import uuid
from datetime import time

from django.conf import settings
from django.db import models

from common import clock
from common.fields import EncryptedTextField
from common.masking import mask_phone
from notices.choices import ROBOTS, Channel, ReminderState
from notices.querysets import NoticeQuerySet, ReminderQuerySet


class Reminder(models.Model):
    """One thing to tell one person by one way, at most once: the key `kind:subject:period:recipient:channel` is unique.

    wait_until  not before: quiet hours, the pause after a refusal
    tried_at    handed to a gateway, and no answer is known yet: it is asked before anything is sent again
    digest      the day's summary that tells this one
    """

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField("种类", max_length=40)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reminders", verbose_name="收件人")
    channel = models.CharField("方式", max_length=10, choices=Channel, default=Channel.APP)
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField(max_length=200, blank=True)
    due_at = models.DateTimeField("应发时间")
    valid_until = models.DateTimeField("过时时间")
    state = models.CharField("状态", max_length=10, choices=ReminderState, default=ReminderState.DUE)
    wait_until = models.DateTimeField("不早于", null=True, blank=True)
    tried_at = models.DateTimeField(null=True, editable=False)
    digest = models.ForeignKey("self", models.PROTECT, null=True, blank=True, editable=False, related_name="folded")
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, editable=False, default=None)
    lease_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    error = models.TextField("原因", blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = "提醒"
        indexes = [
            models.Index(fields=["due_at"], name="reminder_due", condition=models.Q(state="due")),
            models.Index(fields=["recipient", "-due_at"], name="reminder_recipient"),
            models.Index(fields=["-due_at", "-id"], name="reminder_latest"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=ReminderState.values), name="reminder_state")]

    def __str__(self) -> str:
        return self.key


class Preference(models.Model):
    """How one person wants to be reached outside the app; in the app everybody is told at once.

    since: when a way was switched on; what was due before is not told again by it.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="preference", primary_key=True)
    mail = EncryptedTextField("电子邮箱", blank=True)
    mobile = EncryptedTextField("手机号", blank=True)
    by_mail = models.BooleanField("发电子邮件", default=False)
    by_sms = models.BooleanField("发短信", default=False)
    by_robot = models.BooleanField("发到工作群", default=False)
    quiet_from = models.TimeField("免打扰从", default=time(21))
    quiet_to = models.TimeField("免打扰到", default=time(8))
    digest = models.BooleanField("每天汇总成一条", default=False)
    digest_at = models.TimeField("汇总时间", default=time(8, 30))
    since = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = "提醒方式"

    def __str__(self) -> str:
        return f"{self.user_id}"

    @property
    def masked_mobile(self) -> str:
        return mask_phone(self.mobile)

    def wants(self, channel: str) -> bool:
        """Whether the person is to be reached by this way, and can be."""
        if channel in ROBOTS:
            return self.by_robot
        return bool(self.address(channel)) and (self.by_mail if channel == Channel.MAIL else self.by_sms)

    def address(self, channel: str) -> str:
        """Where it goes; "" for a robot, which knows its group."""
        return {Channel.MAIL: self.mail, Channel.SMS: self.mobile}.get(channel, "")


class Notice(models.Model):
    """A message in the app. One from a reminder is written in the same transaction that marks the reminder sent."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notices", verbose_name="收件人")
    reminder = models.OneToOneField(Reminder, models.PROTECT, null=True, blank=True, related_name="notice")
    title = models.CharField("标题", max_length=120)
    body = models.TextField("内容", blank=True)
    url = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField("时间", default=clock.now)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "站内消息"
        ordering = ["-at"]
        indexes = [
            models.Index(fields=["recipient", "-at"], name="notice_recipient"),
            models.Index(fields=["recipient"], name="notice_unread", condition=models.Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return self.title
