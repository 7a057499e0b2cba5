"""Filters kept under a name: add, rename, delete."""

from uuid import UUID

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from opinions.models import SavedFilter

MOST = 20


def save_filter(name: str, query: str, actor: User, request_key: UUID) -> SavedFilter:
    """Keep the filter; one request key makes one row. Raises ValidationError when the name is taken or there are too many."""
    with recorded() as trail:
        known = SavedFilter.objects.filter(user=actor, request_key=request_key).first()
        if known:
            return known
        User.objects.select_for_update().get(pk=actor.pk)
        if SavedFilter.objects.filter(user=actor).count() >= MOST:
            raise ValidationError(f"最多存 {MOST} 个常用筛选，请先删去不用的。")
        _refuse_twice(actor, name)
        row = SavedFilter.objects.create(user=actor, name=name, query=query, request_key=request_key)
        trail.add(SYSTEM_CHAIN, actor, "filter.save", row)
    return row


def rename_filter(row: SavedFilter, name: str, actor: User) -> None:
    with recorded() as trail:
        User.objects.select_for_update().get(pk=actor.pk)
        _refuse_twice(actor, name, row.pk)
        row.name = name
        row.save(update_fields=["name"])
        trail.add(SYSTEM_CHAIN, actor, "filter.rename", row)


def delete_filter(row: SavedFilter, actor: User) -> None:
    with recorded() as trail:
        trail.add(SYSTEM_CHAIN, actor, "filter.delete", row)
        row.delete()


def _refuse_twice(user: User, name: str, own: int | None = None) -> None:
    if SavedFilter.objects.filter(user=user, name=name).exclude(pk=own).exists():
        raise ValidationError(f"已有叫「{name}」的常用筛选，请换一个名称。")
