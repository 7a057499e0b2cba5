"""Letter boxes: who may do what, who opens which, and whether one was opened in time by its regulation (XM 三(二), TZ art. 2(四))."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from accounts.models import User
from common import clock
from constituents.models import Letter, LetterBox
from deputies.models import Deputy, Group, Mandate
from deputies.rules.seats import deputy_id_of
from stations.choices import STATION_ROLES, UnitKind
from stations.models import Post, Regulation, Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of
from stations.rules.regulation.words import INTERVALS
from stations.rules.spans import missed, open_now

NOT_SET = {"at": "station", "every": "", "opener": "officer", "stand_in": "", "list_every": ""}
SPANS = {"week": "周", "two_weeks": "个两周", "month": "个月", "quarter": "个季度"}
NOW = {"week": "本周", "two_weeks": "这两周", "month": "本月", "quarter": "本季度"}


@dataclass(frozen=True)
class BoxStanding:
    """How a box stands today. `late`: how many whole intervals it was left shut; `due_on`: last day of the running one."""

    tone: str
    words: str
    late: int = 0
    due_on: date | None = None


@dataclass(frozen=True)
class BoxLine:
    """A box as a list shows it."""

    box: LetterBox
    standing: BoxStanding
    opener: str
    every: str


def box_rules(stations: Iterable[Unit]) -> dict[int, dict]:
    """What the regulation in force says of the boxes of each station, by its id; one query for all."""
    stations = list(stations)
    wanted = {pk for unit in stations for pk in unit.ancestor_ids}
    newest = Regulation.objects.filter(congress_id__among=wanted).newest().order_by()
    said = {congress: NOT_SET | (box or {}) for congress, box in newest.values_list("congress_id", "body__box")}
    return {unit.pk: next((said[pk] for pk in reversed(unit.ancestor_ids) if pk in said), NOT_SET) for unit in stations}


def standing_of(box: LetterBox, last_on: date | None, rule: dict, today: date) -> BoxStanding:
    """By the rule's interval; `last_on` is the day of the last opening. A regulation without an interval flags nothing."""
    every = rule["every"]
    if box.closed_on and box.closed_on < today:
        return BoxStanding("idle", "已停用")
    if not every:
        return BoxStanding("idle", "制度没有规定多久开一次")
    done = [last_on] if last_on else []
    late = len(missed(every, done, last_on or box.placed_on, today))
    running = open_now(every, done, today)
    if late:
        return BoxStanding("late", f"{late} {SPANS[every]}没有开", late, running and running.last)
    if running:
        return BoxStanding("soon", f"{NOW[every]}还没有开", due_on=running.last)
    return BoxStanding("done", f"{NOW[every]}已开")


def opener_words(box: LetterBox, rule: dict) -> str:
    """Who opens the box by the regulation and by what is set for the box; what is missing is said."""
    if box.with_liaison:
        liaison = box.group.liaison if box.group else None
        return f"{liaison}（代表组联络员）" if liaison else "代表组联络员（还没有指定）"
    if rule["opener"] == "deputy":
        return f"{box.keeper.name}代表" if box.keeper else "代表（还没有指定）"
    if rule["opener"] == "named":
        return str(box.opener) if box.opener else "专人（还没有指定）"
    return str(box.opener) if box.opener else "联络员"


def opener_ids(box: LetterBox, rule: dict, officers: dict[int, set[int]]) -> set[int]:
    """Ids of the users who are to open it; `officers`: the liaison officers of each station, who step in where nobody is named."""
    if box.with_liaison:
        named = box.group.liaison_id if box.group else None
    elif rule["opener"] == "deputy":
        named = box.keeper.user_id if box.keeper else None
    else:
        named = box.opener_id
    return {named} if named else officers.get(box.station_id, set())


