"""Forms of constituencies and groups."""

from crispy_forms.layout import Div
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_text, validate_text
from deputies.forms.files import plain_helper
from deputies.models import Constituency, Group
from deputies.rules.places import Place, leaders_for, liaisons_for
from stations.choices import UnitKind
from stations.models import Unit


def clean_lines(text: str, model) -> list[str]:
    """Names, one a line, each once. ValidationError names one that is too long."""
    longest = model._meta.get_field("name").max_length
    names = list(dict.fromkeys(filter(None, map(clean_text, text.splitlines()))))
    for name in names:
        validate_text(name)
        if len(name) > longest:
            raise ValidationError(f"「{name[:20]}…」太长，最多 {longest} 个字。")
    return names


class NamesForm(forms.Form):
    """New constituencies or groups, one a line."""

    names = forms.CharField(label="名称", help_text="一行一个；已有的不会重复", widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, model, **kwargs):
        super().__init__(*args, **kwargs)
        self.model = model

    def clean_names(self) -> list[str]:
        return clean_lines(self.cleaned_data["names"], self.model)


class PlaceForm(forms.ModelForm):
    """The name, once among its likes."""

    def clean_name(self) -> str:
        name = clean_text(self.cleaned_data["name"])
        owner = {"term": self.instance.term_id} if isinstance(self.instance, Constituency) else {"congress": self.instance.congress_id}
        if type(self.instance).objects.filter(name=name, **owner).exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"已有「{name}」。两个其实是一个的，请用「合并」。")
        return name


class ConstituencyForm(PlaceForm):
    """The stations stand for the villages and communities that belong to the constituency; coverage is derived from them."""

    stations = forms.ModelMultipleChoiceField(
        label="包括的联络站（村、社区）",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾上以后，就能看出哪个村、哪个站没有代表",
    )

    class Meta:
        model = Constituency
        fields = ["name", "stations"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        units = Unit.objects.open().under(self.instance.term.congress).filter(kind=UnitKind.STATION).order_by("path")
        self.fields["stations"].queryset = units
        self.helper = plain_helper("name", Div("stations", css_class="inline-choices"))


class GroupForm(PlaceForm):
    class Meta:
        model = Group
        fields = ["name", "leader", "liaison"]
        help_texts = {"leader": "从本组现任代表里选", "liaison": "管信箱、每季汇总清单的工作人员"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        today = clock.today()
        self.fields["leader"].queryset = leaders_for(self.instance, today)
        self.fields["liaison"].queryset = liaisons_for(self.instance.congress, today)
        self.fields["leader"].empty_label = self.fields["liaison"].empty_label = "暂不填"
        self.helper = plain_helper("name", Div("leader", "liaison", css_class="columns-2"))


class MergeForm(forms.Form):
    """The one that stays."""

    into = forms.ModelChoiceField(label="合并到", queryset=None, empty_label="请选择", help_text="代表、站和记录都归到这一个，原来的名称删去")

    def __init__(self, *args, place: Place, **kwargs):
        super().__init__(*args, **kwargs)
        owner = {"term": place.term_id} if isinstance(place, Constituency) else {"congress": place.congress_id}
        self.fields["into"].queryset = type(place).objects.filter(**owner).exclude(pk=place.pk)
        self.helper = plain_helper("into")


class OrderForm(forms.Form):
    """A number beside each name: whatever is given another one's number takes that place, and the rest closes up."""

    def __init__(self, *args, places: list[Place], **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        for number, place in enumerate(places, 1):
            self.fields[f"at_{place.pk}"] = forms.IntegerField(label=place.name, min_value=1, max_value=9999, initial=number, widget=_number())

    def ordered(self) -> list[Place]:
        def rank(entry):
            number, place = entry
            wanted = self.cleaned_data[f"at_{place.pk}"]
            return (wanted, (wanted >= number) + (wanted > number), number)  # moved up: before the one that stands there; moved down: after it

        return [place for _, place in sorted(enumerate(self.places, 1), key=rank)]


def _number() -> forms.NumberInput:
    return forms.NumberInput(attrs={"class": "w-number", "inputmode": "numeric"})
