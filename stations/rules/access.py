"""What a user's posts reach: the base of every `visible_to` and every `can_*`."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F

from common import clock
from stations.choices import STATION_ROLES, Role
from stations.models import Post, Unit

STAFF_AND_OFFICE = (*STATION_ROLES, Role.OFFICE)


@dataclass(frozen=True)
class Access:
    """The posts a user holds or stands in for today, and the units below them."""

    posts: tuple[Post, ...]

    @cached_property
    def _units(self) -> list[tuple[int, str]]:
        roots = [post.unit for post in self.posts]
        return list(Unit.objects.under(*roots).order_by().values_list("pk", "path")) if roots else []

    def units(self, *roles: str) -> list[int]:
        """Ids of every unit in the subtrees of the posts with one of these roles; without roles, of all posts."""
        roots = tuple(post.unit.path for post in self.posts if not roles or post.role in roles)
        return [pk for pk, path in self._units if path.startswith(roots)] if roots else []

    def holds(self, unit_id: int, *roles: str) -> bool:
        """Whether one of the posts with these roles reaches the unit."""
        return unit_id in self.units(*roles)

    def has_role(self, *roles: str) -> bool:
        return any(post.role in roles for post in self.posts)


def access_of(user) -> Access:
    """The user's access today, read once per user object (that is, once per request).

    Own posts first, then those of people for whom the user stands in today; who holds no post any more stands in for nobody.
    """
    known = getattr(user, "_access", None)
    if known is None:
        known = Access(_posts_of(user) if user.pk else ())
        user._access = known
    return known


def _posts_of(user) -> tuple[Post, ...]:
    posts = Post.objects.acted_in_by(user.pk, clock.today()).select_related("unit").annotate(holder_name=F("user__name")).order_by("id")
    own = [post for post in posts if post.user_id == user.pk]
    stood_in = [post for post in posts if post.user_id != user.pk] if own else []
    for post in stood_in:
        post.stands_for = post.holder_name
    return (*own, *stood_in)
