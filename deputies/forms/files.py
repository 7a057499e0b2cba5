"""Forms of a deputy's file and seats."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_name, clean_phone, parse_month, validate_impersonal, validate_text
from deputies.choices import Gender
from deputies.models import Constituency, Deputy, Group, Mandate, Term
from deputies.rules.files import congresses_of
from stations.choices import UnitKind
from stations.models import Unit

PLACES = (UnitKind.STATION, UnitKind.HOME)


def _helper(*layout) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.layout = Layout(*layout)
    return helper


class DeputyForm(forms.ModelForm):
    """The person. `request_key` makes sending a new file twice harmless."""

    born_in = forms.CharField(label="出生年月", required=False, help_text="例如 1968-05", max_length=20)
    phone = forms.CharField(label="手机号码", required=False, max_length=30, widget=forms.TextInput(attrs={"class": "w-phone", "inputmode": "tel"}))
    address = forms.CharField(label="通讯地址", required=False, max_length=120, validators=[validate_text])
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Deputy
        fields = ["name", "gender", "ethnicity", "born_in", "politics", "education", "work", "phone", "address", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["gender"].choices = [("", "未填"), *Gender.choices]
        if self.instance.pk is None:
            self.fields["request_key"].initial = uuid4
        elif self.instance.born_in:
            self.initial["born_in"] = f"{self.instance.born_in:%Y-%m}"
        self.helper = _helper(
            Div("name", "gender", "born_in", css_class="columns-3"),
            Div("ethnicity", "politics", "education", css_class="columns-3"),
            "work",
            Div("phone", "address", css_class="columns-2"),
            "note",
            "request_key",
        )

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_born_in(self):
        typed = self.cleaned_data["born_in"]
        return parse_month(typed) if typed else None

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.changed_data if name in self._meta.fields]


class MandateForm(forms.ModelForm):
    """One seat in a term of a congress whose roster the user keeps."""

    class Meta:
        model = Mandate
        fields = ["term", "constituency", "group", "station", "starts_on"]
        widgets = {"starts_on": forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d")}
        help_texts = {"station": "代表联系哪个站（家）的群众", "starts_on": "补选的写补选当选那天"}

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
        self.helper = _helper(Div("term", "constituency", css_class="columns-2"), Div("group", "station", css_class="columns-2"), Field("starts_on"))

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
        return any(other.starts_on <= last and (other.ends_on or other.term.ends_on) >= starts_on for other in others)

    @property
    def changed_fields(self) -> list[str]:
        return [name for name in self.changed_data if name in self._meta.fields]


class EndMandateForm(forms.Form):
    """The last day of a seat, and why it ends."""

    last_day = forms.DateField(label="最后一天", widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label="原因", max_length=100, help_text="例如：调离本行政区域、辞职、罢免、去世", validators=[validate_text, validate_impersonal]
    )

    def __init__(self, *args, mandate: Mandate, **kwargs):
        super().__init__(*args, **kwargs)
        self.mandate = mandate
        self.fields["last_day"].initial = clock.today()
        self.helper = _helper("last_day", "reason")

    def clean_last_day(self):
        day = self.cleaned_data["last_day"]
        term = self.mandate.term
        if not self.mandate.starts_on <= day <= term.ends_on:
            raise ValidationError(f"应在当选日期 {self.mandate.starts_on:%Y-%m-%d} 和本届届满 {term.ends_on:%Y-%m-%d} 之间。")
        return day
