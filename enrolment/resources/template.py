"""The empty list to fill in (.xlsx)."""

from common.blanks import Column, blank_list
from enrolment.rules.cells import HOLDER, NAME, PHONE, REQUIRED, ROLE, ROLE_NAMES, UNIT, USERNAME

COLUMNS = {
    UNIT: ("单位的全称；几个单位同名的，写「上级/单位」", "河湾村联络站", 24),
    ROLE: ("、".join(ROLE_NAMES) + "。代表写选出他的人大，或他联系的站", "联络员", 18),
    HOLDER: ("一个岗位两个人的，写 A 或 B；不分的留空", "A", 10),
    NAME: ("这个人的姓名；代表要和名册一致", "张三", 12),
    USERNAME: ("留空的由姓名拼音生成；已有账号的人写他的用户名", "zhangsan", 18),
    PHONE: ("只用来分清同名的人，不保存；可不填", "", 16),
}


def columns() -> list[Column]:
    return [Column(heading, *told, required=heading in REQUIRED) for heading, told in COLUMNS.items()]


def template_workbook() -> bytes:
    return blank_list("账号", columns())
