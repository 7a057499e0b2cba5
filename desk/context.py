"""The frame around every page: place, post, the left list, unread messages."""

from dataclasses import dataclass, replace
from functools import cached_property

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.rules import can_manage_accounts
from deputies.rules.seats import deputy_id_of
from desk.guide import Guide, Step
from notices.models import Notice
from stations.choices import STATION_ROLES, Role
from stations.rules.access import access_of
from stations.rules.permissions import KEEPERS

PRODUCT = "代表联络站"
AT_HAND = "guide_at_hand"  # in the session of whoever works through the first steps


@dataclass(frozen=True)
class Noun:
    """One place of the left list (desk) or of the bottom bar (phone)."""

    label: str
    name: str
    icon: str
    count: int | str = ""
    current: bool = False

    @cached_property
    def url(self) -> str:
        return reverse(self.name)


DESK = Noun("工作台", "desk:home", "house")
VISITS = Noun("来访", "constituents:list", "people")
RECEPTIONS = Noun("接待", "constituents:receptions", "calendar-check")
OPINIONS = Noun("意见", "opinions:list", "chat-left-text")
DEPUTIES = Noun("代表", "deputies:list", "person-badge")
TODAY = Noun("今天", "desk:today", "house")
CONTACTS = Noun("联系", "deputies:contacts", "telephone")
DUTY = Noun("履职", "deputies:duty", "journal-check")
STATIONS = Noun("组织", "stations:tree", "diagram-3")
REPORTS = Noun("报表", "reports:list", "file-earmark-spreadsheet")
REGULATION = Noun("制度", "stations:regulation", "journal-text")
ACCOUNTS = Noun("账号", "accounts:users", "key")
GUIDE = Noun("开始清单", "desk:guide", "journal-check")

# For its readers a visit belongs to 来访 and a letter to 接待, a linked household to 联系, whichever app shows it.
BELONGS = {
    TODAY: ("/mine/", "/visits/duties/", "/deputies/requests/"),
    VISITS: ("/opinions/visits/",),
    RECEPTIONS: ("/visits/plans/", "/visits/boxes/", "/visits/home-days/", "/opinions/home-days/", "/opinions/boxes/", "/opinions/letters/"),
    CONTACTS: ("/visits/households/", "/opinions/meetings/", "/opinions/activities/"),  # at a desk its address falls under 代表
    DUTY: ("/opinions/contacts/",),  # so does this one
}
PHONE = (
    TODAY,
    CONTACTS,
    Noun("意见", "opinions:brought", "chat-left-text"),
    DUTY,
)
BY_ROLE = {
    **dict.fromkeys(STATION_ROLES, (DESK, VISITS, RECEPTIONS, OPINIONS, DEPUTIES, STATIONS, REPORTS)),
    Role.OFFICE: (DESK, VISITS, RECEPTIONS, OPINIONS, DEPUTIES, STATIONS, REGULATION, REPORTS),
    Role.DEPARTMENT_CLERK: (DESK, OPINIONS),
    Role.ADMINISTRATOR: (DESK, ACCOUNTS, STATIONS),
}


def frame(request):
    """`frame` for the templates, made only when a template asks for it; None for whoever is not logged in."""
    user = getattr(request, "user", None)
    return {"frame": SimpleLazyObject(lambda: _frame(request)) if user is not None and user.is_authenticated else None}


def keep_at_hand(request, *, is_wanted: bool) -> None:
    """Whether every page leads on to the next of the first steps, for this login: a step done elsewhere ends far from the guide."""
    if is_wanted != request.session.get(AT_HAND, False):
        request.session[AT_HAND] = is_wanted


def _frame(request) -> dict:
    post, kind = request.post, "desk"
    if post:
        nouns = tuple(noun for noun in BY_ROLE[post.role] if noun is not ACCOUNTS or can_manage_accounts(request.user))
        if post.role in KEEPERS and request.session.get(AT_HAND):
            nouns = (nouns[0], GUIDE, *nouns[1:])
    elif deputy_id_of(request.user):
        nouns, kind = PHONE, "phone"
    else:
        nouns = (DESK, ACCOUNTS) if request.user.is_superuser else (DESK,)
    return {
        "next_step": _next_step(request),
        "product": PRODUCT,
        "kind": kind,
        "place": post.unit.name if post else "",
        "post_label": post.get_role_display() if post else "人大代表" if kind == "phone" else "",
        "posts": [(each.pk, each.label, post and each.pk == post.pk) for each in access_of(request.user).posts],
        "nouns": _marked(nouns, request.path),
        "unread": Notice.objects.filter(recipient=request.user, read_at=None).count(),
    }


def _next_step(request) -> Step | None:
    """What comes next, for whoever works through the first steps."""
    post = request.post
    if not post or post.role not in KEEPERS or not request.session.get(AT_HAND) or request.path in {reverse("desk:home"), reverse("desk:guide")}:
        return None
    step = Guide(post, request.user).next()
    return step if step and not step.turn and not request.path.startswith(step.url) else None


def _marked(nouns: tuple[Noun, ...], path: str) -> list[Noun]:
    """The nouns, the one that the address belongs to marked as current."""
    roots = tuple(each.url for each in nouns if each.url != "/")
    for noun, folders in BELONGS.items():
        if path.startswith(folders) and noun.url.startswith(roots):  # 今天 is a deputy's alone: at a desk the address stays
            path = noun.url
    matches = [each for each in nouns if path.startswith(each.url) and (each.url != "/" or path == "/")]
    best = max(matches, key=lambda each: len(each.url), default=None)
    return [replace(noun, current=True) if noun is best else noun for noun in nouns]
