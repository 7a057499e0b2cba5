from django.core.validators import RegexValidator
from django.db import models

from common.addresses import address_of
from common.text import validate_text
from stations.choices import Level, UnitKind, UnitSort
from stations.querysets import UnitQuerySet

twelve_digits = RegexValidator(r"^[0-9]{12}\Z", "区划代码是 12 位数字，请核对。")


class Unit(models.Model):
    """A node of the one tree: congress, home, station or department. Rows elsewhere hold its id, never its path."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级")
    path = models.CharField(max_length=200, editable=False, default="", db_index=True)
    kind = models.CharField("种类", max_length=12, choices=UnitKind)
    level = models.CharField("层级", max_length=10, choices=Level, blank=True, help_text="人大才需要")
    sort = models.CharField("类别", max_length=16, choices=UnitSort, blank=True)
    name = models.CharField("名称", max_length=60, validators=[validate_text])
    mark = models.CharField(
        "编号字头", max_length=8, blank=True, help_text="写在意见编号前面，例如「河湾」；新建时不填，就取名称的前几个字", validators=[validate_text]
    )
    code = models.CharField("区划代码", max_length=12, blank=True, help_text="12 位数字，批量导入时靠它认出同一个单位", validators=[twelve_digits])
    area = models.CharField("服务范围", max_length=200, blank=True, help_text="村、社区，用顿号隔开", validators=[validate_text])
    address = models.CharField("地址", max_length=120, blank=True, validators=[validate_text])
    phone = models.CharField("电话", max_length=40, blank=True)
    opening_hours = models.CharField("开放时间", max_length=120, blank=True, validators=[validate_text])
    directions = models.CharField(
        "怎么走", max_length=300, blank=True, help_text="用几句话说清，例如「坐 3 路到镇政府站，往东走 100 米，红色大门」", validators=[validate_text]
    )
    photo = models.CharField(max_length=60, blank=True, editable=False)
    closed_on = models.DateField("撤销日期", null=True, blank=True)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        verbose_name_plural = "单位"
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=UnitKind.values), name="unit_kind"),
            models.UniqueConstraint(fields=["parent", "name"], name="unit_name_once_per_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Give a new unit its place in the tree; moving one is a service of its own."""
        super().save(*args, **kwargs)
        if not self.path:
            self.path = f"{self.parent.path if self.parent_id else '/'}{self.pk}/"
            type(self).objects.filter(pk=self.pk).update(path=self.path)

    def get_absolute_url(self) -> str:
        return address_of("stations:unit", self.pk)

    @property
    def kind_words(self) -> str:
        """What it is, in a few words: 「县级人大」, 「代表联络站（村）」, 「法院」."""
        sort = self.get_sort_display()
        if self.kind == UnitKind.CONGRESS:
            return sort or f"{self.get_level_display()}人大"
        if self.kind == UnitKind.STATION and sort:
            return f"{UnitKind.STATION.label}（{sort}）"
        return sort or self.get_kind_display()

    @property
    def ancestor_ids(self) -> list[int]:
        """Ids from the root down to this unit itself."""
        return [int(part) for part in self.path.strip("/").split("/") if part]
