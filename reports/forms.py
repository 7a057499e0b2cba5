"""What a report is asked for with."""

from uuid import uuid4

from django import forms

from common import clock
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
