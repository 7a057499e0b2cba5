"""Who may add, see and remove what hangs on a case beside its story."""

from django.db.models import QuerySet

from accounts.models import User
from constituents.choices import LegalWay
from opinions.choices import State
from opinions.models import Attachment, Opinion, SealedStatement
from opinions.rules.cases import OPEN_REFERRAL, sees_all
from stations.choices import Role
from stations.models import Post
from stations.rules.access import STAFF_AND_OFFICE, access_of

MOST = 10  # files of one case


def attachments_of(user, opinion: Opinion) -> QuerySet[Attachment]:
    """The station's side sees all, departments what was released to them; what belongs to an accusation only the named."""
    kept = Attachment.objects.filter(opinion=opinion, removed_at=None).select_related("added_by").order_by("pk")
    if opinion.legal_way == LegalWay.ACCUSATION and not SealedStatement.objects.visible_to(user).filter(opinion=opinion).exists():
        return kept.none()
    if sees_all(user, opinion):
        return kept
    own = set(access_of(user).units(Role.DEPARTMENT_CLERK))
    handles = any(referral.department_id in own for referral in opinion.referrals.all())
    return kept.filter(released=True) if handles else kept.none()


def can_attach(user, opinion: Opinion) -> bool:
    """The station's side as long as the case is not voided, a department while its referral is open."""
    if opinion.state == State.VOIDED:
        return False
    own = set(access_of(user).units(Role.DEPARTMENT_CLERK))
    handles = any(referral.department_id in own and referral.state in OPEN_REFERRAL for referral in opinion.referrals.all())
    return handles or sees_all(user, opinion)


def can_remove(user, attachment: Attachment) -> bool:
    """Whoever added it, and the station's side."""
    return attachment.added_by_id == user.pk or sees_all(user, attachment.opinion)


def colleagues(user, opinion: Opinion) -> QuerySet[User]:
    """Who may be told of an internal note: those who hold a post at the station or above it, but oneself."""
    posts = Post.objects.filter(unit_id__in=opinion.station.ancestor_ids, role__in=STAFF_AND_OFFICE).current()
    return User.objects.filter(pk__in=posts.values("user_id"), is_active=True).exclude(pk=user.pk).order_by("name", "pk")
