"""The text that is published, its review, its withdrawal."""

from crispy_forms.helper import FormHelper
from django import forms

from common.text import clean_text, validate_text
from opinions.forms.steps import words_field
from opinions.models import Opinion, Publication
from opinions.services.publications import Text


class PublicationForm(forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Publication
        fields = ["title", "matter", "result"]
        widgets = {"matter": forms.Textarea(attrs={"rows": 4}), "result": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, data, *, opinion: Opinion, row: Publication | None):
        initial = (
            {"version": row.version} if row else {"version": 0, "title": opinion.summary[:60], "matter": opinion.words, "result": _replies(opinion)}
        )
        super().__init__(data, instance=row or Publication(opinion=opinion), initial=initial)
        self.fields["title"].help_text = "一句话，不写人名。"
        self.helper = FormHelper()
        self.helper.form_tag = False

    def text(self) -> Text:
        data = self.cleaned_data
        return Text(*(clean_text(data[name]) for name in ("title", "matter", "result")), data["version"])


class ReviewForm(forms.Form):
    """Both questions must be answered to publish; a reason sends the text back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    secrecy = forms.BooleanField(label="不含国家秘密、工作秘密和商业秘密", required=False)
    privacy = forms.BooleanField(label="不含可以认出个人的内容，机器标出的都看过了", required=False)
    reason = words_field("退回的原因", help_text="要退回修改才写。", rows=2)

    def clean(self) -> dict:
        data = super().clean()
        if "publish" in self.data and not (data.get("secrecy") and data.get("privacy")):
            self.add_error(None, "公布以前，请逐项看过并勾选两项。")
        if "publish" not in self.data and not clean_text(data.get("reason")):
            self.add_error("reason", "请写明要改什么。")
        return data

    @property
    def verdict(self) -> str:
        """The reason for sending it back; empty: publish."""
        return "" if "publish" in self.data else clean_text(self.cleaned_data["reason"])[:200]


class WithdrawForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="撤下的原因", max_length=200, validators=[validate_text], error_messages={"required": "请写明为什么撤下。"})


def _replies(opinion: Opinion) -> str:
    replies = (reply for referral in opinion.referrals.order_by("round", "-role", "pk") for reply in referral.replies.filter(returned_at=None))
    return "\n".join(f"{reply.text}（{reply.result}）" if reply.result else reply.text for reply in replies)
