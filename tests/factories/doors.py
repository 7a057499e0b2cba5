"""The objects behind the doors: one's own, another's (of a county that nobody of the town reaches), and none."""

from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache
from uuid import uuid4

from common import clock
from common.uploads import Upload
from constituents.choices import LetterOutcome, Outcome
from constituents.models import Appointment, Away, DutyOffer, HandedList, HouseholdMeeting, ReceptionDay, ReceptionDuty, ReceptionPlan
from constituents.services.activities import ActivityFacts
from constituents.services.boxes import add_scan
from constituents.services.households import HouseholdFacts, MeetingFacts, add_household
from constituents.services.inspections import InspectionFacts, note_inspection
from constituents.services.people import find_or_add
from constituents.services.visits import VisitDraft
from deputies.models import Constituency, Group, Mandate
from deputies.services.closings import close_year
from deputies.services.commendations import add_commendation
from deputies.services.entries import EntryDraft, enter_duty
from deputies.services.ledger import record_duty
from deputies.services.objections import object_to
from deputies.services.requests import ask_correction
from deputies.services.signatures import sign_year
from notices.choices import ReminderState
from notices.models import Notice, Reminder
from opinions.models import Organ, Referral, SavedFilter, SealedStatement
from opinions.services import Registration, cases, register
from opinions.services.activities import ActivityDraft, log_activity
from opinions.services.attachments import attach
from opinions.services.meetings import MeetingDraft, log_meeting
from opinions.services.publications import Text, review_publication, write_publication
from opinions.services.visits import MatterDraft, take_visit
from reports.models import QuarterSummary
from reports.services.summary import save_summary
from stations.choices import Level, Role
from stations.models import YearPlan
from stations.services.calendar import propose_clearing
from stations.services.plans import Line, save_plan
from stations.services.stand_ins import Absence, enter_absence
from tests.factories.accounts import UserFactory
from tests.factories.boxes import BoxFactory, opened
from tests.factories.deputies import DeputyFactory, GroupFactory, MandateFactory, SuspensionFactory, TermFactory
from tests.factories.home_days import arranged
from tests.factories.jobs import JobFactory
from tests.factories.notices import reminder_of
from tests.factories.stations import CongressFactory, DepartmentFactory, PostFactory, RegulationFactory, UnitFactory

# Role in the table → attribute of the town.
LOGINS = {
    "officer": "officer",
    "deputy_head": "deputy_head",
    "head": "head",
    "office": "office",
    "county": "county_office",
    "clerk": "clerk",
    "deputy": "deputy_user",
    "administrator": "administrator",
}
STATES = ("screening", "auditing", "approving", "referring", "handling", "accepted", "feedback", "closed")


def make_objects(town):
    """things(kind, whose, role) → the primary key that the URL of that kind needs."""
    foreign = _foreign_town()

    @cache
    def shared(kind: str, whose: str):
        return MAKERS[kind.partition(":")[0]](place_of(town) if whose == "own" else foreign, kind.partition(":")[2])

    @cache
    def personal(kind: str, whose: str, role: str):
        owner = getattr(town, LOGINS[role]) if whose == "own" else foreign["officer"]
        if kind == "reminder":
            return reminder_of(owner).pk
        if kind == "calendar_change":
            return propose_clearing(2026, "国庆节", owner).pk
        job, _, purpose = kind.partition(":")
        return JobFactory(owner=owner, kind=purpose or "count").pk if job == "job" else Notice.objects.create(recipient=owner, title="提醒").pk

    def things(kind: str, whose: str, role: str):
        is_personal = kind.startswith("job") or kind in ("notice", "reminder", "calendar_change")
        if whose == "missing":
            return uuid4() if is_personal and kind not in ("reminder", "calendar_change") else 10**9
        return personal(kind, whose, role) if is_personal else shared(kind, whose)

    return things


def dead_reminder(recipient) -> Reminder:
    about = {"kind": "reception", "title": "明天接待选民", "due_at": clock.now(), "valid_until": clock.now() + timedelta(days=1)}
    return Reminder.objects.create(key=f"{uuid4()}", recipient=recipient, state=ReminderState.FAILED, attempts=5, error="OSError", **about)


