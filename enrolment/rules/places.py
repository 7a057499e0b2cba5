"""Where somebody works: what a slip says, so that it reaches the right person."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from common import clock
from deputies.models import Mandate
from stations.models import Post


def places_of(users: Iterable[User]) -> dict[int, str]:
    """User id → 「河湾村联络站 · 联络员」, the first post held now or soon; for a deputy 「河湾村联络站 · 人大代表」."""
    wanted, today = [user.pk for user in users], clock.today()
    seats = Mandate.objects.filter(deputy__user__in=wanted).held_on(today).select_related("station", "term__congress", "deputy").order_by("-pk")
    found = {seat.deputy.user_id: f"{(seat.station or seat.term.congress).name} · 人大代表" for seat in seats}
    posts = Post.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), user__in=wanted).select_related("unit").order_by("-pk")
    return found | {post.user_id: f"{post.unit.name} · {post.role_label}" for post in posts}
