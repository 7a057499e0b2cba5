from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock


class ReferralCode(models.Model):
    """The way in of a department without an account: a code for one referral, printed on its 交办单, recomputed and never stored."""

    referral = models.OneToOneField("opinions.Referral", models.PROTECT, related_name="code", verbose_name="交办")
    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    issue = models.PositiveSmallIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁给的")
    made_at = models.DateTimeField("时间", default=clock.now)
    expires_on = models.DateField("有效到")
    revoked_at = models.DateTimeField("收回时间", null=True, blank=True)

    class Meta:
        verbose_name = "承办单位的办理码"

    def __str__(self) -> str:
        return f"{self.referral_id}"

    @property
    def is_good(self) -> bool:
        return self.revoked_at is None and clock.today() <= self.expires_on
