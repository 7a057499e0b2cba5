"""Query sets of visits, visitors and reception days."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from common import clock
from common.crypto import keyed_indexes
from constituents.choices import FACE_TO_FACE, LETTERS_WAITING
from deputies.models import Group, Mandate
from deputies.rules.seats import deputy_id_of
from stations.rules.access import STAFF_AND_OFFICE, access_of

NAME_PURPOSE = "constituent.name"
PHONE_PURPOSE = "constituent.phone"


class StationQuerySet(models.QuerySet):
    """Rows of one station each: visible to its staff and to the office above it."""

    def visible_to(self, user):
        return self.filter(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))


class ConstituentQuerySet(StationQuerySet):
    def named(self, name: str) -> "ConstituentQuerySet":
        """Those whose whole name this is."""
        return self.filter(name_index__in=keyed_indexes(name, NAME_PURPOSE))

    def with_phone(self, digits: str) -> "ConstituentQuerySet":
        """Those whose whole phone number this is, as `clean_phone` writes it."""
        return self.filter(phone_index__in=keyed_indexes(digits, PHONE_PURPOSE))


class VisitQuerySet(StationQuerySet):
    def visible_to(self, user) -> "VisitQuerySet":
        """Visits of the user's stations, and those the user received as a deputy."""
        stations = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        received = self.model.deputies.through.objects.filter(visit_id=OuterRef("pk"), deputy_id=deputy_id)
        return self.filter(stations | Exists(received))

    def valid(self) -> "VisitQuerySet":
        return self.filter(voided_at=None)

    def for_list(self) -> "VisitQuerySet":
        return self.select_related("station", "constituent", "clerk").prefetch_related("matters", "deputies")


class MatterQuerySet(models.QuerySet):
    def visible_to(self, user) -> "MatterQuerySet":
        """Those of the valid visits of the user's stations."""
        return self.at(access_of(user).units(*STAFF_AND_OFFICE))

    def at(self, station_ids) -> "MatterQuerySet":
        return self.filter(visit__station_id__among=station_ids, visit__voided_at=None)

    def errands(self, is_done: bool = False) -> "MatterQuerySet":
        """What somebody does for the person (代办), the oldest first."""
        return self.exclude(errand_by="").filter(errand_done_on__isnull=not is_done).order_by("visit__at", "pk")


class ReceptionDayQuerySet(StationQuerySet):
    def visible_to(self, user) -> "ReceptionDayQuerySet":
        """Days of the user's stations, and those on which the user is on duty as a deputy."""
        stations = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        duties = self.model.deputies.through.objects.filter(day_id=OuterRef("pk"), deputy_id=deputy_id)
        return self.filter(stations | Exists(duties))

    def from_day(self, day: date) -> "ReceptionDayQuerySet":
        return self.filter(date__gte=day).order_by("date")

    def unmarked(self) -> "ReceptionDayQuerySet":
        """Planned days with an expected deputy of whom nobody has said whether he or she came (B5)."""
        duties = self.model.deputies.through.objects.filter(day_id=OuterRef("pk")).unmarked()
        return self.filter(Exists(duties), is_planned=True)

    def of_plan(self, station_id: int, year: int) -> "ReceptionDayQuerySet":
        """The days of a station's plan of a year, dropped ones too; not those that only a visit brought about."""
        return self.filter(Q(is_planned=True) | ~Q(drop_reason=""), station_id=station_id, date__year=year).order_by("date")

    def announced(self) -> "ReceptionDayQuerySet":
        """What the public may see: of published plans."""
        return self.filter(announced_on__isnull=False)

    def untouched(self, *besides: str) -> "ReceptionDayQuerySet":
        """Days on which nothing hangs but the deputies planned: they may be planned anew or taken away. besides: further relations to pass over."""
        own = {"duties", "former_duties", "offers", *besides}
        marked = Q(attended=True) | ~Q(absence="")
        found = self.filter(~Exists(self.model.deputies.through.objects.filter(marked, day_id=OuterRef("pk"))))
        for relation in self.model._meta.related_objects:
            if relation.get_accessor_name() not in own:
                found = found.filter(~Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})))
        return found


class ReceptionDutyQuerySet(models.QuerySet):
    def unmarked(self) -> "ReceptionDutyQuerySet":
        return self.filter(is_planned=True, attended=False, absence="")


class ReceptionPlanQuerySet(StationQuerySet):
    pass


