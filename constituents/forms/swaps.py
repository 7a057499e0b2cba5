"""What a deputy types on the phone about a duty: whom to ask, when away."""

from uuid import uuid4

from django import forms
from django.db.models import QuerySet

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from constituents.models import Away
from deputies.models import Deputy

DAY = {"type": "date"}


class OfferForm(forms.Form):
    receiver = forms.ModelChoiceField(label="请谁接", queryset=None, required=False, empty_label="哪位都行，谁先接算谁的")
    note = forms.CharField(label="说明", required=False, max_length=80, validators=[validate_text, validate_impersonal])

    def __init__(self, *args, colleagues: QuerySet[Deputy], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["receiver"].queryset = colleagues.only("name")

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"])


class AwayForm(forms.Form):
    """Days on which a deputy cannot come. deputies: whom the station may note it for; None: oneself."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    deputy = forms.ModelChoiceField(label="代表", queryset=None, empty_label="请选择")
    first = forms.DateField(label="从", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    last = forms.DateField(label="到", widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), help_text="两头的日子都算。")
    note = forms.CharField(
        label="说明", required=False, max_length=80, validators=[validate_text, validate_impersonal], help_text="不用写原因；写了，站里看得到。"
    )

    def __init__(self, *args, deputies: QuerySet[Deputy] | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        if deputies is None:
            del self.fields["deputy"]
        else:
            self.fields["deputy"].queryset = deputies.only("name")

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("first"), data.get("last")
        if first and last and last < first:
            self.add_error("last", "最后一天要在第一天之后，或者是同一天。")
        elif last and last < clock.today():
            self.add_error("last", "这些日子已经过去，不用再登记。")
        return data

    def away(self, deputy_id: int) -> Away:
        data = self.cleaned_data
        return Away(deputy_id=deputy_id, first=data["first"], last=data["last"], note=clean_text(data["note"]), request_key=data["request_key"])
