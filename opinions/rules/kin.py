"""Opinions that were split from one: they come from the same words."""

from django.db.models import Q, QuerySet

from opinions.models import Opinion

INSTEAD = "检举控告，内容已封存。"  # of the words and the summary
KIN_INSTEAD = "原话里有检举控告，已封存；这一件办的事见摘要。"


def kin_of(opinion: Opinion) -> QuerySet[Opinion]:
    """The others that were split from the same opinion, and that one; nobody when it was never split."""
    first = opinion.split_from_id or opinion.pk
    return Opinion.objects.filter(Q(pk=first) | Q(split_from=first)).exclude(pk=opinion.pk).order_by("pk")
