"""How every form writes its inputs, and what it says of a field that was left empty: which one, and what to do."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList, flatatt
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

TYPE_AGAIN = "密码不会留在页面上，请再输一次。"


class PlainField(forms.BoundField):
    """Django's sentence for an empty field says only that it must not be empty; a field with words of its own keeps them.

    A password that was typed does not come back with the page: its help says so when another field stopped the form.
    """

    @property
    def help_text(self) -> str:
        return " ".join(filter(None, (self._help, TYPE_AGAIN if self._is_lost else "")))

    @help_text.setter
    def help_text(self, words: str) -> None:
        self._help = words

    @property
    def _is_lost(self) -> bool:
        widget = self.field.widget
        return isinstance(widget, forms.PasswordInput) and not widget.render_value and bool(self.data and self.form.errors) and not self.errors

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


def _attributes(attributes: dict) -> SafeString:
    return format_html_join(
        "", " {}{}", ((name, "" if value is True else format_html('="{}"', value)) for name, value in attributes.items() if value is not False)
    )


def _input(widget: dict) -> SafeString:
    value = {} if widget["value"] is None else {"value": str(widget["value"])}
    return format_html("<input{}>", _attributes({"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}))


def _textarea(widget: dict) -> SafeString:
    return format_html("<textarea{}>\n{}</textarea>", _attributes({"name": widget["name"], **widget["attrs"]}), widget["value"] or "")


INPUTS = ("text", "number", "email", "password", "hidden", "date", "datetime", "time", "checkbox", "file")
PLAIN = {f"django/forms/widgets/{name}.html": _input for name in INPUTS} | {"django/forms/widgets/textarea.html": _textarea}


class Renderer(DjangoTemplates):
    """For settings.FORM_RENDERER: makes PlainField the bound field of all forms, and writes the common inputs without a template.

    A template in a template for each input takes half a millisecond; a form has twenty of them.
    """

    bound_field_class = PlainField

    def render(self, template_name, context, request=None):
        plain = PLAIN.get(template_name)
        return plain(context["widget"]) if plain else super().render(template_name, context, request)


class PlainSelect(forms.Select):
    """A select written in one go: a template for each of 400 options would take longer than the rest of the page."""

    def render(self, name, value, attrs=None, renderer=None):
        chosen = str(value or "")
        rows = "".join(
            f'<option value="{escape(key)}"{" selected" if str(key) == chosen else ""}>{escape(label)}</option>' for key, label in self.choices
        )
        known = flatatt({"class": "form-select", **self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>{}</select>", known, mark_safe(rows))
