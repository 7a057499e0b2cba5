"""What a department answers, and what the person said of it."""

from crispy_forms.layout import Field
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.clock import SHANGHAI
from common.text import validate_impersonal, validate_text
from opinions.choices import FeedbackWay, Outcome, Rating
from opinions.filters import DateInput
from opinions.forms.steps import StepForm, new_key, words_field
from opinions.rules.cases import rules_of
from opinions.rules.outcomes import outcome_faults, outcome_of
from opinions.services.cases import Answer, Telling

MINUTE = "%Y-%m-%dT%H:%M"


class ReplyForm(StepForm):
    request_key = new_key()
    reply_class = forms.ChoiceField(label="答复类别", widget=forms.RadioSelect, error_messages={"required": "请选择答复类别。"})
    text = words_field("答复全文", "请写明办了什么、结果怎样。", "会原样转告群众：写做了什么、何时做完，或为什么做不到。", rows=6)
    outcome = forms.ChoiceField(
        label="办得怎样", choices=Outcome, required=False, widget=forms.RadioSelect, help_text="类别已经说明解决了或列入计划的，不选也行。"
    )
    promised_on = forms.DateField(label="承诺落实日期", required=False, widget=DateInput, help_text="已列入计划的要填，到期会再问办得怎样。")
    refusal = forms.CharField(
        label="未采纳的理由",
        required=False,
        max_length=500,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="未采纳的要写，会转告群众。",
    )
    contact = forms.CharField(label="承办人、电话", required=False, max_length=60, validators=[validate_text], help_text="联络站有问题时找谁。")
    layout = ("request_key", "reply_class", "text", Field("outcome", wrapper_class="segmented"), "promised_on", "refusal", "contact")

    def prepare(self) -> None:
        self.fields["reply_class"].choices = [(row.code, f"{row.code} {row.name}") for row in rules_of(self.opinion).reply_classes]

    def clean(self) -> dict:
        data = super().clean()
        kind = rules_of(self.opinion).reply_class(data.get("reply_class", ""))
        if kind is None or self.errors.keys() & {"outcome", "promised_on", "refusal"}:
            return data
        data["outcome"] = outcome_of(kind, data["outcome"])
        faults = outcome_faults(kind, data["outcome"], data["promised_on"], data["refusal"])
        if not data["outcome"]:
            faults["outcome"] = f"选了「{kind.code} {kind.name}」，请再选是{'、'.join(Outcome.labels)}中的哪一种。"
        for name, words in faults.items():
            self.add_error(name, ValidationError(words))
        return data

    def answer(self) -> Answer:
        data = self.cleaned_data
        names = ("reply_class", "text", "promised_on", "contact", "outcome", "refusal", "request_key")
        return Answer(**{name: data[name] for name in names})


class FeedbackForm(StepForm):
    request_key = new_key()
    way = forms.ChoiceField(label="方式", choices=FeedbackWay, widget=forms.RadioSelect, error_messages={"required": "请选择用什么方式告诉的。"})
    at = forms.DateTimeField(
        label="反馈时间",
        input_formats=[MINUTE, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
        widget=forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local", "class": "w-date"}),
        error_messages={"required": "请填反馈时间。", "invalid": "看不懂这个时间，请写成 2026-02-03 14:30。"},
    )
    work_rating = forms.ChoiceField(
        label="群众对办理工作", choices=Rating, widget=forms.RadioSelect, error_messages={"required": "请选择群众对办理工作的评价。"}
    )
    result_rating = forms.ChoiceField(
        label="群众对办理结果", choices=Rating, widget=forms.RadioSelect, error_messages={"required": "请选择群众对办理结果的评价。"}
    )
    words = words_field("群众的话", help_text="照原话写；评价是群众本人的，没问到就选「未联系上」。")
    layout = (
        "request_key",
        Field("way", wrapper_class="segmented"),
        "at",
        Field("work_rating", wrapper_class="segmented"),
        Field("result_rating", wrapper_class="segmented"),
        "words",
    )

    def prepare(self) -> None:
        self.initial.setdefault("at", clock.now().astimezone(SHANGHAI))
        ratings = [(row["code"], row["name"]) for row in rules_of(self.opinion).satisfaction]
        self.fields["work_rating"].choices = self.fields["result_rating"].choices = ratings

    def clean_at(self):
        at = self.cleaned_data["at"]
        if at > clock.now():
            raise ValidationError("反馈时间还没有到，请核对。")
        if at.astimezone(SHANGHAI).date() < self.opinion.received_on:
            raise ValidationError("反馈时间早于收到意见的日子，请核对。")
        return at

    def telling(self) -> Telling:
        data = self.cleaned_data
        return Telling(data["way"], data["at"], data["work_rating"], data["result_rating"], data["words"], data["request_key"])


class RevealForm(forms.Form):
    """Why somebody must see the person in full."""

    reason = forms.CharField(
        label="为什么要看",
        max_length=100,
        validators=[validate_text, validate_impersonal],
        error_messages={"required": "请写明原因，例如「上门回访」。"},
    )
