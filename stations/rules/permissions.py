"""Who may change the organisation."""

from stations.choices import Role, UnitKind
from stations.models import Post, Unit
from stations.rules.access import access_of

KEEPERS = (Role.OFFICE, Role.ADMINISTRATOR)
ROLES_AT = {
    UnitKind.CONGRESS: (Role.HEAD, Role.DEPUTY_HEAD, Role.LIAISON_OFFICER, Role.OFFICE, Role.ADMINISTRATOR),
    UnitKind.HOME: (Role.HEAD, Role.DEPUTY_HEAD, Role.LIAISON_OFFICER),
    UnitKind.STATION: (Role.HEAD, Role.DEPUTY_HEAD, Role.LIAISON_OFFICER),
    UnitKind.DEPARTMENT: (Role.DEPARTMENT_CLERK,),
}


def can_manage(user, unit: Unit) -> bool:
    """The congress's office and the administrator keep the units below them in order."""
    return access_of(user).holds(unit.pk, *KEEPERS)


def can_publish(user, congress: Unit) -> bool:
    """A congress's rules are set by its own office or the one above; the administrator keeps out of them."""
    return access_of(user).holds(congress.pk, Role.OFFICE)


def can_edit_calendar(user) -> bool:
    """One calendar holds for all congresses: the topmost office keeps it, and an administrator above whom no office stands."""
    return bool(_topmost([post for post in access_of(user).posts if post.role in KEEPERS]))


def calendar_keepers() -> list[int]:
    """Ids of everybody who may change the calendar."""
    posts = list(Post.objects.current().filter(role__in=KEEPERS).select_related("unit"))
    top = Post.objects.filter(pk__in=[post.pk for post in _topmost(posts)])
    return sorted({user_id for (user_id,) in top.told()})


def _topmost(posts: list[Post]) -> list[Post]:
    """Those above which no congress has an office."""
    above = {pk for post in posts for pk in post.unit.ancestor_ids[:-1]}
    offices = set(Post.objects.current().filter(role=Role.OFFICE, unit_id__in=above).order_by().values_list("unit_id", flat=True))
    return [post for post in posts if offices.isdisjoint(post.unit.ancestor_ids[:-1])]


def can_open_accounts(user) -> bool:
    """Accounts are the administrator's alone (等级保护: three administrators)."""
    return access_of(user).has_role(Role.ADMINISTRATOR)


def grantable_roles(user, unit: Unit) -> list[Role]:
    """Roles the user may give at the unit; only an administrator makes administrators."""
    return [role for role in ROLES_AT[UnitKind(unit.kind)] if role != Role.ADMINISTRATOR or access_of(user).holds(unit.pk, Role.ADMINISTRATOR)]


def can_end(user, post: Post) -> bool:
    """Whoever may give the post may end it, correct it or hand it over; nobody ends one that the user acts in and locks the door behind."""
    if any(each.pk == post.pk for each in access_of(user).posts):
        return False
    return can_manage(user, post.unit) and post.user_id != user.pk and post.role in grantable_roles(user, post.unit)
