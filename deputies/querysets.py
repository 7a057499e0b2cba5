"""Query sets of deputies, mandates and duty records."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from deputies.choices import EntryState
from stations.choices import Role
from stations.rules.access import STAFF_AND_OFFICE, access_of


class TermQuerySet(models.QuerySet):
    def visible_to(self, user) -> "TermQuerySet":
        """Terms of the congresses in the subtrees of the user's posts."""
        return self.filter(congress_id__among=access_of(user).units(*STAFF_AND_OFFICE))


class ConstituencyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ConstituencyQuerySet":
        return self.filter(term__congress_id__in=access_of(user).units(*STAFF_AND_OFFICE))


class GroupQuerySet(models.QuerySet):
    def visible_to(self, user) -> "GroupQuerySet":
        return self.filter(congress_id__in=access_of(user).units(*STAFF_AND_OFFICE))

    def with_leadership(self, day: date) -> "GroupQuerySet":
        """Each with `is_led`: its leader may act on that day under a seat in this very group."""
        from deputies.models import Mandate

        seat = Mandate.objects.filter(group=OuterRef("pk"), deputy=OuterRef("leader")).active_on(day)
        return self.select_related("leader", "liaison").annotate(is_led=Exists(seat))


class SuspensionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "SuspensionQuerySet":
        """Those of the mandates visible to the user."""
        from deputies.models import Mandate

        return self.filter(mandate__in=Mandate.objects.visible_to(user))

    def covering(self, day) -> "SuspensionQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def _suspended(day) -> Exists:
    """For a query set of mandates; a day of the query around it lies one query further out here."""
    from deputies.models import Suspension

    outer = OuterRef(day) if isinstance(day, OuterRef) else day
    return Exists(Suspension.objects.filter(mandate=OuterRef("pk")).covering(outer))


class MandateQuerySet(models.QuerySet):
    def held_on(self, day) -> "MandateQuerySet":
        """Seats held on a day (a date, or OuterRef): from the election to the mandate's own end, at the latest the end of the term.

        Who is suspended still holds the seat: ask `active_on` for who may act.
        """
        return self.filter(Q(ends_on__gte=day) | Q(ends_on=None, term__ends_on__gte=day), starts_on__lte=day)

    def active_on(self, day) -> "MandateQuerySet":
        """Seats held on a day whose functions are not suspended on it (代表法 61–62): receptions and statistics ask this."""
        return self.held_on(day).exclude(_suspended(day))

    def with_suspension(self, day) -> "MandateQuerySet":
        """Each with `is_suspended` on that day."""
        return self.annotate(is_suspended=_suspended(day))

    def visible_to(self, user) -> "MandateQuerySet":
        """Mandates in the congresses, or linked to the stations, of the user's posts; one's own."""
        units = access_of(user).units(*STAFF_AND_OFFICE)
        return self.filter(Q(term__congress_id__among=units) | Q(station_id__among=units) | Q(deputy__user_id=user.pk))

    def for_list(self) -> "MandateQuerySet":
        return self.select_related("deputy", "term__congress", "constituency", "group", "station")


class DeputyQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DeputyQuerySet":
        """Deputies with a mandate visible to the user; one's own file."""
        from deputies.models import Mandate

        seat = Mandate.objects.filter(deputy=OuterRef("pk")).visible_to(user)
        return self.filter(Q(user_id=user.pk) | Exists(seat))

    def linked_to(self, station, day: date) -> "DeputyQuerySet":
        """Deputies who may act on that day under a mandate linked to the station (TZ art. 5(一); 代表法 61)."""
        from deputies.models import Mandate

        return self.filter(Exists(Mandate.objects.filter(deputy=OuterRef("pk"), station=station).active_on(day)))


class _OfDeputy(models.QuerySet):
    """Rows that belong to one deputy."""

    def visible_to(self, user):
        """One's own, and those of the deputies one may see."""
        from deputies.models import Deputy

        return self.filter(deputy__in=Deputy.objects.visible_to(user))

    def kept_by(self, user):
        """Those of the deputies whose files this office keeps: it decides on them."""
        from deputies.models import Mandate

        seat = Mandate.objects.filter(deputy=OuterRef("deputy"), term__congress_id__in=access_of(user).units(Role.OFFICE))
        return self.filter(Exists(seat))


class CommendationQuerySet(_OfDeputy):
    """Read by whoever sees the deputy."""


class NormReminderQuerySet(_OfDeputy):
    """Read by whoever sees the deputy."""