def place_of(town) -> dict:
    """The town's people and units by the names that the makers below use."""
    place = {"station": town.station, "department": town.department, "congress": town.congress, "officer": town.officer}
    return place | {"deputy_head": town.deputy_head, "head": town.head, "clerk": town.clerk, "deputy": town.deputy}


def _foreign_town() -> dict:
    county = CongressFactory(name="外县人大常委会", level=Level.COUNTY)
    congress = CongressFactory(name="外镇人大主席团", parent=county)
    RegulationFactory(congress=congress, number=1)
    station = UnitFactory(name="外村联络站", parent=congress)
    department = DepartmentFactory(name="外镇城建办", parent=congress)
    roles = {"officer": (station, Role.LIAISON_OFFICER), "deputy_head": (station, Role.DEPUTY_HEAD), "head": (station, Role.HEAD)}
    roles["clerk"] = (department, Role.DEPARTMENT_CLERK)
    people = {name: PostFactory(unit=unit, role=role, user=UserFactory()).user for name, (unit, role) in roles.items()}
    deputy = DeputyFactory()
    seat = MandateFactory(deputy=deputy, term=TermFactory(congress=congress), station=station)
    Constituency.objects.create(term=seat.term, name="外选区")
    Group.objects.create(congress=congress, name="外小组")
    return {"station": station, "department": department, "congress": congress, "deputy": deputy, **people}


def opinion(place: dict, state: str):
    """An opinion that the place's people brought as far as that state; «accepted» is handling, taken up by the department."""
    person = find_or_add(place["station"], name="王小明", phone="13912346215", village="河湾村")
    registration = Registration(place["station"], "box", clock.today(), "路灯不亮", constituent=person, deputies=(place["deputy"],))
    case = register(registration, place["officer"])
    if state == "merged":
        lead = register(replace(registration, request_key=None), place["officer"])
        return cases.merge(case, place["officer"], case.version, lead)
    if state == "legal":
        return cases.settle(case, place["officer"], case.version, cases.Settling("legal_way", legal_way="lawsuit"))
    if state in ("asking", "paused"):
        return _limits_moved(place, state)
    if state == "above":
        case = opinion(place, "referring")
        return cases.hand_up(case, place["head"], case.version, "要县里办")
    if state == "pressed":
        case = opinion(place, "handling")
        cases.remind(case, place["head"], "请抓紧")
        return cases.supervise(case, place["head"], "拖得太久")
    if state == "promised":
        case = opinion(place, "accepted")
        return cases.reply(case.referrals.get(), place["clerk"], None, cases.Answer("B", "列入计划", clock.today() + timedelta(days=60)))
    published = state in ("reviewing", "public")
    wanted = STATES.index("closed" if published else state or "screening")
    steps = [
        lambda: cases.screen(case, place["officer"], case.version, cases.Screening("路灯不亮", None)),
        lambda: cases.audit(case, place["deputy_head"], case.version),
        lambda: cases.approve(case, place["head"], case.version),
        lambda: cases.refer(case, place["head"], case.version, cases.Handing(place["department"])),
        lambda: cases.accept(case.referrals.get(), place["clerk"], None),
        lambda: cases.reply(case.referrals.get(), place["clerk"], None, cases.Answer("A", "已修好")),
        lambda: cases.give_feedback(case, place["officer"], case.version, _telling()),
    ]
    for step in steps[:wanted]:
        step()
        case.refresh_from_db()
    if published:
        row = write_publication(case, Text("路灯", "路灯不亮", "已修好"), place["officer"], submit=True)
        if state == "public":
            review_publication(row, row.version, place["head"])
    return case


def _limits_moved(place: dict, state: str):
    case = opinion(place, "handling")
    if state == "asking":
        return cases.ask_extension(case.referrals.get(), place["clerk"], None, 5, "等料")
    return cases.pause(case.referrals.get(), place["officer"], None, "等照片")


def _telling():
    return cases.Telling(way="phone", at=clock.now(), work_rating="satisfied", result_rating="satisfied")


def visit(place: dict, kind: str):
    matter = MatterDraft("有人收钱", Outcome.LEGAL_WAY, legal_way="accusation") if kind == "legal" else MatterDraft("水管漏水")
    return take_visit(VisitDraft(place["station"], clock.now(), (matter,), (place["deputy"],)), place["officer"])


