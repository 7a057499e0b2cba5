"""One row of a list becomes an unsaved opinion, or says by field what is wrong with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.resources import ModelResource
from import_export.widgets import Widget

from common import clock
from common.sheets import Marker
from common.text import clean_name, clean_phone, clean_text, half_width, parse_date, validate_text
from constituents.models import Constituent
from constituents.services.people import Visitor
from opinions.choices import Channel
from opinions.models import Category, Opinion
from opinions.services.intake import IntakeRow
from stations.models import Unit

# Field → headings it is known by; the first one stands in the template and in the errors.
HEADINGS = {
    "words": ["反映事由", "内容", "反映内容", "反映问题", "反映的问题", "诉求内容", "来信内容", "留言详情", "留言内容", "正文", "body"],
    "summary": ["摘要", "标题", "主题", "留言主题"],
    "received_on": ["收到日期", "收到时间", "反映时间", "反映日期", "来信时间", "来电时间", "留言时间", "登记日期", "日期", "时间"],
    "channel": ["反映方式", "渠道", "来源渠道", "来源"],
    "category": ["领域", "类别", "分类", "label"],
    "name": ["姓名", "反映人", "反映人姓名", "选民姓名", "群众姓名", "来访人", "来电人", "来信人"],
    "phone": ["电话", "联系电话", "电话号码", "手机号码", "手机", "来电号码", "联系方式"],
    "address": ["住址", "详细住址", "家庭住址", "联系地址", "地址"],
    "village": ["村", "村(社区)", "所在村", "村社区", "社区"],
    "source_number": ["原编号", "工单编号", "工单号", "留言编号", "编号"],
    "station": ["联络站", "代表联络站", "站点"],
}
REQUIRED = ["words"]
DATE_LIMIT_YEARS = 20  # older than that is a slip of the pen


@dataclass(frozen=True)
class Given:
    """What was said once for the whole file, and what its words are looked up in."""

    stations: list[Unit]
    station: Unit | None = None
    channel: str = ""
    received_on: date | None = None
    ignore_category: bool = False


class CellWidget(Widget):
    """Reads a cell with a function that raises ValidationError; import-export keeps ValueErrors by field."""

    def __init__(self, read: Callable, missing: str = ""):
        super().__init__()
        self.read, self.missing = read, missing

    def clean(self, value, row=None, **kwargs):
        if isinstance(value, Marker):
            raise ValueError(f"这一格是「{value}」，没有值。请改成实际的内容。")
        try:
            if self.missing and (value is None or clean_text(value) == ""):
                raise ValidationError(self.missing)
            return self.read(value)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from error


def text(most: int) -> Callable:
    """A reader of text of at most so many characters."""

    def read(value: object) -> str:
        cleaned = _number(value) if isinstance(value, float) else clean_text(value)
        validate_text(cleaned)
        if len(cleaned) > most:
            raise ValidationError(f"这一格有 {len(cleaned)} 个字，最多 {most} 个字，请改短。")
        return cleaned

    return read


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() else str(value)


def person_name(value: object) -> str:
    return text(40)(clean_name(value))


def past_day(value: object) -> date:
    """A day that is not after today."""
    day = parse_date(value)
    if day > clock.today():
        raise ValidationError(f"日期 {day:%Y-%m-%d} 还没有到，请核对年份和月份。")
    if day.year < clock.today().year - DATE_LIMIT_YEARS:
        raise ValidationError(f"日期 {day:%Y-%m-%d} 在 {DATE_LIMIT_YEARS} 年以前，请核对年份。")
    return day


CHANNELS = {label: value for value, label in Channel.choices}


def channel(value: object) -> str:
    """A channel by its exact word; never guessed."""
    typed = clean_text(value)
    if typed not in CHANNELS:
        raise ValidationError(f"没有「{typed[:20]}」这种反映方式，请改成：{'、'.join(CHANNELS)}。")
    return CHANNELS[typed]


class OpinionResource(ModelResource):
    """Parses and checks; never writes: `import_opinions` does, all at once. Call it without dry run and without transactions, because
    the library's dry run saves every row in one transaction that would keep the clerks waiting.
    """

    words = Field("words", "words", CellWidget(text(40_000), "没有写反映事由。请补上；如果这一行是小计、落款或说明，请删去整行。"))
    summary = Field("summary", "summary", CellWidget(text(80)))
    received_on = Field("received_on", "received_on", CellWidget(past_day, "没有收到日期。请补上，或在上传时给整个文件选一个日期。"))
    channel = Field("channel", "channel", CellWidget(channel, "没有反映方式。请补上，或在上传时给整个文件选一种。"))
    category = Field("category", "category")
    name = Field("intake_name", "name", CellWidget(person_name))
    phone = Field("intake_phone", "phone", CellWidget(clean_phone))
    address = Field("intake_address", "address", CellWidget(text(120)))
    village = Field("intake_village", "village", CellWidget(text(Constituent._meta.get_field("village").max_length)))
    source_number = Field("intake_source_number", "source_number", CellWidget(text(40)))
    station = Field("station", "station")

    class Meta:
        model = Opinion
        fields = tuple(HEADINGS)
        force_init_instance = True  # every row is a new one; which are opinions already is asked once for all
        skip_diff = True
        store_instance = True

    def __init__(self, given: Given, progress: Callable[[int, int], None] = lambda done, total: None):
        super().__init__()
        self.given, self.progress, self.total = given, progress, 0
        self.categories = _categories()
        self.fields["category"].widget = CellWidget(self._category)
        self.fields["station"].widget = CellWidget(self._station, "没有写联络站，上传时也没有选。请补上，或在上传时选一个。")

    def before_import(self, dataset, **kwargs):
        self.total = len(dataset)

    def before_import_row(self, row, **kwargs):
        """What the row has not, the file was given."""
        row["own_date"] = not _blank(row["received_on"])
        defaults = {"received_on": self.given.received_on, "channel": self.given.channel and Channel(self.given.channel).label}
        for name, value in (defaults | {"station": self.given.station}).items():
            if _blank(row[name]):
                row[name] = value
        if self.given.ignore_category:
            row["category"] = None

    def after_init_instance(self, instance, new, row, **kwargs):
        instance.own_date = row["own_date"]

    def after_import_row(self, row, row_result, **kwargs):
        self.progress(kwargs["row_number"], self.total)

    def do_instance_save(self, instance, is_create):
        """Nothing is saved: see the class."""

    def after_import(self, dataset, result, **kwargs):
        """Leave the sequences alone: the library would set them back while clerks save."""

    def _category(self, value: object) -> Category | None:
        """A field by its whole path, or by a name that only one has; never guessed."""
        typed = clean_text(value)
        if not typed:
            return None
        found = self.categories.get(_path(typed), [])
        if not found:
            allowed = "、".join(category.name for [category] in self._first_level())
            raise ValidationError(f"领域表里没有「{typed[:20]}」。请改成：{allowed}，或它们下面的一级；也可以上传时选「不导入领域」。")
        if len(found) > 1:
            raise ValidationError(f"「{typed[:20]}」有几处，请写全：{'；'.join(one.full_name for one in found)}。")
        return found[0]

    def _first_level(self) -> list[list[Category]]:
        return [found for found in self.categories.values() if len(found) == 1 and found[0].level == 1]

    def _station(self, value: object) -> Unit:
        """A station of the user's own by its exact name; never guessed."""
        if isinstance(value, Unit):
            return value
        typed = clean_text(value)
        found = [unit for unit in self.given.stations if unit.name == typed]
        if len(found) > 1:
            raise ValidationError(f"「{typed[:20]}」不止一个，请删去这一列，按联络站分成几个文件，上传时选联络站。")
        if not found:
            allowed = "、".join(unit.name for unit in self.given.stations[:10])
            raise ValidationError(f"您没有「{typed[:20]}」这个联络站。请改成：{allowed}{'等' if len(self.given.stations) > 10 else ''}。")
        return found[0]


def row_of(instance: Opinion) -> IntakeRow:
    """The checked row of an opinion that the resource has read."""
    visitor = Visitor(instance.intake_name, instance.intake_phone, instance.intake_address, instance.intake_village)
    return IntakeRow(
        station=instance.station,
        channel=instance.channel,
        received_on=instance.received_on,
        words=instance.words,
        summary=instance.summary,
        category=instance.category,
        visitor=visitor,
        source_number=instance.intake_source_number,
        own_date=instance.received_on if instance.own_date else None,
    )


def _blank(value: object) -> bool:
    return value is None or clean_text(value) == ""


def _path(typed: str) -> str:
    """「农业农村/农田水利」 and 「农业农村 / 农田水利」 are the same path."""
    return " / ".join(part.strip() for part in half_width(typed).split("/"))


def _categories() -> dict[str, list[Category]]:
    """Those in use, by whole path and by name."""
    found: dict[str, list[Category]] = {}
    for category in Category.objects.filter(is_active=True):
        for key in {category.full_name, category.name}:
            found.setdefault(key, []).append(category)
    return found
