"""One form for each step of a case. Every form carries the version of the case that the clerk saw."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.core.exceptions import ValidationError

from common.forms import PlainSelect
from common.text import clean_text, validate_text
from opinions.choices import Urgency
from opinions.models import Category, Opinion, Referral
from opinions.rules.cases import departments_for, recipients_for, rules_of
from opinions.rules.levels import next_above
from opinions.rules.repeats import leads_for
from opinions.services.cases import Correction, Handing, Screening


def words_field(label: str, missing: str = "", help_text: str = "", rows: int = 3) -> forms.CharField:
    """A text of several lines; `missing` is what to say when it must not stay empty."""
    return forms.CharField(
        label=label,
        required=bool(missing),
        help_text=help_text,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class StepForm(forms.Form):
    """The base: what is done to a case, or to one of its referrals."""

    verb = ""
    layout: tuple = ()
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, opinion: Opinion, referral: Referral | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.opinion = opinion
        self.referral = referral
        self.fields["seen_version"].initial = opinion.version
        self.prepare()
        self.helper = FormHelper()
        self.helper.form_tag = False
        if self.layout:
            self.helper.layout = Layout("seen_version", *self.layout)

    def prepare(self) -> None:
        """Choices and defaults that hang on the case."""

    def renew(self, version: int) -> None:
        """Keep what was typed, and say that the newer version was seen now."""
        self.data = self.data.copy()
        self.data["seen_version"] = version

    def clean(self) -> dict:
        data = super().clean()
        return {name: clean_text(value) if isinstance(value, str) else value for name, value in data.items()}


class NoteForm(StepForm):
    note = words_field("意见")


class ReasonForm(StepForm):
    note = words_field("原因", "请写明原因，对方要照着改。")


class HandUpForm(StepForm):
    note = words_field("为什么要上级办理", "请写明为什么本级办不了、要上级办什么。")

    def prepare(self) -> None:
        above = next_above(self.opinion)
        self.fields["note"].help_text = f"报给{above.name}，那里的办公室会收到消息。" if above else ""


class AcceptForm(StepForm):
    """Nothing to fill in: the page says what will happen."""


class RemindForm(StepForm):
    note = words_field("催办的话", help_text="写给承办单位；不写也可以。")


class SuperviseForm(StepForm):
    note = words_field("督办的事由和要求", "请写明为什么督办、要办到什么程度。")


class MergeForm(StepForm):
    lead = forms.ChoiceField(label="并入哪一件", required=False, widget=forms.RadioSelect)
    number = forms.CharField(label="或者填它的编号", required=False, max_length=30, help_text="本站还没有办结的意见，例如 河湾2026-0012。")
    note = words_field("说明")
    layout = ("lead", "number", "note")

    def prepare(self) -> None:
        found = leads_for(self.opinion)
        self.fields["lead"].choices = [(each.pk, f"{each.number} {each.summary}（{each.state}）") for each in found]
        if not found:
            self.fields["lead"].widget = forms.HiddenInput()
            self.fields["number"].label = "并入哪一件（填编号）"

    def clean(self) -> dict:
        data = super().clean()
        asked = {"pk": data["lead"]} if data.get("lead") and not data.get("number") else {"number": data.get("number", "")}
        self.chosen = Opinion.objects.open().filter(station=self.opinion.station_id, **asked).first()
        if self.chosen is None:
            words = f"本站没有编号是「{data['number']}」、还在办理的意见。" if data.get("number") else "请选一件，或者填它的编号。"
            self.add_error("number", ValidationError(words))
        return data


class CategoryChoice(forms.TypedChoiceField):
    """A field of the three-level table, by its full name."""

    def __init__(self, **kwargs):
        super().__init__(coerce=self._row, empty_value=None, widget=PlainSelect, **kwargs)

    def load(self) -> None:
        self.rows = {str(row.pk): row for row in Category.objects.filter(is_active=True).select_related("parent").order_by("position", "id")}
        self.choices = [("", "请选择")] + [(key, row.full_name) for key, row in self.rows.items()]

    def _row(self, key: str) -> Category:
        return self.rows[key]

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.coerce = copied._row
        return copied


class ScreeningForm(StepForm):
    summary = forms.CharField(
        label="摘要",
        max_length=80,
        validators=[validate_text],
        help_text="一句话说清是什么事，不写人名。",
        error_messages={"required": "请用一句话写明是什么事。"},
    )
    category = CategoryChoice(label="领域", error_messages={"required": "请选择领域。"})
    urgency = forms.ChoiceField(label="缓急", choices=Urgency, widget=forms.RadioSelect)
    proposed_department = forms.ModelChoiceField(label="拟交办单位", queryset=None, required=False, empty_label="还没有想好")
    note = words_field("初筛意见")
    layout = ("summary", "category", Field("urgency", wrapper_class="segmented"), "proposed_department", "note")

    def prepare(self) -> None:
        self.fields["category"].load()
        self.fields["proposed_department"].queryset = departments_for(self.opinion.station)
        self.initial = {
            "summary": self.opinion.summary,
            "category": self.opinion.category_id,
            "urgency": self.opinion.urgency,
            "proposed_department": self.opinion.proposed_department_id,
        } | self.initial

    def screening(self) -> Screening:
        return Screening(**{name: self.cleaned_data[name] for name in ("summary", "category", "urgency", "proposed_department", "note")})


class HandingForm(StepForm):
    lead = forms.ModelChoiceField(
        label="主办单位", queryset=None, empty_label="请选择", error_messages={"required": "请选择主办单位。", "invalid_choice": "不能交给这个单位。"}
    )
    assisting = forms.ModelMultipleChoiceField(label="协办单位", queryset=None, required=False, widget=forms.CheckboxSelectMultiple)
    limit = forms.ChoiceField(label="办理时限", required=False, widget=forms.RadioSelect)
    assisting_limit = forms.ChoiceField(label="协办时限", required=False, help_text="协办单位可以另定；不选，与主办相同。")
    instruction = words_field("交办意见", help_text="写明要办什么、办到什么程度。")
    release_identity = forms.BooleanField(
        label="把反映人的姓名、电话告诉承办单位", required=False, help_text="只有上门核实等确有需要时才勾选；承办单位每次查看都会留下记录。"
    )
    layout = ("lead", "assisting", "limit", "assisting_limit", "instruction", "release_identity")

    def prepare(self) -> None:
        allowed = recipients_for(self.opinion)
        self.fields["lead"].queryset = self.fields["assisting"].queryset = allowed
        self.fields["limit"].choices = limit_choices(self.opinion)
        self.fields["assisting_limit"].choices = [("", "与主办相同"), *limit_choices(self.opinion)[1:]]
        self.initial = {"lead": self.opinion.proposed_department_id, "limit": ""} | self.initial

    def clean(self) -> dict:
        data = super().clean()
        lead = data.get("lead")
        if lead and lead in (data.get("assisting") or []):
            self.add_error("assisting", ValidationError(f"{lead.name}已经是主办单位，请在协办单位里去掉它。"))
        return data

    def handing(self) -> Handing | None:
        data = self.cleaned_data
        return Handing(data["lead"], tuple(data["assisting"]), data["limit"], data["instruction"], data["release_identity"], data["assisting_limit"])


class ApproveForm(HandingForm):
    """Approval and referral in one go; the button 「只批准」 (only=1) leaves the referral for later."""

    note = words_field("审批意见")
    layout = ("note", Div(*HandingForm.layout))

    @property
    def approves_only(self) -> bool:
        return self.data.get("only") == "1"

    def prepare(self) -> None:
        super().prepare()
        self.fields["lead"].required = not self.approves_only
        self.fields["lead"].error_messages["required"] = "请选择主办单位；还没有定的，请点「只批准」。"

    def handing(self) -> Handing | None:
        return None if self.approves_only else super().handing()


class CorrectionForm(StepForm):
    summary = forms.CharField(label="摘要", max_length=80, validators=[validate_text], error_messages={"required": "请用一句话写明是什么事。"})
    category = CategoryChoice(label="领域", required=False)
    urgency = forms.ChoiceField(label="缓急", choices=Urgency, widget=forms.RadioSelect)
    words = words_field("原话", "原话不能空着。", "只改错别字；改之前的话留在经过里。", rows=6)
    note = words_field("为什么更正")
    layout = ("summary", "category", Field("urgency", wrapper_class="segmented"), "words", "note")

    def prepare(self) -> None:
        self.fields["category"].load()
        self.initial = {name: getattr(self.opinion, name) for name in ("summary", "urgency", "words")} | {"category": self.opinion.category_id}
        if self.opinion.referrals.exists():
            del self.fields["words"]
            self.layout = tuple(part for part in self.layout if part != "words")

    def correction(self) -> Correction:
        data = self.cleaned_data
        return Correction(data["summary"], data["category"], data["urgency"], data.get("words"), data["note"])


def new_key() -> forms.UUIDField:
    """Sending the form again answers with what is already there."""
    return forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)


def limit_choices(opinion: Opinion) -> list[tuple[str, str]]:
    """The regulation's limits for departments; by themselves first."""
    names = {"ordinary": "一般", "urgent": "紧急", "joint": "几个单位共同办理"}
    return [("", "按缓急和单位数自动确定"), *((key, f"{name}：{rules_of(opinion).limit(key).days} 个工作日") for key, name in names.items())]
