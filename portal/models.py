"""The public's tables."""

from django.db import models


class QueryAttempt(models.Model):
    """How many wrong queries one source made in one hour; scope is a keyed index of its address, or "all". Gone after a day."""

    scope = models.CharField(max_length=32)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "查询次数"
        constraints = [models.UniqueConstraint(fields=["scope", "hour"], name="query_attempt_once")]
        indexes = [models.Index(fields=["hour"], name="query_attempt_hour")]

    def __str__(self) -> str:
        return f"{self.scope} {self.hour:%Y-%m-%d %H} {self.count}"
