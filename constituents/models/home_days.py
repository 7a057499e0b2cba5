"""Home days (代表之家活动日: TZ art. 5(三) 季回家; quarterly 代表工作座谈会: YH 四(三)): who was expected, who came, what was said."""

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.addresses import address_of
from common.clock import SHANGHAI
from common.text import clean_text, validate_impersonal, validate_text
from constituents.choices import HomeDayKind, HomeDayMark
from constituents.querysets import HomeDayMatterQuerySet, HomeDayQuerySet


class HomeDay(models.Model):
    """One home day, of a home or, where there is none, of a station. A dropped one keeps its reason."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="home_days", verbose_name="哪个家（站）")
    kind = models.CharField("种类", max_length=10, choices=HomeDayKind, default=HomeDayKind.SYMPOSIUM)
    name = models.CharField("名称", max_length=60, validators=[validate_text], help_text="例如「第四季度代表工作座谈会」")
    date = models.DateField("日期")
    starts_at = models.TimeField("开始时间")
    ends_at = models.TimeField("结束时间", null=True, blank=True)
    place = models.CharField("地点", max_length=80, validators=[validate_text])
    agenda = models.TextField("议程", max_length=2000, validators=[validate_text])
    guests = models.TextField("邀请的一府两院人员", max_length=1000, blank=True, validators=[validate_text], help_text="一行一位：单位、姓名、职务")
    minutes = models.TextField("纪要", max_length=10_000, blank=True, validators=[validate_text, validate_impersonal])
    minutes_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="纪要填写人")
    minutes_at = models.DateTimeField("纪要填写时间", null=True, blank=True)
    drop_reason = models.CharField("取消原因", max_length=200, blank=True, validators=[validate_text])
    deputies = models.ManyToManyField("deputies.Deputy", through="HomeDayDeputy", related_name="home_days", verbose_name="应到代表")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=clock.now)

    objects = HomeDayQuerySet.as_manager()

    class Meta:
        verbose_name = "代表之家活动日"
        verbose_name_plural = "代表之家活动日"
        ordering = ["-date", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=HomeDayKind.values), name="home_day_kind")]
        indexes = [models.Index(fields=["station", "-date"], name="home_day_station")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("constituents:home_day", self.pk)

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.date, self.starts_at, SHANGHAI)

    @property
    def guest_lines(self) -> list[str]:
        return [line.strip() for line in clean_text(self.guests).splitlines() if line.strip()]


class HomeDayDeputy(models.Model):
    """A deputy of a home day: expected, or come without having been expected."""

    home_day = models.ForeignKey(HomeDay, models.CASCADE, related_name="attendances")
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="home_day_attendances", verbose_name="代表")
    is_expected = models.BooleanField("应到", default=True)
    mark = models.CharField("到会", max_length=8, choices=HomeDayMark, blank=True, default=HomeDayMark.OPEN)
    counts_as = models.CharField("计入", max_length=20, blank=True, editable=False, help_text="到会时按代表所在人大的履职类型定")

    class Meta:
        verbose_name = "活动日代表"
        verbose_name_plural = "活动日代表"
        ordering = ["home_day_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["home_day", "deputy"], name="home_day_deputy_once"),
            models.CheckConstraint(condition=models.Q(mark__in=HomeDayMark.values), name="home_day_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.home_day_id} {self.deputy_id}"


class HomeDayMatter(models.Model):
    """Something raised at a home day: the visit that stands for it holds the words, and the opinion or the answer."""

    home_day = models.ForeignKey(HomeDay, models.PROTECT, related_name="matters", verbose_name="活动日")
    position = models.PositiveSmallIntegerField("第几件")
    visit = models.OneToOneField("constituents.Visit", models.PROTECT, related_name="home_day_matter", verbose_name="登记")

    objects = HomeDayMatterQuerySet.as_manager()

    class Meta:
        verbose_name = "活动日提出的事"
        verbose_name_plural = "活动日提出的事"
        ordering = ["home_day_id", "position"]
        constraints = [models.UniqueConstraint(fields=["home_day", "position"], name="home_day_matter_once")]

    def __str__(self) -> str:
        return f"{self.home_day_id} {self.position}"