def box_lines(boxes: Iterable[LetterBox], today: date | None = None) -> list[BoxLine]:
    """Boxes from `for_list`, each with its standing; one query more."""
    boxes, today = list(boxes), today or clock.today()
    rules = box_rules({box.station for box in boxes})
    found = []
    for box in boxes:
        rule = rules[box.station_id]
        found.append(BoxLine(box, standing_of(box, box.last_on, rule, today), opener_words(box, rule), INTERVALS[rule["every"]]))
    return found


def can_list_boxes(user) -> bool:
    """Staff and offices; deputies and group liaisons, who see their own."""
    return access_of(user).has_role(*STAFF_AND_OFFICE) or LetterBox.objects.visible_to(user).exists() or deputy_id_of(user) is not None


def keeps_boxes(user) -> QuerySet[Unit]:
    """Open stations and homes whose boxes the user may add and change: the station's staff and the offices above."""
    units = access_of(user).units(*STAFF_AND_OFFICE)
    return Unit.objects.open().filter(pk__among=units, kind__in=(UnitKind.STATION, UnitKind.HOME)).order_by("path")


def can_keep_box(user, box: LetterBox) -> bool:
    return access_of(user).holds(box.station_id, *STAFF_AND_OFFICE)


def can_open_box(user, box: LetterBox) -> bool:
    """Register an opening: the station's staff, the deputy who keeps it, whoever is named, the group's liaison."""
    if access_of(user).holds(box.station_id, *STATION_ROLES) or user.pk == box.opener_id:
        return True
    deputy_id = deputy_id_of(user)
    return (deputy_id is not None and deputy_id == box.keeper_id) or bool(box.group and box.group.liaison_id == user.pk)


def can_handle_letter(user, letter: Letter) -> bool:
    """Say what becomes of it: whoever may open the box, and the deputy to whom the letter was given."""
    deputy_id = deputy_id_of(user)
    return can_open_box(user, letter.opening.box) or (deputy_id is not None and deputy_id == letter.deputy_id)


def deputies_for(box: LetterBox, day: date, also: Iterable[int] = ()) -> QuerySet[Deputy]:
    """To whom its letters may be given: its keeper, and who acts that day for its constituency or is linked to its station."""
    seats = Mandate.objects.active_on(day)
    acting = seats.filter(constituency=box.constituency_id) if box.constituency_id else seats.filter(station=box.station_id)
    wanted = {box.keeper_id, *also} - {None}
    return Deputy.objects.filter(pk__in=[*wanted, *acting.values_list("deputy_id", flat=True)]).only("name").order_by("id")


def groups_seen(user) -> QuerySet[Group]:
    """Groups whose quarterly list the user may read: those of the congresses above the user's stations or below the user's posts, and one's own."""
    return (Group.objects.visible_to(user) | Group.objects.filter(liaison_id=user.pk)).select_related("congress", "liaison").distinct()


def openers_for(station_ids: Iterable[int]) -> QuerySet[User]:
    """Users who may be named as openers: those with a post at one of the stations or above it."""
    ids = {pk for unit in Unit.objects.filter(pk__in=set(station_ids)) for pk in unit.ancestor_ids}
    posts = Post.objects.filter(unit_id__in=ids, role__in=STAFF_AND_OFFICE).current()
    return User.objects.filter(pk__in=posts.values("user_id"), is_active=True).order_by("name", "pk")


def quarter_of(day: date) -> tuple[int, int]:
    """(year, quarter) in which the day lies."""
    return day.year, (day.month - 1) // 3 + 1


def last_quarter() -> tuple[int, int]:
    """(year, quarter) of the last one that is over."""
    return quarter_of(quarter_days(*quarter_of(clock.today()))[0] - timedelta(days=1))


def quarter_days(year: int, quarter: int) -> tuple[date, date]:
    """First and last day of a quarter, both belonging to it."""
    first = date(year, quarter * 3 - 2, 1)
    following = date(year + (quarter == 4), quarter % 4 * 3 + 1, 1)
    return first, following - timedelta(days=1)
