"""Forms of what a deputy did elsewhere, of objections and of closing a year."""

from datetime import date
from uuid import uuid4

from crispy_forms.layout import Div, Field
from django import forms
from django.core.exceptions import ValidationError

from common import clock
from common.text import clean_text, first_sentence, validate_impersonal, validate_text
from common.uploads import check_upload
from deputies.forms.files import plain_helper
from deputies.forms.seats import day_input
from deputies.models import Deputy, DutyEntry
from deputies.services.entries import EntryDraft
from stations.rules.regulation.kinds import Kind

TITLE = 120  # characters, as the model has it


class DutyEntryForm(forms.Form):
    """补录履职: kind, day, what. Everything else may stay empty."""

    kind = forms.ChoiceField(label="履职类型", help_text="由登记自动记入的不用补录。")
    on = forms.DateField(label="哪一天", widget=day_input())
    title = forms.CharField(
        label="做了什么", max_length=TITLE, validators=[validate_text, validate_impersonal], help_text="一句话，例如：参加县人大常委会会议。"
    )
    place = forms.CharField(label="地点", max_length=80, required=False, validators=[validate_text])
    content = forms.CharField(
        label="内容",
        required=False,
        validators=[validate_text, validate_impersonal],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="可以用手机的语音输入说一段话。",
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)  # of the entry that is corrected

    def __init__(self, *args, deputy: Deputy, kinds: list[Kind], entry: DutyEntry | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.deputy = deputy
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in kinds]
        self.fields["on"].initial = clock.today
        if entry:
            self.initial = {name: getattr(entry, name) for name in ("kind", "on", "title", "place", "content", "version")}
        self.helper = plain_helper(Div("kind", "on", css_class="columns-2"), "title", "place", "content", "request_key", "version")

    def clean_on(self) -> date:
        day = self.cleaned_data["on"]
        if day > clock.today():
            raise ValidationError("还没有到这一天，做过以后再记。")
        if not self.deputy.mandates.active_on(day).exists():
            raise ValidationError("这一天不在代表资格有效的日子里，不能计入，请核对日期。")
        return day

    def draft(self) -> EntryDraft:
        data = self.cleaned_data
        return EntryDraft(self.deputy, data["kind"], data["on"], clean_text(data["title"]), clean_text(data["content"]), clean_text(data["place"]))


class QuickEntryForm(DutyEntryForm):
    """记一条, on a phone: which kind (one tap), what was done (spoken into one large field). The title is its first sentence; the day is today."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["title"]
        kind, content, place = self.fields["kind"], self.fields["content"], self.fields["place"]
        kind.widget, kind.label, kind.help_text = forms.RadioSelect(choices=kind.choices, attrs={"data-then": "id_content"}), "是哪一类", ""
        kind.error_messages["required"] = "请点一下是哪一类。"
        content.required, content.label = True, "做了什么"
        content.help_text = "点输入法上的话筒，说一段话就行。第一句会作为标题。"
        content.error_messages["required"] = "请说一句做了什么。"
        content.widget.attrs.update(rows=6, inputmode="text", enterkeyhint="enter", autocomplete="off")
        self.fields["on"].widget.attrs["data-draft-keep"] = ""  # sent tomorrow, it is still the day of the draft
        place.widget.attrs.update(inputmode="text", enterkeyhint="done", autocomplete="off")
        self.helper = plain_helper(Field("kind", wrapper_class="tiles"), "content", "request_key")
        self.more = plain_helper("on", "place")
        self.more.disable_csrf = self.helper.disable_csrf = True
        self.more.own_summary = self.helper.own_summary = True

    def clean_content(self) -> str:
        if not first_sentence(self.cleaned_data["content"], TITLE):
            raise ValidationError(self.fields["content"].error_messages["required"])
        return self.cleaned_data["content"]

    def draft(self) -> EntryDraft:
        words, data = clean_text(self.cleaned_data["content"]), self.cleaned_data
        title = first_sentence(words, TITLE)
        return EntryDraft(self.deputy, data["kind"], data["on"], title, "" if title == words else words, clean_text(data["place"]))


class WordsForm(forms.Form):
    """One reason, answer or objection."""

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, label: str, missing: str, most: int = 200, **kwargs):
        super().__init__(*args, **kwargs)
        area = forms.Textarea(attrs={"rows": 3})
        self.fields["words"] = forms.CharField(
            label=label, max_length=most, validators=[validate_text], widget=area, error_messages={"required": missing}
        )
        self.helper = plain_helper("words", "request_key")

    def clean_words(self) -> str:
        return clean_text(self.cleaned_data["words"])


class EntrySheetForm(forms.Form):
    """`upload` in the clean data is the guarded file (common.uploads.Upload)."""

    upload = forms.FileField(
        label="表格文件",
        help_text=".xlsx 或 .csv，不超过 20 MB，一次最多 5,000 行。文件加密存放，一小时后自动删除。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper("upload", "request_key")

    def clean_upload(self):
        return check_upload(self.cleaned_data["upload"])
