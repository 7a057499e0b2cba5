"""Which boxes were left shut, to be told once an interval: first to whoever opens them, one interval later to those above (XM 三(二))."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import BoxOpening, LetterBox
from constituents.rules.boxes import box_rules, opener_ids
from notices.registry import Draft, Kind, Slot
from stations.choices import Role
from stations.rules.holders import holders_at, nearest_holders
from stations.rules.spans import Span, missed, span_of

KIND, ABOVE = "box-shut", "box-shut-above"
MORNING = time(9, 0)
_SHUT = ("上周没有开箱：河湾村代表信箱", "河湾村联络站，12月7日至12月13日没有开箱登记。")
KINDS = (
    Kind(
        KIND,
        "信箱没有按时开",
        (Slot(to="开箱人", at=MORNING, on="应开的日子过后第一天"),),
        "选民工作意见 三（二）",
        (_SHUT[0], _SHUT[1] + "请尽快开箱登记，没有信也要登记。"),
    ),
    Kind(
        ABOVE,
        "信箱连续没有开",
        (Slot(to="站长、副站长、人大办", at=MORNING, on="连续第二次没有按时开的第二天"),),
        "选民工作意见 三（二）",
        (_SHUT[0], _SHUT[1] + "已连续两次没有按时开，请督促。"),
    ),
)
ABOVE_ROLES = (Role.HEAD, Role.DEPUTY_HEAD, Role.OFFICE)
LOOK_BACK = timedelta(days=190)  # two quarters: the longest interval, and the one before it
SHUT = {"week": "上周", "two_weeks": "前两周", "month": "上个月", "quarter": "上个季度"}


def box_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """On the morning after an interval in which the box stayed shut; after the second one in a row those above are told, too."""
    first, last = (moment.astimezone(SHANGHAI).date() for moment in (since, until))
    boxes = list(LetterBox.objects.in_use(last).select_related("station", "keeper", "group").order_by("pk"))
    rules = box_rules({box.station for box in boxes})
    boxes = [box for box in boxes if rules[box.station_id]["every"]]
    opened = _opened([box.pk for box in boxes], first - LOOK_BACK)
    officers = holders_at({box.station_id for box in boxes}, Role.LIAISON_OFFICER)
    leaders = nearest_holders({box.station for box in boxes}, ABOVE_ROLES)
    for box in boxes:
        every = rules[box.station_id]["every"]
        begin = max(box.placed_on, first - LOOK_BACK)
        shut = missed(every, opened.get(box.pk, ()), begin, last)
        for span in [each for each in shut if first <= each.last + timedelta(days=1) <= last]:
            yield from _drafts(KIND, box, every, span, opener_ids(box, rules[box.station_id], officers))
            if span_of(every, span.first - timedelta(days=1)) in shut:
                yield from _drafts(ABOVE, box, every, span, leaders.get(box.station_id, set()))


def _opened(boxes: list[int], since: date) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for box_id, day in BoxOpening.objects.filter(box_id__in=boxes, on__gte=since).values_list("box_id", "on"):
        found.setdefault(box_id, []).append(day)
    return found


def _drafts(kind: str, box: LetterBox, every: str, span: Span, told: set[int]) -> Iterator[Draft]:
    day = span.last + timedelta(days=1)
    until = span_of(every, day).last + timedelta(days=1)  # then the next interval speaks
    words = "请尽快开箱登记，没有信也要登记。" if kind == KIND else "已连续两次没有按时开，请督促。"
    for user_id in sorted(told):
        yield Draft(
            kind=kind,
            subject=str(box.pk),
            period=f"{span.first:%Y%m%d}",
            recipient_id=user_id,
            title=f"{SHUT[every]}没有开箱：{box.name}",
            body=f"{box.station.name}，{span.first.month}月{span.first.day}日至{span.last.month}月{span.last.day}日没有开箱登记。{words}",
            url=reverse("constituents:box", args=[box.pk]),
            due_at=datetime.combine(day, MORNING, SHANGHAI),
            valid_until=datetime.combine(until, MORNING, SHANGHAI),
            unit_id=box.station_id,
            same=f"{box.pk}/{span.first:%Y%m%d}",  # a leader who opens it is told as its opener, and as a leader where that is switched off
        )
