"""A linked household: who, which category, since when. One form for the deputy's phone and the station's desk."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_name, clean_phone, clean_text, validate_text
from constituents.filters import YEARS
from constituents.models import Household
from constituents.rules.households import STATES, Asked
from constituents.services.households import HouseholdFacts
from stations.models import Unit

DAY = {"type": "date"}


def day_field(label: str, **more) -> forms.DateField:
    return forms.DateField(label=label, validators=YEARS, widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"), **more)


class HouseholdForm(forms.Form):
    """household: the one that is put right; without it a new one at one of the stations."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    station = forms.ModelChoiceField(label="联络站", queryset=None, empty_label=None)
    name = forms.CharField(label="姓名", max_length=40, validators=[validate_text])
    category = forms.ChoiceField(label="类别", required=False)
    phone = forms.CharField(label="电话", required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"}))
    village = forms.CharField(label="村（社区）", required=False, max_length=40, validators=[validate_text])
    address = forms.CharField(label="住址", required=False, max_length=120, validators=[validate_text])
    starts_on = day_field("从哪天起联系")
    ends_on = day_field("到哪天为止", required=False, help_text="还在联系的空着。填了，这一户就不再算在联系户里，见过的面仍然算。")

    def __init__(self, *args, asked: Asked, stations: list[Unit] = (), household: Household | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.household = household
        choices = [("", "没有归类"), *asked.choices]
        if household and household.category and household.category not in dict(choices):
            choices.append((household.category, household.category_name))
        self.names = dict(choices)
        self.fields["category"].choices = choices
        if len(choices) == 1:
            del self.fields["category"]
        if household or len(stations) < 2:
            del self.fields["station"]
        else:
            self.fields["station"].queryset = Unit.objects.filter(pk__in=[unit.pk for unit in stations])
        if household is None:
            del self.fields["ends_on"]
            self.initial["starts_on"] = clock.today()
            return
        person = household.person
        self.initial |= {"name": person.name, "phone": person.phone, "village": person.village, "address": person.address}
        self.initial |= {"category": household.category, "starts_on": household.starts_on, "ends_on": household.ends_on}

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and first > clock.today():
            self.add_error("starts_on", ValidationError("这一天还没有到，请填已经开始联系的日子。"))
        if first and last and last < first:
            self.add_error("ends_on", ValidationError("最后一天要在第一天之后，或者是同一天。"))
        return data

    def facts(self) -> HouseholdFacts:
        data = self.cleaned_data
        code = data.get("category", "")
        texts = {name: clean_text(data[name]) for name in ("name", "phone", "village", "address")}
        return HouseholdFacts(
            **texts, category=(code, self.names[code] if code else ""), starts_on=data["starts_on"], request_key=data["request_key"]
        )


class HouseholdFilterForm(forms.Form):
    """What the list of deputies can be narrowed by."""

    q = forms.CharField(label="代表", required=False, max_length=40)
    station = forms.ChoiceField(label="联络站", required=False)
    group = forms.ChoiceField(label="代表小组", required=False)
    state = forms.ChoiceField(label="情况", choices=STATES, required=False)
    year = forms.CharField(required=False, max_length=4, widget=forms.HiddenInput)  # filtering stays in the year

    def __init__(self, *args, stations: list[tuple[int, str]], groups: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].choices = [("", "全部"), *stations]
        self.fields["group"].choices = [("", "全部"), *((name, name) for name in groups)]
        if len(stations) < 2:
            del self.fields["station"]

    def keeps(self, row) -> bool:
        """Whether a deputy's Standing passes; a faulty field filters nothing and says so beside itself."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        typed = clean_name(data.get("q"))
        if typed and typed not in row.deputy.name and not row.deputy.initials.startswith(typed.lower()):
            return False
        if data.get("group") and data["group"] not in row.groups:
            return False
        if data.get("station") and int(data["station"]) not in [unit.pk for unit in row.stations]:
            return False
        return row.passes(data.get("state", ""))
