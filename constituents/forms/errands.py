"""代办: what somebody does for a visitor, as a part of the visit's form and by itself."""

from django import forms

from common.text import clean_text, validate_text
from constituents.models import Matter

ERRAND_LENGTH = Matter._meta.get_field("errand").max_length


class ErrandFieldsMixin(forms.Form):
    """Who does what for the person; what is left empty is the matter itself, so that nothing is typed twice."""

    errand_by = forms.CharField(label="谁代办", required=False, max_length=40, validators=[validate_text])
    errand = forms.CharField(
        label="代办什么", required=False, max_length=ERRAND_LENGTH, validators=[validate_text], help_text="就是上面这件事的，空着。"
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("errand") and not clean_text(data.get("errand_by")):
            self.add_error("errand_by", "请写谁代办。")
        return data

    def errand_of(self, words: str) -> tuple[str, str]:
        """(what, by whom); both empty without anybody."""
        by = clean_text(self.cleaned_data.get("errand_by"))
        return (clean_text(self.cleaned_data.get("errand")) or " ".join(words.split())[:ERRAND_LENGTH], by) if by else ("", "")


class ErrandForm(ErrandFieldsMixin):
    """登记代办, from the page of the visit or the case."""
