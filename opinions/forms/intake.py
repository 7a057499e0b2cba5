"""Uploading a list of opinions."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from common import clock
from common.uploads import Upload, check_upload
from opinions.choices import Channel
from opinions.services.intake import IntakeOrder
from stations.models import Unit

ROWS_SAY = "表里每一行都写了"
FOR_ALL = "表里没写的行，都按这个"


class IntakeForm(forms.Form):
    """The file, and what holds for all its rows that do not say it themselves."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label="表格文件",
        help_text=".xlsx 或 .csv，不超过 20 MB，一次最多 10,000 行。文件加密保存，一小时后自动删除。",
        error_messages={"required": "请选择要上传的表格。", "empty": "文件是空的，请重新选择文件。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    station = forms.ModelChoiceField(
        label="联络站",
        queryset=Unit.objects.none(),
        required=False,
        empty_label=ROWS_SAY,
        help_text=FOR_ALL,
        error_messages={"invalid_choice": "请从列出的联络站中选一个。"},
    )
    channel = forms.ChoiceField(label="反映方式", choices=[("", ROWS_SAY), *Channel.choices], required=False, help_text=FOR_ALL)
    received_on = forms.DateField(
        label="收到日期",
        required=False,
        help_text=FOR_ALL,
        widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "看不懂这个日期，请写成 2026-02-03。"},
    )
    ignore_category = forms.BooleanField(label="不导入「领域」一列，初筛时再选", required=False)

    def __init__(self, *args, stations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = stations
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.mark_optional = False
        self.helper.layout = Layout("request_key", "file", Div("station", "channel", "received_on", css_class="columns-3"), "ignore_category")

    def clean_file(self) -> Upload:
        file: UploadedFile = self.cleaned_data["file"]
        return check_upload(file)

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        if day and day > clock.today():
            raise ValidationError("这一天还没有到，请改成收到的日期。")
        return day

    def order(self) -> IntakeOrder:
        data = self.cleaned_data
        return IntakeOrder(data["file"], data["station"], data["channel"], data["received_on"], data["ignore_category"])
