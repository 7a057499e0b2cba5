"""Three months of reception days, visits and opinions of the demonstration, through the services that the pages use."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import cycle
from random import Random
from uuid import UUID

from django.db.models import F

from common import clock
from common.clock import SHANGHAI
from constituents.choices import Outcome
from constituents.services.receptions import attend
from deputies.models import Deputy
from desk.demo import days
from desk.demo.cases import FRESH_DAYS, RESTS, Cast, Walk
from desk.demo.contacts import Contacts, only_past
from desk.demo.people import visitors
from desk.demo.places import STATIONS
from desk.demo.stories import ANSWERED, LEGAL_WAY, STORIES, Story
from notices.models import Notice
from opinions.choices import Channel, State, Urgency
from opinions.models import Opinion
from opinions.services.cases import hand_up, merge, void_opinion
from opinions.services.register import Registration, register
from opinions.services.visits import MatterDraft, VisitDraft, Visitor, take_visit
from stations.choices import Role
from stations.models import Unit
from stations.rules.receptions import Reception
from stations.rules.workdays import is_workday

SPAN = 95  # days of the past
AHEAD = 45  # days to come with planned receptions
PLAIN_VISITS = 26  # besides the reception days
OTHER_CHANNELS = (Channel.BOX, Channel.HOTLINE, Channel.ONLINE, Channel.BOX, Channel.LETTER, Channel.PHONE)
OTHER_OPINIONS = 20
HIGHER_DAYS = 25  # more than a case takes to the congress, long holidays included
OWN = STATIONS[0]  # the station of the first login is the busiest


Act = tuple[datetime, Callable[..., None], tuple]  # when, what, with what


class Scene:
    """Everything that the demonstration draws from, with one seed: every first start looks alike."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units = units
        self.today = clock.today()
        self.now = clock.now()
        self.dice = Random(2026)  # noqa: S311 - made-up days, no secrets
        self.cast = Cast(units)
        self.stories = cycle(STORIES)
        self.answered = cycle(ANSWERED)
        self.legal = cycle(LEGAL_WAY)
        self.visitors = cycle(visitors())
        self.spare = [(name, phone) for name, phone in reversed(visitors()) if name and phone]
        self.deputies = {name: list(Deputy.objects.linked_to(units[name], self.today).order_by("id")) for name in STATIONS}
        self.told: list[tuple[Opinion, Story]] = []
        self.came: dict[tuple[str, date], list[Deputy]] = {}

    def play(self) -> None:
        ruled = self.reception_days()
        past = [day.on for day in ruled if day.on < self.today]
        self.plan(ruled)
        contacts = Contacts(self)
        acts = only_past([*self.visits(past), *self.other_opinions(), *contacts.acts()])
        for moment, act, facts in sorted(acts, key=lambda each: each[0]):
            with clock.at(moment):  # one after the other, so that numbers rise with the days
                act(moment, *facts)
        contacts.hand_in_list()
        self.hold_days(ruled, past)
        self.told += contacts.told
        self.walk()
        self.void_one()
        self.merge_one()
        Notice.objects.filter(at__lt=self.now - timedelta(days=3)).update(read_at=F("at"))

    def reception_days(self) -> list[Reception]:
        return days.ruled(self.today - timedelta(days=SPAN), self.today + timedelta(days=AHEAD))

    def plan(self, ruled: list[Reception]) -> None:
        """Planned days with the deputies on duty; those of the past were attended, by all but one or two."""
        days.write(self, enumerate(ruled))
        past = [day.on for day in ruled if day.on < self.today]
        for number, day in enumerate(past):
            for name in STATIONS:
                station, on_duty = self.units[name], self.on_duty(name, number)
                is_short = self.dice.random() >= 0.85 or (name == OWN and [day] == past[-2:-1])
                self.came[name, day] = on_duty[:1] if is_short else on_duty
                with clock.at(_at(day, 11, 30)):
                    attend(station, day, self.came[name, day], self.cast.officer(station), by_hand=True)

    def hold_days(self, ruled: list[Reception], past: list[date]) -> None:
        """The rest of the two years, their plans, and what happened around the days."""
        days.fill_years(self, ruled)
        days.publish_plans(self)
        days.absences(self, past)
        days.appointments(self, past)
        days.swap(self)
        days.confirm(self)

    def on_duty(self, name: str, number: int) -> list[Deputy]:
        """Two of the station's deputies in turn; the first login is there every other time."""
        linked = self.deputies[name]
        return [linked[(2 * number) % 4], linked[(2 * number + 1) % len(linked)]]

    def visits(self, past: list[date]) -> Iterator[Act]:
        for day in past:
            for name in STATIONS:
                for turn in range(3 if name == OWN else 2):
                    moment = _at(day, 9, 10 + 35 * turn + self.dice.randrange(20))
                    yield moment, self.visit, (self.units[name], self.came[name, day])
        workdays = [day for day in (self.today - timedelta(days=back) for back in range(1, 40)) if is_workday(day)]
        for number in range(PLAIN_VISITS):
            name = OWN if number % 2 else self.dice.choice(STATIONS)
            day = workdays[min(len(workdays) - 1, int(self.dice.triangular(0, 22, 1)))]
            yield _at(day, self.dice.choice((9, 10, 14, 15, 16)), self.dice.randrange(60)), self.visit, (self.units[name], [])

    def visit(self, moment: datetime, station: Unit, deputies: list[Deputy]) -> None:
        stories = [next(self.stories) for _ in range(2 if self.dice.random() < 0.15 else 1)]
        chance = self.dice.random()
        if chance < 0.13:
            matters, stories = (self.answer(),), []
        elif chance < 0.18:
            matters, stories = (self.legal_way(),), []
        else:
            matters = tuple(self.matter(story, station) for story in stories)
            if chance > 0.93:
                matters = (*matters, self.answer())
        name, phone = next(self.visitors)
        visitor = Visitor(name=name, phone=phone, village=station.area.split("、")[0] if name else "")
        draft = VisitDraft(station, moment, matters, tuple(deputies), visitor, request_key=self.key())
        visit = take_visit(draft, self.cast.officer(station))
        opinions = Opinion.objects.filter(matter__visit=visit).select_related("station").order_by("matter__position")
        self.told += zip(opinions, stories, strict=True)

    def matter(self, story: Story, station: Unit) -> MatterDraft:
        return MatterDraft(words=_words(story, station), category=self.cast.fields[story.field], proposed_department=self.units[story.department])

    def answer(self) -> MatterDraft:
        words, answer = next(self.answered)
        return MatterDraft(words=words, outcome=Outcome.ANSWERED, answer=answer)

    def legal_way(self) -> MatterDraft:
        words, way, organ = next(self.legal)
        return MatterDraft(words=words, outcome=Outcome.LEGAL_WAY, legal_way=way, organ=organ)

    def key(self) -> UUID:
        return UUID(int=self.dice.getrandbits(128), version=4)

    def other_opinions(self) -> Iterator[Act]:
        """From the box, the hotline, the web: spread over the span, the newest yesterday."""
        for number in range(OTHER_OPINIONS):
            day = self.today - timedelta(days=1 + number * (SPAN - 20) // OTHER_OPINIONS)
            name = OWN if number % 3 == 0 else STATIONS[number % len(STATIONS)]
            yield _at(day, 10, 5 + number), self.opinion, (self.units[name], OTHER_CHANNELS[number % len(OTHER_CHANNELS)], number % 7 == 3)

    def opinion(self, moment: datetime, station: Unit, channel: Channel, is_urgent: bool) -> None:
        story = next(self.stories)
        registration = Registration(station, channel, moment.date(), _words(story, station), request_key=self.key())
        registration.urgency = Urgency.URGENT if is_urgent else Urgency.ORDINARY
        self.told.append((register(registration, self.cast.officer(station)), story))

    def walk(self) -> None:
        rests, higher = cycle(RESTS), self.higher_one()
        for opinion, story in self.told:
            is_young = (self.now - opinion.registered_at).days < FRESH_DAYS
            rest = State.REFERRING if opinion == higher else next(rests) if is_young else None
            walked = Walk(opinion, story, self.cast, self.dice).go(rest)
            if opinion == higher:
                self.hand_up(walked)

    def higher_one(self) -> Opinion:
        """A matter of the county's: old enough to have come to the town's congress on any day of the year."""
        elsewhere = [opinion for opinion, _ in self.told if opinion.station != self.units[OWN]]
        return max((each for each in elsewhere if (self.now - each.registered_at).days >= HIGHER_DAYS), key=lambda each: each.registered_at)

    def hand_up(self, opinion: Opinion) -> None:
        """The town's congress hands it up (YH 五)."""
        with clock.at(self.now):
            hand_up(opinion, self.cast.leader(Role.HEAD), opinion.version, "涉及县里的部门，请县人大转交。")

    def void_one(self) -> None:
        """Somebody typed the same thing twice."""
        opinion = Opinion.objects.open().order_by("-registered_at").exclude(station=self.units[OWN]).first()
        with clock.at(min(self.now, opinion.moved_at + timedelta(hours=1))):
            void_opinion(opinion, self.cast.leader(Role.HEAD), None, "与前一天登记的是同一件事，重复了。")

    def merge_one(self) -> None:
        """A neighbour says the same, while the first one's case is with the department."""
        lead = Opinion.objects.filter(state=State.HANDLING, station=self.units[OWN]).latest("registered_at")
        with clock.at(self.now):
            registration = Registration(lead.station, Channel.PHONE, self.today, lead.words, request_key=self.key())
            voice = register(registration, self.cast.officer(lead.station))
            merge(voice, self.cast.officer(lead.station), voice.version, lead, "和前面的是同一件事。")


def _words(story: Story, station: Unit) -> str:
    return story.words.format(p=station.area.split("、")[0])


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI) + timedelta(minutes=minute)
