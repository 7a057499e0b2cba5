"""Forms of a seat: how it begins, is suspended and ends."""

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import validate_impersonal, validate_text
from deputies.choices import EndReason
from deputies.forms.files import plain_helper
from deputies.models import Constituency, Deputy, Group, Mandate, Suspension, Term
from deputies.rules.files import congresses_of
from stations.choices import UnitKind
from stations.models import Unit

PLACES = (UnitKind.STATION, UnitKind.HOME)


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d")


class MandateForm(forms.ModelForm):
    """One seat in a term of a congress whose roster the user keeps."""

    class Meta:
        model = Mandate
        fields = ["term", "constituency", "group", "station", "elected_by", "starts_on"]
        widgets = {"starts_on": day_input(), "elected_by": forms.RadioSelect}
        help_texts = {"station": "代表联系哪个站（家）的群众", "starts_on": "补选的写补选当选那天；统计从这天算起"}

    def __init__(self, *args, user, deputy: Deputy | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.deputy = deputy or (self.instance.deputy if self.instance.deputy_id else None)
        congresses = list(congresses_of(user))
        terms = Term.objects.filter(congress__in=congresses).select_related("congress").order_by("congress__path", "-starts_on")
        self.fields["term"].queryset = terms
        self.fields["term"].label_from_instance = lambda term: f"{term.congress.name} · {term.name}"
        seats = Constituency.objects.filter(term__in=terms).select_related("term__congress")
        self.fields["constituency"].queryset = seats
        self.fields["constituency"].label_from_instance = lambda seat: f"{seat.name}（{seat.term.congress.name} {seat.term.name}）"
        self.fields["group"].queryset = Group.objects.filter(congress__in=congresses).select_related("congress")
        self.fields["group"].label_from_instance = lambda group: f"{group.name}（{group.congress.name}）"
        self.fields["station"].queryset = Unit.objects.open().under(*congresses).filter(kind__in=PLACES)
        self.fields["constituency"].empty_label = self.fields["group"].empty_label = self.fields["station"].empty_label = "暂不填"
        self.fields["term"].empty_label = "请选择"
        self._suggest(terms)
        places = Div("term", "constituency", css_class="columns-2"), Div("group", "station", css_class="columns-2")
        self.helper = plain_helper(*places, Div(Field("elected_by", wrapper_class="segmented"), "starts_on", css_class="columns-2"))

    def _suggest(self, terms) -> None:
        """The running term and its first day are right most of the time."""
        if self.instance.pk is None and not self.is_bound:
            today = clock.today()
            running = terms.filter(starts_on__lte=today, ends_on__gte=today).first()
            if running:
                self.initial.setdefault("term", running.pk)
                self.initial.setdefault("starts_on", running.starts_on)

    def clean(self):
        data = super().clean()
        term, starts_on = data.get("term"), data.get("starts_on")
        if term is None:
            return data
        if data.get("constituency") and data["constituency"].term_id != term.pk:
            self.add_error("constituency", f"这个选区不属于「{term.congress.name} {term.name}」，请另选。")
        if data.get("group") and data["group"].congress_id != term.congress_id:
            self.add_error("group", f"这个小组不属于「{term.congress.name}」，请另选。")
        if starts_on and not term.starts_on <= starts_on <= term.ends_on:
            self.add_error("starts_on", f"当选日期应在本届之内：{term.starts_on:%Y-%m-%d} 至 {term.ends_on:%Y-%m-%d}。")
        elif starts_on and self.instance.ends_on and starts_on > self.instance.ends_on:
            self.add_error("starts_on", f"当选日期不能晚于终止日期 {self.instance.ends_on:%Y-%m-%d}。")
        elif starts_on and self.deputy and self._overlaps(term, starts_on):
            self.add_error("term", f"{self.deputy.name}在「{term.congress.name}」已有同一时间的代表资格，请先登记它的终止日期。")
        return data

    def _overlaps(self, term: Term, starts_on) -> bool:
        """A person holds one seat of a congress at a time."""
        others = Mandate.objects.filter(deputy=self.deputy, term__congress=term.congress_id).exclude(pk=self.instance.pk).select_related("term")
        last = self.instance.ends_on or term.ends_on
        return any(other.starts_on <= last and other.last_day >= starts_on for other in others)

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.changed_data if name in self._meta.fields]


class EndMandateForm(forms.Form):
    """The last day of a seat, and why it ends (代表法 62); for a seat that has ended, what stands."""

    ended_by = forms.ChoiceField(label="终止原因", choices=[("", "请选择"), *EndReason.choices])
    last_day = forms.DateField(label="最后一天", widget=day_input(), help_text="这一天还算在任，第二天起不再统计、不再排班接待")
    note = forms.CharField(
        label="说明", required=False, max_length=100, help_text="例如常委会哪次会议接受辞职", validators=[validate_text, validate_impersonal]
    )

    def __init__(self, *args, mandate: Mandate, **kwargs):
        super().__init__(*args, **kwargs)
        self.mandate = mandate
        self.initial = {
            "last_day": mandate.ends_on or min(clock.today(), mandate.term.ends_on),
            "ended_by": mandate.ended_by,
            "note": mandate.end_note,
        }
        self.helper = plain_helper("ended_by", "last_day", "note")

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        term = self.mandate.term
        if not self.mandate.starts_on <= day <= term.ends_on:
            raise ValidationError(f"应在当选日期 {self.mandate.starts_on:%Y-%m-%d} 和本届届满 {term.ends_on:%Y-%m-%d} 之间。")
        return day


class SuspensionForm(forms.ModelForm):
    """From which day to which day the functions are suspended (代表法 61); the last day stays open until they are restored."""

    class Meta:
        model = Suspension
        fields = ["cause", "starts_on", "ends_on", "note"]
        widgets = {"starts_on": day_input(), "ends_on": day_input(), "cause": forms.RadioSelect}
        help_texts = {"ends_on": "还没有恢复的留空；恢复时填恢复前的最后一天", "note": "例如依据的文件"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cause"].choices = self.fields["cause"].choices[1:]
        self.fields["note"].validators.append(validate_impersonal)
        if self.instance.pk is None:
            self.initial["starts_on"] = clock.today()
        self.helper = plain_helper("cause", Div("starts_on", "ends_on", css_class="columns-2"), Field("note"))

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first is None or "ends_on" not in data:
            return data
        mandate = self.instance.mandate
        end = mandate.last_day
        if not mandate.starts_on <= first <= end:
            self.add_error("starts_on", f"应在任期之内：{mandate.starts_on:%Y-%m-%d} 至 {end:%Y-%m-%d}。")
        elif last and last < first:
            self.add_error("ends_on", "最后一天不能早于第一天。")
        elif self._overlaps(first, last):
            self.add_error("starts_on", "这段时间和已登记的另一次暂停重叠，请核对日期。")
        return data

    def _overlaps(self, first, last) -> bool:
        others = self.instance.mandate.suspensions.exclude(pk=self.instance.pk)
        return any((last is None or other.starts_on <= last) and (other.ends_on is None or other.ends_on >= first) for other in others)
