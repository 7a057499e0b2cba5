"""A contact activity: where, which kind, who took part, what was heard."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from constituents.filters import YEARS
from constituents.rules.activities import activity_rules, deputies_of
from constituents.services.activities import ActivityFacts
from deputies.models import Group
from opinions.services.activities import ActivityDraft
from stations.models import Unit


def _text(label: str, rows: int, **more) -> forms.CharField:
    return forms.CharField(label=label, validators=[validate_text], widget=forms.Textarea(attrs={"rows": rows}), **more)


class ActivityForm(forms.Form):
    """The kinds and forms are those of the station's regulation."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = forms.DateField(label="日期", validators=YEARS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label="地点", max_length=80, validators=[validate_text])
    kind = forms.ChoiceField(label="种类", required=False)
    form = forms.ChoiceField(label="形式", required=False)
    group = forms.ModelChoiceField(label="哪个小组组织的", queryset=None, required=False, empty_label="不是小组组织的")
    deputies = forms.ModelMultipleChoiceField(label="参加的代表", queryset=None, widget=forms.CheckboxSelectMultiple)
    people = forms.IntegerField(
        label="联系了多少群众（人）",
        required=False,
        validators=[MaxValueValidator(99_999)],
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "w-number"}),
    )
    heard = _text("了解的情况、反映的问题", 5, error_messages={"required": "请写下了解到的情况。"})
    done = _text("处理情况", 2, required=False)
    words = _text("要转交办理的事（原话）", 3, required=False, help_text="写了，就登记成一件意见；还有别的，保存以后再一件件登记。请勿录入涉密信息。")

    def __init__(self, *args, station: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.station, rules = station, activity_rules(station)
        self.names = {"kind": dict(rules.kinds), "form": dict(rules.forms)}
        for name, pairs in (("kind", rules.kinds), ("form", rules.forms)):
            self.fields[name].choices = [("", "其他"), *pairs]
            if not pairs:
                del self.fields[name]
        self.fields["group"].queryset = Group.objects.filter(congress_id=station.parent_id)
        self.fields["deputies"].queryset = deputies_of(station, clock.today())
        self.initial["on"] = clock.today()

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise ValidationError("这一天还没有到，活动办了再登记。")
        return self.cleaned_data["on"]

    def draft(self) -> ActivityDraft:
        data = self.cleaned_data
        chosen = {name: (data.get(name) or "", self.names[name].get(data.get(name), "")) for name in ("kind", "form")}
        facts = ActivityFacts(
            self.station,
            data["on"],
            clean_text(data["place"]),
            clean_text(data["heard"]),
            tuple(data["deputies"]),
            group=data["group"],
            people=data["people"] or 0,
            done=clean_text(data["done"]),
            request_key=data["request_key"],
            **chosen,
        )
        return ActivityDraft(facts, clean_text(data["words"]))


class ReasonForm(forms.Form):
    """作废: why."""

    reason = forms.CharField(label="作废原因", max_length=200, validators=[validate_text, validate_impersonal], help_text="原因会留在记录里。")
