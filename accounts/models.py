"""Users and the audit trail."""

import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models

from accounts.querysets import LoginManager
from common import clock


class User(AbstractUser):
    """A person who logs in. What they may do hangs on their posts (stations) or their seat as a deputy."""

    first_name = None
    last_name = None
    name = models.CharField("姓名", max_length=40)
    date_joined = models.DateTimeField("建立时间", default=clock.now, editable=False)
    must_change_password = models.BooleanField("须改密码", default=False)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    slip_expires_at = models.DateTimeField("密码条有效期至", null=True, blank=True)

    objects = LoginManager()

    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = "用户"
        verbose_name_plural = "用户"

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class AuditHead(models.Model):
    """The last link of one chain: locked while a transaction appends, last of all its work."""

    chain = models.CharField(max_length=40, primary_key=True)
    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=90, default="", blank=True)

    class Meta:
        verbose_name = "审计链头"

    def __str__(self) -> str:
        return f"{self.chain} #{self.seq}"


class AuditEntry(models.Model):
    """One link: who did what to which row, when. Names personal fields, never their values; append-only by trigger."""

    chain = models.CharField("链", max_length=40)
    seq = models.BigIntegerField("序号")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="操作人")
    action = models.CharField("动作", max_length=60)
    subject = models.CharField("对象", max_length=80)
    body = models.TextField("内容")
    digest = models.CharField(max_length=90)

    class Meta:
        verbose_name = "审计记录"
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="audit_chain_seq")]
        indexes = [models.Index(fields=["subject", "id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.chain} #{self.seq} {self.action}"


class PasswordRequest(models.Model):
    """Somebody who forgot the password asks the administrator for a slip (密码条)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="password_requests")
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "密码申请"
        constraints = [models.UniqueConstraint(fields=["user"], condition=models.Q(answered_at=None), name="one_open_password_request")]

    def __str__(self) -> str:
        return f"{self.user} {self.asked_at:%Y-%m-%d}"
