"""Logging and correcting a visit: what was typed becomes a VisitDraft."""

from datetime import datetime, timedelta
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from common import clock
from common.clock import SHANGHAI
from common.text import clean_name, clean_phone, clean_text, validate_impersonal, validate_text
from constituents.choices import FROM_AN_OCCASION, Way
from constituents.models import Appointment, Constituent
from constituents.rules.receptions import deputies_at, on_duty
from constituents.services.people import Visitor
from deputies.models import Deputy
from opinions.services.visits import MatterDraft, VisitCorrection, VisitDraft
from stations.models import Unit

SALT = "opinions.visitor"
CHOICE_GOOD_FOR = 24 * 3600  # seconds: as long as a draft lives
MINUTE = "%Y-%m-%dT%H:%M"


def sealed(station: Unit, person_id: int) -> str:
    """An earlier visitor's id for the page, signed so that only ids that were suggested at this station come back."""
    return signing.dumps([station.pk, person_id], salt=SALT)


def unsealed(station: Unit, token: str) -> int | None:
    try:
        station_id, person_id = signing.loads(token, salt=SALT, max_age=CHOICE_GOOD_FOR)
    except signing.BadSignature:
        return None
    return person_id if station_id == station.pk else None


class VisitorForm(forms.Form):
    """Who came. Everything may stay empty; a chosen earlier visitor is shown masked and sent as a signed id."""

    person = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-draft-keep": ""}))
    name = forms.CharField(label="来访人", required=False, max_length=40, validators=[validate_text])
    phone = forms.CharField(label="电话", required=False, max_length=30)
    village = forms.CharField(label="村（社区）", required=False, max_length=40, validators=[validate_text])
    address = forms.CharField(label="住址", required=False, max_length=120, validators=[validate_text])

    def __init__(self, *args, station: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.station = station
        for name in ("name", "phone"):
            attrs = {"data-lookup": reverse("opinions:lookup") + f"?by={name}&station={station.pk}", "autocomplete": "off"}
            self.fields[name].widget.attrs |= attrs
        self.fields["name"].widget.attrs |= {"data-lookup-target": "#id_person"}
        self.fields["phone"].widget.attrs |= {"inputmode": "tel"}
        self.fields["village"].widget.attrs |= {"list": "villages", "autocomplete": "off"}
        self.fields["address"].widget.attrs |= {"autocomplete": "off"}

    @property
    def villages(self) -> list[str]:
        return [name for name in self.station.area.split("、") if name]

    def clean(self) -> dict:
        """Sort out chosen and typed: the masked words of a chosen visitor mean «unchanged»."""
        data = super().clean()
        chosen = self._chosen(data)
        name, phone = clean_name(data.get("name")), clean_text(data.get("phone"))
        if chosen and name not in ("", chosen.masked_name):
            chosen = None  # somebody else's name was typed over it
        if not chosen and "*" in name:
            self.add_error("name", "请从提示里重新选择这位来访人，或者写全姓名。")
        if chosen and phone == chosen.phone_tail:
            phone = ""
        self._read_phone(phone)
        data["visitor"] = Visitor(
            name="" if chosen else name,
            phone=self.cleaned_data.get("phone", ""),
            address=clean_text(data.get("address")),
            village=clean_text(data.get("village")),
            chosen=chosen.pk if chosen else None,
        )
        return data

    def _chosen(self, data: dict) -> Constituent | None:
        pk = unsealed(self.station, data.get("person") or "")
        return Constituent.objects.filter(station=self.station, pk=pk).first() if pk else None

    def _read_phone(self, typed: str) -> None:
        if typed.startswith("尾号"):
            self.add_error("phone", "这里要完整的电话；请从提示里重新选择来访人，或者写全号码。")
            return
        try:
            self.cleaned_data["phone"] = clean_phone(typed)
        except ValidationError as error:
            self.add_error("phone", error)


class ReceptionFieldsMixin(forms.Form):
    """When, how and by whom the visitor was received."""

    at = forms.DateTimeField(label="时间", input_formats=[MINUTE], widget=forms.DateTimeInput(format=MINUTE, attrs={"type": "datetime-local"}))
    way = forms.ChoiceField(label="方式", choices=Way)
    occasion = forms.CharField(
        label="来路",
        required=False,
        max_length=80,
        validators=[validate_text],
        help_text="哪个信箱、哪次座谈会、问卷、活动，或哪位代言员；当面来的空着。",
    )
    deputies = forms.ModelMultipleChoiceField(label="接待代表", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)

    def offer(self, deputies: QuerySet[Deputy]) -> None:
        """The deputies to tick, read once."""
        self.fields["deputies"].queryset = deputies
        self.fields["deputies"].choices = [(one.pk, one.name) for one in deputies]

    def clean_occasion(self) -> str:
        typed, way = clean_text(self.cleaned_data["occasion"]), self.cleaned_data.get("way")
        if not typed and way in FROM_AN_OCCASION:
            raise ValidationError(FROM_AN_OCCASION[way])
        return typed

    def clean_at(self) -> datetime:
        at = self.cleaned_data["at"]
        if at > clock.now() + timedelta(minutes=10):
            raise ValidationError("时间还没有到，请改成来访的时间。")
        if at.year < 2000:
            raise ValidationError("年份不对，请改成来访的时间。")
        return at


class VisitForm(ReceptionFieldsMixin, VisitorForm):
    """登记来访: time is now, deputies on duty are ticked."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    appointment = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, station: Unit, appointment: Appointment | None = None, **kwargs):
        super().__init__(*args, station=station, **kwargs)
        if appointment and appointment.constituent:
            person = appointment.constituent
            self.initial |= {"person": sealed(station, person.pk), "name": person.masked_name, "phone": person.phone_tail}
            self.initial |= {"way": Way.APPOINTMENT, "appointment": appointment.pk}
        now = clock.now().astimezone(SHANGHAI)
        self.fields["at"].initial = now.replace(second=0, microsecond=0)
        self.fields["way"].initial = Way.WALK_IN
        self.offer(deputies_at(station, now.date()))
        self.fields["deputies"].initial = on_duty(station, now.date())
        self.fields["name"].widget.attrs["autofocus"] = True
        self.helper = _helper(_visitor_layout(), "request_key", "person", "appointment")
        self.aside = _helper(Layout("at", "way", "occasion", "deputies"))

    def draft(self, matters: list[MatterDraft]) -> VisitDraft:
        data = self.cleaned_data
        return VisitDraft(
            station=self.station,
            at=data["at"],
            matters=tuple(matters),
            deputies=tuple(data["deputies"]),
            visitor=data["visitor"],
            way=data["way"],
            occasion=data["occasion"],
            request_key=data["request_key"],
            appointment=data["appointment"],
        )


class VisitCorrectionForm(ReceptionFieldsMixin, VisitorForm):
    """更正来访: parts of the person that are not retyped stay as they are."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    anonymous = forms.BooleanField(label="来访人不愿留名，改为匿名", required=False)

    def __init__(self, *args, visit, **kwargs):
        super().__init__(*args, station=visit.station, **kwargs)
        self.visit = visit
        at = visit.at.astimezone(SHANGHAI)
        chosen = [one.pk for one in visit.deputies.all()]
        self.initial |= {
            "version": visit.version,
            "at": at.replace(second=0, microsecond=0),
            "way": visit.way,
            "occasion": visit.occasion,
            "deputies": chosen,
        }
        self.offer(deputies_at(visit.station, at.date(), also=chosen))
        self.helper = _helper(Layout(*_visitor_layout().fields, "anonymous"), "version", "person")
        self.aside = _helper(Layout("at", "way", "occasion", "deputies"))

    def clean_at(self) -> datetime:
        """The seconds of an untouched time are not a change."""
        at = super().clean_at()
        return self.visit.at if at == self.visit.at.replace(second=0, microsecond=0) else at

    def correction(self, answers: dict[int, MatterDraft]) -> VisitCorrection:
        data = self.cleaned_data
        return VisitCorrection(
            version=data["version"],
            at=data["at"],
            way=data["way"],
            occasion=data["occasion"],
            deputies=tuple(data["deputies"]),
            visitor=data["visitor"],
            anonymous=data["anonymous"],
            answers=answers,
        )


class VoidForm(forms.Form):
    """作废: why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="作废原因",
        max_length=200,
        validators=[validate_text, validate_impersonal],
        help_text="例如：重复登记、登记在了别的站。原因会留在记录里。",
    )


def _visitor_layout() -> Layout:
    return Layout(Div("name", "phone", "village", "address", css_class="columns-4"))


def _helper(layout: Layout, *more: str) -> FormHelper:
    """The page writes the form tag, the token and the summary of errors itself, once for all parts."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.mark_optional = False
    helper.own_summary = True
    helper.layout = Layout(*more, *layout.fields)
    return helper
