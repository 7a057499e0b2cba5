from django.db import models

from common.crypto import keyed_index
from common.fields import EncryptedTextField
from common.masking import last_four, mask_name, mask_phone
from common.text import validate_text
from constituents.querysets import NAME_PURPOSE, PHONE_PURPOSE, ConstituentQuerySet


class Constituent(models.Model):
    """Somebody who came to one station. Name, phone and address are encrypted; the indexes are keyed HMACs for exact search."""

    station = models.ForeignKey("stations.Unit", models.PROTECT, related_name="constituents", verbose_name="联络站")
    name = EncryptedTextField("姓名", blank=True)
    phone = EncryptedTextField("电话", blank=True)
    address = EncryptedTextField("住址", blank=True)
    village = models.CharField("村（社区）", max_length=40, blank=True, validators=[validate_text])
    name_index = models.CharField(max_length=32, blank=True, editable=False)
    phone_index = models.CharField(max_length=32, blank=True, editable=False)
    last_visit_on = models.DateField("最近来访", null=True, blank=True)

    objects = ConstituentQuerySet.as_manager()

    class Meta:
        verbose_name = "群众"
        indexes = [
            models.Index(fields=["station", "name_index"], name="constituent_name"),
            models.Index(fields=["station", "phone_index"], name="constituent_phone"),
            models.Index(fields=["station", "-id"], name="constituent_newest"),
        ]

    def __str__(self) -> str:
        return self.masked_name

    def save(self, *args, **kwargs) -> None:
        self.set_indexes()
        super().save(*args, **kwargs)

    def set_indexes(self) -> None:
        """Make the search columns agree with name and phone; whoever writes rows in bulk calls this for each."""
        self.name_index = keyed_index(self.name, NAME_PURPOSE) if self.name else ""
        self.phone_index = keyed_index(self.phone, PHONE_PURPOSE) if self.phone else ""

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)

    @property
    def phone_tail(self) -> str:
        """「尾号 6215」, or nothing."""
        tail = last_four(self.phone)
        return f"尾号 {tail}" if tail else ""
