"""The form of a deputy's file."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from common.text import BAD_EMAIL, clean_name, clean_phone, parse_month, validate_text
from deputies.choices import Gender
from deputies.models import Deputy


def plain_helper(*layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*layout)
    return helper


class DeputyForm(forms.ModelForm):
    """The person. `request_key` makes sending a new file twice harmless."""

    born_in = forms.CharField(label="出生年月", required=False, help_text="例如 1968-05", max_length=20)
    phone = forms.CharField(label="手机号码", required=False, max_length=30, widget=forms.TextInput(attrs={"class": "w-phone", "inputmode": "tel"}))
    email = forms.EmailField(label="电子邮箱", required=False, max_length=80, error_messages={"invalid": BAD_EMAIL})
    address = forms.CharField(label="通讯地址", required=False, max_length=120, validators=[validate_text])
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Deputy
        fields = ["name", "gender", "ethnicity", "born_in", "politics", "education", "work", "phone", "email", "address", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gender"].choices = [("", "未填"), *Gender.choices]
        if self.instance.pk is None:
            self.fields["request_key"].initial = uuid4
        elif self.instance.born_in:
            self.initial["born_in"] = f"{self.instance.born_in:%Y-%m}"
        self.helper = plain_helper(
            Div("name", "gender", "born_in", css_class="columns-3"),
            Div("ethnicity", "politics", "education", css_class="columns-3"),
            "work",
            Div("phone", "email", css_class="columns-2"),
            "address",
            "note",
            "request_key",
        )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_born_in(self):
        typed = self.cleaned_data["born_in"]
        return parse_month(typed) if typed else None

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.changed_data if name in self._meta.fields]
