"""Saying that an expected deputy did not come, and who came instead."""

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from common.text import clean_text, validate_impersonal, validate_text
from constituents.choices import Absence
from constituents.models import ReceptionDuty
from deputies.models import Deputy

REASONS = [(one.value, one.label) for one in Absence if one != Absence.REPLACED]


class AbsenceForm(forms.Form):
    """A reason, or a substitute, or both. `seen` is the mark that the clerk saw."""

    seen = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    absence = forms.ChoiceField(label="原因", choices=REASONS, required=False, widget=forms.RadioSelect)
    note = forms.CharField(label="说明", required=False, max_length=80, validators=[validate_text, validate_impersonal])
    substitute = forms.ModelChoiceField(
        label="代替的代表", queryset=None, required=False, empty_label="没有人代替", help_text="选了，就登记这位代表到站，计入履职记录。"
    )

    def __init__(self, *args, duty: ReceptionDuty, others: QuerySet[Deputy], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = others
        self.initial |= {"seen": duty.mark, "absence": duty.absence, "note": duty.absence_note}

    def clean_note(self) -> str:
        return clean_text(self.cleaned_data["note"])

    def clean(self) -> dict:
        data = super().clean()
        if not (data.get("absence") or data.get("substitute") or self.errors):
            self.add_error("absence", ValidationError("请选一个原因；有别的代表代替的，也可以只选代替的代表。"))
        return data

    def renew(self, seen: str) -> None:
        """Keep what was typed, and say that the newer mark was seen now."""
        self.data = self.data.copy()
        self.data["seen"] = seen
