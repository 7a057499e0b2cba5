"""The quarterly list of a group's boxes that was not handed in (XM 三(四)): the group's liaison first, then the congress's office."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from common.clock import SHANGHAI
from constituents.models import HandedList, LetterBox
from constituents.rules.boxes import box_rules, quarter_days, quarter_of
from notices.registry import AFTER, ONCE, Draft, Kind, Slot
from stations.choices import Role
from stations.models import Unit
from stations.rules.holders import holders_at, nearest_holders

OFFICE = "office"
BOX_LIST = Kind(
    "box-list",
    "信箱季度清单没有报送",
    (
        Slot(ONCE, "代表组联络员", AFTER, 10, least=1, on="季度最后一天"),
        Slot(
            OFFICE,
            "人大办",
            AFTER,
            20,
            least=1,
            on="季度最后一天",
            example=("还没有报送第 3 季度信箱清单：第一代表小组", "代表组联络员还没有报送，请督促。"),
        ),
    ),
    "选民工作意见 三（四）",
    ("请报送第 3 季度信箱清单：第一代表小组", "清单已按来信列好，核对以后报给人大办，再点「记下报送」。"),
)
OVER = {ONCE: timedelta(days=20), OFFICE: timedelta(days=40)}


@dataclass(frozen=True)
class Owed:
    """A list that a group (a constituency without a group) owes for a quarter."""

    key: str
    name: str
    at: Unit
    people: frozenset[int]


def box_list_reminders(since: datetime, until: datetime) -> Iterator[Draft]:
    """For each quarter that ended shortly before the window or in it, where the regulation asks for a list each quarter."""
    first, last = (since - max(OVER.values())).astimezone(SHANGHAI).date(), until.astimezone(SHANGHAI).date()
    for ended in _quarters(first, last):
        owed = _owed(*ended)
        offices = nearest_holders({row.at for row in owed}, (Role.OFFICE,)) if owed else {}
        for row in owed:
            yield from (_draft(row, user_id, ended, BOX_LIST.slot(ONCE)) for user_id in sorted(row.people))
            yield from (_draft(row, user_id, ended, BOX_LIST.slot(OFFICE)) for user_id in sorted(offices[row.at.pk]))


def _quarters(first: date, last: date) -> Iterator[tuple[int, int]]:
    """(year, quarter) of those that ended on one of these days."""
    year, quarter = quarter_of(first)
    while (end := quarter_days(year, quarter)[1]) <= last:
        yield year, quarter
        year, quarter = quarter_of(end + timedelta(days=1))


def _owed(year: int, quarter: int) -> list[Owed]:
    _, last = quarter_days(year, quarter)
    boxes = list(LetterBox.objects.in_use(last).select_related("station", "group__congress", "constituency").order_by("pk"))
    rules = box_rules({box.station for box in boxes})
    boxes = [box for box in boxes if rules[box.station_id]["list_every"] == "quarter" and (box.group_id or box.constituency_id)]
    handed = HandedList.objects.filter(year=year, quarter=quarter).order_by()
    done = {f"group-{pk}" if pk else f"constituency-{other}" for pk, other in handed.values_list("group_id", "constituency_id")}
    officers = holders_at({box.station_id for box in boxes}, Role.LIAISON_OFFICER)
    found: dict[str, Owed] = {}
    for box in boxes:
        key = f"group-{box.group_id}" if box.group_id else f"constituency-{box.constituency_id}"
        liaison = box.group.liaison_id if box.group_id else None
        people = frozenset([liaison]) if liaison else frozenset(officers.get(box.station_id, ()))
        if key not in done:
            known = found.get(key)
            at = box.group.congress if box.group_id else box.station
            found[key] = Owed(key, box.group.name if box.group_id else box.constituency.name, at, people | (known.people if known else frozenset()))
    return list(found.values())


def _draft(row: Owed, user_id: int, ended: tuple[int, int], slot: Slot) -> Draft:
    year, quarter = ended
    _, last = quarter_days(year, quarter)
    due_at = datetime.combine(last + timedelta(days=slot.days), slot.at, SHANGHAI)
    is_first = slot.name == ONCE
    return Draft(
        kind=BOX_LIST.name,
        subject=row.key,
        period=f"{year}Q{quarter}" if is_first else f"{year}Q{quarter}/{slot.name}",
        recipient_id=user_id,
        title=f"{'请报送' if is_first else '还没有报送'}第 {quarter} 季度信箱清单：{row.name}",
        body="清单已按来信列好，核对以后报给人大办，再点「记下报送」。" if is_first else "代表组联络员还没有报送，请督促。",
        url=f"{reverse('opinions:letters')}?scope={row.key}&year={year}&quarter={quarter}",
        due_at=due_at,
        valid_until=due_at + OVER[slot.name],
        unit_id=row.at.pk,
        slot=slot.name,
        day=last,
    )
