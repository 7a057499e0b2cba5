"""Forms of a request for a correction and of its answer."""

from uuid import uuid4

from crispy_forms.layout import Field
from django import forms

from common.text import clean_text, validate_text
from deputies.choices import CorrectionOutcome
from deputies.forms.files import plain_helper

MOST = 500  # characters


class CorrectionForm(forms.Form):
    """What is wrong and how it should read."""

    words = forms.CharField(
        label="哪里不对，应该是什么",
        max_length=MOST,
        validators=[validate_text],
        error_messages={"required": "请写明哪里不对。"},
        help_text="例如：手机号码换了，应为……；单位和职务变了，现在是……；接待日的公告里不应有我。",
        widget=forms.Textarea(attrs={"rows": 6, "inputmode": "text", "autocomplete": "off"}),
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper("words", "request_key")

    def clean_words(self) -> str:
        return clean_text(self.cleaned_data["words"])


class CorrectionAnswerForm(forms.Form):
    """What came of it, in a word and in a sentence."""

    outcome = forms.ChoiceField(
        label="结果", choices=CorrectionOutcome, widget=forms.RadioSelect, error_messages={"required": "请选改了还是没有改。"}
    )
    answer = forms.CharField(
        label="答复",
        max_length=MOST,
        validators=[validate_text],
        error_messages={"required": "请写一句答复，代表会看到。"},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = plain_helper(Field("outcome", wrapper_class="segmented"), "answer")

    def clean_answer(self) -> str:
        return clean_text(self.cleaned_data["answer"])
