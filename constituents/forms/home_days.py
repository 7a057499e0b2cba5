"""Forms of home days: the day itself, dropping it, and which days a list shows."""

from uuid import uuid4

from crispy_forms.layout import Div
from django import forms
from django.db.models import QuerySet

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from constituents.choices import HomeDayKind
from constituents.models import HomeDay
from constituents.rules.home_days import STATES, deputies_for, expected_at, in_state, proposal
from deputies.forms.files import plain_helper
from stations.choices import UnitKind
from stations.forms.units import date_input
from stations.models import Unit

QUARTERS = [("", "全部"), *((number, f"第 {number} 季度") for number in range(1, 5))]


class HomeDayForm(forms.ModelForm):
    """A home day of one home or station."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    expected = forms.ModelMultipleChoiceField(
        label="应到代表",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="联系这个家和各站的代表。前三天、前一天会提醒勾选的代表。",
    )

    class Meta:
        model = HomeDay
        fields = ["kind", "name", "date", "starts_at", "ends_at", "place", "agenda", "guests"]
        widgets = {
            "date": date_input(),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "agenda": forms.Textarea(attrs={"rows": 4}),
            "guests": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, station: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.station = station
        if self.instance.pk:
            del self.fields["request_key"]
            ticked = list(self.instance.attendances.filter(is_expected=True).values_list("deputy_id", flat=True))
            also = list(self.instance.attendances.values_list("deputy_id", flat=True))
        else:
            ticked, also = expected_at(station, clock.today()), []
            self._propose(station)
        self.fields["expected"].queryset = deputies_for(station, clock.today(), also)
        self.initial["expected"] = ticked
        rows = [Div("kind", "name", css_class="columns-2"), Div("date", "starts_at", "ends_at", css_class="columns-3")]
        key = [] if self.instance.pk else ["request_key"]
        self.helper = plain_helper(*key, *rows, "place", "agenda", "guests", Div("expected", css_class="people-choices"))

    def _propose(self, station: Unit) -> None:
        when = proposal(station)
        quarter = (when.on.month + 2) // 3
        self.initial |= {"date": when.on, "starts_at": when.starts_at, "ends_at": when.ends_at, "place": station.address or station.name}
        self.initial["name"] = f"{when.on.year} 年第 {quarter} 季度代表工作座谈会"

    def clean_agenda(self) -> str:
        return clean_text(self.cleaned_data["agenda"])

    def clean_guests(self) -> str:
        return clean_text(self.cleaned_data["guests"])

    def clean(self) -> dict:
        data = super().clean()
        begins, ends = data.get("starts_at"), data.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", "结束时间要晚于开始时间。")
        return data

    def home_day(self) -> HomeDay:
        row = self.save(commit=False)
        if "request_key" in self.fields:
            row.request_key = self.cleaned_data["request_key"]
        return row


class DropForm(forms.Form):
    reason = forms.CharField(
        label="为什么取消",
        max_length=200,
        validators=[validate_text, validate_impersonal],
        help_text="例如：与镇人代会时间冲突，改到下个月。应到代表和工作人员会收到消息。",
        error_messages={"required": "请写明为什么取消。"},
    )


class HomeDayFilter(forms.Form):
    """Year, quarter, kind, state and home of home days; a faulty field filters nothing and says so beside itself."""

    year = forms.TypedChoiceField(label="年份", required=False, coerce=int, empty_value=None)
    quarter = forms.TypedChoiceField(label="季度", required=False, coerce=int, empty_value=None, choices=QUARTERS)
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *HomeDayKind.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *STATES.items()])
    station = forms.ModelChoiceField(label="家（站）", queryset=None, required=False, empty_label="全部")

    def __init__(self, *args, stations: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        this_year = clock.today().year
        self.fields["year"].choices = [("", "全部"), *((year, f"{year} 年") for year in range(this_year + 1, this_year - 6, -1))]
        kinds = (UnitKind.HOME, UnitKind.STATION)
        self.fields["station"].queryset = Unit.objects.filter(pk__among=stations, kind__in=kinds).only("name", "path").order_by("kind", "path")
        if len(self.fields["station"].queryset) < 2:
            del self.fields["station"]

    def narrow(self, rows: QuerySet[HomeDay]) -> QuerySet[HomeDay]:
        data = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        wanted = {"date__year": data.get("year"), "date__quarter": data.get("quarter"), "kind": data.get("kind"), "station": data.get("station")}
        return in_state(rows.filter(**{name: value for name, value in wanted.items() if value}), data.get("state") or "")
