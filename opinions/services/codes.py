"""Codes for departments without an account: one referral of one case, without the person behind it (C4)."""

from datetime import timedelta
from uuid import UUID

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from common.crypto import query_codes, same_code
from opinions.models import Referral, ReferralCode
from stations.rules.chains import chain_of

GRACE = timedelta(days=90)  # after the deadline: an answer that comes late is still an answer
_NOBODY = UUID(int=0)
SAME_NUMBER = 20  # stations far apart may use one mark


def make_code(referral: Referral, actor: User) -> ReferralCode:
    """Give the referral a code, or a new one in the place of an old: what was printed before no longer opens it."""
    with recorded() as trail:
        Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
        row = ReferralCode.objects.filter(referral=referral).first() or ReferralCode(referral=referral, issue=0)
        row.issue += 1
        row.made_by, row.made_at, row.revoked_at = actor, clock.now(), None
        row.expires_on = max(referral.due_on, clock.today()) + GRACE
        row.save()
        _note(trail, row, actor, "referral.code")
    return row


def revoke_code(referral: Referral, actor: User) -> None:
    with recorded() as trail:
        for row in ReferralCode.objects.filter(referral=referral, revoked_at=None):
            row.revoked_at = clock.now()
            row.save(update_fields=["revoked_at"])
            _note(trail, row, actor, "referral.code_revoked")


def find_code(number: str, typed: str) -> ReferralCode | None:
    """The good code that belongs to a case of that number; None is the same answer for a wrong number, a wrong code and one whose time is over."""
    rows = ReferralCode.objects.filter(referral__opinion__number=number)
    rows = rows.select_related("referral__opinion__station", "referral__opinion__category", "referral__department", "made_by")[:SAME_NUMBER]
    if not rows:
        same_code(typed, query_codes(_NOBODY, 1)[0])  # a missing number takes as long as a wrong code
    found = None
    for row in rows:
        if any(same_code(typed, code) for code in query_codes(row.uuid, row.issue)) and row.is_good:
            found = row
    return found


def _note(trail, row: ReferralCode, actor: User, action: str) -> None:
    case = row.referral.opinion
    trail.add(chain_of(case.station), actor, action, case, number=case.number, department=row.referral.department_id)
