"""Who may do what with a case, and what of it they may see."""

from collections.abc import Iterable

from django.db.models import Case, Q, QuerySet, When

from common import clock
from deputies.rules.seats import deputy_id_of
from opinions import workflow
from opinions.choices import LEFT_REFERRAL, Handling, ReferralRole, ReferralState, State
from opinions.models import Opinion, OpinionEvent, Referral
from opinions.rules.levels import next_above
from stations.choices import Role, UnitKind
from stations.models import Post, Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.chains import congress_of
from stations.rules.published import rules_of_version
from stations.rules.regulation import Rules

CHAIN_ACTIONS = (*workflow.STEPS, "pass")
OPEN_REFERRAL = (ReferralState.SENT, ReferralState.ACCEPTED)
REFERRAL_STATES = {
    "accept": (ReferralState.SENT,),
    "decline": OPEN_REFERRAL,
    "reply": OPEN_REFERRAL,
    **dict.fromkeys(("extend", "grant", "pause", "resume"), OPEN_REFERRAL),
    "reassign": (*OPEN_REFERRAL, ReferralState.DECLINED),
    "promise": (ReferralState.REPLIED,),
    "return_reply": (ReferralState.REPLIED,),
}
NOW = {  # what must hold of the referral besides its state
    "extend": lambda referral: referral.extension_days is None and referral.paused_on is None and referral.due_on >= clock.today(),
    "grant": lambda referral: referral.extension_days is not None,
    "pause": lambda referral: referral.paused_on is None,
    "resume": lambda referral: referral.paused_on is not None,
    # where the lead says «not ours» its round is over, and the case is referred anew
    "reassign": lambda referral: referral.state != ReferralState.DECLINED or referral.role == ReferralRole.ASSIST,
    "promise": lambda referral: any(reply.promise_state == "waiting" and reply.returned_at is None for reply in referral.replies.all()),
}


def post_for(user, unit: Unit, roles: Iterable[str]) -> Post | None:
    """The user's post with one of these roles that reaches the unit; the nearest one when there are several."""
    found = [post for post in access_of(user).posts if post.role in roles and unit.path.startswith(post.unit.path)]
    return max(found, key=lambda post: len(post.unit.path), default=None)


def post_label(user, unit: Unit, roles: Iterable[str] = STAFF_AND_OFFICE) -> str:
    """「河湾村联络站 · 联络员」 of the post in which the user acts there; 「人大代表」 for a deputy; else empty."""
    post = post_for(user, unit, roles)
    if post:
        return post.label
    return "人大代表" if deputy_id_of(user) else ""


def has_role(user, opinion: Opinion, action: str, referral: Referral | None = None) -> bool:
    """Whether the user's posts open this action at all, in whatever state the case is: else 403."""
    unit = referral.department if referral and workflow.CLERK in workflow.roles_of(action) else opinion.station
    if action in workflow.OFFICE_ABOVE and opinion.above:
        unit = opinion.above
    return post_for(user, unit, workflow.roles_of(action)) is not None


def can_do(user, opinion: Opinion, action: str, referral: Referral | None = None) -> bool:
    """Whether the user may do this to the case as it stands now."""
    arrow = workflow.arrow_of(action, opinion.state)
    if arrow is None or (referral and not _is_live(referral, action, opinion)):
        return False
    if post_for(user, acting_unit(opinion, arrow, referral), arrow.roles) is None:
        return False
    if action == "hand_up" and (opinion.handling == Handling.LEGAL_WAY or next_above(opinion) is None):
        return False
    if action == "send_back" and workflow.state_before(chain_of_case(opinion), opinion.state) is None:
        return False
    return not (action in workflow.STEPS and needs_other_eyes(user, opinion))


def acting_unit(opinion: Opinion, arrow: workflow.Arrow, referral: Referral | None) -> Unit:
    """Whose post opens the arrow: the department's for what it does, the office's above while the case lies there, else the station's."""
    if referral and workflow.CLERK in arrow.roles:
        return referral.department
    return opinion.above if arrow.state == State.ABOVE and arrow.roles == (workflow.OFFICE,) else opinion.station


def can_do_by_code(opinion: Opinion, action: str, referral: Referral) -> bool:
    """What a department without an account may do with its one referral."""
    return action == "reply" and workflow.arrow_of(action, opinion.state) is not None and _is_live(referral, action, opinion)


