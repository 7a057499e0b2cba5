"""What of the reception of the public waits at a post (stations.registry)."""

from common import clock
from constituents.models import ReceptionDay
from stations.choices import Role
from stations.models import Post, Unit
from stations.registry import OpenWork


def waiting(post: Post) -> list[OpenWork]:
    """Planned reception days to come: the liaison officer is reminded of them and logs their visits (YH 四(二), TZ art. 5(三))."""
    if post.role != Role.LIAISON_OFFICER:
        return []
    days = ReceptionDay.objects.filter(station__in=Unit.objects.under(post.unit).order_by(), is_planned=True).from_day(clock.today())
    return [OpenWork("已排的接待日", days.count())]
