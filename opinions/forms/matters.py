"""The matters of a visit: rows of a formset, rendered by plain templates because there may be many."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.urls import reverse

from common.text import clean_text, validate_text
from constituents.choices import LegalWay, Outcome
from constituents.forms.errands import ErrandFieldsMixin
from constituents.models import Matter
from opinions.choices import Urgency
from opinions.models import Category
from opinions.rules.cases import departments_for
from opinions.services.visits import MatterDraft
from stations.models import Unit

MOST = 10
WORDS_LABEL = "反映的事（按原话记）"
NO_WORDS = {"required": "请记下来访人说的事。"}


def organ_field() -> forms.CharField:
    """Who takes it instead: typed, or chosen from the congress's table (the page's datalist «organs»)."""
    widget = forms.TextInput(attrs={"list": "organs", "autocomplete": "off"})
    return forms.CharField(label="受理机关、地址、电话", required=False, max_length=120, validators=[validate_text], widget=widget)


class MatterForm(ErrandFieldsMixin):
    """One thing raised: the words, and one of three outcomes with its own fields."""

    words = forms.CharField(label=WORDS_LABEL, error_messages=NO_WORDS, validators=[validate_text], widget=forms.Textarea(attrs={"rows": 4}))
    outcome = forms.ChoiceField(label="怎么办", choices=Outcome, initial=Outcome.REFERRED, widget=forms.RadioSelect)
    answer = forms.CharField(label="怎么答复的", required=False, validators=[validate_text], widget=forms.Textarea(attrs={"rows": 3}))
    category = forms.CharField(
        label="领域", required=False, max_length=100, widget=forms.TextInput(attrs={"list": "categories", "autocomplete": "off"})
    )
    urgency = forms.ChoiceField(label="缓急", choices=Urgency, initial=Urgency.ORDINARY, required=False)
    department = forms.ChoiceField(label="建议交给", required=False)
    legal_way = forms.ChoiceField(label="法定途径", choices=[("", "请选择"), *LegalWay.choices], required=False)
    organ = organ_field()
    accused = forms.ChoiceField(label="被检举的单位", required=False)

    def __init__(self, *args, station: Unit, departments: list[tuple], **kwargs):
        super().__init__(*args, **kwargs)
        repeats = reverse("opinions:repeats") + f"?station={station.pk}"
        self.fields["words"].widget.attrs |= {"data-repeats": repeats, "data-repeats-person": "#id_person"}
        self.fields["department"].choices = departments
        self.fields["accused"].choices = [("", "不是单位，或不清楚"), (station.pk, station.name), *departments[1:]]
        self.fields["category"].widget.attrs |= {"list": "categories", "autocomplete": "off"}

    def clean_words(self) -> str:
        return clean_text(self.cleaned_data["words"])

    def clean_category(self) -> Category | None:
        """A field of the table: its whole path, or its last name where that is the only one of that name."""
        typed = clean_text(self.cleaned_data["category"])
        if not typed:
            return None
        active = Category.objects.filter(is_active=True)
        found = list(active.filter(full_name=typed)[:2]) or list(active.filter(name=typed)[:2])
        if len(found) != 1:
            raise ValidationError(f"领域表里没有「{typed[:20]}」，请输入一两个字后从列表里选，或者留空。")
        return found[0]

    def clean_department(self) -> Unit | None:
        chosen = self.cleaned_data["department"]
        return Unit.objects.get(pk=chosen) if chosen else None

    def clean_accused(self) -> Unit | None:
        chosen = self.cleaned_data["accused"]
        return Unit.objects.get(pk=chosen) if chosen else None

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") == Outcome.ANSWERED and not clean_text(data.get("answer")):
            self.add_error("answer", "请写下是怎么当场答复的。")
        if data.get("outcome") == Outcome.LEGAL_WAY and not data.get("legal_way"):
            self.add_error("legal_way", "请选择告知了哪一种法定途径。")
        return data

    def draft(self) -> MatterDraft:
        data = self.cleaned_data
        what, by = self.errand_of(data["words"])
        return MatterDraft(
            words=data["words"],
            outcome=data["outcome"],
            errand=what,
            errand_by=by,
            answer=clean_text(data["answer"]),
            legal_way=data["legal_way"],
            organ=clean_text(data["organ"]),
            category=data["category"],
            urgency=data["urgency"] or Urgency.ORDINARY,
            proposed_department=data["department"],
            accused=data["accused"],
        )


class BaseMatterFormSet(BaseFormSet):
    def drafts(self) -> list[MatterDraft]:
        """Every row that was filled in and not removed, in order."""
        return [form.draft() for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]


_MatterFormSet = formset_factory(
    MatterForm, BaseMatterFormSet, extra=0, min_num=1, max_num=MOST, absolute_max=MOST, validate_min=True, validate_max=True, can_delete=True
)


def matter_forms(data, station: Unit) -> BaseMatterFormSet:
    """The formset for a station, with one row to begin with."""
    return _MatterFormSet(
        data,
        prefix="matters",
        form_kwargs={"station": station, "departments": department_choices(station)},
        error_messages={"too_few_forms": "至少要记下一件事。", "too_many_forms": f"一次最多记 {MOST} 件事，多的请另登记一次。"},
    )


def department_choices(station: Unit) -> list[tuple]:
    """Whom the station may refer to, its own town's first, as grouped choices."""
    groups: dict[str, list] = {}
    for unit in departments_for(station).select_related("parent").order_by("-parent__path", "path"):
        groups.setdefault(unit.parent.name, []).append((unit.pk, unit.name))
    return [("", "以后再定"), *groups.items()]


class AnswerForm(forms.Form):
    """Correcting what was noted of a matter that was not referred."""

    words = forms.CharField(label=WORDS_LABEL, error_messages=NO_WORDS, validators=[validate_text], widget=forms.Textarea(attrs={"rows": 3}))
    answer = forms.CharField(
        label="怎么答复的",
        error_messages={"required": "请写下是怎么当场答复的。"},
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    legal_way = forms.ChoiceField(label="法定途径", choices=LegalWay)
    organ = forms.CharField(label="受理机关、地址、电话", required=False, max_length=120, validators=[validate_text])

    def __init__(self, *args, matter: Matter, **kwargs):
        names = ("words", "answer", "legal_way", "organ")
        super().__init__(*args, prefix=f"matter-{matter.position}", initial={name: getattr(matter, name) for name in names}, **kwargs)
        self.matter = matter
        unused = ("legal_way", "organ") if matter.outcome == Outcome.ANSWERED else ("answer",)
        for name in unused:
            del self.fields[name]

    def draft(self) -> MatterDraft:
        return MatterDraft(outcome=self.matter.outcome, **{name: clean_text(value) for name, value in self.cleaned_data.items()})


def answer_forms(data, matters: Iterable[Matter]) -> list[AnswerForm]:
    return [AnswerForm(data, matter=matter) for matter in matters if matter.outcome != Outcome.REFERRED]
