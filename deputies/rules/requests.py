"""Who answers a deputy's request for a correction."""

from common import clock
from deputies.models import Deputy, Mandate
from stations.choices import Role
from stations.models import Post


def answerers(deputy: Deputy) -> set[int]:
    """Ids of the users at the offices of the congresses in which the deputy sits today; of the newest seat when there is none."""
    seats = Mandate.objects.filter(deputy=deputy)
    held = list(seats.held_on(clock.today()).values_list("term__congress_id", flat=True))
    units = held or list(seats.order_by("-starts_on").values_list("term__congress_id", flat=True)[:1])
    posts = Post.objects.current().filter(unit_id__in=units, role=Role.OFFICE)
    return {user_id for (user_id,) in posts.told()}
