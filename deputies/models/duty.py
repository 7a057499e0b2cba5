from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from deputies.choices import DutySource
from deputies.querysets import DutyRecordQuerySet
from stations.rules.regulation.words import COUNTS

KIND = r"^[a-z][a-z0-9_-]{0,19}$"  # one of `choices.DutyKind`, or an own kind of a congress (stations.rules.regulation.kinds)


class OfKind:
    """A row with a `kind`; `kind_name` is the product's word for it until `rules.kinds.named` gives that of the congress."""

    _kind_name = ""

    @property
    def kind_name(self) -> str:
        return self._kind_name or COUNTS.get(self.kind, "其他履职")

    @kind_name.setter
    def kind_name(self, name: str) -> None:
        self._kind_name = name


class DutyRecord(OfKind, models.Model):
    """One counted act of one deputy (履职登记). It arises from its source once: (source, source_id, deputy, kind) is unique."""

    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, related_name="duty_records", verbose_name="代表")
    kind = models.CharField("履职类型", max_length=20)
    on = models.DateField("时间")
    title = models.CharField("标题", max_length=120, validators=[validate_text])
    content = models.TextField("内容", blank=True, validators=[validate_text])
    place = models.CharField("地点", max_length=80, blank=True, validators=[validate_text])
    station = models.ForeignKey("stations.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="站点")
    source = models.CharField("来源", max_length=12, choices=DutySource)
    source_id = models.BigIntegerField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    created_at = models.DateTimeField("记入时间", default=clock.now)

    became = ""  # what came of it, where `registry.with_outcomes` asked

    objects = DutyRecordQuerySet.as_manager()

    class Meta:
        verbose_name = "履职记录"
        verbose_name_plural = "履职记录"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id", "deputy", "kind"], name="duty_record_once"),
            models.CheckConstraint(condition=models.Q(kind__regex=KIND), name="duty_kind"),
        ]
        indexes = [
            models.Index(fields=["deputy", "-on"], name="duty_deputy"),
            models.Index(fields=["on", "deputy", "kind"], name="duty_year"),
            models.Index(fields=["kind", "on", "deputy", "source", "source_id", "station"], name="duty_norm"),  # covers what a norm adds up
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.kind_name} {self.title}"

    @property
    def told(self) -> str:
        """内容、办理情况: what came of it, or what was written down beside the title."""
        return self.became or (self.content if self.content != self.title else "")

    @property
    def key(self) -> tuple[str, int, int, str]:
        """What makes it unique (as `registry.Duty.key`)."""
        return (self.source, self.source_id, self.deputy_id, self.kind)
