"""Query sets of opinions and referrals."""

import re
from collections.abc import Sequence
from datetime import date

from django.db import connections, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL

from opinions.choices import OPEN_STATES, ReferralState, State
from stations.choices import Role
from stations.rules.access import STAFF_AND_OFFICE, access_of

LISTED = (
    *("pk", "number", "summary", "state", "returned", "urgency", "due_on", "received_on", "channel"),
    *("category__full_name", "lead_department__name", "station__name"),
)


class OpinionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OpinionQuerySet":
        """Opinions of the user's stations, those referred to the user's departments, those the user brought as a deputy."""
        from deputies.rules.seats import deputy_id_of
        from opinions.models import Opinion, Referral

        access = access_of(user)
        seen = Q(pk__in=[])
        stations = access.units(*STAFF_AND_OFFICE)
        departments = access.units(Role.DEPARTMENT_CLERK)
        if stations:
            seen |= Q(station_id__among=stations)
        if departments:
            seen |= Q(Exists(Referral.objects.filter(opinion=OuterRef("pk"), department_id__among=departments)))
        deputy_id = deputy_id_of(user)
        if deputy_id:
            seen |= Q(Exists(Opinion.deputies.through.objects.filter(opinion_id=OuterRef("pk"), deputy_id=deputy_id)))
        return self.filter(seen)

    def brought_by(self, deputy_id: int) -> "OpinionQuerySet":
        """What a deputy collected, for the deputy's own pages: without words and person, voided ones left out."""
        mine = self.filter(deputies=deputy_id).exclude(state=State.VOIDED)
        return mine.select_related("station", "lead_department", "above").defer("words", "due_basis")

    def open(self) -> "OpinionQuerySet":
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, today: date) -> "OpinionQuerySet":
        """Open cases whose present step should have ended before today."""
        return self.open().filter(due_on__lt=today)

    def for_list(self) -> "OpinionQuerySet":
        """What a row of a list shows, as dictionaries: 25 rows with their station, field and department are 100 model instances. Not the person."""
        return self.values(*LISTED)

    def saying(self, terms: Sequence[str]) -> "OpinionQuerySet":
        """Opinions whose summary or words hold every term, whatever the letters' case; % and _ are letters like others."""
        found = self
        for term in terms:
            lookup = "icontains" if term.lower() != term.upper() else "contains"  # upper-casing every text costs; Chinese needs none
            found = found.filter(Q(**{f"summary__{lookup}": term}) | Q(**{f"words__{lookup}": term}))
        return found

    def indexed_saying(self, terms: Sequence[str]) -> "OpinionQuerySet":
        """The same rows as `saying`; on PostgreSQL the index of letter pairs picks the candidates."""
        if connections[self.db].vendor != "postgresql":
            return self.saying(terms)
        grams = " & ".join(_pairs_query(term) for term in terms)
        candidates = RawSQL("SELECT opinion_id FROM opinions_gram WHERE grams @@ %s::tsquery", [grams])
        return self.filter(pk__in=candidates).saying(terms)

    def numbered(self, typed: str) -> "OpinionQuerySet":
        """By number: 「河湾2026-0012」 or its beginning; 「河湾2026-12」 is filled up; 「0012」 is any station's number 12."""
        if re.fullmatch(r"0[0-9]{3}", typed):
            return self.filter(serial=int(typed))
        short = re.fullmatch(r"(.*[0-9]{4}-)([0-9]{1,3})", typed)
        full = f"{short[1]}{int(short[2]):04d}" if short else typed
        return self.filter(Q(number=full) | Q(number__startswith=typed))


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReferralQuerySet":
        """Referrals to the user's departments, and all of the opinions the user's stations own."""
        access = access_of(user)
        departments = access.units(Role.DEPARTMENT_CLERK)
        stations = access.units(*STAFF_AND_OFFICE)
        return self.filter(Q(department_id__among=departments) | Q(opinion__station_id__among=stations))

    def open(self) -> "ReferralQuerySet":
        return self.filter(state__in=(ReferralState.SENT, ReferralState.ACCEPTED))

    def overdue(self, today: date) -> "ReferralQuerySet":
        """Those that wait for the person are not late."""
        return self.open().filter(due_on__lt=today, paused_on=None)


class AttachmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AttachmentQuerySet":
        """Files of cases the user may see; which of them is asked of `rules.attachments.attachments_of`, which knows the case."""
        from opinions.models import Opinion

        return self.filter(removed_at=None, opinion__in=Opinion.objects.visible_to(user))


class ReplyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReplyQuerySet":
        """Answers to the referrals the user sees as station, office or department."""
        access = access_of(user)
        own = Q(referral__department_id__among=access.units(Role.DEPARTMENT_CLERK))
        return self.filter(own | Q(referral__opinion__station_id__among=access.units(*STAFF_AND_OFFICE)))

    def promises(self) -> "ReplyQuerySet":
        """Standing answers that carry a promised date (承诺事项)."""
        return self.filter(promised_on__isnull=False, returned_at=None, referral__state=ReferralState.REPLIED)


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SavedFilterQuerySet":
        """Everybody's own alone."""
        return self.filter(user_id=user.pk)


class SealedQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SealedQuerySet":
        """Whoever sealed it and the heads (站长) of the station: but no head of the accused unit or of what lies below it."""
        access = access_of(user)
        own_units = {pk for post in access.posts for pk in post.unit.ancestor_ids}
        heads = Q(station_id__among=access.units(Role.HEAD)) & ~Q(accused__in=own_units)
        return self.filter(Q(sealed_by=user) | heads)


class PublicationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "PublicationQuerySet":
        """Those of the user's stations. What the public sees is `public_on`."""
        return self.filter(opinion__station_id__among=access_of(user).units(*STAFF_AND_OFFICE))

    def for_list(self) -> "PublicationQuerySet":
        return self.select_related("opinion", "written_by").order_by("-written_at", "-id")

    def public_on(self, day: date) -> "PublicationQuerySet":
        """What is public on that day, by the regulation's days."""
        in_time = Q(public_until=None) | Q(public_until__gte=day)
        return self.filter(in_time, state="public", public_from__lte=day)


def _pairs_query(term: str) -> str:
    """The tsquery of a term's letter pairs; a single letter asks for every pair that begins with it."""
    letters = term.lower()
    pairs = sorted({letters[i : i + 2] for i in range(len(letters) - 1)}) or [letters]
    quoted = ["'" + pair.replace("\\", "\\\\").replace("'", "''") + "'" for pair in pairs]
    return " & ".join(quoted) + (":*" if len(letters) == 1 else "")
