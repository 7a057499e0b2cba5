"""Forms of the work calendar: one festival, or the State Council's notice of a whole year."""

from datetime import timedelta

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError

from common.sheets import SheetError
from common.text import validate_text
from common.uploads import check_upload
from stations.forms.units import date_input
from stations.resources.calendar import read_calendar
from stations.rules.festivals import make_up_days
from stations.rules.yearly_notice import LONGEST, Notice, read_notice, year_of

SMALL = 1024 * 1024


class FestivalForm(forms.Form):
    name = forms.CharField(label="节日", max_length=20, validators=[validate_text], help_text="例如「春节」。")
    off_from = forms.DateField(label="放假第一天", widget=date_input())
    off_to = forms.DateField(label="放假最后一天", widget=date_input())
    make_up = forms.CharField(label="调休上班的日子", required=False, max_length=120, help_text="写成「2月14日、2月28日」；跨年的写全年月日。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False

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
        try:
            data["make_up_days"] = make_up_days(data.get("make_up", ""), data["days_off"], first.year)
        except ValidationError as error:
            self.add_error("make_up", error)
        return data


class NoticeForm(forms.Form):
    """The notice as text or as a small sheet; `notice` in the clean data is what was read of it."""

    year = forms.IntegerField(label="哪一年", min_value=2000, max_value=2100, widget=forms.NumberInput(attrs={"class": "w-code"}))
    text = forms.CharField(
        label="通知全文",
        required=False,
        max_length=20_000,
        validators=[validate_text],
        help_text="从国务院办公厅的通知里整篇复制过来就行，标题和结尾不用删。",
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    file = forms.FileField(
        label="或者上传表格",
        required=False,
        help_text="列名：节日、放假第一天、放假最后一天、调休上班。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.mark_optional = False
        self.helper.layout = Layout("year", "text", "file")

    def clean_file(self):
        file = self.cleaned_data["file"]
        return check_upload(file, max_bytes=SMALL) if file else None

    def clean(self) -> dict:
        data = super().clean()
        year, text, file = data.get("year"), data.get("text", ""), data.get("file")
        if self.errors:
            return data
        if bool(text.strip()) == bool(file):
            self.add_error("text", "请粘贴通知全文，或上传表格，两样选一样。")
            return data
        said = year_of(text)
        if said and said != year:
            self.add_error("year", f"通知写的是 {said} 年的安排，这里填的是 {year} 年，请核对。")
            return data
        data["notice"] = self._read(year, text, file)
        if data["notice"] and data["notice"].faults:
            self.add_error("file" if file else "text", data["notice"].faults)
        return data

    def _read(self, year: int, text: str, file) -> Notice | None:
        try:
            return read_calendar(file, year) if file else read_notice(text, year)
        except SheetError as error:
            self.add_error("file", str(error))
            return None