def _is_live(referral: Referral, action: str, opinion: Opinion) -> bool:
    """A round that was withdrawn or declined is over, also for an answer that one of its departments had given."""
    is_fit = NOW.get(action, lambda _: True)(referral)
    return is_fit and referral.state in REFERRAL_STATES[action] and referral.round == last_round(opinion)


def last_round(opinion: Opinion) -> int:
    """How often the case was referred; 0: not yet."""
    return max((referral.round for referral in opinion.referrals.all()), default=0)


def rules_of(opinion: Opinion) -> Rules:
    """The regulation the case was opened under, asked for once."""
    if not hasattr(opinion, "_rules"):
        opinion._rules = rules_of_version(opinion.regulation_id)
    return opinion._rules


def needs_other_eyes(user, opinion: Opinion) -> bool:
    """Whether the regulation asks for four eyes and this user did the step before; a case sent back keeps it in mind."""
    if not rules_of(opinion).four_eyes:
        return False
    steps = OpinionEvent.objects.filter(opinion=opinion, action__in=CHAIN_ACTIONS, to_state=opinion.state)
    last = steps.order_by("-id").first()
    return last is not None and last.actor_id == user.pk


def chain_of_case(opinion: Opinion) -> tuple[str, ...]:
    """The steps before the referral by the regulation the case was opened under."""
    return rules_of(opinion).chain(opinion.channel)


def actions_for(user, opinion: Opinion) -> list[workflow.Action]:
    """What the user may do now with the case itself, the main thing first; referrals have actions of their own."""
    return [action for action in workflow.actions_from(opinion.state) if not action.per_referral and can_do(user, opinion, action.code)]


def referral_actions_for(user, referral: Referral) -> list[workflow.Action]:
    """What the user may do now with one referral."""
    actions = workflow.actions_from(referral.opinion.state)
    return [action for action in actions if action.per_referral and can_do(user, referral.opinion, action.code, referral)]


def sees_all(user, opinion: Opinion) -> bool:
    """Staff of the station and the offices above it see the whole case; departments and deputies a part of it."""
    return post_for(user, opinion.station, STAFF_AND_OFFICE) is not None


def can_see_person(user, opinion: Opinion) -> bool:
    """Masked name and phone: the station's side, and the departments to which the present referral released the person (D8)."""
    if sees_all(user, opinion):
        return True
    return opinion.identity_released and _handles(user, opinion)


def _handles(user, opinion: Opinion) -> bool:
    own, now = access_of(user).units(Role.DEPARTMENT_CLERK), last_round(opinion)
    mine = [referral for referral in opinion.referrals.all() if referral.department_id in own and referral.round == now]
    return any(referral.state not in LEFT_REFERRAL for referral in mine)


def can_reveal(user, opinion: Opinion) -> bool:
    """Name, phone and address in full, for a reason that goes into the audit trail."""
    return opinion.constituent_id is not None and can_see_person(user, opinion)


def departments_for(station: Unit) -> QuerySet[Unit]:
    """Whom a station may refer to: open departments under its own congress, and those directly under the congresses above it (C4)."""
    congress = congress_of(station)
    mine = Q(path__startswith=congress.path) | Q(parent_id__in=congress.ancestor_ids)
    own_first = Case(When(path__startswith=congress.path, then=0), default=1)
    return Unit.objects.open().filter(mine, kind=UnitKind.DEPARTMENT).order_by(own_first, "path")


def recipients_for(opinion: Opinion) -> QuerySet[Unit]:
    """Whom this case may be referred to: once handed up, the departments of the congress above."""
    if opinion.above_id is None:
        return departments_for(opinion.station)
    return Unit.objects.open().filter(kind=UnitKind.DEPARTMENT, parent_id=opinion.above_id).order_by("path")


def can_list(user) -> bool:
    """Whoever holds a post in a station, office or department, or a seat."""
    return access_of(user).has_role(*STAFF_AND_OFFICE, Role.DEPARTMENT_CLERK) or deputy_id_of(user) is not None


def can_see_referral(user, referral: Referral) -> bool:
    """A department sees its own referrals; the lead one sees those of the round it leads."""
    if sees_all(user, referral.opinion):
        return True
    own = access_of(user).units(Role.DEPARTMENT_CLERK)
    if referral.department_id in own:
        return True
    return referral.opinion.lead_department_id in own and referral.round == last_round(referral.opinion)
