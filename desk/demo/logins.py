"""The demonstration's logins: who, at which unit, in which role. All have one password, printed on the first start."""

from dataclasses import dataclass

from accounts.models import User
from stations.choices import Role

PASSWORD = "Liaison-2026"  # noqa: S105 - made to be shown; first steps of one's own town switch these logins off


@dataclass(frozen=True)
class Login:
    username: str
    name: str
    unit: str
    role: str | None

    @property
    def role_label(self) -> str:
        return Role(self.role).label if self.role else "人大代表"


LOGINS = (
    Login("lianluo", "林小禾", "河湾村联络站", Role.LIAISON_OFFICER),
    Login("fuzhanzhang", "沈雨", "青禾镇人大主席团", Role.DEPUTY_HEAD),
    Login("zhanzhang", "冯国栋", "青禾镇人大主席团", Role.HEAD),
    Login("daibiao", "周启明", "河湾村联络站", None),
    Login("daibiao2", "杨国安", "河湾村联络站", None),
    Login("chengban", "吴海", "青禾镇农业农村办", Role.DEPARTMENT_CLERK),
    Login("renda", "罗敏", "青禾镇人大主席团", Role.OFFICE),
    Login("xianrenda", "唐洁", "云岭县人大常委会", Role.OFFICE),
    Login("admin", "江宁", "云岭县人大常委会", Role.ADMINISTRATOR),
    Login("lianluo2", "许平", "白岩村联络站", Role.LIAISON_OFFICER),
)
ADMINISTRATOR = "admin"


def open_logins() -> list[Login]:
    """Those that still work with the shown password."""
    users = {user.username: user for user in User.objects.filter(username__in=[login.username for login in LOGINS], is_active=True)}
    return [login for login in LOGINS if login.username in users and users[login.username].check_password(PASSWORD)]