class DutyOfferQuerySet(models.QuerySet):
    def visible_to(self, user) -> "DutyOfferQuerySet":
        """Of the user's stations; one's own, those made to oneself, and open ones to any deputy of one's station."""
        stations = Q(day__station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        linked = Mandate.objects.filter(deputy_id=deputy_id, station_id=OuterRef("day__station_id")).active_on(OuterRef("day__date"))
        to_any = Q(Exists(linked), receiver=None)
        return self.filter(stations | Q(giver_id=deputy_id) | Q(receiver_id=deputy_id) | Q(taker_id=deputy_id) | to_any)

    def open_after(self, day: date) -> "DutyOfferQuerySet":
        """Those that somebody may still accept."""
        return self.filter(state="open", day__date__gt=day)


class AwayQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AwayQuerySet":
        """One's own, and those of deputies linked to the user's stations."""
        linked = Mandate.objects.filter(deputy=OuterRef("deputy"), station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        return self.filter(Q(deputy_id=deputy_id_of(user)) | Exists(linked))

    def covering(self, day) -> "AwayQuerySet":
        return self.filter(first__lte=day, last__gte=day)


class LetterBoxQuerySet(models.QuerySet):
    def visible_to(self, user) -> "LetterBoxQuerySet":
        """Boxes of the user's stations, and those that the user keeps as deputy, opens by name or oversees as a group's liaison."""
        seen = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE)) | Q(opener_id=user.pk) | Q(group__liaison_id=user.pk)
        deputy_id = deputy_id_of(user)
        return self.filter(seen | Q(keeper_id=deputy_id) if deputy_id else seen)

    def in_use(self, day: date) -> "LetterBoxQuerySet":
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=day), placed_on__lte=day)

    def for_list(self) -> "LetterBoxQuerySet":
        """Each with `last_on`, the day on which it was last opened, and `waiting`, how many of its letters wait for somebody."""
        related = self.select_related("station", "constituency", "group__liaison", "keeper", "opener")
        is_waiting = Q(openings__letters__outcome__in=LETTERS_WAITING)
        return related.annotate(
            last_on=models.Max("openings__on"), waiting=models.Count("openings__letters", filter=is_waiting, distinct=True)
        ).order_by("station__path", "id")


class BoxOpeningQuerySet(models.QuerySet):
    def visible_to(self, user) -> "BoxOpeningQuerySet":
        """Of the boxes that the user sees."""
        return self.filter(box__in=_boxes().visible_to(user))


class LetterQuerySet(models.QuerySet):
    def visible_to(self, user) -> "LetterQuerySet":
        """Letters of the boxes that the user sees, and those that were given to the user as a deputy."""
        seen, deputy_id = Q(opening__box__in=_boxes().visible_to(user)), deputy_id_of(user)
        return self.filter(seen | Q(deputy_id=deputy_id) if deputy_id else seen)

    def waiting(self) -> "LetterQuerySet":
        """Given to somebody who has not yet said what becomes of them."""
        return self.filter(outcome__in=LETTERS_WAITING)

    def for_list(self) -> "LetterQuerySet":
        related = self.select_related("opening__box__station", "constituent", "deputy", "visit")
        return related.prefetch_related("visit__matters__opinion__lead_department", "visit__matters__opinion__station")


class LetterScanQuerySet(models.QuerySet):
    def visible_to(self, user) -> "LetterScanQuerySet":
        """Those of the letters that the user sees."""
        from constituents.models import Letter

        return self.filter(letter__in=Letter.objects.visible_to(user))


class HandedListQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HandedListQuerySet":
        """Of the groups and constituencies of the user's congresses, and of the groups whose liaison the user is."""
        units = access_of(user).units(*STAFF_AND_OFFICE)
        own = Q(group__congress_id__among=units) | Q(constituency__term__congress_id__among=units)
        return self.filter(own | Q(group__liaison_id=user.pk))