class YearSignatureQuerySet(_OfDeputy):
    """Read by whoever sees the deputy."""


class DutyEntryQuerySet(_OfDeputy):
    def waiting(self) -> "DutyEntryQuerySet":
        return self.filter(state=EntryState.WAITING)

    def unsettled(self, since: datetime) -> "DutyEntryQuerySet":
        """Those refused since then, and behind them those that wait."""
        refused = Q(state=EntryState.REFUSED, decided_at__gte=since)
        return self.filter(refused | Q(state=EntryState.WAITING)).order_by("state", "-on", "-pk")


class DutyObjectionQuerySet(_OfDeputy):
    def waiting(self) -> "DutyObjectionQuerySet":
        return self.filter(answered_at=None)


class CorrectionRequestQuerySet(_OfDeputy):
    def visible_to(self, user) -> "CorrectionRequestQuerySet":
        """One's own, and those that one's office answers: the station need not know that somebody's address was wrong."""
        return self.filter(deputy__user_id=user.pk) | self.kept_by(user)

    def waiting(self) -> "CorrectionRequestQuerySet":
        return self.filter(answered_at=None)


class YearClosingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "YearClosingQuerySet":
        return self.filter(congress_id__in=access_of(user).units(*STAFF_AND_OFFICE))

    def standing(self) -> "YearClosingQuerySet":
        """Those that were not reopened."""
        return self.filter(reopened_at=None)


class DutyRecordQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DutyRecordQuerySet":
        """One's own records, and those of the deputies one may see."""
        from deputies.models import Deputy

        return self.filter(deputy__in=Deputy.objects.visible_to(user))

    def in_year(self, year: int) -> "DutyRecordQuerySet":
        return self.filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))

    def counted_for(self, congress_ids: Collection[int], year: int) -> "DutyRecordQuerySet":
        """The records of one year that these congresses report; see `counted_between`."""
        return self.counted_between(congress_ids, date(year, 1, 1), date(year, 12, 31))

    def counted_between(self, congress_ids: Collection[int], first: date, last: date, *, with_seat: bool = True) -> "DutyRecordQuerySet":
        """The records of these days that these congresses report: a record belongs to the person, and a congress reports it when
        the person held its mandate on that very day and was not suspended (代表法 61–62).

        Each record stands once, however many of the congresses the person sits in, so sums over a subtree are right.
        Every row carries `mandate_id` (the seat it is counted under: of several, the one of the congress highest in the tree, then the
        newest), `group_id` and `linked_id` (the station of that seat), usable in `values()`, `filter()` and `annotate()`; ask for one
        congress to get its own groups.
        with_seat=False spares both.
        """
        from deputies.models import Mandate

        seats = Mandate.objects.filter(deputy=OuterRef("deputy"), term__congress_id__in=list(congress_ids)).active_on(OuterRef("on"))
        counted = self.filter(Exists(seats), on__gte=first, on__lte=last)
        seat = seats.order_by("term__congress__path", "-starts_on", "-pk")
        columns = {"mandate_id": "pk", "group_id": "group_id", "linked_id": "station_id"}
        several = {name: Subquery(seat.values(column)[:1]) for name, column in columns.items()}
        return counted.annotate(**several) if with_seat else counted

    def days(self, *also: str) -> "DutyRecordQuerySet":
        """(columns given first…, day, kind, number): small rows to add up."""
        return self.order_by().values_list(*also, "on", "kind").annotate(n=Count("*"))

    def once(self, kinds) -> "DutyRecordQuerySet":
        """Without the acts that a congress's table (stations.rules.regulation.kinds.Kinds) does not count: the further ones of a deputy
        and kind on one day, or on one day at one place. Where every act counts, nothing is asked.
        """
        found = self
        for counting, codes in kinds.merged.items():
            same = {name: OuterRef(name) for name in (("deputy", "kind", "on") if counting == "day" else ("deputy", "kind", "on", "place"))}
            earlier = self.model.objects.filter(pk__lt=OuterRef("pk"), **same)
            if counting == "place":
                earlier = earlier.annotate(here=Coalesce("station_id", 0)).filter(here=Coalesce(OuterRef("station_id"), 0))
            found = found.exclude(Q(kind__in=codes) & Exists(earlier))
        return found

    def newest_first(self) -> "DutyRecordQuerySet":
        return self.select_related("station").order_by(F("on").desc(), F("pk").desc())
