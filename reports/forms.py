"""What a report is asked for with."""

from uuid import uuid4

from django import forms
from django.utils.functional import cached_property

from common import clock
from common.text import validate_text
from reports.rules.access import congresses_of
from reports.rules.annual import SPAN, Only, Wanted
from stations.models import Unit

YEARS = 6  # this one and five before: a term of office
SPANS = [(number, f"{number} 年") for number in range(2, YEARS + 1)]
SHOWS = [("", "按代表"), ("groups", "按小组"), ("stations", "按站（家）"), ("years", "历年对比"), ("norms", "对照指标")]


class AnnualForm(forms.Form):
    """What an annual report is about and how it is laid out; sent by GET for the page and by POST for the workbook.

    A group or station that the chosen congress does not have (somebody changed the congress) is left out, not refused.
    """

    year = forms.TypedChoiceField(label="年度", coerce=int)
    congress = forms.ModelChoiceField(label="人大", queryset=None, empty_label=None)
    below = forms.TypedChoiceField(label="范围", choices=[("", "只统计本级"), ("1", "本级和下级")], coerce=bool, required=False, empty_value=False)
    group = forms.IntegerField(label="代表小组", required=False, widget=forms.Select)
    station = forms.IntegerField(label="联系的站（家）", required=False, widget=forms.Select)
    span = forms.TypedChoiceField(label="对比几年", coerce=int, required=False, empty_value=SPAN, choices=SPANS)
    show = forms.ChoiceField(required=False, choices=SHOWS, widget=forms.HiddenInput)
    deputy = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    drops_strangers = True

    def __init__(self, data: dict, *, user, initial: dict | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["congress"].queryset = congresses_of(user)
        newest = clock.today().year
        self.fields["year"].choices = [(year, f"{year}年") for year in range(newest, newest - YEARS, -1)]
        if data.get("below"):
            del self.fields["group"], self.fields["station"], self.fields["deputy"]
        elif data.get("deputy"):
            self.fields["group"].widget = self.fields["station"].widget = forms.HiddenInput()
        if data.get("show") != "years" and not data.get("deputy"):
            self.fields["span"].widget = forms.HiddenInput()

    @cached_property
    def changed_data(self) -> list[str]:
        """What the filter bar tells: only fields that somebody sees."""
        return [name for name in super().changed_data if not self.fields[name].widget.is_hidden]

    def clean(self) -> dict:
        congress = self.cleaned_data.get("congress")
        if congress and "group" in self.fields and not self.data.get("deputy"):
            self._offer("group", "没有编组的", congress.groups.order_by("position", "pk").values_list("pk", "name"))
            linked = Unit.objects.filter(mandates__term__congress=congress).order_by("path").distinct()
            self._offer("station", "没有联系站（家）的", linked.values_list("pk", "name"))
        return self.cleaned_data

    def _offer(self, name: str, nobodys: str, rows) -> None:
        choices = [*rows, (0, nobodys)]
        self.fields[name].widget.choices = [("", "全部"), *choices]
        if self.cleaned_data.get(name) not in {None, *(pk for pk, _ in choices)}:
            self.cleaned_data[name] = None
            if not self.drops_strangers:
                self.add_error(name, "没有这个单位。")

    @property
    def wanted(self) -> Wanted:
        """The report that a valid form asks for."""
        given = self.cleaned_data
        only = Only(*(given.get(name) for name in ("group", "station", "deputy")))
        return Wanted(given["congress"], given["year"], given["below"], only, given["span"])


class OrderForm(forms.Form):
    """The request key of a button that starts a job."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class RowsForm(AnnualForm):
    """Which figure of the annual report to take apart: all, those of some deputies, one kind's, one norm's, or what stands twice.

    part: of a congress and those below it, the figure in the line of this one.
    """

    kind = forms.CharField(required=False, max_length=20)
    norm = forms.CharField(required=False, max_length=60)
    place = forms.IntegerField(required=False, min_value=1)
    part = forms.IntegerField(required=False, min_value=1)
    repeated = forms.BooleanField(required=False)
    drops_strangers = False


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


def version_of(data: dict) -> int:
    """The version that was seen; 0 where none was sent."""
    seen = data.get("version", "")
    return int(seen) if seen.isascii() and seen.isdigit() else 0
