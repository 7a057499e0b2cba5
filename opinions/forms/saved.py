"""The name of a kept filter."""

from uuid import uuid4

from django import forms

from common.text import validate_impersonal, validate_text


class RenameForm(forms.Form):
    name = forms.CharField(label="名称", max_length=20, validators=[validate_text, validate_impersonal])


class SaveForm(RenameForm):
    query = forms.CharField(max_length=4_000, required=False, widget=forms.HiddenInput)
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
