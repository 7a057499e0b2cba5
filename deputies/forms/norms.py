"""The filter of the page of norms."""

from django import forms

from common import clock
from common.forms import PlainSelect
from deputies.models import Group
from deputies.rules.norms import Tenure
from stations.models import Unit

YEARS = 5


class NormsForm(forms.Form):
    """Congress, year, group, station, and whether those who meet the norm are shown, too."""

    congress = forms.ModelChoiceField(label="人大", queryset=None, required=False, empty_label=None, widget=PlainSelect)
    year = forms.TypedChoiceField(label="年份", coerce=int, required=False, empty_value=None, widget=PlainSelect)
    group = forms.ModelChoiceField(label="代表小组", queryset=None, required=False, empty_label="全部", widget=PlainSelect)
    station = forms.ModelChoiceField(label="联系的站（家）", queryset=None, required=False, empty_label="全部", widget=PlainSelect)

    def __init__(self, data, *, congresses):
        super().__init__(data or {})
        this = clock.today().year
        self.fields["year"].choices = [(str(year), f"{year} 年") for year in range(this, this - YEARS, -1)]
        self.fields["congress"].queryset = congresses.order_by("path")
        self.fields["group"].queryset = Group.objects.filter(congress__in=congresses).order_by("congress_id", "position")
        self.fields["station"].queryset = Unit.objects.open().filter(parent__in=congresses, kind__in=("station", "home")).order_by("path")
        chosen = self.cleaned_data if self.is_valid() else {}
        self.congress = chosen.get("congress") or self.fields["congress"].queryset.first()
        self.year = chosen.get("year") or this
        self.group, self.station = chosen.get("group"), chosen.get("station")
        self.initial = {"congress": self.congress, "year": self.year}

    @property
    def narrows(self) -> bool:
        return bool(self.group or self.station)

    def keeps(self, seat: Tenure) -> bool:
        """Whether it is of the chosen group and station."""
        return (self.group is None or self.group.pk == seat.group_id) and (self.station is None or self.station.pk == seat.station_id)
