"""The form of a commendation."""

from datetime import date
from uuid import uuid4

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from deputies.forms.files import plain_helper
from deputies.forms.seats import day_input


class CommendationForm(forms.Form):
    on = forms.DateField(label="表彰日期", widget=day_input())
    title = forms.CharField(
        label="表彰名称", max_length=120, validators=[validate_text, validate_impersonal], help_text="照证书上的写，例如：优秀人大代表。"
    )
    by_whom = forms.CharField(label="授予单位", max_length=80, validators=[validate_text, validate_impersonal])
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(Div("on", "by_whom", css_class="columns-2"), "title", "request_key")

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > clock.today():
            raise ValidationError("还没有到这一天，请核对表彰日期。")
        return day

    @property
    def facts(self) -> tuple[date, str, str]:
        data = self.cleaned_data
        return data["on"], clean_text(data["title"]), clean_text(data["by_whom"])
