"""The columns of the sheet of accounts and how each cell is read."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from accounts.models import User
from common.sheets import Marker
from common.tables import Line
from common.text import clean_name, clean_phone, clean_text, half_width, validate_text
from stations.choices import Holder, Role

UNIT, ROLE, HOLDER, NAME, USERNAME, PHONE = "单位", "岗位", "A/B岗", "姓名", "用户名", "手机号码"
HEADINGS = {
    UNIT: [UNIT, "单位名称", "所在单位", "工作单位", "联络站", "站点"],
    ROLE: [ROLE, "职务", "角色"],
    HOLDER: [HOLDER, "AB岗", "A、B岗", "A/B"],
    NAME: [NAME, "名字", "人员姓名"],
    USERNAME: [USERNAME, "账号", "登录名"],
    PHONE: [PHONE, "手机", "手机号", "联系电话", "电话"],
}
REQUIRED = [UNIT, ROLE, NAME]
DEPUTY = "deputy"
ROLES = {label: value for value, label in Role.choices} | {
    "代表": DEPUTY,
    "人大代表": DEPUTY,
    "经办人": Role.DEPARTMENT_CLERK.value,
    "承办人": Role.DEPARTMENT_CLERK.value,
    "人大办": Role.OFFICE.value,
    "管理员": Role.ADMINISTRATOR.value,
}
ROLE_NAMES = [*Role.labels, "代表"]
_LONGEST = {NAME: 40, USERNAME: 150}


@dataclass(frozen=True)
class Entry:
    """One row as it was read; names of units are looked up later."""

    line: Line
    unit: str
    role: str
    holder: str
    name: str
    username: str
    phone: str


def read_line(line: Line) -> Entry:
    """Raises ValidationError keyed by column for every cell that cannot be read."""
    read, wrong = {}, {}
    for column, reader in READERS.items():
        try:
            read[column] = reader(_plain(column, line.values.get(column)))
        except ValidationError as error:
            wrong[column] = error.messages
    if wrong:
        raise ValidationError(wrong)
    return Entry(line, *[read[column] for column in (UNIT, ROLE, HOLDER, NAME, USERNAME, PHONE)])


def _plain(column: str, value: object) -> str:
    if isinstance(value, Marker):
        raise ValidationError(f"这一格是 {value}，没有值：请改成文字或数字再上传。")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = clean_text(value)
    validate_text(text)
    longest = _LONGEST.get(column, 120)
    if len(text) > longest:
        raise ValidationError(f"有 {len(text)} 个字，最多 {longest} 个字，请缩短。")
    return text


def _unit(text: str) -> str:
    if not text:
        raise ValidationError("没有填单位，请写单位的全称。")
    return text


def _role(text: str) -> str:
    role = ROLES.get(re.sub(r"\s+", "", text))
    if role is None:
        told = f"不认识岗位「{text[:20]}」" if text else "没有填岗位"
        raise ValidationError(f"{told}，请写：{'、'.join(ROLE_NAMES)}。")
    return role


def _holder(text: str) -> str:
    letter = half_width(text).upper().removesuffix("岗").strip()
    if letter not in ("", "A", "B"):
        raise ValidationError("请写 A 或 B；不分的留空。")
    return {"": "", "A": Holder.A.value, "B": Holder.B.value}[letter]


def _name(text: str) -> str:
    name = clean_name(text)
    if not name:
        raise ValidationError("没有填姓名，请补上；不开账号的行请删去。")
    if any(letter.isdigit() for letter in name):
        raise ValidationError(f"「{name[:20]}」不像姓名，请核对；标题、合计行请删去。")
    return name


def _username(text: str) -> str:
    username = half_width(text)
    if username:
        try:
            User.username_validator(username)
        except ValidationError as error:
            raise ValidationError("用户名只能用字母、数字和 @ . + - _，中间不能有空格。") from error
    return username


def _phone(text: str) -> str:
    try:
        return clean_phone(text)
    except ValidationError as error:
        raise ValidationError("应为 11 位手机号，或带区号的座机号；几个号码请只留一个。") from error


READERS = {UNIT: _unit, ROLE: _role, HOLDER: _holder, NAME: _name, USERNAME: _username, PHONE: _phone}
