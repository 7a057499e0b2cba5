"""The inspection of a 民情记录 (TZ art. 6)."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from constituents.filters import YEARS
from constituents.forms.households import HouseholdFilterForm
from constituents.rules.inspections import STATES
from constituents.services.inspections import InspectionFacts


class InspectionFilterForm(HouseholdFilterForm):
    """What the list of records can be narrowed by."""

    state = forms.ChoiceField(label="检查", choices=STATES, required=False)
    year = forms.IntegerField(required=False, widget=forms.HiddenInput)


class InspectionForm(forms.Form):
    """Of the record of one year, as it stands with so many contacts; the inspector is whoever notes it, unless another is named."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = forms.DateField(label="检查日期", validators=YEARS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    inspector = forms.CharField(label="检查人", max_length=60, validators=[validate_text, validate_impersonal])
    remark = forms.CharField(
        label="批阅意见",
        max_length=500,
        validators=[validate_text, validate_impersonal],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="例如：记录真实完整；第三季度没有走访，请补上。代表看得到。",
        error_messages={"required": "请写下批阅意见；没有意见的，写「已阅」。"},
    )

    def __init__(self, *args, year: int, contacts: int, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.year, self.contacts = year, contacts
        self.initial |= {"on": clock.today(), "inspector": user.name}

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > clock.today() or on.year < self.year:
            raise ValidationError(f"检查日期应在 {self.year} 年 1 月 1 日到今天之间。")
        return on

    def facts(self) -> InspectionFacts:
        data = self.cleaned_data
        return InspectionFacts(self.year, data["on"], clean_text(data["inspector"]), clean_text(data["remark"]), self.contacts, data["request_key"])
