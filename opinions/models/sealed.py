from django.conf import settings
from django.db import models

from common import clock
from common.fields import EncryptedTextField
from opinions.querysets import SealedQuerySet


class SealedStatement(models.Model):
    """What somebody said against a unit or its people (检举控告), kept apart and encrypted: where it was said, a fixed sentence stands instead.

    So no list, search, export, hint or paper can show it; accusation material must never reach the accused (信访工作条例 art. 30).
    """

    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="+", verbose_name="联络站")
    matter = models.OneToOneField("constituents.Matter", models.PROTECT, null=True, blank=True, related_name="sealed")
    opinion = models.OneToOneField("opinions.Opinion", models.PROTECT, null=True, blank=True, related_name="sealed")
    words = EncryptedTextField("原话")
    accused = models.ForeignKey("stations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="被检举的单位")
    sealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="封存人")
    sealed_at = models.DateTimeField("封存时间", default=clock.now)

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = "封存的检举控告"
        constraints = [
            models.CheckConstraint(condition=models.Q(matter__isnull=False) ^ models.Q(opinion__isnull=False), name="sealed_of_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sealed_at:%Y-%m-%d}"
