"""What a user's posts reach: the base of every `visible_to` and every `can_*`."""

from dataclasses import dataclass
from functools import cached_property

from common import clock
from stations.choices import STATION_ROLES, Role
from stations.models import Post, Unit

STAFF_AND_OFFICE = (*STATION_ROLES, Role.OFFICE)


@dataclass(frozen=True)
class Access:
    """The posts a user holds today, and the units below them."""

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
    """The user's access today, read once per user object (that is, once per request)."""
    known = getattr(user, "_access", None)
    if known is None:
        posts = Post.objects.filter(user_id=user.pk).held_on(clock.today()).select_related("unit").order_by("id") if user.pk else ()
        known = Access(tuple(posts))
        user._access = known
    return known
