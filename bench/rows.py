"""Rows into the database fast: plain dictionaries by COPY on PostgreSQL, bulk_create elsewhere. A model instance costs ten times a dictionary."""

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache
from io import StringIO

from django.core.management.color import no_style
from django.db import connection
from django.db.models import NOT_PROVIDED, JSONField, Max, Model

from common.fields import EncryptedTextField

NULL = "\\N"
Row = dict[str, object]


class Table:
    """What the columns of a model begin with, and what the database takes for them."""

    def __init__(self, model: type[Model]) -> None:
        self.model, self.fields = model, model._meta.local_concrete_fields
        self.names = [field.attname for field in self.fields]

    @cached_property
    def _constants(self) -> Row:
        return {field.attname: field.get_default() for field in self.fields if not callable(field.default) or field.default is NOT_PROVIDED}

    @cached_property
    def _made(self) -> dict[str, Callable]:
        return {field.attname: field.default for field in self.fields if field.attname not in self._constants}

    @cached_property
    def converters(self) -> list[tuple[str, Callable | None]]:
        return [(field.attname, _converter(field)) for field in self.fields]

    def row(self, facts: Row) -> Row:
        """A new row with the model's defaults."""
        made = {name: make() for name, make in self._made.items() if name not in facts}
        row = {**self._constants, **made, **facts}
        if len(row) != len(self.names):
            raise KeyError(f"{self.model._meta.label}: {set(facts) - set(self.names)}")
        return row

    def values(self, row: Row | Model) -> list:
        """The row as the database takes it, in the order of `columns`."""
        known = row if isinstance(row, dict) else row.__dict__
        return [(convert(known[name]) if convert and known[name] is not None else known[name]) for name, convert in self.converters]

    @property
    def columns(self) -> str:
        return ", ".join(connection.ops.quote_name(field.column) for field in self.fields)


table = lru_cache(Table)


def _converter(field) -> Callable | None:
    if isinstance(field, JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if isinstance(field, EncryptedTextField):
        return field.get_prep_value
    return None


def write(model: type[Model], rows: Sequence[Row | Model]) -> None:
    """Rows of one model, with their keys; encrypted fields encrypt as in a save, models' `save` methods are not called."""
    if connection.vendor != "postgresql":
        model._base_manager.bulk_create([model(**row) if isinstance(row, dict) else row for row in rows], batch_size=500)
        return
    this, text = table(model), StringIO()
    csv.writer(text).writerows([NULL if value is None else value for value in this.values(row)] for row in rows)
    text.seek(0)
    with connection.cursor() as cursor:
        cursor.copy_expert(
            f"COPY {connection.ops.quote_name(model._meta.db_table)} ({this.columns}) FROM STDIN WITH (FORMAT csv, NULL '{NULL}')", text
        )


def next_key(model: type[Model]) -> int:
    return (model._base_manager.aggregate(last=Max("pk"))["last"] or 0) + 1


def keys_are_taken(models: Iterable[type[Model]]) -> None:
    """Let the sequences go on after the keys that were written."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
