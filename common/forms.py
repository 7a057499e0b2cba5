"""What every form says of a field that was left empty: which one, and what to do."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList


class PlainField(forms.BoundField):
    """Django's sentence for an empty field says only that it must not be empty; a field with words of its own keeps them."""

    @property
    def errors(self) -> ErrorList:
        found = super().errors
        generic = str(forms.Field.default_error_messages["required"])
        if generic not in found:
            return found
        told = found.copy()
        told.data = [self._cure() if message == generic else message for message in found]
        return told

    def _cure(self) -> str:
        if self.is_hidden:
            return "这一页不完整，请刷新页面，再填一次。"
        if isinstance(self.field, forms.BooleanField):
            return f"请勾选「{self.label}」。"
        verb = "选择" if isinstance(self.field, (forms.ChoiceField, forms.FileField)) else "填写"
        return f"请{verb}「{self.label}」。"


class Renderer(DjangoTemplates):
    """For settings.FORM_RENDERER: makes PlainField the bound field of all forms."""

    bound_field_class = PlainField
