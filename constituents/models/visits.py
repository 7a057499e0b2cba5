from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.addresses import address_of
from common.text import validate_text
from constituents.choices import LegalWay, Outcome, Way
from constituents.querysets import MatterQuerySet, VisitQuerySet


class Visit(models.Model):
    """One person's coming, or what came by letter, box or at a meeting (B4), logged while they talk (民情工作日志, YH 四(三)).

    A voided visit keeps its number.
    """

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="visits", verbose_name="联络站")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("编号", max_length=30)
    code_issue = models.PositiveSmallIntegerField(default=1)
    way = models.CharField("方式", max_length=12, choices=Way, default=Way.WALK_IN)
    at = models.DateTimeField("时间")
    occasion = models.CharField("来路", max_length=80, blank=True, validators=[validate_text], help_text="信箱、会议、问卷、活动，或代言员")
    place = models.CharField("地点", max_length=80, blank=True, validators=[validate_text])
    constituent = models.ForeignKey("constituents.Constituent", models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="来访人")
    day = models.ForeignKey("constituents.ReceptionDay", models.PROTECT, null=True, blank=True, related_name="visits")
    deputies = models.ManyToManyField("deputies.Deputy", related_name="visits", blank=True, verbose_name="接待代表")
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="记录人")
    created_at = models.DateTimeField("登记时间", default=clock.now)
    version = models.PositiveIntegerField(default=1)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人")
    void_reason = models.CharField("作废原因", max_length=200, blank=True, validators=[validate_text])

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "来访"
        verbose_name_plural = "来访"
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["station", "year", "serial"], name="visit_number_once")]
        indexes = [
            models.Index(fields=["station", "-at", "-id"], name="visit_station"),
            models.Index(fields=["-at", "-id"], name="visit_newest"),  # an office reads over many stations
            models.Index(fields=["number"], name="visit_number"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return address_of("opinions:visit", self.pk)


class Matter(models.Model):
    """One thing raised at a visit: answered on the spot, referred (an opinion points here), or shown the legal way.

    Somebody may do it for the person (代办、代理, YH 四(二)): what, by whom, done when. Without errand_by there is no errand.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="matters")
    position = models.PositiveSmallIntegerField(default=1)
    words = models.TextField("反映的事（原话）", validators=[validate_text])
    outcome = models.CharField("怎么办", max_length=10, choices=Outcome, default=Outcome.REFERRED)
    answer = models.TextField("当场答复", blank=True, validators=[validate_text])
    legal_way = models.CharField("法定途径", max_length=16, choices=LegalWay, blank=True)
    organ = models.CharField("受理机关", max_length=120, blank=True, validators=[validate_text])
    errand = models.CharField("代办什么", max_length=120, blank=True, validators=[validate_text])
    errand_by = models.CharField("谁代办", max_length=40, blank=True, validators=[validate_text])
    errand_done_on = models.DateField("哪天办完", null=True, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = "反映的事"
        ordering = ["visit_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "position"], name="matter_position_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="matter_outcome"),
        ]
        indexes = [models.Index(fields=["visit"], condition=~models.Q(errand_by="") & models.Q(errand_done_on=None), name="matter_errand")]

    def __str__(self) -> str:
        return self.words[:20]
