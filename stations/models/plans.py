from django.conf import settings
from django.db import models

from common import clock
from common.text import validate_text
from stations.choices import PlanSort
from stations.querysets import YearPlanQuerySet


class YearPlan(models.Model):
    """What a home or station means to do in a year (TZ art. 2(二), YH 三(一)).

    The congress's office confirms it; a later change is to be confirmed anew.
    """

    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="plans", verbose_name="单位")
    year = models.PositiveSmallIntegerField("年份")
    version = models.PositiveIntegerField(default=1)
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="确认人")
    changed_at = models.DateTimeField("最后修改", default=clock.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="修改人")

    objects = YearPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "年度计划"
        verbose_name_plural = "年度计划"
        ordering = ["-year", "unit_id"]
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="year_plan_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class PlanItem(models.Model):
    """One thing to do, by whom and until when; whether it is late follows from the dates."""

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="items")
    sort = models.CharField("类别", max_length=10, choices=PlanSort, default=PlanSort.CONTACT)
    title = models.CharField("做什么", max_length=120, validators=[validate_text])
    due_on = models.DateField("什么时候")
    by_month = models.BooleanField("只定到月", default=True)
    person = models.CharField("责任人", max_length=60, blank=True, validators=[validate_text])
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_note = models.CharField("完成情况", max_length=300, blank=True, validators=[validate_text])
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁登记的")

    class Meta:
        verbose_name = "计划事项"
        verbose_name_plural = "计划事项"
        ordering = ["due_on", "pk"]
        constraints = [models.CheckConstraint(condition=models.Q(sort__in=PlanSort.values), name="plan_item_sort")]

    def __str__(self) -> str:
        return self.title

    @property
    def due_words(self) -> str:
        """「3月」 or 「3月15日」"""
        return f"{self.due_on.month}月" if self.by_month else f"{self.due_on.month}月{self.due_on.day}日"
