from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.fields import EncryptedTextField
from opinions.querysets import AttachmentQuerySet


class Attachment(models.Model):
    """A picture or document of a case. The file lies encrypted under PRIVATE_DIR; its name may name somebody, so it is encrypted, too."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    opinion = models.ForeignKey("opinions.Opinion", models.PROTECT, related_name="attachments", verbose_name="意见")
    stored_as = models.UUIDField(unique=True, default=uuid4, editable=False)
    name = EncryptedTextField("文件名")
    kind = models.CharField("格式", max_length=5)
    size = models.PositiveIntegerField("字节数")
    released = models.BooleanField("承办单位可看", default=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁加的")
    added_at = models.DateTimeField("时间", default=clock.now)
    removed_at = models.DateTimeField("删去时间", null=True, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["opinion_id", "id"]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.kind}"


class InternalNote(models.Model):
    """What colleagues write to one another about a case: never seen by departments, deputies or the public."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    opinion = models.ForeignKey("opinions.Opinion", models.PROTECT, related_name="notes", verbose_name="意见")
    text = EncryptedTextField("备注")
    told = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True, verbose_name="告诉谁")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁写的")
    at = models.DateTimeField("时间", default=clock.now)

    class Meta:
        verbose_name = "内部备注"
        verbose_name_plural = "内部备注"
        ordering = ["opinion_id", "-id"]

    def __str__(self) -> str:
        return f"{self.opinion_id} {self.at:%Y-%m-%d}"
