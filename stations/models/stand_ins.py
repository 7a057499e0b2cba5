from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from stations.querysets import StandInQuerySet


class StandIn(models.Model):
    """Who does the work of a post while its holder is away, from one day to another (LZ: a substitute; TZ art. 2: AB岗). It ends by itself."""

    post = models.ForeignKey("stations.Post", models.CASCADE, related_name="stand_ins", verbose_name="岗位")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stands_in", verbose_name="代理人")
    starts_on = models.DateField("从哪天起")
    ends_on = models.DateField("到哪天止", help_text="请假的最后一天")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间", default=clock.now)
    ended_at = models.DateTimeField("提前结束", null=True, blank=True)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = StandInQuerySet.as_manager()

    class Meta:
        verbose_name = "代理"
        verbose_name_plural = "代理"
        ordering = ["-starts_on", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(ends_on__gte=models.F("starts_on")), name="stand_in_ends_after_start")]
        indexes = [models.Index(fields=["user", "ends_on"], name="stand_in_user", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return f"{self.post_id} {self.starts_on}–{self.ends_on}"

    @property
    def is_open(self) -> bool:
        """Running or still to come."""
        return self.ended_at is None and self.ends_on >= clock.today()

    @property
    def runs(self) -> bool:
        return self.is_open and self.starts_on <= clock.today()
