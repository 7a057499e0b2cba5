"""Taking an appointment, cancelling it, and how a station takes them."""

from datetime import time
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from common.text import clean_name, clean_phone, clean_text, validate_impersonal, validate_text
from constituents.models import BookingSetting, ReceptionDay
from constituents.rules.appointments import Slot
from constituents.services.appointments import Booking


class BookingForm(forms.Form):
    """Slot, name and phone. Full slots are shown and cannot be chosen."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    slot = forms.ChoiceField(label="时段", widget=forms.RadioSelect, error_messages={"required": "请选一个时段。"})
    name = forms.CharField(label="姓名", max_length=40, validators=[validate_text], error_messages={"required": "请写姓名。"})
    phone = forms.CharField(label="电话", max_length=30, error_messages={"required": "请写电话，有变动好通知。"})
    matter = forms.CharField(
        label="想反映什么", required=False, max_length=80, validators=[validate_text, validate_impersonal], help_text="一句话，代表好准备。"
    )

    def __init__(self, *args, day: ReceptionDay, slots: list[Slot], **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day
        self.free = [one for one in slots if one.free]
        self.fields["slot"].choices = [(f"{one.starts_at:%H:%M}", f"{one.words}（还可约 {one.free} 人）") for one in self.free]
        self.fields["slot"].error_messages["invalid_choice"] = "这个时段约满了或者已经过了，请换一个。"
        self.fields["phone"].widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}

    def clean_name(self) -> str:
        name = clean_name(self.cleaned_data["name"])
        if not name:
            raise ValidationError("请写姓名。")
        return name

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_matter(self) -> str:
        return clean_text(self.cleaned_data["matter"])

    def booking(self) -> Booking:
        data = self.cleaned_data
        return Booking(self.day, time.fromisoformat(data["slot"]), data["name"], data["phone"], data["matter"], data["request_key"])


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="取消原因",
        max_length=80,
        validators=[validate_text, validate_impersonal],
        help_text="例如：本人来电取消、接待日改期。",
        error_messages={"required": "请写明为什么取消。"},
    )


class SettingForm(forms.ModelForm):
    class Meta:
        model = BookingSetting
        fields = ("minutes", "places", "is_online")