def plan(place: dict):
    known = YearPlan.objects.filter(unit=place["station"], year=2026).first()
    return known or save_plan(place["station"], 2026, [Line("contact", "走访", date(2026, 3, 31), True)], 0, place["officer"])


def duty(place: dict, on: date = date(2026, 9, 10)) -> ReceptionDuty:
    """The deputy is expected on a day of the station's."""
    day = ReceptionDay.objects.create(station=place["station"], date=on)
    return ReceptionDuty.objects.create(day=day, deputy=place["deputy"])


def absence(place: dict):
    """Still to come, so that nobody's rights are others' meanwhile."""
    day = clock.today() + timedelta(days=30)
    wanted = Absence(place["deputy_head"], day, day + timedelta(days=3), uuid4())
    return enter_absence(place["officer"].posts.get(), wanted, place["officer"])


def reception_plan(place: dict) -> ReceptionPlan:
    return ReceptionPlan.objects.get_or_create(station=place["station"], year=2026)[0]


def coming_duty(place: dict) -> ReceptionDuty:
    """The place's deputy on a day of the plan."""
    day, _ = ReceptionDay.objects.get_or_create(station=reception_plan(place).station, date=date(2026, 12, 11))
    return ReceptionDuty.objects.get_or_create(day=day, deputy=place["deputy"])[0]


def offer(place: dict, whose: str) -> DutyOffer:
    """A question to the place's deputy, or of that deputy's own (mine)."""
    facts = {"giver": place["deputy"]} if whose == "mine" else {"giver": DeputyFactory(), "receiver": place["deputy"]}
    return DutyOffer.objects.create(day=coming_duty(place).day, **facts)


def announced(place: dict) -> ReceptionDay:
    """A day that everybody may know of."""
    return ReceptionDay.objects.get_or_create(station=place["station"], date=date(2099, 1, 5), announced_on=date(2026, 1, 5))[0]


def away(place: dict) -> Away:
    return Away.objects.create(deputy=place["deputy"], first=date(2026, 7, 1), last=date(2026, 7, 2), by=place["officer"])


def letter(place: dict):
    """A letter that waits for the place's deputy, from a box that the deputy keeps."""
    box = BoxFactory(station=place["station"], keeper=place["deputy"])
    return opened(box, place["officer"], "路灯不亮", LetterOutcome.DEPUTY, place["deputy"]).letters.get()


def scan(place: dict):
    return add_scan(letter(place), Upload("pdf", b"%PDF-1.4 %%EOF", "来信.pdf"), place["officer"], uuid4())


def entry(place: dict):
    """A duty the station's officer entered for the deputy; it waits for the office."""
    draft = EntryDraft(place["deputy"], "training", clock.today(), "代表培训")
    return enter_duty(draft, place["officer"], uuid4())


def record(place: dict):
    return record_duty("opinion", 10**6, place["deputy"], "opinion", clock.today(), "路灯不亮")


def meeting(place: dict) -> HouseholdMeeting:
    facts = HouseholdFacts(f"王小明{uuid4().hex[:4]}", village="河湾村", starts_on=date(2026, 1, 5))
    household = add_household(place["deputy"], place["station"], facts, place["officer"])
    return log_meeting(MeetingDraft(household, MeetingFacts(clock.today(), "at_home", "近来都好")), place["officer"])


def activity(place: dict):
    facts = ActivityFacts(place["station"], clock.today(), "河湾村文化广场", "老人看病远", (place["deputy"],))
    return log_activity(ActivityDraft(facts), place["officer"])


def inspection(place: dict):
    facts = InspectionFacts(clock.today().year, clock.today(), "罗敏", "已阅", 0)
    return note_inspection(place["deputy"], facts, place["head"])


def handed_list(place: dict):
    facts = {"year": 2026, "quarter": 2, "on": date(2026, 7, 3), "to": "代表联络工委", "letters": 0, "waiting": 0}
    return HandedList.objects.create(group=GroupFactory(congress=place["congress"]), by=place["officer"], **facts)


