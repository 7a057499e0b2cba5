from django.conf import settings
from django.db import models

from common import clock
from stations.querysets import RegulationQuerySet


class Regulation(models.Model):
    """One published, resolved version of a congress's rules (制度). Never changed: cases point to the one they were opened under.

    `body` says everything; `own` is the part that the congress set itself (None: published before there were layers), `origins` which
    congress each further value came from, `cause` the version above whose publication brought this one about.
    """

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="regulations", verbose_name="人大")
    number = models.PositiveIntegerField("版本")
    title = models.CharField("名称", max_length=80)
    body = models.JSONField("规定")
    own = models.JSONField("本级规定", null=True)
    origins = models.JSONField("出处", null=True)
    cause = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", verbose_name="随哪一版更新")
    published_at = models.DateTimeField("发布时间", default=clock.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发布人")

    objects = RegulationQuerySet.as_manager()

    class Meta:
        verbose_name = "制度"
        verbose_name_plural = "制度"
        ordering = ["congress_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["congress", "number"], name="regulation_number")]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"

    def save(self, *args, **kwargs) -> None:
        if self.pk and not self._state.adding:
            raise ValueError("已发布的制度不能改，请发布新的一版。")
        super().save(*args, **kwargs)


class RegulationDraft(models.Model):
    """What the office is about to publish: the congress's own layer, shared by everybody who may publish there."""

    congress = models.OneToOneField("stations.Unit", models.PROTECT, primary_key=True, related_name="regulation_draft", verbose_name="人大")
    title = models.CharField("名称", max_length=80)
    own = models.JSONField("本级规定", default=dict)
    changed_at = models.DateTimeField("修改时间", default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")

    class Meta:
        verbose_name = "制度草稿"
        verbose_name_plural = "制度草稿"

    def __str__(self) -> str:
        return f"{self.title}（草稿）"
