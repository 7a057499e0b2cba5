"""What became of a promise."""

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from opinions.choices import FeedbackWay, PromiseState
from opinions.filters import DateInput
from opinions.forms.steps import StepForm, words_field
from opinions.services.cases import Check

MOVED = "moved"


class PromiseForm(StepForm):
    outcome = forms.ChoiceField(
        label="落实得怎样",
        choices=[(PromiseState.KEPT, "落实了"), (MOVED, "要延后"), (PromiseState.BROKEN, "落实不了")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择落实得怎样。"},
    )
    promised_on = forms.DateField(label="延后到哪天", required=False, widget=DateInput, help_text="要延后的才填。")
    way = forms.ChoiceField(label="怎么告诉反映人的", required=False, choices=[("", "还没有告诉"), *FeedbackWay.choices])
    note = words_field("情况", "请写明落实的情况，或为什么。")
    layout = (Field("outcome", wrapper_class="segmented"), "promised_on", "way", "note")

    def clean(self) -> dict:
        data = super().clean()
        day = data.get("promised_on")
        if data.get("outcome") == MOVED and "promised_on" not in self.errors and (day is None or day <= clock.today()):
            self.add_error("promised_on", ValidationError("请填今天以后的日期。"))
        return data

    def check(self) -> Check:
        data = self.cleaned_data
        return Check(data["outcome"], data["note"], data["way"], data["promised_on"] if data["outcome"] == MOVED else None)
