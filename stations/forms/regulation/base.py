"""The parts that the forms of a regulation are made of.

A group is what is saved and cited together: one limit, or the reception day with its hours. It knows by a mark what its reader saw, so
that of two clerks in one section each writes only what he touched.
"""

from collections.abc import Iterable
from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from common.text import validate_text
from stations.rules.regulation import filled
from stations.rules.regulation.body import faults_at
from stations.rules.regulation.layers import PARTS, entry_at, resolve
from stations.rules.regulation.values import MOST_ROWS
from stations.services.drafts import Edit, mark

LONGEST_SOURCE = 200


class SourceField(forms.CharField):
    """The article a value comes from."""

    def __init__(self, **kwargs):
        super().__init__(
            label="依据",
            max_length=LONGEST_SOURCE,
            validators=[validate_text],
            error_messages={"required": "请写明依据，没有的写「本级人大决定」。"},
            **kwargs,
        )


def name_field(label: str, **kwargs) -> forms.CharField:
    words = {"required": f"请填写{label}。"}
    return forms.CharField(label=label, max_length=kwargs.pop("max_length", 120), validators=[validate_text], error_messages=words, **kwargs)


def number_field(label: str, least: int, most: int, **kwargs) -> forms.IntegerField:
    words = dict.fromkeys(("required", "invalid", "min_value", "max_value"), f"请填 {least} 至 {most} 的整数。")
    return forms.IntegerField(label=label, min_value=least, max_value=most, error_messages=words, **kwargs)


class LinesField(forms.CharField):
    """Names, one a line; their codes stay with the names they belonged to."""

    def __init__(self, **kwargs):
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), validators=[validate_text], **kwargs)

    def prepare_value(self, value):
        return "\n".join(row["name"] for row in value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        names = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(names) > MOST_ROWS or any(len(name) > 120 for name in names):
            raise ValidationError(f"每行一项，每项最多 120 字，最多 {MOST_ROWS} 项。")
        if len(set(names)) < len(names):
            raise ValidationError("有两行一样，请去掉一行。")
        return names


def with_codes(names: Iterable[str], known: list[dict]) -> list[dict]:
    """Rows of code and name: a known name keeps its code, a new one gets a free one."""
    codes = {row["name"]: row["code"] for row in known}
    free = free_codes(row["code"] for row in known)
    return [{"code": codes.get(name) or next(free), "name": name} for name in names]


def free_codes(taken: Iterable[str]) -> Iterable[str]:
    taken = set(taken)
    return (code for code in (f"n{number}" for number in range(1, 10_000)) if code not in taken)


class RowForm(forms.Form):
    """One row of a table inside a group; the code stays with the row."""

    code = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)


class BaseRows(BaseFormSet):
    title = ""

    def value(self) -> list[dict]:
        """The rows that stay, each with a code."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        free = free_codes(row["code"] for row in rows)
        return [{**{name: value for name, value in row.items() if name != "DELETE"}, "code": row["code"] or next(free)} for row in rows]


def rows_of(form: type[forms.Form], title: str = "", fixed: bool = False) -> type[BaseFormSet]:
    """A formset for the rows under a heading; fixed: none is added or taken away."""
    made = formset_factory(form, formset=BaseRows, extra=0, can_delete=not fixed, max_num=MOST_ROWS, validate_max=True)
    made.title = title
    return made


class GroupForm(forms.Form):
    """Some addresses of one key of the body, with one source for what is changed among them."""

    title = ""
    tables: dict[str, type[BaseFormSet]] = {}  # name in the body → its rows
    source = SourceField()

    def __init__(self, data=None, *, addresses: list[str], body: dict):
        self.addresses, self.body = addresses, filled(body)
        self.key, _, part = addresses[0].partition(".")
        self.names = {address: self._names(address) for address in addresses}
        prefix = f"{self.key}-{part}" if self.key in {"chains", "limits"} else self.key
        initial = {name: value for address in addresses for name, value in self._spread(address).items()}
        super().__init__(data, prefix=prefix, initial={**initial, "source": self.old_source})
        self.rows = {
            name: table(data, prefix=f"{prefix}-{name}", initial=None if data is not None else initial[name]) for name, table in self.tables.items()
        }
        self.order_fields([*(name for name in self.fields if name != "source"), "source"])
        self.seen = self.token = mark(self._values_now(), self.old_source)
        if data is not None:
            self.seen = data.get(self.add_prefix("seen"), "")

    @property
    def old_source(self) -> str:
        return entry_at(self.body, self.addresses[0])["source"]

    def is_valid(self) -> bool:
        return super().is_valid() and all(rows.is_valid() for rows in self.rows.values())

    @property
    def faults(self) -> list[tuple[str, str]]:
        """(id of the field, words) of everything wrong, the tables' rows included."""
        found = [(_id(self, name), f"{_label(self, name)}{words}") for name, words in _errors(self)]
        for rows in self.rows.values():
            found += [("", words) for words in rows.non_form_errors()]
            for number, row in enumerate(rows.forms, start=1):
                found += [(_id(row, name), f"第 {number} 行 {_label(row, name)}{words}") for name, words in _errors(row)]
        return found

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and all(rows.is_valid() for rows in self.rows.values()):
            body = resolve(self.body, {address: {"value": value, "source": data["source"]} for address, value in self.values().items()})
            for fault in faults_at(body, self.key):
                self.add_error(None, fault)
        return data

    def values(self) -> dict[str, object]:
        """Address → value, as the body holds it."""
        found = {}
        for address, names in self.names.items():
            read = {name: self.read(name) for name in names}
            found[address] = read if len(names) > 1 else next(iter(read.values()))
        return found

    def read(self, name: str) -> object:
        """One name's value, fit for JSON."""
        if name in self.rows:
            return self.rows[name].value()
        value = self.cleaned_data[name]
        if isinstance(self.fields[name], LinesField):
            return with_codes(value, self.body[self.key][name])
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def edit(self) -> Edit | None:
        """What was changed; None when the reader left the group as he saw it."""
        values, source = self.values(), self.cleaned_data["source"]
        if mark(values, source) == self.seen:
            return None
        entries = {}
        for address, value in values.items():
            old = entry_at(self.body, address)
            if value != old["value"] or (source != self.old_source and old["source"] == self.old_source):
                entries[address] = {"value": value, "source": source}
        return Edit(tuple(self.addresses), self.seen, entries)

    def _names(self, address: str) -> tuple[str, ...]:
        key, _, part = address.partition(".")
        return PARTS[key][part] if key in PARTS else ("value",)

    def _spread(self, address: str) -> dict[str, object]:
        value, names = entry_at(self.body, address)["value"], self.names[address]
        return value if len(names) > 1 else {names[0]: value}

    def _values_now(self) -> dict[str, object]:
        return {address: entry_at(self.body, address)["value"] for address in self.addresses}


def _errors(form: forms.Form) -> list[tuple[str, str]]:
    return [(name, words) for name, all_words in form.errors.items() for words in all_words]


def _id(form: forms.Form, name: str) -> str:
    """Where the summary's link leads; a group of choices has no input of its own."""
    if name not in form.fields:
        return ""
    return form[name].id_for_label or f"div_{form[name].auto_id}"


def _label(form: forms.Form, name: str) -> str:
    return f"{form.fields[name].label}：" if name in form.fields else ""
