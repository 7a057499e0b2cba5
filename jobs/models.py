"""Background jobs: the row is the truth, Celery only wakes it."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from common import clock
from jobs.querysets import JobQuerySet


class JobState(models.TextChoices):
    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"


class Pulse(models.Model):
    """When a regular task last ended well, or beat last sent one; `name` is the task's, or "beat"."""

    name = models.CharField("任务", max_length=80, primary_key=True)
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "心跳"

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """One export or import: progress in rows, a result file or an error sentence, gone at expires_at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("种类", max_length=40)
    title = models.CharField("名称", max_length=120)
    params = models.JSONField(default=dict, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="jobs", verbose_name="申请人")
    state = models.CharField("状态", max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField("已完成行数", default=0)
    total = models.PositiveIntegerField("总行数", default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    outcome = models.JSONField(default=dict, blank=True)
    result_path = models.CharField(max_length=200, blank=True)
    result_name = models.CharField("文件名", max_length=120, blank=True)
    error = models.TextField("原因", blank=True)
    created_at = models.DateTimeField("申请时间", default=clock.now)
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)
    expires_at = models.DateTimeField("保留到", null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["owner", "-created_at"], name="job_owner"),
            models.Index(fields=["state", "lease_until"], name="job_claim", condition=models.Q(state__in=["waiting", "running"])),
            models.Index(fields=["expires_at"], name="job_expiry"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def done_text(self) -> str:
        return f"{self.done:,} / {self.total:,} 行"

    @property
    def tone(self) -> str:
        """The colour of the state's chip."""
        return {JobState.WAITING: "idle", JobState.RUNNING: "run", JobState.DONE: "done", JobState.FAILED: "late"}[JobState(self.state)]
