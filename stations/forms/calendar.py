"""The form for one festival of the State Council's notice."""

import re
from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError

from common.text import parse_date, validate_text
from stations.forms.units import date_input, helper

LONGEST = 15  # days off in a row
_SHORT = re.compile(r"(\d{1,2})[月./-](\d{1,2})日?")


class FestivalForm(forms.Form):
    name = forms.CharField(label="节日", max_length=20, validators=[validate_text], help_text="例如「春节」。")
    off_from = forms.DateField(label="放假第一天", widget=date_input())
    off_to = forms.DateField(label="放假最后一天", widget=date_input())
    make_up = forms.CharField(label="调休上班的日子", required=False, max_length=120, help_text="写成「2月14日、2月28日」；跨年的写全年月日。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("写入日历")

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("off_from"), data.get("off_to")
        if not first or not last:
            return data
        count = (last - first).days + 1
        if count < 1:
            self.add_error("off_to", "放假最后一天不能早于第一天。")
        elif count > LONGEST:
            self.add_error("off_to", f"一次放假最多 {LONGEST} 天，请核对。")
        data["days_off"] = [first + timedelta(days=number) for number in range(max(0, count))]
        data["make_up_days"] = self._make_up(data.get("make_up", ""), data["days_off"])
        return data

    def _make_up(self, text: str, days_off: list[date]) -> list[date]:
        found = []
        for part in filter(None, re.split(r"[、,，;；\s]+", text)):
            try:
                found.append(_make_up_day(part, days_off))
            except ValidationError as error:
                self.add_error("make_up", error)
        return found


def _make_up_day(text: str, days_off: list[date]) -> date:
    short = _SHORT.fullmatch(text)
    day = parse_date(f"{days_off[0].year}-{short[1]}-{short[2]}" if short and days_off else text)
    if day.weekday() < 5:
        raise ValidationError(f"「{text}」是工作日，本来就上班，不用写。")
    if day in days_off:
        raise ValidationError(f"「{text}」在放假的日子里，请核对。")
    return day
