"""Words of a reception day's record, and which days a list shows."""

import re
from datetime import timedelta

from django import forms
from django.db.models import QuerySet

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from constituents.models import ReceptionDay
from constituents.rules.records import STATES, in_state, with_state
from stations.choices import UnitKind
from stations.models import Unit

ALL, SOON = "all", timedelta(days=31)
MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


class RecordForm(forms.Form):
    """小结; `seen` is the summary that stood when the page was opened."""

    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    summary = forms.CharField(
        label="小结",
        required=False,
        max_length=2000,
        validators=[validate_text, validate_impersonal],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="来访、到站已经自动写好，这里只写要补充的话，例如集中反映的问题。可以空着。",
    )

    def clean_summary(self) -> str:
        return clean_text(self.cleaned_data["summary"])

    def clean_seen(self) -> str:
        return clean_text(self.cleaned_data["seen"])

    def renew(self, seen: str) -> None:
        """Keep what was typed, and say that the newer words were seen now."""
        self.data = self.data.copy()
        self.data["seen"] = seen


class CorrectForm(forms.Form):
    reason = forms.CharField(
        label="更正原因",
        max_length=200,
        validators=[validate_text, validate_impersonal],
        help_text="例如：漏登一位到站代表。确认过的那一版会留着。",
        error_messages={"required": "请写明为什么更正。"},
    )


class ReceptionFilter(forms.Form):
    """Month, state and station of reception days; a faulty field filters nothing and says so beside itself."""

    month = forms.RegexField(label="月份", regex=MONTH, required=False, error_messages={"invalid": "月份请写成 2026-11。"})
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "一个月内和以前的"), (ALL, "全部"), *STATES.items()])
    station = forms.ModelChoiceField(label="联络站", queryset=None, required=False, empty_label="全部")

    def __init__(self, *args, stations: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["month"].widget.input_type = "month"
        self.fields["station"].queryset = Unit.objects.filter(pk__among=stations, kind__in=(UnitKind.STATION, UnitKind.HOME)).only("name", "path")
        if len(self.fields["station"].queryset) < 2:
            del self.fields["station"]

    def narrow(self, days: QuerySet[ReceptionDay]) -> QuerySet[ReceptionDay]:
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        days = with_state(days)
        if data.get("month"):
            year, month = data["month"].split("-")
            days = days.filter(date__year=int(year), date__month=int(month))
        if data.get("station"):
            days = days.filter(station=data["station"])
        state = data.get("state")
        if not state and not data.get("month"):  # a year's plan has a dozen days to come: the one that is held today is looked for
            days = days.filter(date__lte=clock.today() + SOON)
        return in_state(days, state) if state and state != ALL else days
