"""民情记录 (TZ art. 6): everything a deputy heard from people in one year, in time order, and what became of it.

A view of what the registers hold: receptions, calls and visits, letters, meetings with linked households, contact activities, home days,
and opinions brought otherwise. Nobody fills it in. People stand in it masked, accusations by their fixed sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from django.db.models import Prefetch, Q, QuerySet

from common.clock import SHANGHAI
from constituents.choices import HomeDayMark, Outcome
from constituents.models import ContactActivity, HomeDay, HomeDayMatter, HouseholdMeeting, Letter, Matter, Visit
from deputies.models import Deputy
from opinions.choices import State
from opinions.models import Opinion
from opinions.rules.letters import letter_line
from opinions.rules.plain import standing

ContactsFrom = Callable[[object, QuerySet, Deputy], Iterator["Contact"]]
ELSEWHERE = "登记在别的站（家），内容在那里看。"
MINUTES = 300  # characters of a home day's minutes that stand in the record


@dataclass(frozen=True)
class Heard:
    """One thing that was heard, and what became of it; number: of the opinion, when it became one."""

    words: str
    became: str = ""
    number: str = ""


@dataclass(frozen=True)
class Contact:
    """One contact. kind: a word of the records; whom: masked, or how many; open_place: told to who may not open it, where the place is not."""

    at: datetime
    kind: str
    place: str
    whom: str
    url: str
    heard: list[Heard] = field(default_factory=list)
    open_place: str = ""

    @property
    def on(self) -> date:
        return self.at.date()

    @property
    def closed(self) -> "Contact":
        """What the duty ledger tells of it: nobody's name, words or village."""
        return replace(self, place=self.open_place or self.place, whom="—", url="", heard=[Heard(ELSEWHERE)])


@dataclass(frozen=True)
class Record:
    """A deputy's year. elsewhere: how many of the contacts lie at stations that the reader's posts do not reach, and so stand without content."""

    deputy: Deputy
    year: int
    contacts: list[Contact]
    elsewhere: int = 0

    @property
    def kinds(self) -> dict[str, int]:
        """How many of each kind, in the order in which they first come."""
        found: dict[str, int] = {}
        for contact in self.contacts:
            found[contact.kind] = found.get(contact.kind, 0) + 1
        return found

    @property
    def items(self) -> int:
        return sum(len(contact.heard) for contact in self.contacts)


def record_of(user, deputy: Deputy, year: int) -> Record:
    """The year, the oldest first. Of what the reader may not open stand day, kind and place alone, as the duty ledger tells them.

    The number of queries does not depend on the number of contacts.
    """
    found, elsewhere = [], 0
    for rows, contacts_from in _sources(deputy, year):
        seen = list(contacts_from(user, rows.visible_to(user), deputy))
        found += seen
        if rows.order_by().count() > len(seen):
            others = rows.exclude(pk__in=rows.visible_to(user).order_by().values("pk"))
            closed = [contact.closed for contact in contacts_from(user, others, deputy)]
            found += closed
            elsewhere += len(closed)
    return Record(deputy, year, sorted(found, key=lambda contact: contact.at), elsewhere)


def _sources(deputy: Deputy, year: int) -> list[tuple[QuerySet, ContactsFrom]]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    begin, end = datetime(year, 1, 1, tzinfo=SHANGHAI), datetime(year + 1, 1, 1, tzinfo=SHANGHAI)
    days = HomeDay.objects.standing().filter(attendances__deputy=deputy, attendances__mark=HomeDayMark.CAME, date__gte=first, date__lte=last)
    visits = Visit.objects.valid().filter(deputies=deputy, at__gte=begin, at__lt=end)
    visits = visits.exclude(letter__deputy=deputy).exclude(home_day_matter__home_day__in=days.order_by().values("pk"))  # they stand with those
    alone = Q(matter=None, meeting=None, activity=None)
    brought = Opinion.objects.filter(alone, deputies=deputy, received_on__gte=first, received_on__lte=last).exclude(state=State.VOIDED)
    return [
        (visits, _visits),
        (Letter.objects.filter(deputy=deputy, opening__on__gte=first, opening__on__lte=last), _letters),
        (HouseholdMeeting.objects.in_year(year).filter(household__deputy=deputy), _meetings),
        (ContactActivity.objects.valid().filter(deputies=deputy, on__gte=first, on__lte=last), _activities),
        (days, _home_days),
        (brought, _brought),
    ]


def _visits(user, rows: QuerySet, deputy: Deputy) -> Iterator[Contact]:
    for visit in rows.select_related("station", "constituent").prefetch_related(_matters(user, "matters")):
        heard = [_matter(matter) for matter in visit.matters.all()]
        yield Contact(
            visit.at.astimezone(SHANGHAI), visit.get_way_display(), visit.place or visit.station.name, _person(visit), visit.get_absolute_url(), heard
        )


