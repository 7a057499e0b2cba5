from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.addresses import address_of
from common.text import validate_text
from constituents.choices import LegalWay
from opinions.choices import OPEN_STATES, Channel, Handling, State, Urgency
from opinions.querysets import OpinionQuerySet

OPEN = ~models.Q(state__in=["closed", "voided"])


class Opinion(models.Model):
    """What a constituent raised (社情民意): the unit of casework. Only opinions.services changes its state."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="opinions", verbose_name="联络站")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    number = models.CharField("编号", max_length=30)
    code_issue = models.PositiveSmallIntegerField(default=1)
    channel = models.CharField("反映方式", max_length=12, choices=Channel)
    received_on = models.DateField("收到日期")
    registered_at = models.DateTimeField("登记时间", default=clock.now)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    constituent = models.ForeignKey("constituents.Constituent", models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="反映人")
    matter = models.OneToOneField("constituents.Matter", models.PROTECT, null=True, blank=True, related_name="opinion")
    meeting = models.ForeignKey(
        "constituents.HouseholdMeeting", models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="与联系户见面时听到"
    )
    activity = models.ForeignKey(
        "constituents.ContactActivity", models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="联系活动上听到"
    )
    deputies = models.ManyToManyField("deputies.Deputy", related_name="opinions", blank=True, verbose_name="接待代表")
    words = models.TextField("反映事由（原话）", validators=[validate_text])
    summary = models.CharField("摘要", max_length=80, validators=[validate_text])
    category = models.ForeignKey("opinions.Category", models.PROTECT, null=True, blank=True, related_name="opinions", verbose_name="领域")
    urgency = models.CharField("缓急", max_length=10, choices=Urgency, default=Urgency.ORDINARY)
    handling = models.CharField("办理方式", max_length=10, choices=Handling, default=Handling.REFERRED)
    legal_way = models.CharField("法定途径", max_length=16, choices=LegalWay, blank=True)
    organ = models.CharField("受理机关", max_length=120, blank=True, validators=[validate_text])
    regulation = models.ForeignKey("stations.Regulation", models.PROTECT, related_name="opinions", verbose_name="依据的制度")
    state = models.CharField("状态", max_length=12, choices=State, default=State.SCREENING)
    returned = models.BooleanField("被退回", default=False)
    moved_at = models.DateTimeField("进入本环节的时间", default=clock.now)
    due_on = models.DateField("本环节期限", null=True, blank=True)
    due_basis = models.JSONField("期限怎么算的", default=dict, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="voices", verbose_name="并入")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="从哪一件拆出")
    proposed_department = models.ForeignKey("stations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟交办单位")
    lead_department = models.ForeignKey("stations.Unit", models.PROTECT, null=True, blank=True, related_name="led_opinions", verbose_name="主办单位")
    above = models.ForeignKey("stations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="报到的上级人大")
    identity_released = models.BooleanField("向承办单位公开反映人", default=False)
    reply_class = models.CharField("答复类别", max_length=4, blank=True)
    supervised_at = models.DateTimeField("督办时间", null=True, blank=True)
    solved = models.BooleanField("已解决", null=True, blank=True)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "意见"
        verbose_name_plural = "意见"
        ordering = ["-registered_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "year", "serial"], name="opinion_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="opinion_state"),
        ]
        indexes = [
            models.Index(fields=["station", "-registered_at", "-id"], name="opinion_station"),
            models.Index(fields=["-registered_at", "-id"], name="opinion_newest"),
            # The desks read these three alone, without the rows: an office has thousands of open cases.
            models.Index(fields=["station", "state", "returned", "due_on", "id"], name="opinion_open", condition=OPEN),
            models.Index(fields=["state", "due_on", "id"], name="opinion_waiting", condition=OPEN),
            models.Index(fields=["closed_at", "station", "solved"], name="opinion_closed", condition=models.Q(state="closed")),
            models.Index(fields=["due_on"], name="opinion_due", condition=models.Q(due_on__isnull=False)),
            models.Index(fields=["number"], name="opinion_number"),
            models.Index(fields=["received_on"], name="opinion_received"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.summary}"

    def get_absolute_url(self) -> str:
        return address_of("opinions:detail", self.pk)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
