"""Forms of the coverage page."""

from django import forms

from deputies.choices import GapKind
from deputies.models import Mandate


class CoverageForm(forms.Form):
    """What is shown: one congress or all, one kind of gap or all."""

    congress = forms.ChoiceField(label="人大", required=False)
    kind = forms.ChoiceField(label="缺什么", required=False, choices=[("", "全部"), *GapKind.choices])

    def __init__(self, *args, congresses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["congress"].choices = [("", "全部"), *((str(unit.pk), unit.name) for unit in congresses)]
        if len(congresses) == 1:
            del self.fields["congress"]


class LinkForm(forms.Form):
    """Which of the offered seats are to be linked."""

    seats = forms.MultipleChoiceField(label="代表", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请勾选要联系这里的代表。"})

    def __init__(self, *args, offered: list[Mandate], **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = {str(seat.pk): seat for seat in offered}
        self.fields["seats"].choices = [(pk, _words(seat)) for pk, seat in self.offered.items()]

    def chosen(self) -> list[Mandate]:
        return [self.offered[pk] for pk in self.cleaned_data["seats"]]


def _words(seat: Mandate) -> str:
    now = f"现在联系{seat.station.name}" if seat.station else "还没有联系的站（家）"
    return f"{seat.deputy.name}（{seat.term.congress.get_level_display()}代表，{seat.constituency or '没有写选区'}，{now}）"
