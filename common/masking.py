"""What is shown of personal data until somebody asks for it with a reason."""

import re

ANONYMOUS = "匿名"
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史上官端木司马东方独孤南宫夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘令狐"
        "百里呼延东郭南门西门第五拓跋轩辕公西漆雕壤驷乐正宰父谷梁段干梁丘左丘东门完颜纳兰",
    )
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


def mask_email(email: str) -> str:
    """The first letter and the domain: z***@example.cn."""
    name, at, domain = (email or "").partition("@")
    return f"{name[:1]}***{at}{domain}" if name else ""


def mask_address(address: str) -> str:
    """Nothing of it: the village stands in a field of its own."""
    return "***" if (address or "").strip() else ""


def _digits(phone: str) -> str:
    return re.sub(r"[^0-9]", "", phone or "")
