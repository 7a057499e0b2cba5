"""Reminders (what must be told) and notices (what was told, in the app)."""

import uuid

from django.conf import settings
from django.db import models

from common import clock
from notices.querysets import NoticeQuerySet


class ReminderState(models.TextChoices):
    DUE = "due", "待发"
    SENT = "sent", "已发"
    DROPPED = "dropped", "已过时"
    FAILED = "failed", "发不出"


class Channel(models.TextChoices):
    APP = "app", "站内消息"


class Reminder(models.Model):
    """One thing to tell one person by one way, at most once: the key `kind:subject:period:recipient:channel` is unique."""

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
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, editable=False, default=None)
    lease_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField("发出时间", null=True, blank=True)
    error = models.TextField("原因", blank=True)

    class Meta:
        verbose_name = "提醒"
        indexes = [
            models.Index(fields=["due_at"], name="reminder_due", condition=models.Q(state="due")),
            models.Index(fields=["recipient", "-due_at"], name="reminder_recipient"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=ReminderState.values), name="reminder_state")]

    def __str__(self) -> str:
        return self.key


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
