"""The pages that write a yearly plan and say what of it is done."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from common import clock
from common.text import validate_text
from stations.choices import NUMBERED, PlanSort
from stations.forms.units import date_input
from stations.models import PlanItem
from stations.rules.plans import LATE, STATES, end_of_month
from stations.services.plans import Line

MOST = 60
EMPTY_ROWS = 3


class LineForm(forms.Form):
    pk = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(label="类别", choices=PlanSort.choices, initial=PlanSort.CONTACT)
    title = forms.CharField(label="做什么", max_length=120, validators=[validate_text], error_messages={"required": "请写明做什么，或去掉这一行。"})
    month = forms.TypedChoiceField(
        label="几月",
        choices=[("", "请选择"), *((number, f"{number} 月") for number in range(1, 13))],
        coerce=int,
        error_messages={"required": "请选择几月。"},
    )
    day = forms.IntegerField(label="几日（可不填）", required=False, min_value=1, max_value=31, widget=forms.NumberInput(attrs={"class": "w-number"}))
    person = forms.CharField(label="责任人", required=False, max_length=60, validators=[validate_text])

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.year = year

    def clean(self) -> dict:
        data = super().clean()
        month, day = data.get("month"), data.get("day")
        if month and day and day > end_of_month(self.year, month).day:
            self.add_error("day", f"{self.year} 年 {month} 月没有 {day} 日。")
        return data

    def line(self) -> Line:
        data = self.cleaned_data
        month, day = data["month"], data["day"]
        due_on = date(self.year, month, day) if day else end_of_month(self.year, month)
        return Line(data["sort"], data["title"], due_on, not day, data["person"], data["pk"])


class _Lines(BaseFormSet):
    def lines(self) -> list[Line]:
        """The lines that somebody filled in and did not take away."""
        gone = set(self.deleted_forms)
        return [form.line() for form in self.forms if form not in gone and form.has_changed()]


def line_forms(items: list[PlanItem], year: int, data=None) -> BaseFormSet:
    """The plan's lines and, while it is read first, a few empty ones: they need no script."""
    made = formset_factory(LineForm, formset=_Lines, extra=EMPTY_ROWS, can_delete=True, max_num=MOST, validate_max=True)
    initial = [
        {
            "pk": item.pk,
            "sort": item.sort,
            "title": item.title,
            "month": item.due_on.month,
            "day": None if item.by_month else item.due_on.day,
            "person": item.person,
        }
        for item in items
    ]
    return made(data, initial=None if data else initial, prefix="line", form_kwargs={"year": year})


class DoneForm(forms.Form):
    done_on = forms.DateField(label="完成日期", required=False, widget=date_input(), help_text="空着表示还没有完成。")
    done_note = forms.CharField(
        label="完成情况", required=False, max_length=300, validators=[validate_text], help_text="写进年度总结的草稿；可不填。"
    )

    def clean_done_on(self):
        if self.cleaned_data["done_on"] and self.cleaned_data["done_on"] > clock.today():
            raise ValidationError("这一天还没有到，请改成完成的日期。")
        return self.cleaned_data["done_on"]


class PlacesForm(forms.Form):
    """Which units an overview shows: by name, and by congress where there are several."""

    q = forms.CharField(label="名称", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    under = forms.TypedChoiceField(label="人大", required=False, coerce=int, empty_value=None)

    def __init__(self, *args, congresses: list[tuple[int, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = [("", "全部"), *congresses]
        if len(congresses) < 2:
            del self.fields["under"]

    def wanted(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}


class PlansForm(PlacesForm):
    """Which plans of a year the overview shows."""

    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "家和站"), *((kind.value, kind.label) for kind in NUMBERED)])
    state = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), *STATES.items(), (LATE, "有超期事项")])
