"""Telling the successor of a post, on the first day, that it is theirs now."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from notices.registry import Draft, Kind, Slot
from stations.models import Post

TAKEN_OVER = Kind(
    "post-taken-over",
    "接任岗位",
    (Slot(to="接任的人", at=time(7), on="上任那天"),),
    "联络站制度规范 二（二）",
    ("您接任河湾村联络站联络员", "前任经手的事从今天起由您办，都在工作台上。"),
    kept="接任的人不知道，事情就没有人办；时间可以改。",
)
TOLD_FOR = timedelta(days=7)


def taken_over(since: datetime, until: datetime) -> Iterator[Draft]:
    """Seven in the morning of the first day; what waits stands on the start page."""
    first, last = since.astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    posts = Post.objects.exclude(predecessor=None).filter(starts_on__gte=first, starts_on__lte=last)
    for post in posts.select_related("unit", "predecessor__user").order_by("pk"):
        due_at = datetime.combine(post.starts_on, time(7, 0), SHANGHAI)
        yield Draft(
            kind=TAKEN_OVER.name,
            subject=str(post.pk),
            period=f"{post.starts_on:%Y%m%d}",
            recipient_id=post.user_id,
            title=f"您接任{post.unit.name}{post.get_role_display()}",
            body=f"前任{post.predecessor.user}经手的事从今天起由您办，都在工作台上。",
            url=reverse("desk:home"),
            due_at=due_at,
            valid_until=due_at + TOLD_FOR,
            unit_id=post.unit_id,
        )
