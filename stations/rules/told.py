"""Whose reminders a user may see: of the people at the units that the user's staff and office posts reach."""

from stations.models import Post
from stations.rules.access import STAFF_AND_OFFICE, access_of


def people_below(user) -> list[int]:
    """Ids of whoever holds a post there today; nobody's for other roles."""
    units = access_of(user).units(*STAFF_AND_OFFICE)
    return list(Post.objects.current().filter(unit_id__among=units).order_by().values_list("user_id", flat=True)) if units else []
