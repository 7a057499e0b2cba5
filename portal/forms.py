"""The public's forms."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError


class QueryForm(forms.Form):
    """Number and code from the slip."""

    number = forms.CharField(label="编号", max_length=40, help_text="回执上的编号，例如：河湾访2026-0012")
    code = forms.CharField(label="查询码", max_length=40, help_text="回执上的 12 位字母和数字，大小写、横线都不要紧")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("number", "code"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters"}
        self.helper = FormHelper()
        self.helper.add_input(Submit("", "查看办理情况"))

    def refuse(self, words: str) -> None:
        self.add_error(None, ValidationError(words))
