from django.conf import settings
from django.db import models

from opinions.choices import State


class OpinionEvent(models.Model):
    """One step in a case's timeline: who, in which post, when, from where to where, with which words. Append-only."""

    opinion = models.ForeignKey("opinions.Opinion", models.PROTECT, related_name="events", verbose_name="意见")
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁")
    post = models.CharField("岗位", max_length=90, blank=True)
    action = models.CharField("动作", max_length=20)
    from_state = models.CharField(max_length=12, choices=State, blank=True)
    to_state = models.CharField(max_length=12, choices=State)
    note = models.TextField("说明", blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "经过"
        ordering = ["opinion_id", "id"]
        indexes = [models.Index(fields=["opinion", "id"], name="event_opinion")]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.action}"
