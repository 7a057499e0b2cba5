from django.db import models

from stations.choices import NumberKind


class NumberCounter(models.Model):
    """The last serial given to a kind of case at one station in one year; raised inside the transaction that uses it."""

    kind = models.CharField(max_length=10, choices=NumberKind)
    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "编号"
        constraints = [models.UniqueConstraint(fields=["kind", "unit", "year"], name="number_counter_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit_id} {self.year}: {self.last}"
