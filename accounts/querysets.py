"""Query sets of users."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import UserManager
from django.db import models
from django.db.models import Exists, OuterRef, Q


class UserQuerySet(models.QuerySet):
    def with_requests(self) -> "UserQuerySet":
        """Each with `asked`: whether an open password request waits."""
        requests = self.model.password_requests.rel.related_model
        return self.annotate(asked=Exists(requests.objects.filter(user=OuterRef("pk"), answered_at=None)))

    def without_password(self) -> "UserQuerySet":
        """Accounts opened but never given a password or a slip: nobody can log in to them."""
        return self.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX)

    def search(self, text: str) -> "UserQuerySet":
        return self.filter(Q(name__icontains=text) | Q(username__icontains=text)) if text else self


class LoginManager(UserManager.from_queryset(UserQuerySet)):
    use_in_migrations = False
