"""What was put right in a contact afterwards."""

from django.conf import settings
from django.db import models

from common import clock
from constituents.querysets import ContactCorrectionQuerySet


class ContactCorrection(models.Model):
    """One correction (更正) of a contact activity or of a meeting with a linked household: it stays, nothing changes it.

    changes: [what, before, after] in words, phone and identity numbers struck out (`rules.corrections`).
    """

    activity = models.ForeignKey("constituents.ContactActivity", models.PROTECT, null=True, related_name="corrections", verbose_name="联系活动")
    meeting = models.ForeignKey("constituents.HouseholdMeeting", models.PROTECT, null=True, related_name="corrections", verbose_name="与联系户见面")
    changes = models.JSONField("改了什么")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="更正人")
    at = models.DateTimeField("更正时间", default=clock.now)

    objects = ContactCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "联系记录的更正"
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(activity__isnull=False) ^ models.Q(meeting__isnull=False), name="contact_correction_of_one")
        ]

    def __str__(self) -> str:
        return f"{self.activity_id or self.meeting_id} {self.at:%Y-%m-%d}"
