from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from opinions.choices import PublicationState
from opinions.querysets import PublicationQuerySet
from stations.rules.regulation.words import SCOPES


class Publication(models.Model):
    """What is published of a closed case (公示, YH 四(三) 五(六), TZ): a text of its own without personal data, reviewed by somebody else."""

    opinion = models.OneToOneField("opinions.Opinion", models.PROTECT, related_name="publication", verbose_name="意见")
    title = models.CharField("标题", max_length=60, validators=[validate_text])
    matter = models.TextField("反映的事", validators=[validate_text])
    result = models.TextField("办理结果", validators=[validate_text])
    state = models.CharField("状态", max_length=10, choices=PublicationState, default=PublicationState.DRAFT)
    scope = models.CharField("公布范围", max_length=10, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="拟稿人")
    written_at = models.DateTimeField("拟稿时间", default=clock.now)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审查人")
    reviewed_at = models.DateTimeField("审查时间", null=True, blank=True)
    note = models.CharField("退回或撤下的原因", max_length=200, blank=True, validators=[validate_text])
    public_from = models.DateField("公布日期", null=True, blank=True)
    public_until = models.DateField("公布到", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "公布"
        verbose_name_plural = "公布"
        ordering = ["-written_at", "-id"]
        constraints = [models.CheckConstraint(condition=models.Q(state__in=PublicationState.values), name="publication_state")]
        indexes = [models.Index(fields=["state", "-written_at", "-id"], name="publication_state_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def scope_words(self) -> str:
        return SCOPES.get(self.scope, "") if self.scope else "已公布"

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.title, self.matter, self.result
