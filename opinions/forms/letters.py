"""开箱登记: the opening, its letters in one go, and what becomes of a letter later."""

from datetime import date
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from common import clock
from common.text import clean_name, clean_phone, clean_text, validate_text
from common.uploads import Upload, check_attachment
from constituents.choices import LetterOutcome
from constituents.models import HandedList, LetterBox
from constituents.rules.boxes import deputies_for
from constituents.services.boxes import OpeningFacts
from constituents.services.people import Visitor
from deputies.models import Deputy
from opinions.choices import Urgency
from opinions.forms.matters import MatterForm, department_choices
from opinions.services.letters import Handled, LetterDraft
from stations.forms.units import date_input

MOST = 20
WRITTEN = ("words", "name", "phone", "answer", "note", "scan")
SCAN_HELP = "照片、.pdf 等，可不加；检举控告信不要扫描。页面报错重填时要再选一次文件。"


class OpeningForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    on = forms.DateField(label="开启日期", widget=date_input())
    opener = forms.CharField(label="开启人", max_length=40, validators=[validate_text])
    witness = forms.CharField(label="在场人", required=False, max_length=40, validators=[validate_text])
    count = forms.IntegerField(
        label="信件数", min_value=0, max_value=MOST, help_text="没有信写 0。", widget=forms.NumberInput(attrs={"class": "w-number"})
    )
    note = forms.CharField(label="备注", required=False, max_length=200, validators=[validate_text])

    def __init__(self, *args, box: LetterBox, opener: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.box = box
        self.fields["on"].initial, self.fields["opener"].initial = clock.today(), opener

    def clean_on(self) -> date:
        on = self.cleaned_data["on"]
        if on > clock.today():
            raise ValidationError("这一天还没有到，请改成开启的日期。")
        if on < self.box.placed_on:
            raise ValidationError(f"信箱 {self.box.placed_on:%Y-%m-%d} 才启用，请核对日期。")
        return on

    def has_all(self, letters: list[LetterDraft]) -> bool:
        """Whether as many letters are written down as were counted; if not, the count says so."""
        count = self.cleaned_data["count"]
        if len(letters) != count:
            self.add_error("count", f"信件数写的是 {count}，下面记了 {len(letters)} 封：每封信都要记一行，或者改信件数。")
        return len(letters) == count

    def facts(self) -> OpeningFacts:
        data = self.cleaned_data
        return OpeningFacts(self.box, data["on"], clean_text(data["opener"]), data["count"], data["request_key"], data["witness"], data["note"])


class HandlingForm(MatterForm):
    """What becomes of a letter; the fields of a matter, and the deputy through whom it goes."""

    outcome = forms.ChoiceField(label="怎么处理", choices=LetterOutcome, initial=LetterOutcome.REFERRED, widget=forms.RadioSelect)
    deputy = forms.ModelChoiceField(
        label="哪位代表", queryset=None, required=False, empty_label="不经代表", help_text="代表答复或转交的，记入履职登记。"
    )
    handled_on = forms.DateField(label="哪天答复的", required=False, widget=date_input())
    note = forms.CharField(label="说明", required=False, max_length=200, validators=[validate_text])

    def __init__(self, *args, box: LetterBox, departments: list[tuple], deputies: list[Deputy], **kwargs):
        super().__init__(*args, station=box.station, departments=departments, **kwargs)
        self.fields["words"].widget.attrs = {"rows": 4}
        self.fields["deputy"].queryset = Deputy.objects.filter(pk__in=[one.pk for one in deputies])
        self.fields["deputy"].choices = [("", "不经代表"), *((one.pk, one.name) for one in deputies)]
        self.fields["deputy"].initial = box.keeper_id or ""
        self.fields["handled_on"].initial = clock.today()
        if not (box.group and box.group.liaison_id):
            self.fields["outcome"].choices = [choice for choice in LetterOutcome.choices if choice[0] != LetterOutcome.LIAISON]

    def clean_handled_on(self) -> date:
        on = self.cleaned_data["handled_on"] or clock.today()
        if on > clock.today():
            raise ValidationError("这一天还没有到，请改成答复的日期。")
        return on

    def clean(self) -> dict:
        data = super().clean()
        if data.get("outcome") == LetterOutcome.DEPUTY and not data.get("deputy") and "deputy" not in self.errors:
            self.add_error("deputy", "请选交给哪位代表。")
        if data.get("outcome") == LetterOutcome.KEPT and not clean_text(data.get("note")):
            self.add_error("note", "请写明为什么不用办，例如「感谢信」「广告」。")
        return data

    def handled(self) -> Handled:
        data = self.cleaned_data
        return Handled(data["outcome"], data["handled_on"], data["deputy"], self.draft(), clean_text(data["note"]))


class LetterHandleForm(HandlingForm):
    """A letter that was registered before: its words are there."""

    def __init__(self, *args, letter, **kwargs):
        box = letter.opening.box
        deputies = list(deputies_for(box, clock.today(), also=[letter.deputy_id]))
        super().__init__(*args, box=box, departments=department_choices(box.station), deputies=deputies, **kwargs)
        del self.fields["words"]
        self.words = letter.words
        if letter.deputy_id:
            self.fields["deputy"].initial = letter.deputy_id

    def clean(self) -> dict:
        self.cleaned_data["words"] = self.words
        return super().clean()


class LetterForm(HandlingForm):
    """A letter of the opening."""

    name = forms.CharField(label="写信人", required=False, max_length=40, validators=[validate_text])
    phone = forms.CharField(label="电话", required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
    scan = forms.FileField(
        label="扫描件",
        required=False,
        help_text=SCAN_HELP,
        error_messages={"empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "信的内容（按原话记）"
        self.fields["words"].error_messages["required"] = "请记下信里说的事。"

    def has_changed(self) -> bool:
        """A row in which nothing was written holds no letter, whatever is chosen in it."""
        return any(name in self.changed_data for name in WRITTEN)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_scan(self) -> Upload | None:
        return check_attachment(self.cleaned_data["scan"]) if self.cleaned_data["scan"] else None

    def letter(self) -> LetterDraft:
        data = self.cleaned_data
        return LetterDraft(data["words"], self.handled(), Visitor(name=data["name"], phone=data["phone"]), data["scan"])


class _Letters(BaseFormSet):
    def letters(self) -> list[LetterDraft]:
        """Every row that was filled in and not removed, in order."""
        gone = set(self.deleted_forms)
        return [form.letter() for form in self.forms if form.has_changed() and form not in gone]


def letter_forms(box: LetterBox, data=None, files=None) -> BaseFormSet:
    """The rows of the letters: one to begin with, and as many as there are letters when the page comes back."""
    made = formset_factory(LetterForm, formset=_Letters, extra=1, can_delete=True, max_num=MOST, absolute_max=MOST, validate_max=True)
    deputies = list(deputies_for(box, clock.today()))
    kwargs = {"box": box, "departments": department_choices(box.station), "deputies": deputies}
    return made(data, files, prefix="letters", form_kwargs=kwargs, error_messages={"too_many_forms": f"一次最多记 {MOST} 封信，多的请另登记一次。"})


def with_rows(data, count: str, box: LetterBox):
    """The same data with at least so many rows, new ones as they begin: whoever has no script gets the rows that are missing."""
    wider = data.copy()
    there = _whole(data.get("letters-TOTAL_FORMS", ""))
    wanted = min(MOST, max(there, _whole(count)))
    begin = {"outcome": LetterOutcome.REFERRED, "deputy": box.keeper_id or "", "handled_on": clock.today(), "urgency": Urgency.ORDINARY}
    for number in range(there, wanted):
        wider.update({f"letters-{number}-{name}": str(value) for name, value in begin.items()})
    wider["letters-TOTAL_FORMS"] = str(wanted)
    return wider


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


class ScanForm(forms.Form):
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = forms.FileField(
        label="扫描件",
        help_text="照片（.jpg、.png）、.pdf、.docx 或 .xlsx，不超过 10 MB。",
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请重新选择。"},
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf,.docx,.xlsx"}),
    )

    def clean_file(self) -> Upload:
        return check_attachment(self.cleaned_data["file"])


class HandInForm(forms.ModelForm):
    """The list went to the congress's office: when and to whom."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = HandedList
        fields = ["on", "to"]
        widgets = {"on": date_input()}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = clock.today()

    def clean_on(self) -> date:
        if self.cleaned_data["on"] > clock.today():
            raise ValidationError("这一天还没有到，请改成报送的日期。")
        return self.cleaned_data["on"]
