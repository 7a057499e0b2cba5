"""The form that takes a roster, and the one that answers what it leaves open."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms

from common.uploads import check_upload
from deputies.rules.files import congresses_of
from deputies.rules.questions import NEW


class RosterForm(forms.Form):
    """`upload` in the clean data is the guarded file (common.uploads.Upload); `after` a checked job whose answers still hold."""

    congress = forms.ModelChoiceField(
        label="哪一级人大的名册", queryset=None, empty_label=None, help_text="没写代表层级的行，按这里选的人大登记；没写届次的，按现任的一届。"
    )
    upload = forms.FileField(label="名册文件", help_text=".xlsx 或 .csv，不超过 20 MB；第一行不必是表头。")
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    after = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user, congress=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["congress"].queryset = congresses_of(user)
        self.fields["congress"].initial = congress
        self.fields["request_key"].initial = uuid4
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_upload(self):
        return check_upload(self.cleaned_data["upload"])


# Kinds of questions in the order of the page: heading, what it is about, whether all may be made new at one click.
KINDS = {
    "section": ("分段标题", "名册里有分段标题，请说明它是不是管着下面各行。", False),
    "level": ("代表层级", "这些写法认不出是哪一级。", False),
    "congress": ("哪一个人大", "这一级的人大不止一个，或者名称对不上。", False),
    "term": ("届次", "这些届次对不上。", False),
    "whose": ("哪一级的", "一个人有几个层级，只写了一个选区或小组。", False),
    "constituency": ("选区", "系统里没有这些选区。可能是新的，也可能只是写法不同。", True),
    "group": ("代表小组", "系统里没有这些小组。可能是新的，也可能只是写法不同。", True),
    "station": ("联系的站（家）", "系统里没有这些站，或者有几个同名的。", False),
    "person": ("同名的人", "可能是已有的代表，也可能是同名的另一位。", False),
}
BULK = "all_"


class AnswersForm(forms.Form):
    """A field for each question of a checked roster; nothing is chosen beforehand, and whatever is left open is asked again."""

    def __init__(self, *args, questions: list[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions):
            choices = [("", "请选择"), *map(tuple, question["choices"])]
            few = question["kind"] in {"section", "person", "whose"}
            widget = forms.RadioSelect if few else forms.Select
            label = f"「{question['text']}」" if question["kind"] != "person" else question["note"]
            field = forms.ChoiceField(label=label, required=False, choices=choices[1:] if few else choices, widget=widget)
            field.help_text = self._about(question)
            self.fields[f"q{number}"] = field
        for kind in self.kinds():
            if KINDS[kind][2]:
                self.fields[f"{BULK}{kind}"] = forms.BooleanField(label="上面没有选的，一律新建", required=False)

    def kinds(self) -> list[str]:
        there = {question["kind"] for question in self.questions}
        return [kind for kind in KINDS if kind in there]

    @staticmethod
    def _about(question: dict) -> str:
        if question["kind"] == "person":
            return question["place"]
        rows = f"共 {question['count']} 行，第一处在{question['place']}。"
        return rows + question["note"]

    def parts(self) -> list[dict]:
        """The page's parts: heading, lead, the bound fields, and the tick that makes all the rest new."""
        found = []
        for kind in self.kinds():
            heading, lead, _ = KINDS[kind]
            fields = [self[f"q{number}"] for number, question in enumerate(self.questions) if question["kind"] == kind]
            found.append(
                {"heading": heading, "lead": lead, "fields": fields, "bulk": self[f"{BULK}{kind}"] if f"{BULK}{kind}" in self.fields else None}
            )
        return found

    def answers(self) -> dict[str, str]:
        """What was chosen, by the questions' keys."""
        chosen = {question["key"]: self.cleaned_data[f"q{number}"] for number, question in enumerate(self.questions)}
        bulk = {f"all|{kind}": NEW for kind in self.kinds() if self.cleaned_data.get(f"{BULK}{kind}")}
        return {key: answer for key, answer in (chosen | bulk).items() if answer}
