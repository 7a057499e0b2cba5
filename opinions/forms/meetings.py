"""A meeting with a linked household: in a few taps on a phone, at the station's desk for a deputy without a login."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_text, validate_text
from constituents.choices import ContactWay
from constituents.filters import YEARS
from constituents.models import Household, HouseholdMeeting
from constituents.services.households import MeetingFacts
from opinions.services.meetings import MeetingDraft, Raised

WORDS = "要转交办理的事（原话）"


def _text(label: str, rows: int, **more) -> forms.CharField:
    return forms.CharField(label=label, validators=[validate_text], widget=forms.Textarea(attrs={"rows": rows}), **more)


class MeetingForm(forms.Form):
    """meeting: the one that is put right, seen in `version`; without it a new one, which may hand an opinion on."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label="联系时间", validators=YEARS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    way = forms.ChoiceField(label="方式", choices=ContactWay, initial=ContactWay.AT_HOME, widget=forms.RadioSelect)
    heard = _text("了解的情况、反映的问题", 4, error_messages={"required": "请写下了解到的情况；没有特别的事，写一句近况就行。"})
    done = _text("处理情况", 2, required=False, help_text="当场怎么答复的、准备怎么做。")
    words = _text(
        WORDS, 3, required=False, help_text="写了，就登记成一件意见，按程序交办，办到哪一步在「意见」里看得到。不用转办的空着。请勿录入涉密信息。"
    )
    signed = forms.BooleanField(label="群众已在登记表上签名", required=False)

    def __init__(self, *args, household: Household, meeting: HouseholdMeeting | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.household = household
        if meeting is None:
            del self.fields["version"]
            self.initial["on"] = clock.today()
            return
        del self.fields["words"]
        self.initial |= {name: getattr(meeting, name) for name in ("version", "on", "way", "heard", "done", "signed")}

    def clean_on(self):
        on, household = self.cleaned_data["on"], self.household
        if on > clock.today():
            raise ValidationError("这一天还没有到，请填见面的日子。")
        if on < household.starts_on or (household.ends_on and on > household.ends_on):
            raise ValidationError(
                f"{household.starts_on:%Y-%m-%d} 起才联系这一户；日子不对的，请先更正联系户。"
                if on < household.starts_on
                else "这一户那时已经不再联系。"
            )
        return on

    def facts(self) -> MeetingFacts:
        data = self.cleaned_data
        texts = {name: clean_text(data[name]) for name in ("heard", "done")}
        return MeetingFacts(data["on"], data["way"], signed=data["signed"], request_key=data["request_key"], **texts)

    def draft(self) -> MeetingDraft:
        return MeetingDraft(self.household, self.facts(), clean_text(self.cleaned_data["words"]))


class RaiseForm(forms.Form):
    """Something to hand on from a meeting that is noted already."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    words = _text(WORDS, 4, error_messages={"required": "请按原话写下要转交办理的事。"}, help_text="登记成一件意见，按程序交办。请勿录入涉密信息。")

    def raised(self) -> Raised:
        return Raised(clean_text(self.cleaned_data["words"]), self.cleaned_data["request_key"])
