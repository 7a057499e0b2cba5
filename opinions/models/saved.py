from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_impersonal, validate_text
from opinions.querysets import SavedFilterQuerySet


class SavedFilter(models.Model):
    """A filter of the list that somebody uses often: its choices as they stand in the address, never words of a search or a person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters", verbose_name="谁的")
    name = models.CharField("名称", max_length=20, validators=[validate_text, validate_impersonal])
    query = models.CharField("筛选条件", max_length=600)
    created_at = models.DateTimeField(default=clock.now)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = "常用筛选"
        verbose_name_plural = "常用筛选"
        ordering = ["user_id", "id"]
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_filter_once")]

    def __str__(self) -> str:
        return self.name
