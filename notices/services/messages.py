"""Messages in the app: written at once, read, passed on."""

from collections.abc import Iterable

from common import clock
from notices.models import Notice


def tell(recipients: Iterable[int], title: str, body: str = "", url: str = "") -> None:
    """Write a notice at once for each user id, inside the caller's transaction. Name no personal data in it."""
    Notice.objects.bulk_create(Notice(recipient_id=pk, title=title, body=body, url=url, at=clock.now()) for pk in set(recipients))


def mark_read(notices) -> int:
    """Mark the unread ones of this query set as read; return how many there were."""
    return notices.filter(read_at=None).update(read_at=clock.now())


def pass_on(notices, recipient_id: int) -> int:
    """Tell somebody else what these unread notices say, and mark them read here; return how many there were. Inside the caller's transaction."""
    unread = list(notices.filter(read_at=None).select_for_update())
    passed = (Notice(recipient_id=recipient_id, title=each.title, body=each.body, url=each.url, at=each.at) for each in unread)
    Notice.objects.bulk_create(passed)
    return Notice.objects.filter(pk__in=[each.pk for each in unread]).update(read_at=clock.now())