MAKERS = {
    "handed_list": lambda place, _: handed_list(place).pk,
    "inspection": lambda place, _: inspection(place).pk,
    "activity": lambda place, _: activity(place).pk,
    "saved": lambda place, _: SavedFilter.objects.create(user=place["officer"], name=uuid4().hex[:8], query="late=1").pk,
    "household": lambda place, _: meeting(place).household_id,
    "meeting": lambda place, _: meeting(place).pk,
    "dead_reminder": lambda place, _: dead_reminder(place["officer"]).pk,
    "absence": lambda place, _: absence(place).pk,
    "box": lambda place, _: letter(place).opening.box_id,
    "home_day": lambda place, _: arranged(place["station"], place["officer"], place["deputy"]).pk,
    "letter": lambda place, _: letter(place).pk,
    "scan": lambda place, _: scan(place).pk,
    "commendation": lambda place, _: add_commendation(place["deputy"], (date(2026, 3, 1), "优秀代表", "县人大"), place["officer"], uuid4()).pk,
    "duty_entry": lambda place, _: entry(place).pk,
    "signature": lambda place, _: sign_year(place["deputy"], 2026, (clock.today(), "代表"), (None, ""), place["officer"], uuid4()).pk,
    "duty_record": lambda place, _: record(place).pk,
    "objection": lambda place, _: object_to(record(place), "不是我", place["officer"], uuid4()).pk,
    "correction_request": lambda place, _: ask_correction(place["deputy"], "电话换了", place["officer"], uuid4()).pk,
    "closing": lambda place, _: close_year(place["congress"], 2025, place["officer"]).pk,
    "opinion": lambda place, state: opinion(place, state).pk,
    "referral": lambda place, state: Referral.objects.get(opinion=opinion(place, state)).pk,
    "attachment": lambda place, _: attach(opinion(place, "accepted"), Upload("pdf", b"%PDF-1.4 %%EOF", "材料.pdf"), place["officer"], uuid4()).pk,
    "organ": lambda place, _: Organ.objects.create(congress=place["congress"], legal_way="lawsuit", name=f"人民法院{uuid4().hex[:6]}").pk,
    "sealed": lambda place, _: SealedStatement.objects.get(matter__visit=visit(place, "legal")).pk,
    "visit": lambda place, state: visit(place, state).pk,
    "errand": lambda place, _: visit(place, "").matters.get().pk,
    "reception": lambda place, _: ReceptionDay.objects.create(station=place["station"], date=date(2026, 12, 10)).pk,
    "reception_duty": lambda place, _: duty(place).pk,
    "reception_plan": lambda place, _: reception_plan(place).station_id,
    "plan_day": lambda place, _: coming_duty(place).day_id,
    "coming_duty": lambda place, _: coming_duty(place).pk,
    "offer": lambda place, whose: offer(place, whose).pk,
    "away": lambda place, _: away(place).pk,
    "announced": lambda place, _: announced(place).station_id,
    "appointment": lambda place, _: (
        Appointment.objects.create(
            day=duty(place, date(2027, 1, 8)).day, number="约2027-0001", starts_at=time(9), name="王小明", phone="13912346215"
        ).pk
    ),
    "user": lambda place, _: place["officer"].pk,
    "unit": lambda place, _: place["station"].pk,
    "congress": lambda place, _: place["congress"].pk,
    "county": lambda place, _: place["congress"].parent_id,
    "plan_unit": lambda place, _: plan(place).unit_id,
    "plan_item": lambda place, _: plan(place).items.get().pk,
    "quarter": lambda place, _: QuarterSummary.objects.create(unit=place["station"], year=2026, quarter=2, text="小结").pk,
    "summary_unit": lambda place, _: save_summary(place["station"], 2026, "总结", 0, place["officer"]).unit_id,
    "post": lambda place, _: place["officer"].posts.get().pk,
    "regulation": lambda place, _: place["congress"].regulations.first().pk,
    "deputy": lambda place, _: place["deputy"].pk,
    "mandate": lambda place, _: Mandate.objects.get(deputy=place["deputy"]).pk,
    "constituency": lambda place, _: Mandate.objects.get(deputy=place["deputy"]).term.constituencies.first().pk,
    "group": lambda place, _: place["congress"].groups.first().pk,
    "suspension": lambda place, _: SuspensionFactory(mandate=place["deputy"].mandates.get(), starts_on=date(2022, 3, 1), ends_on=date(2022, 4, 1)).pk,
    "term": lambda place, _: Mandate.objects.get(deputy=place["deputy"]).term_id,
}
