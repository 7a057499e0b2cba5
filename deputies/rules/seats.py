"""Whose seat a user has."""

from deputies.models import Deputy


def deputy_id_of(user) -> int | None:
    """The id of the deputy who logs in as this user, read once per user object (that is, once per request)."""
    if not hasattr(user, "_deputy_id"):
        user._deputy_id = Deputy.objects.filter(user_id=user.pk).order_by().values_list("pk", flat=True).first()
    return user._deputy_id
