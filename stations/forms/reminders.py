"""One moment of one kind of reminder, as a congress wants it."""

from crispy_forms.helper import FormHelper
from django import forms

from common.text import clean_text, validate_impersonal, validate_text
from stations.rules.reminder_settings import SIDES, Line


class ReminderRuleForm(forms.Form):
    is_on = forms.BooleanField(label="提醒", required=False)
    days = forms.IntegerField(label="天数", widget=forms.NumberInput(attrs={"class": "w-number"}))
    at = forms.TimeField(label="几点", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "w-code"}))
    sentence = forms.CharField(
        label="另加一句",
        required=False,
        max_length=100,
        validators=[validate_text, validate_impersonal],
        help_text="接在正文后面，例如「请带好代表证」。不要写姓名、电话。",
    )

    def __init__(self, *args, line: Line, **kwargs):
        super().__init__(*args, **kwargs)
        slot, holding = line.slot, line.holding
        self.line = line
        self.initial = {
            "is_on": line.is_on,
            "days": slot.days if holding is None or holding.days is None else holding.days,
            "at": slot.at if holding is None or holding.at is None else holding.at,
            "sentence": holding.sentence if holding else "",
        }
        if slot.side:
            days = self.fields["days"]
            days.label = f"{slot.on}{SIDES[slot.side]}几{'个工作日' if slot.workdays else '天'}"
            days.help_text = f"{slot.least} 到 {slot.most} 之间。" + ("0 就是当天。" if slot.least == 0 else "")
            days.error_messages["required"] = "请填天数。"
        else:
            del self.fields["days"]
        if slot.at is None:
            del self.fields["at"]
        if line.kind.kept:
            self.fields["is_on"].disabled = True
            self.fields["is_on"].help_text = f"不能关：{line.kind.kept}"
        self.helper = FormHelper()
        self.helper.form_tag = False

    def values(self) -> dict:
        """What services.reminder_settings.set_reminder takes; what is as proposed stays empty, so that it follows the proposal."""
        data, slot = self.cleaned_data, self.line.slot
        days, at = data.get("days"), data.get("at")
        return {
            "is_on": data["is_on"],
            "days": None if days == slot.days else days,
            "at": None if at == slot.at else at,
            "sentence": clean_text(data["sentence"]),
        }
