"""Random histories of a town: everything that writes a duty, takes it back or moves it, by the product's own verbs."""

from datetime import date, timedelta
from uuid import uuid4

from accounts.models import User
from constituents.choices import Absence, ContactWay, HomeDayKind, HomeDayMark, LegalWay, LetterOutcome, Outcome, Way
from constituents.models import ContactActivity, HomeDay, Household, HouseholdMeeting, Letter, LetterBox, ReceptionDay, ReceptionDuty, Visit
from constituents.services.activities import ActivityFacts, correct_activity, void_activity
from constituents.services.attendance import mark_absent, mark_present, undo_mark
from constituents.services.boxes import save_box
from constituents.services.home_days import drop_home_day, mark_deputies, save_home_day
from constituents.services.households import HouseholdFacts, MeetingFacts, change_household, correct_meeting, void_meeting
from deputies.choices import Election, EndReason, EntryState, SuspensionCause
from deputies.models import Deputy, DutyEntry, DutyObjection, DutyRecord, Mandate, Suspension, YearClosing
from deputies.services import seats
from deputies.services.closings import close_year, reopen_year
from deputies.services.entries import EntryDraft, confirm_duties, correct_entry, enter_duty, refuse_duty, withdraw_entry
from deputies.services.objections import answer_objection, object_to
from opinions.choices import Channel, Handling, State
from opinions.models import Opinion
from opinions.services import Registration, cases, register
from opinions.services.activities import ActivityDraft, log_activity
from opinions.services.letters import Handled, handle_letter
from opinions.services.visits import MatterDraft, VisitCorrection, VisitDraft, correct_visit, take_visit, void_visit
from stations.services.units import edit_unit
from tests.deputies.history import DAYS, NOW, History, verb
from tests.factories import households
from tests.factories.boxes import BoxFactory, opened
from tests.factories.home_days import arranged

YEARS = (2025, 2026)
ENTERED = ("training", "research", "inspection", "congress_session", "suggestion", "service")


