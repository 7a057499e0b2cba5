"""The form of a signature under a year's sheet."""

from datetime import date
from uuid import uuid4

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import validate_impersonal, validate_text
from deputies.forms.files import plain_helper
from deputies.forms.seats import day_input
from deputies.models import DutyRecord
from deputies.rules.year_sheet import YearSheet


class RecordField(forms.ModelChoiceField):
    """Each record with its number and the congress's word for its kind, as they are printed on the sheet."""

    lines: dict[int, str] = {}  # record id → its line on the sheet

    def label_from_instance(self, record: DutyRecord) -> str:
        return self.lines.get(record.pk) or str(record)


class SignatureForm(forms.Form):
    """When and by whom it was signed; what was written against it stays empty when nothing was."""

    signed_on = forms.DateField(label="签字日期", widget=day_input())
    signed_by = forms.CharField(label="签字人", max_length=40, validators=[validate_text, validate_impersonal], help_text="一般是代表本人。")
    record = RecordField(label="对哪一条有异议", queryset=None, required=False, empty_label="整张表，或者没有列出的", help_text="没有异议的不用选。")
    words = forms.CharField(
        label="纸上写的异议", max_length=500, required=False, validators=[validate_text], widget=forms.Textarea(attrs={"rows": 3}),
        help_text="照纸上的原话写，交给人大办答复；没有异议的不填。",
    )  # fmt: skip
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, data, *, sheet: YearSheet):
        super().__init__(data, initial={"signed_on": clock.today(), "signed_by": sheet.deputy.name})
        self.sheet = sheet
        self.fields["record"].queryset = sheet.deputy.duty_records.in_year(sheet.year).order_by("on", "pk")
        self.fields["record"].lines = {row.pk: f"序号 {number}：{row}" for number, row in enumerate(sheet.records, 1)}
        self.helper = plain_helper(Div("signed_on", "signed_by", css_class="columns-2"), "record", "words", "request_key")

    def clean_signed_on(self) -> date:
        day = self.cleaned_data["signed_on"]
        if day > clock.today() or day < date(self.sheet.year, 1, 1):
            raise ValidationError(f"签字日期应在 {self.sheet.year} 年 1 月 1 日和今天之间，请核对纸上的日期。")
        return day

    def clean(self) -> dict:
        given = super().clean()
        if given.get("record") and not given.get("words"):
            self.add_error("words", "选了一条记录，请把纸上写的异议也填上；没有异议的，请选回「整张表，或者没有列出的」。")
        return given
