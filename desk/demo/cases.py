"""Moves each case of the demonstration through its real verbs, day by day, as far as the calendar has come."""

from datetime import datetime, timedelta
from random import Random

from accounts.models import User
from common import clock
from common.clock import SHANGHAI
from desk.demo.places import TOWN
from desk.demo.stories import DECLINED, RETURNED_REPLY, SENT_BACK, SPOKEN, Story
from opinions.choices import FeedbackWay, Rating, State
from opinions.models import Category, Opinion, Referral
from opinions.services import cases
from stations.choices import Role
from stations.models import Post, Unit
from stations.rules.workdays import is_workday

CLASSES = ("A",) * 11 + ("B",) * 5 + ("C",) * 3 + ("D",)
RATINGS = (Rating.SATISFIED,) * 8 + (Rating.FAIRLY,) * 4 + (Rating.UNSATISFIED, Rating.NO_WORD, Rating.NOT_REACHED)
WAYS = (FeedbackWay.PHONE, FeedbackWay.PHONE, FeedbackWay.IN_PERSON, FeedbackWay.MEETING)
CLASS_WORDS = {
    "A": "",
    "B": "已经动手，还没有全部完成，到承诺的日子请再看一次。",
    "C": "眼下资金和用地还定不下来，条件具备后优先安排。",
    "D": "意见已记下，留作下一步工作的参考。",
}
FRESH_DAYS = 9  # a young case may rest at any step, so that everybody's desk has something on it
RESTS = (State.REFERRING, State.APPROVING, None, State.AUDITING, State.SCREENING, None)


class Cast:
    """Who acts where, looked up once."""

    def __init__(self, units: dict[str, Unit]) -> None:
        self.units = units
        self.holders: dict[tuple[int, str], User] = {}
        for post in Post.objects.select_related("user"):
            self.holders[post.unit_id, post.role] = post.user
        self.fields = {category.full_name: category for category in Category.objects.all()}

    def officer(self, station: Unit) -> User:
        return self.holders[station.pk, Role.LIAISON_OFFICER]

    def leader(self, role: str) -> User:
        return self.holders[self.units[TOWN].pk, role]

    def clerk(self, department: Unit) -> User:
        return self.holders[department.pk, Role.DEPARTMENT_CLERK]


class Walk:
    """One case on its way. Each step takes place some working days after the last one; the first that would lie in the future ends the walk."""

    def __init__(self, opinion: Opinion, story: Story, cast: Cast, dice: Random) -> None:
        self.opinion, self.story, self.cast, self.dice = opinion, story, cast, dice
        self.moment = opinion.registered_at
        self.end = clock.now()
        self.is_over = False
        self.rest: State | None = None
        self.department = cast.units[story.department]

    def go(self, rest: State | None = None) -> Opinion:
        """Walk to the end, to today, or to the state in which the case rests."""
        self.rest = rest
        for step in (self.screen, self.audit, self.approve, self.accept, self.answer, self.feed_back):
            if not self.is_over:
                step()
        return self.opinion

    def later(self, fewest: int, most: int) -> bool:
        """Go some working days on; False, and the walk is over, when that is still to come or the case rests here."""
        day = self.moment.astimezone(SHANGHAI)
        for _ in range(self.dice.randint(fewest, most)):
            day += timedelta(days=1)
            while not is_workday(day.date()):
                day += timedelta(days=1)
        hour = datetime(day.year, day.month, day.day, self.dice.randint(9, 17), self.dice.randrange(60), tzinfo=SHANGHAI)
        self.moment = max(hour, self.moment + timedelta(minutes=20))
        self.is_over = self.moment >= self.end or self.opinion.state == self.rest
        return not self.is_over

    def do(self, verb, *arguments) -> None:
        with clock.at(self.moment):
            self.opinion = verb(*arguments)

    def screen(self) -> None:
        if self.later(0, 1):
            self.do(cases.screen, self.opinion, self.cast.officer(self.opinion.station), None, self.screening())

    def screening(self) -> cases.Screening:
        return cases.Screening(
            summary=self.opinion.summary,
            category=self.cast.fields[self.story.field],
            urgency=self.opinion.urgency,
            proposed_department=self.department,
        )

    def audit(self) -> None:
        if not self.later(0, 2):
            return
        deputy_head = self.cast.leader(Role.DEPUTY_HEAD)
        if self.dice.random() < 0.1:
            self.do(cases.send_back, self.opinion, deputy_head, None, self.dice.choice(SENT_BACK))
            self.screen()
            if self.is_over or not self.later(0, 1):
                return
        self.do(cases.audit, self.opinion, deputy_head, None)

    def approve(self) -> None:
        if not self.later(0, 2):
            return
        head = self.cast.leader(Role.HEAD)
        if self.rest == State.REFERRING:
            self.do(cases.approve, self.opinion, head, None)
            self.is_over = True
            return
        handing = cases.Handing(lead=self.wrong_department() or self.department, instruction="请到现场看过再答复，办完告诉联络站。")
        self.do(cases.approve, self.opinion, head, None, "", handing)
        if handing.lead != self.department:
            self.decline(handing.lead, head)

    def wrong_department(self) -> Unit | None:
        """Now and then the first department says that it is not the one."""
        others = [unit for name, unit in self.cast.units.items() if name in {"青禾镇农业农村办", "青禾镇综治办"} and unit != self.department]
        return self.dice.choice(others) if self.dice.random() < 0.08 else None

    def decline(self, wrong: Unit, head: User) -> None:
        if not self.later(1, 3):
            return
        self.do(cases.decline, self.referral(), self.cast.clerk(wrong), None, DECLINED)
        if self.later(1, 2):
            self.do(cases.refer, self.opinion, head, None, cases.Handing(lead=self.department))

    def referral(self) -> Referral:
        return self.opinion.referrals.order_by("-round", "-id").select_related("opinion", "department").first()

    def accept(self) -> None:
        if self.later(0, 2):
            self.do(cases.accept, self.referral(), self.cast.clerk(self.department), None)

    def answer(self) -> None:
        """Most answer in time; one in eight lets it lie, and is reminded."""
        if self.dice.random() < 0.125:
            if self.later(16, 18):
                self.do(cases.remind, self.opinion, self.cast.officer(self.opinion.station), "群众又来问了，请先回个话。")
            self.is_over = self.is_over or self.dice.random() < 0.6
        if self.is_over or not self.later(3, 13):
            return
        self.reply()
        if self.dice.random() < 0.06 and self.later(1, 2):
            self.do(cases.return_reply, self.referral(), self.cast.leader(Role.DEPUTY_HEAD), None, RETURNED_REPLY)
            if self.later(1, 4):
                self.reply()

    def reply(self) -> None:
        reply_class = self.dice.choice(CLASSES)
        promised_on = (self.moment + timedelta(days=self.dice.randint(20, 70))).date() if reply_class == "B" else None
        text = CLASS_WORDS[reply_class] or self.story.reply
        self.do(cases.reply, self.referral(), self.cast.clerk(self.department), None, cases.Answer(reply_class, text, promised_on))

    def feed_back(self) -> None:
        if not self.later(1, 3):
            return
        result = self.dice.choice(RATINGS)
        work = result if result in {Rating.NO_WORD, Rating.NOT_REACHED} else self.dice.choice(RATINGS[:12])
        telling = cases.Telling(self.dice.choice(WAYS), self.moment, work, result, self.dice.choice(SPOKEN) if work == result else "")
        self.do(cases.give_feedback, self.opinion, self.cast.officer(self.opinion.station), None, telling)