class Histories(History):
    """One history of the town, with all its verbs."""

    # Visits and reception days ------------------------------------------------------------------------------------------------
    @verb(6)
    def visit(self):
        outcomes = self.random.choices([Outcome.REFERRED, Outcome.REFERRED, Outcome.ANSWERED, Outcome.LEGAL_WAY], k=self.random.randint(0, 2))
        matters = tuple(MatterDraft(self.words(), outcome, "已答复", self._way_of(outcome)) for outcome in outcomes)
        way = self.random.choice([Way.WALK_IN, Way.WALK_IN, Way.PHONE, Way.HOME_VISIT, Way.HOTLINE])
        station = self.random.choice([self.town.station, self.town.station, self.town.other_station])
        return take_visit(VisitDraft(station, self.at(self.day()), matters, self.some(), way=way), self.town.officer)

    def _way_of(self, outcome: str) -> str:
        return self.random.choice([LegalWay.LAWSUIT, LegalWay.ACCUSATION]) if outcome == Outcome.LEGAL_WAY else ""

    @verb(4)
    def correct_visit(self):
        visit = self.one(Visit.objects.valid())
        if visit is None:
            return None
        days = [day for day in DAYS if day.year == visit.year]
        way = self.random.choice([Way.WALK_IN, Way.WALK_IN, Way.PHONE, Way.HOME_VISIT, Way.HOTLINE])
        return correct_visit(visit, VisitCorrection(visit.version, self.at(self.random.choice(days)), way, "", self.some()), self.town.officer)

    @verb()
    def void_visit(self):
        visit = self.one(Visit.objects.valid())
        return visit and void_visit(visit, visit.version, "登记错了", self.random.choice([self.town.officer, self.town.head]))

    @verb(4)
    def present(self):
        day = self.one(ReceptionDay.objects.all())
        if day is None:
            return None
        deputy = self.somebody()
        duty = day.duties.filter(deputy=deputy).first()
        mark_present(day, deputy, duty.mark if duty else "", self.town.officer)
        return True

    @verb(5)
    def absent(self):
        duty = self.one(ReceptionDuty.objects.all())
        if duty is None:
            return None
        instead = self.random.choice([None, self.somebody()])
        mark_absent(duty, self.random.choice([Absence.LEAVE, ""]), "", duty.mark, self.town.officer, instead)
        return True

    @verb(3)
    def unmark(self):
        duty = self.one(ReceptionDuty.objects.all())
        if duty is None or not duty.mark:
            return None
        undo_mark(duty, duty.mark, self.town.officer)
        return True

    # Opinions -----------------------------------------------------------------------------------------------------------------
    @verb(4)
    def register(self):
        station = self.random.choice([self.town.station, self.town.station, self.town.other_station])
        channel = self.random.choice([Channel.VISIT, Channel.BOX, Channel.HOTLINE])
        return register(Registration(station, channel, self.day(), self.words(), deputies=self.some()), self.town.officer)

    @verb(5)
    def move_on(self):
        """The next step of its chain; the officer writes another summary."""
        case = self.one(Opinion.objects.filter(state__in=[State.SCREENING, State.SCREENING, State.AUDITING, State.APPROVING, State.REFERRING]))
        if case is None:
            return None
        if case.state == State.SCREENING:
            return cases.screen(case, self.town.officer, case.version, cases.Screening(self.text(), None))
        if case.state == State.AUDITING:
            return cases.audit(case, self.town.deputy_head, case.version)
        if case.state == State.APPROVING:
            return cases.approve(case, self.town.head, case.version)
        return cases.refer(case, self.town.office, case.version, cases.Handing(self.town.department))

    @verb()
    def correct_opinion(self):
        case = self.one(Opinion.objects.exclude(state__in=[State.VOIDED, State.MERGED, State.CLOSED]))
        return case and cases.correct_opinion(case, self.town.officer, case.version, cases.Correction(self.text(), None, case.urgency))

    @verb()
    def settle(self):
        case = self.one(Opinion.objects.filter(state=State.SCREENING))
        if case is None:
            return None
        handling = self.random.choice([Handling.EXPLAINED, Handling.TOPIC, Handling.LEGAL_WAY])
        way = self.random.choice([LegalWay.PETITION, LegalWay.ACCUSATION]) if handling == Handling.LEGAL_WAY else ""
        return cases.settle(case, self.town.officer, case.version, cases.Settling(handling, "已说明", way))

    @verb()
    def split(self):
        case = self.one(Opinion.objects.filter(state=State.SCREENING))
        parts = tuple(self.text() for _ in range(self.random.randint(2, 3)))
        return case and cases.split(case, self.town.officer, case.version, cases.Splitting(parts))

    @verb()
    def merge(self):
        case = self.one(Opinion.objects.filter(state__in=[State.SCREENING, State.AUDITING]))
        lead = case and self.one(Opinion.objects.filter(station=case.station, merged_into=None).exclude(pk=case.pk))
        return lead and cases.merge(case, self.town.head, case.version, lead)

    @verb(5)
    def unmerge(self):
        case = self.one(Opinion.objects.filter(state=State.MERGED))
        return case and cases.unmerge(case, self.town.head, case.version, "不是一件事")

    @verb(1)
    def void_opinion(self):
        case = self.one(Opinion.objects.exclude(state=State.VOIDED))
        return case and cases.void_opinion(case, self.town.head, case.version, "登记错了")

    # Letters ------------------------------------------------------------------------------------------------------------------
    @verb(3)
    def open_box(self):
        box = self.one(LetterBox.objects.all()) if self.random.random() < 0.8 else None
        box = box or BoxFactory(station=self.town.station, name=self.text(), placed_on=date(2024, 1, 1))
        outcome = self.random.choice([LetterOutcome.REFERRED, LetterOutcome.ANSWERED, LetterOutcome.LEGAL_WAY, LetterOutcome.DEPUTY])
        facts = {"answer": "已答复", "legal_way": self._way_of(outcome)}
        return opened(box, self.town.officer, self.words(), outcome, self._addressee(outcome), on=self.day(), **facts)

    def _addressee(self, outcome: str) -> Deputy | None:
        return None if outcome != LetterOutcome.DEPUTY and self.random.random() < 0.3 else self.somebody()

    @verb(4)
    def handle_letter(self):
        letter = self.one(Letter.objects.filter(outcome=LetterOutcome.DEPUTY))
        outcome = self.random.choice([LetterOutcome.REFERRED, LetterOutcome.ANSWERED, LetterOutcome.KEPT])
        handled = Handled(outcome, self.day(), self.somebody(), MatterDraft("", answer="已答复"))
        return letter and handle_letter(letter, handled, self.town.officer)

    @verb(1)
    def rename_box(self):
        box = self.one(LetterBox.objects.all())
        if box is None:
            return None
        box.name, box.place = f"{self.text()}信箱{box.pk}", self.random.choice(["村口", "村委会门口"])
        return save_box(box, self.town.officer)

    # Households, contact activities, home days --------------------------------------------------------------------------------
    @verb(1)
    def household(self):
        facts = {"name": f"户主{self.random.randint(1, 10**6)}", "starts_on": date(2024, 1, 1)}
        return households.linked(self.town, self.somebody(), self.random.randint(0, 2), **facts)

    @verb(4)
    def meet(self):
        household = self.one(Household.objects.all()) or households.linked(self.town, self.somebody(), name="先登记的")
        words = self.random.choice(["", self.words()])
        return households.met(household, self.town.officer, self.day(), words, self.random.choice(ContactWay.values))

    @verb()
    def correct_meeting(self):
        meeting = self.one(HouseholdMeeting.objects.all())
        facts = MeetingFacts(self.day(), self.random.choice(ContactWay.values), "用水紧张")
        return meeting and correct_meeting(meeting, facts, meeting.version, self.town.officer)

    @verb()
    def void_meeting(self):
        meeting = self.one(HouseholdMeeting.objects.valid())
        return meeting and void_meeting(meeting, meeting.version, "登记错了", self.town.officer)

    @verb()
    def change_household(self):
        row = self.one(Household.objects.all())
        if row is None:
            return None
        category = self.random.choice(households.CATEGORIES)
        facts = HouseholdFacts(row.person.name, row.person.phone, row.person.village, row.person.address, category, row.starts_on)
        return change_household(row, facts, self.random.choice([None, NOW.date()]), self.town.officer)

    @verb(3)
    def activity(self):
        facts = ActivityFacts(self.town.station, self.day(), "文化广场", "老人看病远", self.some(), kind=("need", "问需"))
        return log_activity(ActivityDraft(facts, self.random.choice(["", self.words()])), self.town.officer)

    @verb()
    def correct_activity(self):
        row = self.one(ContactActivity.objects.filter(voided_at=None))
        facts = ActivityFacts(
            self.town.station, self.day(), "广场", "老人看病远", self.some(), kind=self.random.choice([("need", "问需"), ("hard", "问难")])
        )
        return row and correct_activity(row, facts, row.version, self.town.officer)

    @verb()
    def void_activity(self):
        row = self.one(ContactActivity.objects.filter(voided_at=None))
        return row and void_activity(row, "登记错了", self.town.officer)

    @verb()
    def home_day(self):
        return arranged(self.town.home, self.town.office, *self.some(), on=self.day(), kind=self.random.choice(HomeDayKind.values))

    @verb()
    def change_home_day(self):
        row = self.one(HomeDay.objects.all())
        if row is None:
            return None
        row.kind, row.date, row.name = self.random.choice(HomeDayKind.values), self.day(), self.text()
        return save_home_day(row, self.some(), self.town.office)

    @verb()
    def mark_home_day(self):
        row = self.one(HomeDay.objects.all())
        marks = {deputy.pk: self.random.choice([HomeDayMark.CAME, HomeDayMark.CAME, HomeDayMark.ABSENT, HomeDayMark.OPEN]) for deputy in self.some()}
        return row and marks and mark_deputies(row, marks, self.town.office)

    @verb()
    def drop_home_day(self):
        row = self.one(HomeDay.objects.filter(drop_reason=""))
        return row and drop_home_day(row, "没有办", self.town.office)

    # What is entered by hand, and objections ------------------------------------------------------------------------------------
    def _draft(self, deputy: Deputy) -> EntryDraft:
        return EntryDraft(deputy, self.random.choice(ENTERED), self.day(), self.text(), place="县委党校")

    def _who(self) -> User:
        return self.random.choice([self.town.office, self.town.officer, self.town.deputy_user])

    @verb(4)
    def enter(self):
        return enter_duty(self._draft(self.somebody()), self._who(), uuid4())

    @verb()
    def confirm(self):
        waiting = list(DutyEntry.objects.waiting().order_by("pk"))
        return confirm_duties(self.random.sample(waiting, min(len(waiting), 2)), self.town.office) or None

    @verb()
    def refuse(self):
        entry = self.one(DutyEntry.objects.all())
        if entry is None:
            return None
        refuse_duty(entry, self.town.office, "核对过，没有参加")
        return True

    @verb()
    def correct_entry(self):
        entry = self.one(DutyEntry.objects.filter(state__in=[EntryState.WAITING, EntryState.CONFIRMED]))
        if entry is None:
            return None
        correct_entry(entry, self._draft(entry.deputy), self.town.office)
        return True

    @verb()
    def withdraw_entry(self):
        entry = self.one(DutyEntry.objects.waiting())
        if entry is None:
            return None
        withdraw_entry(entry, entry.entered_by)
        return True

    @verb()
    def object(self):
        record = self.one(DutyRecord.objects.all())
        return record and object_to(record, "那天我没去", self.town.deputy_user, uuid4())

    @verb()
    def answer(self):
        objection = self.one(DutyObjection.objects.waiting())
        return objection and answer_objection(objection, "已改正", self.town.office)

    # Seats and years ------------------------------------------------------------------------------------------------------------
    def _seat_changed(self) -> bool:
        self.disturbed |= set(YearClosing.objects.standing().values_list("pk", flat=True))
        return True

    @verb(1)
    def end_seat(self):
        day = self.day()
        seat = self.one(Mandate.objects.filter(ends_on=None, starts_on__lte=day))
        if seat is None:
            return None
        seats.end_mandate(seat, day, EndReason.MOVED, "", self.town.office)
        return self._seat_changed()

    @verb()
    def reopen_seat(self):
        seat = self.one(Mandate.objects.exclude(ends_on=None))
        if seat is None:
            return None
        seats.reopen_mandate(seat, self.town.office)
        return self._seat_changed()

    @verb(1)
    def new_seat(self):
        deputy, term = self.somebody(), self.random.choice([self.town.term, *self.town.county.terms.all()])
        start = self.day() + timedelta(days=1)
        if Mandate.objects.filter(deputy=deputy, term=term, starts_on=start).exists():
            return None
        seats.add_mandate(Mandate(deputy=deputy, term=term, starts_on=start, elected_by=Election.BY_ELECTION), self.town.office)
        return self._seat_changed()

    @verb(1)
    def suspend(self):
        seat, start = self.one(Mandate.objects.all()), self.day()
        if seat.suspensions.filter(starts_on=start).exists():
            return None
        end = self.random.choice([None, start, start + timedelta(days=200)])
        seats.suspend(Suspension(mandate=seat, starts_on=start, ends_on=end, cause=SuspensionCause.DETAINED), self.town.office)
        return self._seat_changed()

    @verb()
    def withdraw_suspension(self):
        row = self.one(Suspension.objects.select_related("mandate__term__congress"))
        if row is None:
            return None
        seats.withdraw_suspension(row, self.town.office)
        return self._seat_changed()

    @verb(2)
    def close(self):
        congress, year = self.random.choice([self.town.congress, self.town.county]), self.random.choice(YEARS)
        if YearClosing.objects.standing().filter(congress=congress, year=year).exists():
            return None
        return close_year(congress, year, self.town.office)

    @verb()
    def reopen(self):
        closing = self.one(YearClosing.objects.standing())
        return closing and reopen_year(closing, "补报", self.town.office)

    @verb(1)
    def rename_station(self):
        unit = self.random.choice([self.town.station, self.town.other_station, self.town.home])
        changed = edit_unit(unit, {"name": f"{self.text()}站"}, self.town.office)
        unit.refresh_from_db()  # as each request reads it again
        return changed or None
