"""Pages of a plan: how it is made, one day of it, the overview's filter."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from common.text import clean_text, validate_impersonal, validate_text
from constituents.models import ReceptionDay, ReceptionPlan
from constituents.models.plans import MOST_ON_DUTY
from constituents.rules.planning import Choice
from constituents.rules.plans import FAULTS, STATES
from constituents.services.plan_days import DayFacts
from constituents.services.plans import ON_DUTY, Wish
from deputies.models import Deputy
from stations.forms.plans import PlacesForm

TIME = {"type": "time"}
DAY = {"type": "date"}
MONTHS = [(1, "第一个月"), (2, "第二个月"), (3, "第三个月")]


class PlanForm(forms.Form):
    """How a plan is made. period: «month» or «quarter» where the station picks its own day, is_home: no deputies in turn."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    month = forms.TypedChoiceField(label="每季度哪个月", choices=MONTHS, coerce=int)
    day = forms.IntegerField(label="几日", min_value=1, max_value=31, widget=forms.NumberInput(attrs={"class": "w-number"}))
    on_duty = forms.IntegerField(
        label="每天几位代表",
        min_value=1,
        max_value=MOST_ON_DUTY,
        initial=ON_DUTY,
        widget=forms.NumberInput(attrs={"class": "w-number"}),
        help_text="轮流排，全年每位代表的次数最多差一次。",
    )

    def __init__(self, *args, plan: ReceptionPlan | None, period: str, is_home: bool, **kwargs):
        super().__init__(*args, **kwargs)
        unused = {"month": period != "quarter", "day": not period, "on_duty": is_home}
        for name, is_unused in unused.items():
            if is_unused:
                del self.fields[name]
        if "day" in self.fields:
            self.fields["day"].help_text = "制度规定由各站自定。短的月份没有这一天，就在月底；遇节假日按制度顺延。"
            if period == "month":
                self.fields["day"].label = "每月几日"
        self.initial["version"] = plan.version if plan else 0
        if plan:
            self.initial |= {"on_duty": plan.on_duty, "day": plan.day, "month": plan.month}

    def wish(self) -> Wish:
        data = self.cleaned_data
        return Wish(data.get("on_duty", ON_DUTY), Choice(data.get("day"), data.get("month")))


class DayForm(forms.Form):
    """One day of a plan. `version` is the plan that the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    date = forms.DateField(label="日期", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    starts_at = forms.TimeField(label="开始", widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    ends_at = forms.TimeField(label="结束", widget=forms.TimeInput(attrs=TIME, format="%H:%M"))
    place = forms.CharField(
        label="地点",
        required=False,
        max_length=80,
        validators=[validate_text, validate_impersonal],
        help_text="空着就是站里；在别处接待的写明，例如村文化广场。",
    )
    topic = forms.CharField(label="议题", required=False, max_length=80, validators=[validate_text, validate_impersonal])
    deputies = forms.ModelMultipleChoiceField(label="接待代表", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, plan: ReceptionPlan, day: ReceptionDay | None, people: list[tuple[Deputy, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["deputies"].queryset = Deputy.objects.filter(pk__in=[deputy.pk for deputy, _ in people])
        self.fields["deputies"].choices = [(deputy.pk, f"{deputy.name}（{note}）" if note else deputy.name) for deputy, note in people]
        self.initial["version"] = plan.version
        if day:
            there = list(day.duties.values_list("deputy_id", flat=True))
            self.initial |= {
                "date": day.date,
                "starts_at": day.starts_at,
                "ends_at": day.ends_at,
                "topic": day.topic,
                "place": day.place,
                "deputies": there,
            }

    def clean(self) -> dict:
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "结束要在开始之后。")
        return data

    def facts(self) -> DayFacts:
        data = self.cleaned_data
        people = tuple(sorted(deputy.pk for deputy in data["deputies"]))
        return DayFacts(data["date"], data["starts_at"], data["ends_at"], clean_text(data["topic"]), people, clean_text(data["place"]))

    def refuse(self, error: ValidationError) -> None:
        """What a verb found wrong, at its field."""
        self.add_error(None, error)


class DropForm(forms.Form):
    """A day that does not take place, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="取消的原因", max_length=80, validators=[validate_text, validate_impersonal], help_text="会告诉这天的代表和已经预约的人；不在公告里写。"
    )


LONGEST_ID = 18  # digits of a row's id


class SeenForm(forms.Form):
    """A step with a plan: which version was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MoveForm(SeenForm):
    """Which days of the plan are moved, by id."""

    day = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["day"].choices = [(value, value) for value in data.getlist("day") if value.isdecimal() and len(value) <= LONGEST_ID]


class MakeAllForm(forms.Form):
    """The request key of the button that makes all plans."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PlanFilterForm(PlacesForm):
    """Which stations the overview shows."""

    state = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), *STATES.items(), *FAULTS.items()])
