"""Whether a line of a roster is a person already known. Two people of one name are told apart by birth month or phone, never by guess."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.core.exceptions import ValidationError

from deputies.models import Deputy

BATCH = 500


class People:
    """Everybody of these names whom the user may see, and those that this roster adds."""

    def __init__(self, user, names: Iterable[str]) -> None:
        self.in_file = Counter(names)
        self.by_name: dict[str, list[Deputy]] = {}
        wanted = list(self.in_file)
        for start in range(0, len(wanted), BATCH):
            found = Deputy.objects.visible_to(user).filter(name__in=wanted[start : start + BATCH]).prefetch_related("mandates")
            for deputy in found.order_by("pk"):
                self.by_name.setdefault(deputy.name, []).append(deputy)

    def add(self, deputy: Deputy) -> None:
        self.by_name.setdefault(deputy.name, []).append(deputy)

    def match(self, name: str, born_in: date | None, phone: str) -> Deputy | None:
        """The person of the line, or None for a new one. ValidationError when it could be either."""
        namesakes = self.by_name.get(name, [])
        by_birth = [one for one in namesakes if born_in and one.born_in == born_in]
        by_phone = [one for one in namesakes if phone and one.phone == phone]
        sure = [one for one in by_birth if one in by_phone] or by_birth or by_phone
        if len(sure) == 1:
            return sure[0]
        unclear = sure or [one for one in namesakes if not (born_in and one.born_in)]
        if not unclear:
            return None
        one = unclear[0]
        if len(unclear) == 1 and self.in_file[name] == 1 and not (phone and one.phone):
            return one
        missing = "手机号码" if born_in else "出生年月（或手机号码）"
        raise ValidationError(f"有同名的代表，分不清「{name}」是哪一位，请在这一行补上{missing}；已有的代表请先在档案里补上。", code="namesake")
