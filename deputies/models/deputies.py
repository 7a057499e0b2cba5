from datetime import date

from django.conf import settings
from django.db import models

from common.addresses import address_of
from common.fields import EncryptedTextField
from common.text import validate_text
from deputies.choices import Election, EndReason, Gender, SuspensionCause
from deputies.querysets import ConstituencyQuerySet, DeputyQuerySet, GroupQuerySet, MandateQuerySet, SuspensionQuerySet, TermQuerySet
from stations.models import Unit


def initials_of(name: str) -> str:
    """The first letters of a name's pinyin; a rare character that has none stays as it is."""
    from pypinyin import Style, lazy_pinyin  # its tables take 56 MiB: only where names are saved

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()[:40]


class Term(models.Model):
    """A congress's term of office (届), five years (代表法)."""

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="terms", verbose_name="人大")
    name = models.CharField("届次", max_length=40)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("届满日期")

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "届次"
        verbose_name_plural = "届次"
        ordering = ["congress_id", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["congress", "name"], name="term_name_once"),
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="term_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class Constituency(models.Model):
    """A constituency (选区) or electing unit (选举单位) of one term, and the stations (villages) that it covers."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="constituencies", verbose_name="届次")
    name = models.CharField("选区", max_length=60, validators=[validate_text])
    position = models.PositiveSmallIntegerField("顺序", default=0)
    stations = models.ManyToManyField("stations.Unit", blank=True, related_name="constituencies", verbose_name="包括的站（村、社区）")

    objects = ConstituencyQuerySet.as_manager()

    class Meta:
        verbose_name = "选区"
        verbose_name_plural = "选区"
        ordering = ["term_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["term", "name"], name="constituency_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("deputies:constituency", self.pk)

    @property
    def keeper(self) -> Unit:
        """The congress whose office keeps it."""
        return self.term.congress


class Group(models.Model):
    """A deputy group (代表小组) of a congress (YH: five), its leader and the liaison who keeps its boxes and its quarterly list (XM 三)."""

    congress = models.ForeignKey("stations.Unit", models.PROTECT, related_name="groups", verbose_name="人大")
    name = models.CharField("代表小组", max_length=40, validators=[validate_text])
    position = models.PositiveSmallIntegerField("顺序", default=0)
    leader = models.ForeignKey("Deputy", models.PROTECT, null=True, blank=True, related_name="led_groups", verbose_name="组长")
    liaison = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="liaison_groups", verbose_name="代表组联络员"
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = "代表小组"
        verbose_name_plural = "代表小组"
        ordering = ["congress_id", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["congress", "name"], name="group_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("deputies:group", self.pk)

    @property
    def keeper(self) -> Unit:
        """The congress whose office keeps it."""
        return self.congress


class Deputy(models.Model):
    """A person who is or was a deputy; the seats are mandates, and one person may hold several."""

    name = models.CharField("姓名", max_length=40, validators=[validate_text], db_index=True)
    gender = models.CharField("性别", max_length=6, choices=Gender, blank=True)
    ethnicity = models.CharField("民族", max_length=20, blank=True, validators=[validate_text])
    born_in = models.DateField("出生年月", null=True, blank=True, help_text="记到月，日写 1")
    politics = models.CharField("政治面貌", max_length=20, blank=True, validators=[validate_text])
    education = models.CharField("文化程度", max_length=20, blank=True, validators=[validate_text])
    work = models.CharField("单位及职务", max_length=80, blank=True, validators=[validate_text])
    phone = EncryptedTextField("手机号码", blank=True)
    email = EncryptedTextField("电子邮箱", blank=True)
    address = EncryptedTextField("通讯地址", blank=True)
    note = models.CharField("备注", max_length=200, blank=True, validators=[validate_text])
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="deputy", verbose_name="登录账号")
    initials = models.CharField(max_length=40, blank=True, editable=False, db_index=True)
    request_key = models.UUIDField(unique=True, null=True, editable=False)
    is_demo = models.BooleanField("演示数据", default=False, editable=False)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        verbose_name = "代表"
        verbose_name_plural = "代表"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Keep the pinyin initials (周启明 → zqm) beside the name, for the list's order and search."""
        self.initials = initials_of(self.name)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "initials"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address_of("deputies:detail", self.pk)


class Mandate(models.Model):
    """A seat in one term. Every statistic respects its dates and its suspensions (代表法 61–62)."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="mandates", verbose_name="代表")
    term = models.ForeignKey(Term, models.PROTECT, related_name="mandates", verbose_name="届次")
    constituency = models.ForeignKey(Constituency, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="选区")
    group = models.ForeignKey(Group, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="代表小组")
    station = models.ForeignKey("stations.Unit", models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="联系的站（家）")
    elected_by = models.CharField("当选方式", max_length=12, choices=Election, default=Election.GENERAL)
    starts_on = models.DateField("当选日期")
    ends_on = models.DateField("终止日期", null=True, blank=True, help_text="最后一天；在任的留空")
    ended_by = models.CharField("终止原因", max_length=12, choices=EndReason, blank=True)
    end_note = models.CharField("终止说明", max_length=100, blank=True, validators=[validate_text])

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "代表资格"
        verbose_name_plural = "代表资格"
        ordering = ["term_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["deputy", "term", "starts_on"], name="mandate_once"),
            models.CheckConstraint(condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="mandate_ends_after_start"),
            models.CheckConstraint(condition=models.Q(ended_by="") | models.Q(ends_on__isnull=False), name="mandate_reason_has_day"),
        ]
        indexes = [models.Index(fields=["term", "group"], name="mandate_term_group"), models.Index(fields=["station"], name="mandate_station")]

    def __str__(self) -> str:
        return f"{self.deputy} · {self.term}"

    @property
    def last_day(self) -> date:
        """The seat's own end; without one, that of its term (as `held_on` has it)."""
        return self.ends_on or self.term.ends_on

    def is_paused_on(self, day: date) -> bool:
        """Whether the functions are suspended on that day; suspensions are prefetched where many are asked."""
        return any(pause.starts_on <= day and (pause.ends_on is None or day <= pause.ends_on) for pause in self.suspensions.all())

    def acts_on(self, day: date) -> bool:
        """Whether the seat is held and not suspended on that day (as `active_on` has it)."""
        return self.starts_on <= day <= self.last_day and not self.is_paused_on(day)


class Suspension(models.Model):
    """Days on which a seat is held but its functions may not be exercised (代表法 61); without an end until it is lifted."""

    mandate = models.ForeignKey(Mandate, models.CASCADE, related_name="suspensions", verbose_name="代表资格")
    starts_on = models.DateField("暂停的第一天")
    ends_on = models.DateField("暂停的最后一天", null=True, blank=True)
    cause = models.CharField("原因", max_length=12, choices=SuspensionCause)
    note = models.CharField("说明", max_length=100, blank=True, validators=[validate_text])

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = "暂停执行代表职务"
        verbose_name_plural = "暂停执行代表职务"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["mandate", "starts_on"], name="suspension_once"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="suspension_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate} 暂停"
