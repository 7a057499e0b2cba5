"""The columns of 代表名册 (practice.md) and how each cell is read."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from common.sheets import Marker
from common.text import BAD_EMAIL, clean_name, clean_phone, clean_text, parse_date, parse_month, validate_text
from deputies.choices import Gender
from deputies.models import Deputy
from deputies.rules.levels import SYNONYMS
from stations.choices import Level

# Our heading → headings seen on real rosters, the best first.
COLUMNS = {
    "序号": ["序号", "编号", "No", "No."],
    "姓名": ["姓名", "代表姓名", "名字"],
    "性别": ["性别"],
    "民族": ["民族"],
    "出生年月": ["出生年月", "出生日期", "出生时间", "出生"],
    "政治面貌": ["政治面貌", "党派", "面貌"],
    "文化程度": ["文化程度", "学历", "文化", "全日制学历"],
    "单位及职务": ["单位及职务", "工作单位及职务", "单位职务", "现任职务", "工作单位", "职务", "职业"],
    "代表层级": ["代表层级", "层级", "代表级别", "代表类别", "级别", "代表身份", "何级代表"],
    "选区（选举单位）": ["选区（选举单位）", "选区", "选举单位", "所在选区", "选区名称", "选举单位（选区）"],
    "代表小组": ["代表小组", "小组", "所在小组", "所属小组", "代表组", "代表团"],
    "手机号码": ["手机号码", "手机", "手机号", "联系电话", "电话", "联系方式", "电话号码"],
    "电子邮箱": ["电子邮箱", "邮箱", "电子邮件", "E-mail", "Email"],
    "通讯地址": ["通讯地址", "通信地址", "联系地址", "地址", "住址", "家庭住址"],
    "届次": ["届次", "届别", "任期"],
    "备注": ["备注", "说明"],
}
LEVEL, PLACE, GROUP, TERM = "代表层级", "选区（选举单位）", "代表小组", "届次"
STATION, ELECTED = "联系的站（家）", "当选日期"  # read when they are there; not among the columns of the paper form
MORE = {
    STATION: [STATION, "联络站", "所属联络站", "代表联络站", "所在联络站", "联系站", "所属站点", "代表之家"],
    ELECTED: [ELECTED, "当选时间", "补选日期", "补选时间"],
}
# A column a level, ticked: 「县代表」, or 「县」 under a heading 「代表层级」 over several columns.
TICKS = {f"{level.label}代表": level for level in Level}
_OVER = (*COLUMNS[LEVEL], "代表", "人大代表", "担任代表情况")
MORE |= {
    heading: [f"{word}{end}" for word in SYNONYMS[level].split() for end in ("代表", "人大代表")]
    + [f"{over}{word}{end}" for over in _OVER for word in SYNONYMS[level].split() for end in ("", "代表", "人大代表")]
    for heading, level in TICKS.items()
}
WANTED = COLUMNS | MORE
SEATED = (LEVEL, PLACE, GROUP, TERM, STATION, ELECTED, *TICKS)  # cells that speak of the seats, not of the person
ATTRIBUTES = {
    "姓名": "name",
    "性别": "gender",
    "民族": "ethnicity",
    "出生年月": "born_in",
    "政治面貌": "politics",
    "文化程度": "education",
    "单位及职务": "work",
    "手机号码": "phone",
    "电子邮箱": "email",
    "通讯地址": "address",
    "备注": "note",
}
NOTHING = frozenset({"", "无", "-", "—", "——", "/", "暂无"})
_GENDERS = {"男": Gender.MALE, "女": Gender.FEMALE}
_TICKED, _UNTICKED = frozenset("√✓✔☑●是有1vV"), frozenset("×✗✘☐○否0")


def read_cell(column: str, value: object) -> object:
    """The clean value of one cell; "" (or [] for levels) for nothing. ValidationError says what is wrong and how to cure it."""
    if isinstance(value, Marker):
        raise ValidationError(f"这一格是 {value}，没有值：请在 Excel 里改成文字或数字再上传。")
    reader = READERS.get(column)
    return reader(value) if reader else _text(column, value)


def _plain(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean_text(value)
    validate_text(text)
    return "" if text in NOTHING else text


def _text(column: str, value: object) -> str:
    text = _plain(value)
    longest = Deputy._meta.get_field(ATTRIBUTES[column]).max_length if column in ATTRIBUTES else 60
    if longest and len(text) > longest:
        raise ValidationError(f"有 {len(text)} 个字，最多 {longest} 个字，请缩短。")
    return text


def _name(value: object) -> str:
    name = clean_name(_text("姓名", value))
    if not name:
        raise ValidationError("没有填姓名，请补上；不是代表的行请删去。")
    if any(letter.isdigit() for letter in name):
        raise ValidationError(f"「{name[:20]}」不像姓名，请核对；标题、合计行请删去。")
    return name


def _gender(value: object) -> str:
    text = _plain(value).removesuffix("性")
    if text and text not in _GENDERS:
        raise ValidationError("请写「男」或「女」。")
    return _GENDERS.get(text, "")


def _month(value: object):
    return None if isinstance(value, str | None) and _plain(value) == "" else parse_month(value)


def _phone(value: object) -> str:
    try:
        return "" if isinstance(value, str | None) and _plain(value) == "" else clean_phone(value)
    except ValidationError as error:
        raise ValidationError("应为 11 位手机号，或带区号的座机号；几个号码请只留一个。", code="phone") from error


def _email(value: object) -> str:
    text = _text("电子邮箱", value)
    if text:
        EmailValidator(BAD_EMAIL)(text)
    return text


def _tick(value: object) -> bool:
    text = _plain(value)
    if text and text not in _TICKED | _UNTICKED:
        raise ValidationError(f"看不懂「{text[:20]}」：是这一级代表的请打「√」，不是的空着。")
    return text in _TICKED


def _day(value: object):
    return None if isinstance(value, str | None) and _plain(value) == "" else parse_date(value)


READERS: dict[str, Callable[[object], object]] = {
    "姓名": _name,
    "性别": _gender,
    "出生年月": _month,
    "手机号码": _phone,
    "电子邮箱": _email,
    ELECTED: _day,
    **dict.fromkeys(TICKS, _tick),
}
