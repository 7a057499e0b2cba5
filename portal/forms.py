"""The public's forms."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from constituents.forms.appointments import BookingForm
from opinions.forms.answers import ReplyForm


class QueryForm(forms.Form):
    """Number and code from the slip."""

    button = "查看办理情况"

    number = forms.CharField(label="编号", max_length=40, help_text="回执上的编号，例如：河湾访2026-0012")
    code = forms.CharField(label="查询码", max_length=40, help_text="回执上的 12 位字母和数字，大小写、横线都不要紧")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("number", "code"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["code"].widget.attrs |= {"autocapitalize": "characters"}
        self.helper = FormHelper()
        self.helper.add_input(Submit("", self.button))

    def refuse(self, words: str) -> None:
        self.add_error(None, ValidationError(words))


class DepartmentForm(QueryForm):
    """Number and code from the 交办单 of a department without an account."""

    button = "打开这件交办"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = "交办单上的编号，例如：河湾2026-0012"
        self.fields["code"].label, self.fields["code"].help_text = "办理码", "交办单下面的 12 位字母和数字"


class AppointmentForm(QueryForm):
    """Number and code of an appointment."""

    button = "查看预约"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["number"].help_text = "预约时给您的编号，例如：河湾约2026-0003"
        self.fields["code"].help_text = "预约时给您的 12 位字母和数字"


class PublicBookingForm(BookingForm):
    """Told what for and how long before name and phone are taken (个人信息保护法 17)."""

    consent = forms.BooleanField(
        label="我同意联络站为这次接待使用我的姓名和电话", error_messages={"required": "要同意使用姓名和电话才能在网上约；不愿意的，请直接到站里来。"}
    )


class DaysForm(forms.Form):
    q = forms.CharField(label="村、社区或联络站的名字", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))


class CodeReplyForm(ReplyForm):
    """The department's answer by its code: who stands for it must be named, because no account says so."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["contact"].required = True
        self.fields["contact"].error_messages["required"] = "请写明承办人和电话。"


class StationForm(forms.Form):
    """Which station's reception days."""

    q = forms.CharField(label="站名或村、社区", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
