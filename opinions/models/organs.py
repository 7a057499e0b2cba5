from django.db import models

from common.text import validate_text
from constituents.choices import LegalWay


class Organ(models.Model):
    """Who takes what is not for the station (TZ art. 5(二)): one line of the congress's own table, from which 告知单 are filled."""

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="organs", verbose_name="人大")
    legal_way = models.CharField("法定途径", max_length=16, choices=LegalWay)
    name = models.CharField("受理机关", max_length=50, validators=[validate_text])
    address = models.CharField("地址", max_length=50, blank=True, validators=[validate_text])
    phone = models.CharField("电话", max_length=20, blank=True, validators=[validate_text])

    class Meta:
        verbose_name = "受理机关"
        verbose_name_plural = "受理机关"
        ordering = ["congress_id", "legal_way", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "legal_way", "name"], name="organ_once")]

    def __str__(self) -> str:
        return "，".join(part for part in (self.name, self.address, self.phone) if part)
