"""Letter boxes (代表信箱 XM 三, 联系选民信箱 TZ art. 2(四)): where they hang, when they were opened, what lay in them."""

from collections import Counter
from uuid import uuid4

from django.conf import settings
from django.db import models

from common import clock
from common.addresses import address_of
from common.fields import EncryptedTextField
from common.text import validate_text
from constituents.choices import LETTERS_WAITING, LetterOutcome
from constituents.querysets import BoxOpeningQuerySet, HandedListQuerySet, LetterBoxQuerySet, LetterQuerySet, LetterScanQuerySet


class LetterBox(models.Model):
    """A box. Its letters are registered at `station`; one of a constituency (XM) is kept by a deputy, exceptionally by the group's liaison."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    station = models.ForeignKey(
        "stations.Unit", models.PROTECT, related_name="letter_boxes", verbose_name="哪个站（家）", help_text="信件在这里登记、编号"
    )
    constituency = models.ForeignKey("deputies.Constituency", models.PROTECT, null=True, blank=True, related_name="letter_boxes", verbose_name="选区")
    group = models.ForeignKey(
        "deputies.Group",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="letter_boxes",
        verbose_name="代表小组",
        help_text="由哪个小组监管、每季列清单",
    )
    name = models.CharField("名称", max_length=40, validators=[validate_text], help_text="例如「河湾村代表信箱」")
    place = models.CharField("放在哪里", max_length=80, validators=[validate_text])
    keeper = models.ForeignKey("deputies.Deputy", models.PROTECT, null=True, blank=True, related_name="letter_boxes", verbose_name="管理信箱的代表")
    with_liaison = models.BooleanField("委托代表组联络员管理", default=False, help_text="特殊情况才用：信箱改由小组的联络员开")
    opener = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="letter_boxes", verbose_name="指定的开箱人"
    )
    placed_on = models.DateField("启用日期", help_text="从这一天起算该开的日子")
    closed_on = models.DateField("停用日期", null=True, blank=True, help_text="还在用的空着")

    objects = LetterBoxQuerySet.as_manager()

    class Meta:
        verbose_name = "信箱"
        verbose_name_plural = "信箱"
        ordering = ["station_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["station", "name"], name="letter_box_name_once"),
            models.CheckConstraint(
                condition=models.Q(closed_on=None) | models.Q(closed_on__gte=models.F("placed_on")), name="letter_box_closes_after"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("constituents:box", self.pk)


class BoxOpening(models.Model):
    """A box was opened (信箱开启登记); it may have been empty."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    box = models.ForeignKey(LetterBox, models.PROTECT, related_name="openings", verbose_name="信箱")
    on = models.DateField("开启日期")
    opener = models.CharField("开启人", max_length=40, validators=[validate_text])
    witness = models.CharField("在场人", max_length=40, blank=True, validators=[validate_text])
    count = models.PositiveSmallIntegerField("信件数")
    note = models.CharField("备注", max_length=200, blank=True, validators=[validate_text])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=clock.now)

    objects = BoxOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = "开箱登记"
        verbose_name_plural = "开箱登记"
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["box", "-on"], name="box_opening_newest")]

    def __str__(self) -> str:
        return f"{self.box_id} {self.on:%Y-%m-%d}"

    @property
    def given_to(self) -> str:
        """「周启明、杨国安」: the deputies to whom its letters were given or who dealt with them (交代表); of prefetched letters."""
        return "、".join(dict.fromkeys(letter.deputy.name for letter in self.letters.all() if letter.deputy))

    @property
    def outcomes(self) -> str:
        """「转交办理 2 封，已答复 1 封」, in the order of the choices; of prefetched letters."""
        counted = Counter(letter.outcome for letter in self.letters.all())
        return "，".join(f"{outcome.label} {counted[outcome]} 封" for outcome in LetterOutcome if counted[outcome])


class Letter(models.Model):
    """A letter from a box. Once dealt with it has a visit, which holds the answer or the opinion; only what was kept on file has none.

    The words of an accusation are sealed with the visit's matter; a fixed sentence stands here instead.
    """

    opening = models.ForeignKey(BoxOpening, models.PROTECT, related_name="letters", verbose_name="开箱")
    position = models.PositiveSmallIntegerField("第几封")
    words = models.TextField("信的内容（原话）", validators=[validate_text])
    constituent = models.ForeignKey("constituents.Constituent", models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="写信人")
    deputy = models.ForeignKey("deputies.Deputy", models.PROTECT, null=True, blank=True, related_name="letters", verbose_name="代表")
    outcome = models.CharField("怎么处理", max_length=10, choices=LetterOutcome)
    handled_on = models.DateField("处理日期", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True, validators=[validate_text])
    visit = models.OneToOneField("constituents.Visit", models.PROTECT, null=True, blank=True, related_name="letter", verbose_name="登记")
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="谁登记的处理")

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = "信件"
        verbose_name_plural = "信件"
        ordering = ["opening_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["opening", "position"], name="letter_position_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=LetterOutcome.values), name="letter_outcome"),
        ]
        indexes = [models.Index(fields=["opening"], name="letter_waiting", condition=models.Q(outcome__in=["waiting", "deputy", "liaison"]))]

    def __str__(self) -> str:
        return f"{self.opening_id}-{self.position}"

    def get_absolute_url(self) -> str:
        return address_of("opinions:letter", self.pk)

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to say what becomes of it."""
        return self.outcome in LETTERS_WAITING


class LetterScan(models.Model):
    """The picture of a letter: a file under PRIVATE_DIR, as an opinion's attachments are."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="scans", verbose_name="信件")
    stored_as = models.UUIDField(unique=True, default=uuid4, editable=False)
    name = EncryptedTextField("文件名")
    kind = models.CharField("格式", max_length=5)
    size = models.PositiveIntegerField("字节数")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="谁加的")
    at = models.DateTimeField("时间", default=clock.now)

    objects = LetterScanQuerySet.as_manager()

    class Meta:
        verbose_name = "信件扫描件"
        verbose_name_plural = "信件扫描件"
        ordering = ["letter_id", "id"]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.kind}"


class HandedList(models.Model):
    """The quarterly list of a group or a constituency was handed in (XM 三(四)): when, to whom, with how many letters."""

    request_key = models.UUIDField(unique=True, default=uuid4, editable=False)
    group = models.ForeignKey("deputies.Group", models.PROTECT, null=True, blank=True, related_name="handed_lists", verbose_name="代表小组")
    constituency = models.ForeignKey("deputies.Constituency", models.PROTECT, null=True, blank=True, related_name="handed_lists", verbose_name="选区")
    year = models.PositiveSmallIntegerField("年份")
    quarter = models.PositiveSmallIntegerField("季度")
    on = models.DateField("报送日期")
    to = models.CharField("报给谁", max_length=60, validators=[validate_text])
    letters = models.PositiveIntegerField("信件数")
    waiting = models.PositiveIntegerField("还没有处理的")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = HandedListQuerySet.as_manager()

    class Meta:
        verbose_name = "信箱季度清单"
        verbose_name_plural = "信箱季度清单"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(group__isnull=False) ^ models.Q(constituency__isnull=False), name="handed_list_of_one"),
            models.CheckConstraint(condition=models.Q(quarter__gte=1, quarter__lte=4), name="handed_list_quarter"),
        ]

    def __str__(self) -> str:
        return f"{self.year}-{self.quarter}"
