"""Prints the demonstration's logins while they work with the shown password."""

from unicodedata import east_asian_width

from django.core.management.base import BaseCommand

from desk.demo.logins import ADMINISTRATOR, PASSWORD, open_logins


class Command(BaseCommand):
    help = "列出演示账号"

    def handle(self, *args, **options) -> None:
        logins = open_logins()
        if not logins:
            return
        self.stdout.write(f"演示账号（密码都是 {PASSWORD}，仅供试用）：")
        for login in logins:
            self.stdout.write(f"  {_padded(login.username, 13)}{_padded(login.name, 8)}{_padded(login.role_label, 18)}{login.unit}")
        if any(login.username == ADMINISTRATOR for login in logins):
            self.stdout.write(f"建自己的单位：用 {ADMINISTRATOR} 登录，点「开始」，演示数据就收起来。")


def _padded(text: str, width: int) -> str:
    """Filled with blanks to a width in columns; a Chinese character takes two."""
    taken = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(1, width - taken)
