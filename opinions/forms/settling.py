"""What is not referred: how it is handled instead, the table of organs, and the reason for reading what is sealed."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError

from common.text import clean_text, validate_impersonal, validate_text
from constituents.choices import LegalWay
from opinions.choices import Handling
from opinions.forms.matters import department_choices, organ_field
from opinions.forms.steps import StepForm, words_field
from opinions.models import Organ
from opinions.rules.organs import organs_for
from opinions.services.cases import Settling
from stations.models import Unit

WAYS = [(each.value, each.label) for each in Handling if each != Handling.REFERRED]


class SettleForm(StepForm):
    handling = forms.ChoiceField(label="怎么处理", choices=WAYS, widget=forms.RadioSelect, error_messages={"required": "请选择怎么处理。"})
    note = words_field("向群众怎么说", help_text="解释了什么，或打算在什么会上提、列入什么专题。检举控告的内容不要写在这里。")
    legal_way = forms.ChoiceField(label="法定途径", choices=[("", "请选择"), *LegalWay.choices], required=False)
    organ = organ_field()
    accused = forms.ChoiceField(label="被检举的单位", required=False)
    layout = ("handling", "note", Div("legal_way", "organ", "accused", css_class="columns-3 legal-fields"))

    def prepare(self) -> None:
        station = self.opinion.station
        self.fields["accused"].choices = [("", "不是单位，或不清楚"), (station.pk, station.name), *department_choices(station)[1:]]
        self.organs = organs_for(station)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("handling") == Handling.LEGAL_WAY and not data.get("legal_way"):
            self.add_error("legal_way", ValidationError("请选择告知了哪一种法定途径。"))
        if data.get("handling") and data["handling"] != Handling.LEGAL_WAY and not data.get("note"):
            self.add_error("note", ValidationError("请写明向群众怎么说。"))
        return data

    def settling(self) -> Settling:
        data = self.cleaned_data
        accused = Unit.objects.get(pk=data["accused"]) if data["accused"] else None
        return Settling(data["handling"], data["note"], data["legal_way"], data["organ"], accused)


class OrganForm(forms.ModelForm):
    """One line of the congress's table."""

    class Meta:
        model = Organ
        fields = ["congress", "legal_way", "name", "address", "phone"]

    def __init__(self, *args, congresses, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["congress"].queryset = congresses
        self.fields["congress"].empty_label = None
        self.fields["legal_way"].choices = [("", "请选择"), *LegalWay.choices]
        self.fields["name"].error_messages["required"] = "请写明受理机关的名称。"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div("congress", "legal_way", css_class="columns-2"), Div("name", "address", "phone", css_class="columns-3"))

    def clean(self) -> dict:
        data = super().clean()
        return {name: clean_text(value) if isinstance(value, str) else value for name, value in data.items()}


class SealedForm(forms.Form):
    """Why somebody must read an accusation."""

    reason = forms.CharField(
        label="为什么要看",
        max_length=100,
        validators=[validate_text, validate_impersonal],
        error_messages={"required": "请写明原因，例如「转交纪检机关」。"},
    )
