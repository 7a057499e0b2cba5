"""Encrypting old values anew with the newest key."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models import TextField
from django.db.models.functions import Cast

from common import vault
from common.fields import encrypted_fields, needs_rotation

BATCH = 500


def rotate(model: type[models.Model]) -> int:
    """Save every row of the model whose encrypted fields were made with an older key; return how many there were.

    Batches are short transactions, so clerks go on working; a row changed meanwhile is locked, read again and kept.
    """
    names = encrypted_fields(model)
    changed, last = 0, 0
    while True:
        raw = {f"raw_{name}": Cast(name, TextField()) for name in names}
        rows = list(model._base_manager.filter(pk__gt=last).order_by("pk").annotate(**raw).values("pk", *raw)[:BATCH])
        if not rows:
            return changed
        old = [row["pk"] for row in rows if any(needs_rotation(row[f"raw_{name}"] or "") for name in names)]
        with transaction.atomic():
            locked = list(model._base_manager.select_for_update().filter(pk__in=old).only("pk", *names))
            model._base_manager.bulk_update(locked, names)
        changed += len(old)
        last = rows[-1]["pk"]


def models_with_secrets() -> Iterator[type[models.Model]]:
    return (model for model in apps.get_models() if encrypted_fields(model))


def rotate_files() -> int:
    """Encrypt the private files made with an older key anew; return how many there were."""
    return sum(folder.rotate() for folder in vault.folders())
