"""How one wants to be reached, and what is asked of the list of reminders."""

from crispy_forms.helper import FormHelper
from django import forms

from common.text import clean_phone
from notices.channels import configured
from notices.choices import ROBOTS, Channel, ReminderState
from notices.models import Preference
from notices.registry import kinds


def clock_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-code"})


class PreferenceForm(forms.ModelForm):
    """A way that this installation has not set up is shown, but cannot be chosen."""

    class Meta:
        model = Preference
        fields = ("mail", "by_mail", "mobile", "by_sms", "by_robot", "quiet_from", "quiet_to", "digest", "digest_at")
        widgets = {
            "mail": forms.EmailInput(attrs={"autocomplete": "email"}),
            "mobile": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
            **{name: clock_input() for name in ("quiet_from", "quiet_to", "digest_at")},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        there = configured()
        missing = {"by_mail": Channel.MAIL not in there, "by_sms": Channel.SMS not in there, "by_robot": not set(there) & set(ROBOTS)}
        for name in [name for name, is_missing in missing.items() if is_missing]:
            self.fields[name].disabled = True
            self.fields[name].help_text = "本系统还没有接通这种方式，要用的话请告诉系统管理员。"

    def clean_mail(self) -> str:
        mail = self.cleaned_data["mail"].strip()
        return forms.EmailField(required=False, error_messages={"invalid": "邮箱地址不对，应像 name@example.com。"}).clean(mail)

    def clean_mobile(self) -> str:
        mobile = clean_phone(self.cleaned_data["mobile"])
        if mobile and not mobile.startswith("1"):
            raise forms.ValidationError("短信只能发到手机号，请填 11 位手机号。")
        return mobile

    def clean(self) -> dict:
        data = super().clean()
        for way, contact, words in (("by_mail", "mail", "电子邮箱"), ("by_sms", "mobile", "手机号")):
            if data.get(way) and not data.get(contact) and contact not in self.errors:
                self.add_error(contact, f"请填写{words}，或者不勾选「{self.fields[way].label}」。")
        return data


class ToldForm(forms.Form):
    q = forms.CharField(label="收件人或标题", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="种类", required=False)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "不限"), *ReminderState.choices])
    channel = forms.ChoiceField(label="方式", required=False, choices=[("", "不限"), *Channel.choices])

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "不限"), *((kind.name, kind.title) for kind in kinds())]
        for name in ("kind", "state", "channel"):
            self.fields[name].widget.attrs["class"] = "form-select"

    def narrow(self, reminders):
        """What was asked; a value that is not offered filters nothing."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        equal = {name: asked[name] for name in ("kind", "state", "channel") if asked.get(name)}
        return reminders.search(asked.get("q", "")).filter(**equal)