def _boxes() -> LetterBoxQuerySet:
    from constituents.models import LetterBox

    return LetterBox.objects.all()


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user) -> "AppointmentQuerySet":
        """Of the user's stations."""
        return self.filter(day__station_id__among=access_of(user).units(*STAFF_AND_OFFICE))

    def standing(self) -> "AppointmentQuerySet":
        """Those that take a place in their slot."""
        return self.exclude(state="cancelled")


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HouseholdQuerySet":
        """One's own as a deputy; those whose person belongs to the user's stations."""
        stations = Q(person__station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        return self.filter(stations | Q(deputy_id=deputy_id) if deputy_id else stations)

    def held_on(self, day) -> "HouseholdQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


class HouseholdMeetingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HouseholdMeetingQuerySet":
        from constituents.models import Household

        return self.filter(household__in=Household.objects.visible_to(user))

    def valid(self) -> "HouseholdMeetingQuerySet":
        return self.filter(voided_at=None)

    def in_year(self, year: int) -> "HouseholdMeetingQuerySet":
        return self.valid().filter(on__gte=date(year, 1, 1), on__lte=date(year, 12, 31))

    def face_to_face(self) -> "HouseholdMeetingQuerySet":
        """What counts as 见面 (YH 三(三))."""
        return self.filter(way__in=FACE_TO_FACE)


class ContactActivityQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContactActivityQuerySet":
        """Activities at the user's stations, and as a deputy those the user took part in and those of the groups that he or she leads today."""
        stations = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE))
        deputy_id = deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        mine = self.model.deputies.through.objects.filter(contactactivity_id=OuterRef("pk"), deputy_id=deputy_id)
        led = Group.objects.with_leadership(clock.today()).filter(leader=deputy_id, is_led=True)
        return self.filter(stations | Exists(mine) | Q(group__in=led.order_by().values("pk")))

    def valid(self) -> "ContactActivityQuerySet":
        return self.filter(voided_at=None)

    def about(self, words: str) -> "ContactActivityQuerySet":
        """Those whose topic or place has these words."""
        return self.filter(Q(topic__icontains=words) | Q(place__icontains=words))


class ContactCorrectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContactCorrectionQuerySet":
        """Of the activities and meetings that the user sees."""
        from constituents.models import ContactActivity, HouseholdMeeting

        seen = Q(activity__in=ContactActivity.objects.visible_to(user)) | Q(meeting__in=HouseholdMeeting.objects.visible_to(user))
        return self.filter(seen)


class ContactInspectionQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ContactInspectionQuerySet":
        """Of the deputies whose files the user sees: whoever reads the record reads what was remarked."""
        from deputies.models import Deputy

        return self.filter(deputy__in=Deputy.objects.visible_to(user))


class HomeDayQuerySet(models.QuerySet):
    def visible_to(self, user) -> "HomeDayQuerySet":
        """Of the user's homes and stations, and those to which the user is expected or came as a deputy."""
        stations, deputy_id = Q(station_id__among=access_of(user).units(*STAFF_AND_OFFICE)), deputy_id_of(user)
        if not deputy_id:
            return self.filter(stations)
        own = self.model.deputies.through.objects.filter(home_day_id=OuterRef("pk"), deputy_id=deputy_id)
        return self.filter(stations | Exists(own))

    def standing(self) -> "HomeDayQuerySet":
        """Not dropped."""
        return self.filter(drop_reason="")

    def unmarked(self, day: date) -> "HomeDayQuerySet":
        """Held by that day, with an expected deputy of whom nobody has said whether he or she came."""
        return self.standing().filter(self._lacks_marks(), date__lte=day)

    def unfinished(self, day: date) -> "HomeDayQuerySet":
        """Held by that day, and somebody is not marked (`lacks_marks`) or the minutes are not written."""
        held = self.standing().filter(date__lte=day).annotate(lacks_marks=self._lacks_marks())
        return held.filter(Q(lacks_marks=True) | Q(minutes=""))

    def _lacks_marks(self) -> Exists:
        return Exists(self.model.deputies.through.objects.filter(home_day_id=OuterRef("pk"), is_expected=True, mark=""))

    def for_list(self) -> "HomeDayQuerySet":
        """Each with how many were `expected`, `came`, and how many matters were `raised` (voided ones left out)."""
        through = self.model.deputies.through.objects.filter(home_day_id=OuterRef("pk")).order_by()
        raised = self.model.matters.rel.related_model.objects.filter(home_day_id=OuterRef("pk"), visit__voided_at=None).order_by()
        return self.select_related("station").annotate(
            expected=_counted(through.filter(is_expected=True)), came=_counted(through.filter(mark="came")), raised=_counted(raised)
        )


class HomeDayMatterQuerySet(models.QuerySet):
    def valid(self) -> "HomeDayMatterQuerySet":
        return self.filter(visit__voided_at=None)

    def for_list(self) -> "HomeDayMatterQuerySet":
        related = self.select_related("visit__constituent").order_by("position")
        return related.prefetch_related("visit__deputies", "visit__matters__opinion__lead_department")


def _counted(rows: models.QuerySet):
    """How many rows the outer row has, as a subquery: two joins would multiply each other."""
    found = rows.values("home_day_id").annotate(n=models.Count("*")).values("n")
    return Coalesce(models.Subquery(found, output_field=models.IntegerField()), 0)
