from django.conf import settings
from django.db import models

from stations.choices import Holder, Role
from stations.querysets import PostQuerySet

LABEL = 90  # letters: what a line of a timeline keeps of a post


class Post(models.Model):
    """A person in a role at a unit from one day to another; it gives rights over the unit's subtree (LZ 二(二), TZ art. 2)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name="人员")
    unit = models.ForeignKey("stations.Unit", models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("岗位", max_length=20, choices=Role)
    holder = models.CharField("A/B岗", max_length=1, choices=Holder, blank=True)
    starts_on = models.DateField("任职日期")
    ends_on = models.DateField("离任日期", null=True, blank=True, help_text="最后一天；在任的留空")
    predecessor = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="接替")

    stands_for = ""  # the holder's name, where access_of gives the post to a stand-in

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        ordering = ["unit_id", "role", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="post_role"),
            models.CheckConstraint(condition=models.Q(holder__in=["", *Holder.values]), name="post_holder"),
            models.CheckConstraint(condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="post_ends_after_start"),
        ]
        indexes = [models.Index(fields=["user", "starts_on"], name="post_user")]

    def __str__(self) -> str:
        return f"{self.unit} · {self.get_role_display()} · {self.user}"

    @property
    def label(self) -> str:
        """「河湾村联络站 · 联络员」; for a stand-in 「河湾村联络站 · 联络员（代 林小禾）」."""
        tail = f"（代 {self.stands_for}）" if self.stands_for else ""
        return f"{self.unit.name} · {self.get_role_display()}"[: LABEL - len(tail)] + tail

    @property
    def role_label(self) -> str:
        """「联络员（A岗）」"""
        return f"{self.get_role_display()}（{self.get_holder_display()}）" if self.holder else self.get_role_display()
