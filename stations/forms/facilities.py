"""The page that fills a unit's checklists in, and the filter of the overview."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.pictures import photo
from common.text import validate_text
from common.uploads import check_photo
from stations.choices import NUMBERED, FacilityState
from stations.forms.units import date_input
from stations.models import FacilityCheck
from stations.rules.facilities import LACKING, STATES, Checklist, Item, ItemLine
from stations.services.facilities import Entry


class ChecklistForm(forms.Form):
    """Every item of the unit's checklists on one page.

    `seen-…` is the row whose state the person looked at: what they left as it was is not written over what somebody else changed meanwhile.
    """

    on = forms.DateField(label="核对日期", widget=date_input(), help_text="只记给这次有改动的项目。")

    def __init__(self, *args, lists: Iterable[Checklist], rows: Iterable[FacilityCheck], all_done: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        rows = list(rows)
        self.lists, self.seen = list(lists), {row.pk: row for row in rows}
        self.current = {row.key: row for row in rows if row.is_current}
        self.fields["on"].initial = clock.today()
        for item in self.items():
            self._add(item, FacilityState.DONE if all_done else "")

    def items(self) -> list[Item]:
        return [item for each in self.lists for item in each.items]

    def _add(self, item: Item, unset: str) -> None:
        row = self.current.get(item.key)
        self.fields[f"state-{item.key}"] = forms.ChoiceField(
            label=item.name, choices=FacilityState.choices, required=False, widget=forms.RadioSelect, initial=row.state if row else unset
        )
        note = forms.TextInput(attrs={"class": "form-control", "placeholder": "说明，可不填", "aria-label": f"{item.name}的说明"})
        self.fields[f"note-{item.key}"] = forms.CharField(
            required=False, max_length=200, validators=[validate_text], widget=note, initial=row.note if row else ""
        )
        picture = forms.FileInput(attrs={"class": "form-control", "accept": ".jpg,.jpeg,.png", "aria-label": f"{item.name}的照片"})
        self.fields[f"photo-{item.key}"] = forms.FileField(required=False, widget=picture)
        self.fields[f"drop-{item.key}"] = forms.BooleanField(label="删除这张照片", required=False)
        self.fields[f"seen-{item.key}"] = forms.IntegerField(required=False, widget=forms.HiddenInput, initial=row.pk if row else 0)

    def rows(self) -> list[tuple]:
        """(list, [(item, its row, bound fields)]) for the template."""
        names = ("state", "note", "photo", "drop", "seen")
        return [
            (each, [(item, self.current.get(item.key), {name: self[f"{name}-{item.key}"] for name in names}) for item in each.items])
            for each in self.lists
        ]

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise ValidationError("这一天还没有到，请改成核对的日期。")
        return self.cleaned_data["on"]

    def clean(self) -> dict:
        data = super().clean()
        self.entries = [entry for item in self.items() if (entry := self._entry(item, data))]
        return data

    def _entry(self, item: Item, data: dict) -> Entry | None:
        """What the person changed of the item; None when it was left as it was."""
        state, note = data.get(f"state-{item.key}", ""), data.get(f"note-{item.key}", "")
        seen = self.seen.get(data.get(f"seen-{item.key}"))
        picture = self._picture(item, data)
        if picture is None and (state, note) == ((seen.state, seen.note) if seen else ("", "")):
            return None
        if not state:
            self.add_error(f"state-{item.key}", f"请选「{item.name}」的情况。")
            return None
        return Entry(item.key, state, note, picture)

    def _picture(self, item: Item, data: dict) -> bytes | None:
        file = data.get(f"photo-{item.key}")
        if not file:
            return b"" if data.get(f"drop-{item.key}") and item.key in self.current else None
        try:
            return photo(check_photo(file).data)
        except ValidationError as error:
            self.add_error(f"photo-{item.key}", error)
            return None


class OverviewForm(forms.Form):
    """Which units and items the overview shows."""

    q = forms.CharField(label="名称", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "家和站"), *((kind.value, kind.label) for kind in NUMBERED)])
    under = forms.TypedChoiceField(label="人大", required=False, coerce=int, empty_value=None)
    item = forms.ChoiceField(label="项目", required=False)
    state = forms.ChoiceField(label="情况", required=False, choices=[("", "全部"), (LACKING, "有没做到、正在补或没填的"), *STATES.items()])

    def __init__(self, *args, congresses: list[tuple[int, str]], items: Iterable[ItemLine], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["under"].choices = [("", "全部"), *congresses]
        if len(congresses) < 2:
            del self.fields["under"]
        self.fields["item"].choices = [("", "全部"), *((line.item.key, f"{line.item.list_name}：{line.item.name}") for line in items)]

    def wanted(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}
