"""What a deputy's own phone calendar needs: the secret address it asks at, and the days that are no longer the deputy's."""

from django.conf import settings
from django.db import models

from common import clock
from common.crypto import keyed_index, keyed_indexes
from common.fields import EncryptedTextField

TOKEN_PURPOSE = "calendar.feed"  # noqa: S105 - what the index is for


class CalendarFeedQuerySet(models.QuerySet):
    def with_token(self, token: str) -> "CalendarFeedQuerySet":
        """The feed of that secret, while its owner may log in and is a deputy."""
        found = self.filter(token_index__in=keyed_indexes(token, TOKEN_PURPOSE), user__is_active=True, user__deputy__isnull=False)
        return found.select_related("user__deputy")


class CalendarFeed(models.Model):
    """A subscribe address of one login. Whoever knows the token reads the days without a login, so it is encrypted; renewing it ends the old one.

    issue counts the tokens, so that a click sent twice renews once. read_at: when a calendar last asked, to the hour.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name="代表的登录")
    token = EncryptedTextField("密钥")
    token_index = models.CharField(max_length=32, unique=True, editable=False)
    issue = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField("生成时间", default=clock.now)
    read_at = models.DateTimeField("日历最近来取", null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = "日历订阅"

    def __str__(self) -> str:
        return f"{self.user_id} {self.issue}"

    def save(self, *args, **kwargs) -> None:
        self.token_index = keyed_index(self.token, TOKEN_PURPOSE)
        super().save(*args, **kwargs)


class FormerDuty(models.Model):
    """A deputy was expected on a day and no longer is: it was dropped, given to a colleague, or the deputy was taken off.

    Phones keep what they once took in; the calendar has to say that the day is cancelled.
    """

    day = models.ForeignKey("constituents.ReceptionDay", models.CASCADE, related_name="former_duties")
    deputy = models.ForeignKey("deputies.Deputy", models.CASCADE, related_name="+", verbose_name="代表")

    class Meta:
        verbose_name = "不再接待的日子"
        constraints = [models.UniqueConstraint(fields=["day", "deputy"], name="former_duty_once")]
        indexes = [models.Index(fields=["deputy", "day"], name="former_duty_deputy")]

    def __str__(self) -> str:
        return f"{self.day_id} {self.deputy_id}"
