"""Boxes and their letters, linked households, contact activities and home days of the demonstration. Every name and sentence is invented."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from typing import TYPE_CHECKING

from common import clock
from common.clock import SHANGHAI
from constituents.choices import ContactWay, HomeDayKind, HomeDayMark, LetterOutcome, Outcome
from constituents.models import HandedList, HomeDay, Household, Letter, LetterBox
from constituents.rules.boxes import quarter_days
from constituents.services.activities import ActivityFacts
from constituents.services.boxes import OpeningFacts, hand_in, save_box
from constituents.services.home_days import mark_deputies, save_home_day
from constituents.services.households import HouseholdFacts, MeetingFacts, add_household
from constituents.services.people import Visitor
from deputies.models import Constituency, Deputy, Group, Mandate
from desk.demo.life import ACTIVITIES, ANSWERED_LETTERS, HEARD, HOME_DAYS, KEPT_LETTERS, PRESENT, HomeDayStory
from desk.demo.places import STATIONS, TOWN
from desk.demo.stories import STORIES, Story
from opinions.models import Opinion
from opinions.services.activities import ActivityDraft, log_activity
from opinions.services.home_days import Minutes, RaisedDraft, write_home_day
from opinions.services.letters import Handled, LetterDraft, open_box
from opinions.services.meetings import MeetingDraft, log_meeting
from opinions.services.visits import MatterDraft
from stations.choices import Role
from stations.rules.workdays import is_workday

if TYPE_CHECKING:
    from desk.demo.visits import Act, Scene

WEEKS, OTHER_WEEKS = 10, 5  # of openings at the own station's boxes and the others'
LEFT_SHUT = 2  # this box has not been opened for three weeks
OWN_BOXES = (0, 6)  # in the own station's two constituencies; 周启明 and 杨国安 keep them
# What lay in a box: (weeks ago, box) → outcomes of its letters. Elsewhere it was empty.
LETTERS = {
    (8, 0): (LetterOutcome.REFERRED, LetterOutcome.ANSWERED),
    (5, 4): (LetterOutcome.REFERRED,),
    (6, 6): (LetterOutcome.KEPT,),
    (2, 9): (LetterOutcome.ANSWERED,),
    (4, 0): (LetterOutcome.REFERRED, LetterOutcome.ANSWERED, LetterOutcome.KEPT),
    (3, 5): (LetterOutcome.REFERRED,),
    (2, 6): (LetterOutcome.ANSWERED,),
    (1, 0): (LetterOutcome.DEPUTY, LetterOutcome.LIAISON),
    (1, 6): (LetterOutcome.REFERRED,),
}
CATEGORIES = (("rich", "致富带头人"), ("poor", "贫困群众"), ("worthy", "乡贤人士"))
WAYS = (ContactWay.AT_HOME, ContactWay.AT_STATION, ContactWay.AT_HOME, ContactWay.PHONE)
LINKED, OTHERS_LINKED = 5, 1  # deputies with households of their own: of the own station, of each other one


class Contacts:
    """Acts of the demonstration besides visits; opinions that arise are walked on by the scene."""

    def __init__(self, scene: "Scene") -> None:
        self.scene = scene
        self.stories = cycle(STORIES[9:] + STORIES[:9])
        self.answers = cycle(ANSWERED_LETTERS)
        self.kept = cycle(KEPT_LETTERS)
        self.people = cycle(scene.spare)
        self.told: list[tuple[Opinion, Story]] = []
        self.seats = [
            Deputy.objects.get(pk=pk)
            for pk in Mandate.objects.filter(term__congress=scene.units[TOWN]).order_by("pk").values_list("deputy", flat=True)[:12]
        ]

    def acts(self) -> Iterator["Act"]:
        yield from self.openings()
        yield from self.meetings()
        yield from self.activities()
        yield from self.home_days()

    # Boxes -----------------------------------------------------------------------------------------------------------
    def boxes(self) -> list[LetterBox]:
        """One for each constituency (XM 三), kept by a deputy of it."""
        head, today = self.scene.cast.leader(Role.HEAD), self.scene.today
        found = []
        for number, seat in enumerate(Constituency.objects.filter(term__congress=self.scene.units[TOWN]).order_by("pk")):
            station = self.scene.units[STATIONS[number % len(STATIONS)]]
            village = station.area.split("、")[0]
            place = f"{village}村口宣传栏旁" if number < len(STATIONS) else f"{village}小卖部门口"
            name = f"{village}代表信箱" if number < len(STATIONS) else f"{village}二号代表信箱"
            first = today - timedelta(weeks=WEEKS if number in OWN_BOXES else OTHER_WEEKS, days=today.weekday())
            box = LetterBox(station=station, constituency=seat, name=name, place=place, keeper=self.seats[number], placed_on=first)
            found.append(save_box(box, head))
        return found

    def openings(self) -> Iterator["Act"]:
        boxes, monday = self.boxes(), self.scene.today - timedelta(days=self.scene.today.weekday())
        for ago in range(WEEKS, -1, -1):
            for number, box in enumerate(boxes):
                if ago <= (WEEKS if number in OWN_BOXES else OTHER_WEEKS) and (number != LEFT_SHUT or ago > LEFT_SHUT):
                    yield _at(monday - timedelta(weeks=ago), 8, 20 + number), self.open, (box, LETTERS.get((ago, number), ()))

    def open(self, moment: datetime, box: LetterBox, outcomes: tuple[LetterOutcome, ...]) -> None:
        stories = [next(self.stories) if each == LetterOutcome.REFERRED else None for each in outcomes]
        letters = [self.letter(box, moment.date(), outcome, story) for outcome, story in zip(outcomes, stories, strict=True)]
        facts = OpeningFacts(box, moment.date(), box.keeper.name, len(letters), self.scene.key(), witness=self.scene.cast.officer(box.station).name)
        opening = open_box(facts, letters, box.keeper.user or self.scene.cast.officer(box.station))
        for letter, story in zip(opening.letters.order_by("position"), stories, strict=True):
            if story:
                self.told.append((letter.visit.matters.get().opinion, story))

    def letter(self, box: LetterBox, on: date, outcome: LetterOutcome, story: Story | None) -> LetterDraft:
        name, phone = next(self.people)
        answer = ""
        if story:
            words = story.words.format(p=box.station.area.split("、")[0])
            matter = MatterDraft(words, category=self.scene.cast.fields[story.field], proposed_department=self.scene.units[story.department])
        else:
            words, answer = next(self.kept) if outcome == LetterOutcome.KEPT else next(self.answers)
            matter = MatterDraft(words, answer="" if outcome == LetterOutcome.KEPT else answer)
        note = answer if outcome == LetterOutcome.KEPT else ""
        deputy = None if outcome in {LetterOutcome.KEPT, LetterOutcome.LIAISON} else box.keeper
        return LetterDraft(words, Handled(outcome, on, deputy, matter, note), Visitor(name=name, phone=phone))

    def hand_in_list(self) -> None:
        """The first group's list of the last quarter went to the congress (XM 三(四))."""
        today, liaison = self.scene.today, self.scene.cast.holders[self.scene.units[TOWN].pk, Role.OFFICE]
        year, quarter = (today.year, (today.month - 1) // 3) if today.month > 3 else (today.year - 1, 4)
        group = Group.objects.order_by("position").first()
        letters = Letter.objects.filter(opening__box__group=group, opening__on__range=quarter_days(year, quarter)).count()
        row = HandedList(group=group, year=year, quarter=quarter, to="青禾镇人大主席团", letters=letters, waiting=0)
        row.on = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        hand_in(row, liaison)

    # Households, activities ------------------------------------------------------------------------------------------
    def households(self) -> list[Household]:
        """Three for each deputy (YH 三(三))."""
        found = []
        for name in STATIONS:
            station, officer = self.scene.units[name], self.scene.cast.officer(self.scene.units[name])
            village = station.area.split("、")[0]
            for deputy in self.scene.deputies[name][: LINKED if name == STATIONS[0] else OTHERS_LINKED]:
                for number, category in enumerate(CATEGORIES):
                    person, phone = next(self.people)
                    facts = HouseholdFacts(person, phone, village, f"{village}{number + 1}组", category, date(self.scene.today.year - 1, 3, 1))
                    found.append(add_household(deputy, station, facts, officer))
        return found

    def meetings(self) -> Iterator["Act"]:
        """Each once or twice, so that some norms are met and some are not; the second one brings an opinion now and then."""
        households, heard = self.households(), cycle(HEARD)
        for number, household in enumerate(households):
            for turn in range(1 if number % 5 == 4 else 2):
                ago = 8 + (number * 11 + turn * 37) % 85
                raises = turn == 1 and number in {1, 10}
                yield (
                    _at(self.scene.today - timedelta(days=ago), 16, number % 60),
                    self.meet,
                    (household, next(heard), WAYS[(number + turn) % 4], raises),
                )

    def meet(self, moment: datetime, household: Household, told: tuple[str, str], way: ContactWay, raises: bool) -> None:
        story = next(self.stories) if raises else None
        facts = MeetingFacts(moment.date(), way, *told, signed=way != ContactWay.PHONE, request_key=self.scene.key())
        words = story.words.format(p=household.person.village) if story else ""
        actor = household.deputy.user or self.scene.cast.officer(household.person.station)
        meeting = log_meeting(MeetingDraft(household, facts, words), actor)
        if story:
            self.told.append((Opinion.objects.get(meeting=meeting), story))

    def activities(self) -> Iterator["Act"]:
        for row in ACTIVITIES:
            yield _at(self.scene.today - timedelta(days=row.ago), 15, 30), self.act, (row,)

    def act(self, moment: datetime, row) -> None:
        station = self.scene.units[STATIONS[row.station]]
        deputies = tuple(self.scene.deputies[station.name][:3])
        story = next(self.stories) if row.raises else None
        more = {"kind": row.kind, "form": row.form, "people": row.people, "done": row.done, "topic": row.topic}
        facts = ActivityFacts(station, moment.date(), row.place, row.heard, deputies, request_key=self.scene.key(), **more)
        activity = log_activity(
            ActivityDraft(facts, story.words.format(p=station.area.split("、")[0]) if story else ""), self.scene.cast.officer(station)
        )
        if story:
            self.told.append((Opinion.objects.get(activity=activity), story))

    # Home days -------------------------------------------------------------------------------------------------------
    def home_days(self) -> Iterator["Act"]:
        for row in HOME_DAYS:
            on = self.scene.today + timedelta(days=row.days)
            while not is_workday(on):
                on += timedelta(days=1 if row.days > 0 else -1)
            yield min(self.scene.now, _at(on - timedelta(days=16), 10, 0)), self.arrange, (row, on)
            if row.days < 0:
                yield _at(on, 17, 0), self.hold, (row, on)

    def arrange(self, moment: datetime, row: HomeDayStory, on: date) -> None:
        station = self.scene.units[row.station]
        day = HomeDay(station=station, kind=HomeDayKind(row.kind), name=row.name, date=on, starts_at=time(9), ends_at=time(11), place=row.place)
        day.agenda, day.guests, day.request_key = row.agenda, row.guests, self.scene.key()
        people = self.scene.deputies.get(row.station) or [deputy for name in STATIONS for deputy in islice(self.scene.deputies[name], 4)]
        save_home_day(day, people, self.scene.cast.officer(station))

    def hold(self, moment: datetime, row: HomeDayStory, on: date) -> None:
        """All came but every sixth; the minutes and what was raised."""
        day, officer = HomeDay.objects.get(station=self.scene.units[row.station], date=on), self.scene.cast.officer(self.scene.units[row.station])
        people = list(day.attendances.order_by("pk").values_list("deputy_id", flat=True))
        mark_deputies(day, {pk: HomeDayMark.ABSENT if place % 6 == 5 else HomeDayMark.CAME for place, pk in enumerate(people)}, officer)
        story = next(self.stories)
        raised = [self.matter_of(story), MatterDraft(PRESENT[0], outcome=Outcome.ANSWERED, answer=PRESENT[1])]
        drafts = tuple(RaisedDraft(matter, Deputy.objects.get(pk=pk)) for matter, pk in zip(raised, people, strict=False))
        write_home_day(day, Minutes(row.minutes, "", self.scene.key(), drafts), officer)
        self.told.append((Opinion.objects.get(matter__visit__home_day_matter__home_day=day), story))

    def matter_of(self, story: Story) -> MatterDraft:
        words = story.words.format(p="河湾村")
        return MatterDraft(words, category=self.scene.cast.fields[story.field], proposed_department=self.scene.units[story.department])


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI) + timedelta(minutes=minute)


def only_past(acts: Iterator["Act"]) -> list["Act"]:
    """What would lie in the future has not happened."""
    return [act for act in acts if act[0] <= clock.now()]
