"""The form that takes a divisions file."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms

from common.uploads import check_upload
from stations.rules.divisions import ENDINGS


class DivisionsForm(forms.Form):
    """`upload` in the clean data is the guarded file (common.uploads.Upload)."""

    upload = forms.FileField(
        label="区划表", help_text=".xlsx 或 .csv，不超过 20 MB，一次最多 5,000 行。", widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )
    ending = forms.ChoiceField(
        label="乡镇人大怎么称呼", choices=[(ending, f"××镇{ending}") for ending in ENDINGS], initial=ENDINGS[0], widget=forms.RadioSelect
    )
    stations = forms.BooleanField(
        label="每个村、社区各建一个代表联络站", required=False, initial=True, help_text="表里「建联络站」写了「否」的不建。"
    )
    zones = forms.BooleanField(label="开发区、农场等也建", required=False, help_text="区划代码第 7 位是 4 或 5 的；不选，就连同它们的村一起跳过。")
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["request_key"].initial = uuid4
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("upload", Field("ending", wrapper_class="segmented"), "stations", "zones", "request_key")

    def clean_upload(self):
        return check_upload(self.cleaned_data["upload"])