def _letters(user, rows: QuerySet, deputy: Deputy) -> Iterator[Contact]:
    related = rows.select_related("opening__box__station", "constituent", "deputy", "visit")
    for letter in related.prefetch_related(_matters(user, "visit__matters")):
        line = letter_line(letter)
        heard = Heard(letter.words, line.result or line.short, line.opinion.number if line.opinion else "")
        yield Contact(_noon(letter.opening.on), "来信", letter.opening.box.name, _person(letter), letter.get_absolute_url(), [heard])


def _meetings(user, rows: QuerySet, deputy: Deputy) -> Iterator[Contact]:
    for meeting in rows.select_related("household__person", "station").prefetch_related(_raised(user)):
        person = meeting.household.person
        whom = "，".join(filter(None, (person.masked_name, meeting.household.category_name)))
        kind, station = f"联系户：{meeting.get_way_display()}", meeting.station.name
        yield Contact(_noon(meeting.on), kind, person.village or station, whom, meeting.get_absolute_url(), _noted(meeting), station)


def _activities(user, rows: QuerySet, deputy: Deputy) -> Iterator[Contact]:
    for activity in rows.select_related("station").prefetch_related(_raised(user)):
        whom = f"群众 {activity.people} 人" if activity.people else "群众"
        kind = f"联系活动：{activity.title.removeprefix('联系活动：')}" if activity.kind or activity.form else "联系活动"
        yield Contact(_noon(activity.on), kind, activity.place, whom, activity.get_absolute_url(), _noted(activity))


def _home_days(user, rows: QuerySet, deputy: Deputy) -> Iterator[Contact]:
    own = HomeDayMatter.objects.valid().filter(visit__deputies=deputy).select_related("visit").order_by("position")
    matters = Prefetch("matters", own.prefetch_related(_matters(user, "visit__matters")), to_attr="own_matters")
    for day in rows.prefetch_related(matters):
        text = day.minutes if len(day.minutes) <= MINUTES else f"{day.minutes[:MINUTES]}……（全文见纪要）"
        heard = [Heard(f"{day.name}（{day.get_kind_display()}）。{text}".rstrip("。") + "。")]
        heard += [_matter(matter) for row in day.own_matters for matter in row.visit.matters.all()]
        yield Contact(day.begins, "代表之家活动日", day.place, "代表、邀请的单位" if day.guests else "代表", day.get_absolute_url(), heard)


def _brought(user, rows: QuerySet, deputy: Deputy) -> Iterator[Contact]:
    for opinion in rows.select_related("station", "constituent", "lead_department", "above").defer("due_basis"):
        heard = Heard(opinion.words, standing(opinion).words, opinion.number)
        yield Contact(
            _noon(opinion.received_on), opinion.get_channel_display(), opinion.station.name, _person(opinion), opinion.get_absolute_url(), [heard]
        )


def _matters(user, lookup: str) -> Prefetch:
    return Prefetch(lookup, Matter.objects.order_by("position").prefetch_related(Prefetch("opinion", _opinions(user))))


def _raised(user) -> Prefetch:
    return Prefetch("opinions", _opinions(user).order_by("pk"))


def _opinions(user) -> QuerySet[Opinion]:
    return Opinion.objects.visible_to(user).select_related("station", "lead_department", "above").defer("due_basis")


def _matter(matter: Matter) -> Heard:
    opinion = getattr(matter, "opinion", None)
    if opinion:
        return Heard(matter.words, standing(opinion).words, opinion.number)
    if matter.outcome == Outcome.LEGAL_WAY:
        return Heard(matter.words, f"告知法定途径：{matter.get_legal_way_display()}" + (f"，{matter.organ}" if matter.organ else ""))
    return Heard(matter.words, f"当场答复：{matter.answer}" if matter.answer else matter.get_outcome_display())


def _noted(row: HouseholdMeeting | ContactActivity) -> list[Heard]:
    """What was noted, then each opinion that came from it; a voided one is no longer casework."""
    opinions = [opinion for opinion in row.opinions.all() if opinion.state != State.VOIDED]
    topic = getattr(row, "topic", "")  # of an activity
    return [Heard(f"议题「{topic}」：{row.heard}" if topic else row.heard, row.done)] + [
        Heard(opinion.words, standing(opinion).words, opinion.number) for opinion in opinions
    ]


def _person(row: Visit | Letter | Opinion) -> str:
    return row.constituent.masked_name if row.constituent else "没有留姓名"


def _noon(day: date) -> datetime:
    """Where only the day is known: after the morning's receptions, before the evening."""
    return datetime.combine(day, time(12), SHANGHAI)
