"""The form that takes a roster."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms

from common.uploads import check_upload
from deputies.rules.files import congresses_of


class RosterForm(forms.Form):
    """`upload` in the clean data is the guarded file (common.uploads.Upload)."""

    congress = forms.ModelChoiceField(
        label="哪一级人大的名册", queryset=None, empty_label=None, help_text="没写代表层级的行，按这里选的人大登记；没写届次的，按现任的一届。"
    )
    upload = forms.FileField(label="名册文件", help_text=".xlsx 或 .csv，不超过 20 MB；第一行不必是表头。")
    may_add = forms.BooleanField(label="名册里的新选区、新小组一并添加", required=False, help_text="不选：不认识的选区和小组会当作错误列出来。")
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, congress=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["congress"].queryset = congresses_of(user)
        self.fields["congress"].initial = congress
        self.fields["request_key"].initial = uuid4
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_upload(self):
        return check_upload(self.cleaned_data["upload"])
