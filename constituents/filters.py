"""What the list of visits can be narrowed by."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, QuerySet

from common.clock import SHANGHAI
from common.text import clean_text
from constituents.choices import Outcome, Way
from constituents.models import Matter
from deputies.models import Deputy
from stations.models import Unit

DAY_INPUT = {"type": "date"}
ODD_YEAR = "年份不对，请写 2000 至 2100 年之间的日期。"
YEARS = [MinValueValidator(date(2000, 1, 1), ODD_YEAR), MaxValueValidator(date(2100, 12, 31), ODD_YEAR)]  # beyond them moments overflow
LONGEST_ID = 18  # digits of a row's id
STATES = (("", "有效的"), ("voided", "已作废的"), ("all", "全部"))


class VisitFilter(forms.Form):
    """Filters by GET: none of them is personal. People are looked for by POST, which answers with `people`, ids of visitors."""

    q = forms.CharField(label="编号", required=False, max_length=30)
    since = forms.DateField(label="从", required=False, validators=YEARS, widget=forms.DateInput(attrs=DAY_INPUT))
    until = forms.DateField(label="到", required=False, validators=YEARS, widget=forms.DateInput(attrs=DAY_INPUT))
    station = forms.ModelChoiceField(label="联络站", queryset=None, required=False, empty_label="全部")
    way = forms.ChoiceField(label="方式", choices=[("", "全部"), *Way.choices], required=False)
    outcome = forms.ChoiceField(label="怎么办的", choices=[("", "全部"), *Outcome.choices], required=False)
    deputy = forms.ModelChoiceField(label="接待代表", queryset=None, required=False, empty_label="全部")
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)
    people = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, stations: list[int], user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["station"].queryset = Unit.objects.filter(pk__among=stations, kind__in=("station", "home")).only("name", "path")
        seen = Deputy.objects.visible_to(user).filter(visits__station_id__among=stations).distinct()
        self.fields["deputy"].queryset = seen.only("name").order_by("name", "id")
        if len(self.fields["station"].queryset) < 2:
            del self.fields["station"]

    def narrow(self, visits: QuerySet) -> QuerySet:
        """The visits that pass; a faulty field filters nothing and says so beside itself."""
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        exact = {name: data[name] for name in ("station", "way") if data.get(name)}
        if data.get("deputy"):
            exact["deputies"] = data["deputy"]
        if data.get("q"):
            exact["number__icontains"] = clean_text(data["q"])
        if data.get("since"):
            exact["at__gte"] = _midnight(data["since"])
        if data.get("until"):
            exact["at__lt"] = _midnight(data["until"] + timedelta(days=1))
        if data.get("people"):  # ids that none can have find nobody
            exact["constituent_id__in"] = _ids(data["people"])
        if data.get("outcome"):
            visits = visits.filter(Exists(Matter.objects.filter(visit=OuterRef("pk"), outcome=data["outcome"])))
        return _by_state(visits.filter(**exact), data.get("state"))


def _ids(text: str) -> list[int]:
    return [int(part) for part in text.split(",") if part.isascii() and part.isdigit() and len(part) <= LONGEST_ID][:200]


def _by_state(visits: QuerySet, state: str | None) -> QuerySet:
    if state == "all":
        return visits
    return visits.exclude(voided_at=None) if state == "voided" else visits.valid()


def _midnight(day) -> datetime:
    return datetime.combine(day, time.min, SHANGHAI)
