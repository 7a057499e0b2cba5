"""纪要 of a home day and what was raised at it, in one go."""

from uuid import uuid4

from django import forms
from django.forms import BaseFormSet, formset_factory

from common.text import clean_name, clean_phone, clean_text, validate_impersonal, validate_text
from constituents.models import HomeDay
from constituents.rules.home_days import deputies_for
from constituents.services.people import Visitor
from deputies.models import Deputy
from opinions.forms.matters import MatterForm, department_choices
from opinions.services.home_days import Minutes, RaisedDraft

MOST = 20
WRITTEN = ("words", "name", "phone", "answer")


class MinutesForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    minutes = forms.CharField(
        label="纪要",
        required=False,
        max_length=10_000,
        validators=[validate_text, validate_impersonal],
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="谁讲了什么、议定了什么。要交给部门办的，写在下面「提出的事」里。",
    )

    def clean_minutes(self) -> str:
        return clean_text(self.cleaned_data["minutes"])

    def clean_seen(self) -> str:
        return clean_text(self.cleaned_data["seen"])

    def renew(self, seen: str) -> None:
        """Keep what was typed, and say that the newer minutes were seen now."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    def draft(self, raised: list[RaisedDraft]) -> Minutes:
        data = self.cleaned_data
        return Minutes(data["minutes"], data["seen"], data["request_key"], tuple(raised))


class RaisedForm(MatterForm):
    """A matter, and who raised it."""

    deputy = forms.ModelChoiceField(label="哪位代表提出", queryset=None, required=False, help_text="记入代表的履职登记「收到意见」。")
    name = forms.CharField(label="其他提出人", required=False, max_length=40, validators=[validate_text])
    phone = forms.CharField(label="电话", required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))

    def __init__(self, *args, deputies: list[Deputy], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "提出的事（按原话记）"
        self.fields["words"].error_messages["required"] = "请记下提出的是什么事。"
        self.fields["deputy"].queryset = Deputy.objects.filter(pk__in=[one.pk for one in deputies])
        self.fields["deputy"].choices = [("", "不是代表提出的"), *((one.pk, one.name) for one in deputies)]

    def has_changed(self) -> bool:
        """A row in which nothing was written holds no matter, whatever is chosen in it."""
        return any(name in self.changed_data for name in WRITTEN)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def raised(self) -> RaisedDraft:
        data = self.cleaned_data
        return RaisedDraft(self.draft(), data["deputy"], Visitor(name=data["name"], phone=data["phone"]))


class _Raised(BaseFormSet):
    def raised(self) -> list[RaisedDraft]:
        """Every row that was filled in and not removed, in order."""
        gone = set(self.deleted_forms)
        return [form.raised() for form in self.forms if form.has_changed() and form not in gone]


def raised_forms(row: HomeDay, data=None) -> BaseFormSet:
    """The rows of what was raised: one to begin with."""
    made = formset_factory(RaisedForm, formset=_Raised, extra=1, can_delete=True, max_num=MOST, absolute_max=MOST, validate_max=True)
    also = row.attendances.values_list("deputy_id", flat=True)
    kwargs = {"station": row.station, "departments": department_choices(row.station), "deputies": list(deputies_for(row.station, row.date, also))}
    return made(data, prefix="raised", form_kwargs=kwargs, error_messages={"too_many_forms": f"一次最多记 {MOST} 件，多的请保存以后再记。"})
