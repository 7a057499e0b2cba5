"""Verbs on a deputy's calendar: the subscribe address made, renewed, withdrawn; days that are no longer the deputy's."""

from collections.abc import Iterable
from datetime import timedelta
from secrets import token_urlsafe

from django.db.models import Q

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from constituents.models import CalendarFeed, FormerDuty, ReceptionDay
from deputies.services.seats import note_file

TOKEN_BYTES = 24  # 192 bits: nobody guesses it
NOTED_EVERY = timedelta(hours=1)


def make_feed(user: User, seen_issue: int) -> CalendarFeed:
    """A subscribe address, or a new one in place of the old, which answers no more.

    seen_issue: the issue that the page showed, 0 for none; when it is another by now, a click came twice and nothing changes.
    """
    with recorded() as trail:
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        feed = CalendarFeed.objects.filter(user=user).first()
        if feed and feed.issue != seen_issue:
            return feed
        feed = feed or CalendarFeed(user=user, issue=0)
        feed.token, feed.issue, feed.made_at, feed.read_at = token_urlsafe(TOKEN_BYTES), feed.issue + 1, clock.now(), None
        feed.save()
        note_file(trail, user, "calendar.make", feed, user.deputy, issue=feed.issue)
    return feed


def revoke_feed(user: User) -> bool:
    """The address answers no more; False when there was none."""
    with recorded() as trail:
        feed = CalendarFeed.objects.select_for_update(of=("self",)).filter(user=user).first()
        if not feed:
            return False
        note_file(trail, user, "calendar.revoke", feed, user.deputy, issue=feed.issue)
        feed.delete()
    return True


def note_read(feed: CalendarFeed) -> None:
    """A calendar asked; written down once an hour, so that polling costs no writes."""
    old = Q(read_at=None) | Q(read_at__lt=clock.now() - NOTED_EVERY)
    CalendarFeed.objects.filter(old, pk=feed.pk).update(read_at=clock.now())


def note_former(day: ReceptionDay, deputies: Iterable[int]) -> None:
    """These deputies (ids) are no longer expected on the day. Inside the caller's transaction."""
    FormerDuty.objects.bulk_create((FormerDuty(day=day, deputy_id=pk) for pk in set(deputies)), ignore_conflicts=True)
