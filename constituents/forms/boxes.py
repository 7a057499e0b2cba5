"""The form of a letter box; what it asks for follows from the regulation's «box»."""

from datetime import date
from uuid import uuid4

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from common import clock
from constituents.models import LetterBox
from constituents.rules.boxes import openers_for, quarter_days, quarter_of
from deputies.forms.files import plain_helper
from deputies.models import Constituency, Deputy, Group, Mandate
from stations.forms.units import date_input
from stations.models import Unit


class BoxForm(forms.ModelForm):
    """A box of one station. `rule`: what the regulation says of boxes there."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = LetterBox
        fields = ["name", "place", "constituency", "group", "keeper", "with_liaison", "opener", "placed_on", "closed_on"]
        widgets = {"placed_on": date_input(), "closed_on": date_input()}

    def __init__(self, *args, station: Unit, rule: dict, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule, today = rule, clock.today()
        self.instance.station = station
        above = station.ancestor_ids
        self.fields["constituency"].queryset = Constituency.objects.filter(
            term__congress_id__in=above, term__starts_on__lte=today, term__ends_on__gte=today
        )
        self.fields["group"].queryset = Group.objects.filter(congress_id__in=above)
        seats = Mandate.objects.filter(term__congress_id__in=above).active_on(today)
        self.fields["keeper"].queryset = Deputy.objects.filter(pk__in=seats.values("deputy_id")).only("name").order_by("initials", "id")
        self.fields["opener"].queryset = openers_for([station.pk])
        for name in ("constituency", "group", "keeper", "opener"):
            self.fields[name].empty_label = "不填"
        if self.instance.pk is None:
            self.initial["placed_on"] = today
            del self.fields["closed_on"]
        else:
            del self.fields["request_key"]
        if not (rule["stand_in"] or self.instance.with_liaison):
            del self.fields["with_liaison"]
        self.helper = plain_helper(*[row for row in self._rows() if row in self.fields or isinstance(row, Div)])

    def _rows(self) -> list:
        days = [name for name in ("placed_on", "closed_on") if name in self.fields]
        pairs = [("name", "place"), ("constituency", "group"), ("keeper", "opener")]
        return ["request_key", *(Div(*pair, css_class="columns-2") for pair in pairs), "with_liaison", Div(*days, css_class="columns-2")]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if LetterBox.objects.filter(station=self.instance.station, name=name).exclude(pk=self.instance.pk).exclude(request_key=self._key()).exists():
            raise ValidationError(f"这个站已经有叫「{name}」的信箱，请换一个名称。")
        return name

    def _key(self):
        return self.data.get("request_key") if "request_key" in self.fields and _is_uuid(self.data.get("request_key")) else None

    def clean(self) -> dict:
        data = super().clean()
        if self.rule["at"] == "constituency" and not data.get("constituency") and "constituency" not in self.errors:
            self.add_error("constituency", "按制度，信箱每个选区一个，请选是哪个选区的。")
        if data.get("with_liaison"):
            if not (data.get("group") and data["group"].liaison_id):
                self.add_error("group", "委托联络员管理的，请选有联络员的小组；联络员在「代表 · 代表小组」里指定。")
        elif self.rule["opener"] == "deputy" and not data.get("keeper"):
            self.add_error("keeper", "按制度，信箱由代表本人开，请选管理信箱的代表。")
        elif self.rule["opener"] == "named" and not data.get("opener"):
            self.add_error("opener", "按制度，信箱由指定的专人开，请选开箱人。")
        placed_on, closed_on = data.get("placed_on"), data.get("closed_on")
        if placed_on and closed_on and closed_on < placed_on:
            self.add_error("closed_on", "停用日期不能早于启用日期。")
        return data

    def box(self) -> LetterBox:
        box = self.save(commit=False)
        if "request_key" in self.fields:
            box.request_key = self.cleaned_data["request_key"]
        return box


def _is_uuid(text: str | None) -> bool:
    try:
        forms.UUIDField().clean(text)
    except ValidationError:
        return False
    return True


QUARTERS = [("", "全年"), *((number, f"第 {number} 季度") for number in range(1, 5))]


class OpeningsForm(forms.Form):
    """Which openings the register lists; what cannot be read is this quarter."""

    box = forms.ModelChoiceField(label="信箱", queryset=None, required=False, empty_label="全部信箱")
    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    quarter = forms.TypedChoiceField(label="季度", required=False, coerce=int, empty_value=None, choices=QUARTERS)

    def __init__(self, *args, boxes: QuerySet[LetterBox], **kwargs):
        super().__init__(*args, **kwargs)
        year, quarter = quarter_of(clock.today())
        self.fields["box"].queryset = boxes
        self.fields["year"].choices = [(each, f"{each} 年") for each in range(year, year - 6, -1)]
        self.initial |= {"year": year, "quarter": quarter}
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"
        self._read = self.cleaned_data if self.is_valid() else self.initial

    @property
    def picked(self) -> LetterBox | None:
        return self._read.get("box")

    def span(self) -> tuple[date, date]:
        """First and last day."""
        year, quarter = self._read.get("year") or self.initial["year"], self._read.get("quarter")
        return quarter_days(year, quarter) if quarter else (date(year, 1, 1), date(year, 12, 31))

    @property
    def words(self) -> str:
        """「2026 年第 4 季度」."""
        first, last = self.span()
        return f"{first.year} 年" + (f"第 {last.month // 3} 季度" if last.month - first.month == 2 else "")
