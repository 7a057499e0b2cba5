"""The form that makes a new version of a regulation from the one that holds."""

from copy import deepcopy

from django import forms
from django.core.exceptions import ValidationError

from common.text import validate_text
from stations.models import Regulation
from stations.rules.regulation import CHANNELS, HOLIDAY_RULES, LIMITS, LONGEST_LIMIT, RECEPTION_KINDS, STEPS, Rules


class RegulationForm(forms.Form):
    title = forms.CharField(label="制度名称", max_length=80, validators=[validate_text])
    four_eyes = forms.BooleanField(label="前后两步须由不同的人办", required=False)
    reception_kind = forms.ChoiceField(label="接待日怎么定", choices=RECEPTION_KINDS.items())
    reception_day = forms.IntegerField(label="每月几日", min_value=1, max_value=31, help_text="没有这一天的月份，按当月最后一天。")
    reception_holiday = forms.ChoiceField(label="遇周末和节假日", choices=HOLIDAY_RULES.items())
    reception_starts_at = forms.TimeField(label="开始时间", widget=forms.TimeInput(attrs={"type": "time", "class": "w-date"}, format="%H:%M"))
    reception_ends_at = forms.TimeField(label="结束时间", widget=forms.TimeInput(attrs={"type": "time", "class": "w-date"}, format="%H:%M"))
    reception_source = forms.CharField(label="接待日的依据", max_length=120, validators=[validate_text])
    notice_lead_days = forms.IntegerField(label="接待预告提前几天公布", min_value=0, max_value=30)

    def __init__(self, *args, current: Regulation, **kwargs):
        self.body = deepcopy(current.body)
        super().__init__(*args, initial={"title": current.title, **_initial(self.body)}, **kwargs)
        for channel, label in CHANNELS.items():
            self.fields[f"chain_{channel}"] = forms.MultipleChoiceField(
                label=label, choices=STEPS.items(), required=False, widget=forms.CheckboxSelectMultiple
            )
        for name, label in LIMITS.items():
            self.fields[f"days_{name}"] = forms.IntegerField(label=label, min_value=1, max_value=LONGEST_LIMIT)
            self.fields[f"source_{name}"] = forms.CharField(label=f"{label}的依据", max_length=120, validators=[validate_text])
        self.initial |= {f"chain_{channel}": steps for channel, steps in self.body["chains"].items()}

    def chains(self) -> list:
        return [self[f"chain_{channel}"] for channel in CHANNELS]

    def limits(self) -> list[tuple]:
        """(days, source) fields of each limit."""
        return [(self[f"days_{name}"], self[f"source_{name}"]) for name in LIMITS]

    def reception(self) -> list:
        return [self[name] for name in self.fields if name.startswith("reception_") or name == "notice_lead_days"]

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors:
            self.body = _body(self.body, data)
            try:
                Rules(self.body)
            except ValidationError as error:
                self.add_error(None, error)
        return data


def _initial(body: dict) -> dict:
    found = {f"reception_{name}": value for name, value in body["reception"].items()}
    found |= {f"days_{name}": limit["days"] for name, limit in body["limits"].items()}
    found |= {f"source_{name}": limit["source"] for name, limit in body["limits"].items()}
    return found | {"four_eyes": body["four_eyes"], "notice_lead_days": body["notice_lead_days"]}


def _body(body: dict, data: dict) -> dict:
    """The body with what the form said; reply classes and what the form does not show stay."""
    reception = body["reception"] | {name: data[f"reception_{name}"] for name in body["reception"] if f"reception_{name}" in data}
    for name in ("starts_at", "ends_at"):
        reception[name] = reception[name].strftime("%H:%M")
    return body | {
        "chains": {channel: [step for step in STEPS if step in data[f"chain_{channel}"]] for channel in CHANNELS},
        "limits": {name: {"days": data[f"days_{name}"], "source": data[f"source_{name}"]} for name in LIMITS},
        "four_eyes": data["four_eyes"],
        "notice_lead_days": data["notice_lead_days"],
        "reception": reception,
    }
