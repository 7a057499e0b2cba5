from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from stations.choices import FacilityState
from stations.querysets import FacilityCheckQuerySet


class FacilityCheck(models.Model):
    """How an item of a facility checklist (六有, 五到位, 八有, 三公开) stands at a home or station, who says so and since when.

    A change is a new row; the rows before it are the item's history. What the items are is the regulation's to say: YH 五(二), TZ art. 2.
    """

    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="facility_checks", verbose_name="单位")
    checklist = models.CharField("清单", max_length=40)
    item = models.CharField("项目", max_length=40)
    state = models.CharField("情况", max_length=8, choices=FacilityState)
    on = models.DateField("核对日期")
    note = models.CharField("说明", max_length=200, blank=True, validators=[validate_text])
    photo = models.CharField(max_length=60, blank=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁核对的")
    at = models.DateTimeField("记录时间", default=clock.now)
    is_current = models.BooleanField(default=True)

    objects = FacilityCheckQuerySet.as_manager()

    class Meta:
        verbose_name = "达标核对"
        verbose_name_plural = "达标核对"
        constraints = [
            models.UniqueConstraint(fields=["unit", "checklist", "item"], condition=models.Q(is_current=True), name="facility_check_current"),
            models.CheckConstraint(condition=models.Q(state__in=FacilityState.values), name="facility_check_state"),
        ]
        indexes = [models.Index(fields=["unit", "-at"], name="facility_check_history")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.checklist}.{self.item} {self.get_state_display()}"

    @property
    def key(self) -> str:
        return f"{self.checklist}.{self.item}"
