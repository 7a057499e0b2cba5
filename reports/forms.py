"""What a report is asked for with."""

from uuid import uuid4

from django import forms

from common import clock
from common.text import validate_text
from reports.rules.access import congresses_of

YEARS = 6  # this one and five before: a term of office


class AnnualForm(forms.Form):
    """Year, congress, with or without what hangs below; sent by GET for the page and by POST for the workbook."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    congress = forms.ModelChoiceField(label="人大", queryset=None, empty_label=None)
    below = forms.TypedChoiceField(label="范围", choices=[("", "只统计本级"), ("1", "本级和下级")], coerce=bool, required=False, empty_value=False)

    def __init__(self, *args, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["congress"].queryset = congresses_of(user)
        newest = clock.today().year
        self.fields["year"].choices = [(year, f"{year}年") for year in range(newest, newest - YEARS, -1)]


class OrderForm(forms.Form):
    """The request key of a button that starts a job."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class RowsForm(AnnualForm):
    """Which figure of the annual report to take apart: all, one deputy's, one kind's."""

    deputy = forms.IntegerField(required=False, min_value=1)
    kind = forms.CharField(required=False, max_length=20)


class SummaryForm(forms.Form):
    text = forms.CharField(
        label="总结",
        max_length=20_000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 28}),
        help_text="第一行是标题。请不要写群众的姓名、电话。",
        error_messages={"required": "总结是空的，请写好再保存。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
