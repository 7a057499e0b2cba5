from uuid import uuid4

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from common import clock
from common.text import validate_impersonal, validate_text
from constituents.choices import OfferState, PlanState
from constituents.querysets import AwayQuerySet, DutyOfferQuerySet, ReceptionPlanQuerySet

MOST_ON_DUTY = 20


class ReceptionPlan(models.Model):
    """The reception days of one station (or home) in one year: drafted, approved, published (LZ 五(二)1).

    The days themselves are the station's ReceptionDay rows of the year.
    `day` and `month` are the station's own choice where the regulation leaves it to them (TZ art. 5(三)).
    """

    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="reception_plans", verbose_name="联络站")
    year = models.PositiveSmallIntegerField("年份")
    state = models.CharField("状态", max_length=10, choices=PlanState, default=PlanState.DRAFT)
    on_duty = models.PositiveSmallIntegerField("每天几位代表", default=2, validators=[MinValueValidator(1), MaxValueValidator(MOST_ON_DUTY)])
    day = models.PositiveSmallIntegerField("自定的日子", null=True, blank=True)
    month = models.PositiveSmallIntegerField("每季度第几个月", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField("排定时间", default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="谁排的")
    approved_at = models.DateTimeField("审核时间", null=True, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人")
    published_at = models.DateTimeField("公布时间", null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公布人")

    objects = ReceptionPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "接待计划"
        verbose_name_plural = "接待计划"
        ordering = ["-year", "station_id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year"], name="reception_plan_once"),
            models.CheckConstraint(condition=models.Q(state__in=PlanState.values), name="reception_plan_state"),
        ]

    def __str__(self) -> str:
        return f"{self.station_id} {self.year}"


class PlanChange(models.Model):
    """What was changed of a published plan, in words."""

    plan = models.ForeignKey(ReceptionPlan, models.CASCADE, related_name="changes")
    date = models.DateField("哪一天")
    words = models.CharField("改了什么", max_length=400)
    at = models.DateTimeField("时间", default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁改的")

    class Meta:
        verbose_name = "公布后的改动"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words


class DutyOffer(models.Model):
    """A deputy asks a colleague of the same station, or any of them (receiver empty), to take over one day's duty."""

    day = models.ForeignKey("ReceptionDay", models.CASCADE, related_name="offers")
    giver = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="+", verbose_name="换出的代表")
    receiver = models.ForeignKey("deputies.Deputy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="请谁接")
    taker = models.ForeignKey("deputies.Deputy", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="接班的代表")
    state = models.CharField("状态", max_length=10, choices=OfferState, default=OfferState.OPEN)
    note = models.CharField("说明", max_length=80, blank=True, validators=[validate_text, validate_impersonal])
    offered_at = models.DateTimeField("提出时间", default=clock.now)
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)

    objects = DutyOfferQuerySet.as_manager()

    class Meta:
        verbose_name = "换班"
        ordering = ["-offered_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "giver"], condition=models.Q(state=OfferState.OPEN), name="duty_offer_open_once"),
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="duty_offer_state"),
        ]

    def __str__(self) -> str:
        return f"{self.day_id} {self.giver_id} {self.state}"


class Away(models.Model):
    """Days on which a deputy cannot come, noted by the deputy or by the station; both days are included."""

    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="away", verbose_name="代表")
    first = models.DateField("从")
    last = models.DateField("到")
    note = models.CharField("说明", max_length=80, blank=True, validators=[validate_text, validate_impersonal])
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁登记的")

    objects = AwayQuerySet.as_manager()

    class Meta:
        verbose_name = "不能来的日子"
        ordering = ["first", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="away_ends_after_start")]
        indexes = [models.Index(fields=["deputy", "last"], name="away_deputy")]

    def __str__(self) -> str:
        return f"{self.deputy_id} {self.first:%Y-%m-%d}–{self.last:%Y-%m-%d}"
