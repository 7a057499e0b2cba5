"""Extensions, what is not the department's, and whom it is moved to."""

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from opinions.forms.steps import StepForm, limit_choices, words_field
from opinions.rules.cases import recipients_for
from opinions.services.cases import Reassignment

LONGEST = 60  # working days asked for at once
DAYS = {"min_value": 1, "max_value": LONGEST, "error_messages": {"required": "请填延长几个工作日。"}}


class ExtensionForm(StepForm):
    days = forms.IntegerField(label="延长几个工作日", **DAYS)
    note = words_field("为什么要延期", "请写明为什么按期办不完、打算怎么办。")


class GrantForm(StepForm):
    verdict = forms.ChoiceField(
        label="决定",
        choices=[("grant", "同意"), ("refuse", "不同意")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意还是不同意。"},
    )
    days = forms.IntegerField(label="延长几个工作日", required=False, min_value=1, max_value=LONGEST)
    note = words_field("说明", help_text="不同意的，写明原因。")
    layout = (Field("verdict", wrapper_class="segmented"), "days", "note")

    def prepare(self) -> None:
        self.initial = {"days": self.referral.extension_days} | self.initial

    def clean(self) -> dict:
        data = super().clean()
        if data.get("verdict") == "grant" and not data.get("days") and "days" not in self.errors:
            self.add_error("days", ValidationError("请填延长几个工作日。"))
        if data.get("verdict") == "refuse" and not data.get("note"):
            self.add_error("note", ValidationError("请写明为什么不同意。"))
        return data

    @property
    def granted(self) -> int:
        return self.cleaned_data["days"] if self.cleaned_data["verdict"] == "grant" else 0


class DeclineForm(StepForm):
    proposed = forms.ModelChoiceField(label="应由谁办", queryset=None, required=False, empty_label="不清楚")
    note = words_field("原因", "请写明为什么不属于本单位职责。")
    layout = ("proposed", "note")

    def prepare(self) -> None:
        self.fields["proposed"].queryset = recipients_for(self.opinion).exclude(pk=self.referral.department_id)


class ReassignForm(StepForm):
    department = forms.ModelChoiceField(
        label="改派给",
        queryset=None,
        empty_label="请选择",
        error_messages={"required": "请选择改派给哪个单位。", "invalid_choice": "不能交给这个单位。"},
    )
    limit = forms.ChoiceField(label="办理时限", required=False, widget=forms.RadioSelect, help_text="从今天数起。")
    release_identity = forms.BooleanField(
        label="新的单位也看得到反映人的姓名、电话", required=False, help_text="不勾选，这一次交办的各单位都不再看得到反映人。"
    )
    note = words_field("为什么改派", "请写明为什么改派，原来的单位和新的单位都看得到。")
    layout = ("department", "limit", "release_identity", "note")

    def prepare(self) -> None:
        self.fields["department"].queryset = recipients_for(self.opinion).exclude(pk=self.referral.department_id)
        self.fields["limit"].choices = limit_choices(self.opinion)
        if not self.opinion.identity_released:
            del self.fields["release_identity"]
            self.layout = tuple(part for part in self.layout if part != "release_identity")

    def reassignment(self) -> Reassignment:
        data = self.cleaned_data
        return Reassignment(data["department"], data["note"], data["limit"], data.get("release_identity", False))
