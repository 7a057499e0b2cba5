"""What is shown of personal data until somebody asks for it with a reason."""

import re

ANONYMOUS = "匿名"
COMPOUND_SURNAMES = frozenset(
    "欧阳 太史 上官 端木 司马 东方 独孤 南宫 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 "
    "司徒 鲜于 司空 闾丘 令狐 百里 呼延 东郭 南门 西门 第五 拓跋 轩辕 公西 漆雕 壤驷 乐正 宰父 谷梁 段干 梁丘 左丘 东门 完颜 纳兰".split()
)


def mask_name(name: str) -> str:
    """The surname and one star, whatever the length: 王小明 → 王*, 欧阳小明 → 欧阳*; nobody's name → 匿名."""
    name = (name or "").strip()
    if not name:
        return ANONYMOUS
    kept = name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]
    return f"{kept}*"


def mask_phone(phone: str) -> str:
    """138****6215 for a mobile; the last 3 digits of a landline, the last 2 of anything else; none of 4 or fewer."""
    digits = _digits(phone)
    if re.fullmatch(r"1\d{10}", digits):
        return f"{digits[:3]}****{digits[-4:]}"
    if re.fullmatch(r"0\d{9,11}|[2-9]\d{6,7}", digits):
        return f"****{digits[-3:]}"
    if len(digits) > 4:
        return f"****{digits[-2:]}"
    return "****" if phone else ""


def last_four(phone: str) -> str:
    """The last four digits; "" when fewer than seven are there, because four would be most of them."""
    digits = _digits(phone)
    return digits[-4:] if len(digits) >= 7 else ""


def mask_address(address: str) -> str:
    """Nothing of it: the village stands in a field of its own."""
    return "***" if (address or "").strip() else ""


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9]", "", phone or "")
