"""Query sets of reminders and notices."""

from django.db import models
from django.db.models import Q

from notices.registry import reaches


class NoticeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "NoticeQuerySet":
        """One's own."""
        return self.filter(recipient_id=user.pk)

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class ReminderQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReminderQuerySet":
        """One's own, and those of the people whom the user's posts reach."""
        seen = {user.pk}.union(*(reach(user) for reach in reaches()))
        return self.filter(recipient_id__among=seen)

    def search(self, words: str) -> "ReminderQuerySet":
        """Words in the recipient's name or the title."""
        words = words.strip()
        return self.filter(Q(recipient__name__contains=words) | Q(title__contains=words)) if words else self
