from django.db import models

from common.text import validate_text


class Category(models.Model):
    """A field (领域) of the three-level table of classes; its path reads 「农业农村 / 农田水利 / 渠道」."""

    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上一级")
    name = models.CharField("领域", max_length=30, validators=[validate_text])
    full_name = models.CharField("全称", max_length=100, editable=False)
    level = models.PositiveSmallIntegerField("级", editable=False)
    position = models.PositiveIntegerField("顺序", default=0)
    is_active = models.BooleanField("使用中", default=True)

    class Meta:
        verbose_name = "领域"
        verbose_name_plural = "领域"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["full_name"], name="category_name_once"),
            models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=3), name="category_level"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs) -> None:
        self.level = self.parent.level + 1 if self.parent_id else 1
        self.full_name = f"{self.parent.full_name} / {self.name}" if self.parent_id else self.name
        super().save(*args, **kwargs)
