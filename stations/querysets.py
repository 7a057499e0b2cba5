"""Query sets of the organisation."""

from datetime import date

from django.db import models
from django.db.models import Q

from common import clock


class UnitQuerySet(models.QuerySet):
    def under(self, *units) -> "UnitQuerySet":
        """The given units and everything below them."""
        wanted = Q(pk__in=[])
        for unit in units:
            wanted |= Q(path__startswith=unit.path)
        return self.filter(wanted)

    def open(self) -> "UnitQuerySet":
        return self.filter(closed_on=None)

    def with_post_counts(self, day: date) -> "UnitQuerySet":
        """Each with `post_count`: how many posts at this very unit are held on that day."""
        held = Q(posts__starts_on__lte=day) & (Q(posts__ends_on=None) | Q(posts__ends_on__gte=day))
        return self.annotate(post_count=models.Count("posts", filter=held))

    def visible_to(self, user) -> "UnitQuerySet":
        """Units in the subtrees of the user's posts."""
        from stations.rules.access import access_of

        return self.filter(pk__among=access_of(user).units())


class PostQuerySet(models.QuerySet):
    def held_on(self, day: date) -> "PostQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def within(self, first: date, last: date | None) -> "PostQuerySet":
        """Held on at least one day of the period; without a last day it has no end."""
        held = self.filter(Q(ends_on=None) | Q(ends_on__gte=first))
        return held.filter(starts_on__lte=last) if last else held

    def current(self) -> "PostQuerySet":
        """Held today."""
        return self.held_on(clock.today())

    def acted_in_by(self, user_id: int, day: date) -> "PostQuerySet":
        """Held by the user, or by somebody for whom the user stands in on that day."""
        from stations.models import StandIn

        own = self.filter(user_id=user_id).order_by().values("pk")
        stood_in = StandIn.objects.on(day).filter(user_id=user_id).order_by().values("post_id")
        return self.filter(pk__in=own.union(stood_in)).held_on(day)

    def told(self, *fields: str) -> models.QuerySet:
        """Rows (fields, user id) of everybody who is told what these posts are told: the holders, and who stands in for them today."""
        day = clock.today()
        away = self.order_by().filter(stand_ins__starts_on__lte=day, stand_ins__ends_on__gte=day, stand_ins__ended_at=None)
        return self.order_by().values_list(*fields, "user_id").union(away.values_list(*fields, "stand_ins__user_id"))

    def visible_to(self, user) -> "PostQuerySet":
        from stations.rules.access import access_of

        return self.filter(unit_id__among=access_of(user).units())


class StandInQuerySet(models.QuerySet):
    def on(self, day: date) -> "StandInQuerySet":
        """In force on that day."""
        return self.within(day, day)

    def within(self, first: date, last: date) -> "StandInQuerySet":
        """In force on at least one day of the period."""
        return self.filter(ended_at=None, starts_on__lte=last, ends_on__gte=first)

    def open(self) -> "StandInQuerySet":
        """Running or still to come."""
        return self.filter(ended_at=None, ends_on__gte=clock.today())

    def visible_to(self, user) -> "StandInQuerySet":
        """Of one's own posts, one's own standing in, and of the units where the user manages posts."""
        from stations.rules.access import access_of
        from stations.rules.permissions import KEEPERS

        return self.filter(Q(post__user=user) | Q(user=user) | Q(post__unit_id__among=access_of(user).units(*KEEPERS)))


class RegulationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "RegulationQuerySet":
        """Those of the congresses above and below the user's posts: everybody may read the rules they work by."""
        from stations.rules.access import access_of

        access = access_of(user)
        above = {pk for post in access.posts for pk in post.unit.ancestor_ids}
        return self.filter(congress_id__among=above.union(access.units()))

    def chosen(self) -> "RegulationQuerySet":
        """Published by somebody or saying something of its own: more than the bare beginning (services.regulations.publish_default)."""
        return self.filter(models.Q(published_by__isnull=False) | models.Q(own__isnull=False) & ~models.Q(own={}))

    def newest(self) -> "RegulationQuerySet":
        """The last version of each congress."""
        later = self.model.objects.filter(congress=models.OuterRef("congress"), number__gt=models.OuterRef("number"))
        return self.filter(~models.Exists(later))


class CalendarChangeQuerySet(models.QuerySet):
    def visible_to(self, user) -> "CalendarChangeQuerySet":
        """A change in preparation is its author's alone."""
        return self.filter(created_by_id=user.pk)


class FacilityCheckQuerySet(models.QuerySet):
    def visible_to(self, user) -> "FacilityCheckQuerySet":
        """Of the units that the user's staff, office and administrator posts reach."""
        from stations.rules.facilities import checked_units

        return self.filter(unit_id__among=checked_units(user))

    def current(self) -> "FacilityCheckQuerySet":
        """What holds now; the others are its history."""
        return self.filter(is_current=True)


class YearPlanQuerySet(models.QuerySet):
    def visible_to(self, user) -> "YearPlanQuerySet":
        """Of the units that the user's staff, office and administrator posts reach."""
        from stations.rules.facilities import checked_units

        return self.filter(unit_id__among=checked_units(user))

    def with_counts(self, today: date) -> "YearPlanQuerySet":
        """Each with `total`, `done` and `late` lines."""
        is_late = Q(items__done_on=None, items__due_on__lt=today)
        return self.annotate(
            total=models.Count("items"),
            done=models.Count("items", filter=Q(items__done_on__isnull=False)),
            late=models.Count("items", filter=is_late),
        )


class ReminderSettingQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReminderSettingQuerySet":
        """Of the congresses that the user's office posts reach."""
        from stations.choices import Role
        from stations.rules.access import access_of

        return self.filter(unit_id__among=access_of(user).units(Role.OFFICE))
