"""The cases themselves: what `take_visit`, `register` and the verbs of the case would have left behind, batch by batch."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random
from uuid import UUID

from accounts.models import User
from bench import rows, texts
from bench.arrivals import RECENT, Arrival
from bench.chains import Chains
from bench.place import Place
from common import clock
from common.clock import SHANGHAI
from constituents.choices import Outcome
from constituents.models import Constituent, Matter, ReceptionDay, ReceptionDuty, Visit
from constituents.services.visits import INFIX
from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy
from deputies.registry import Duty
from deputies.services.ledger import record_duties
from notices.models import Notice
from opinions.choices import Channel, FeedbackWay, Rating, ReferralRole, ReferralState, State, Urgency
from opinions.models import Category, Feedback, Opinion, OpinionEvent, Referral, Reply
from opinions.rules.duty import opinion_duty
from opinions.workflow import LIMIT_OF
from stations.choices import NumberKind
from stations.models import NumberCounter
from stations.rules.regulation import DEFAULT_BODY, Rules
from stations.rules.workdays import deadline
from stations.services.numbers import written

OPEN = (State.SCREENING, State.AUDITING, State.APPROVING, State.REFERRING, State.HANDLING, State.HANDLING, State.HANDLING, State.FEEDBACK)
OTHER_CHANNELS = [channel for channel in Channel if channel != Channel.VISIT]
RATINGS, WAYS = [*Rating], [*FeedbackWay]
PATH = (
    ("screen", State.SCREENING, State.AUDITING),
    ("audit", State.AUDITING, State.APPROVING),
    ("approve", State.APPROVING, State.REFERRING),
    ("refer", State.REFERRING, State.HANDLING),
    ("accept", State.HANDLING, State.HANDLING),
    ("reply", State.HANDLING, State.FEEDBACK),
    ("feedback", State.FEEDBACK, State.CLOSED),
)
PLACE_OF = {state: number for number, state in enumerate(State)}
VISIT_DEPUTY, OPINION_DEPUTY = Visit.deputies.through, Opinion.deputies.through
MODELS = (
    *(Constituent, ReceptionDay, ReceptionDuty, Visit, VISIT_DEPUTY, Matter),
    *(Opinion, OPINION_DEPUTY, OpinionEvent, Referral, Reply, Feedback, Notice),
)


@dataclass
class County:
    """What goes on from batch to batch: the next key of each table, the last number of each station, earlier visitors."""

    random: Random
    numbers: Counter = field(default_factory=Counter)
    people: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    days: dict[tuple[int, date], tuple[int, list[Deputy]]] = field(default_factory=dict)
    categories: list[Category] = field(default_factory=lambda: list(Category.objects.filter(level=3)))
    keys: dict = field(default_factory=lambda: {model: rows.next_key(model) for model in MODELS if model is not Notice})

    def key(self, model) -> int:
        self.keys[model] += 1
        return self.keys[model] - 1

    def number(self, kind: NumberKind, place: Place, year: int) -> int:
        self.numbers[kind, place.station.pk, year] += 1
        return self.numbers[kind, place.station.pk, year]

    def leave_counters(self) -> None:
        """The counters from which the product goes on numbering."""
        NumberCounter.objects.bulk_create(
            NumberCounter(kind=kind, unit_id=unit_id, year=year, last=last) for (kind, unit_id, year), last in self.numbers.items()
        )


class Batch:
    """Rows of some cases, collected and then written in the order in which they point to one another."""

    def __init__(self, county: County, trail) -> None:
        self.county, self.random, self.trail = county, county.random, trail
        self.now = clock.now()
        self.chains = Chains(self.now)
        self.rows: dict = {model: [] for model in MODELS}
        self.duties: list[Duty] = []

    def write(self) -> Counter:
        for model, found in self.rows.items():
            rows.write(model, found)
        self.chains.write()
        record_duties(self.duties, self.trail)
        return Counter({model: len(found) for model, found in self.rows.items()})

    def _new(self, model, **facts) -> rows.Row:
        row = rows.table(model).row(facts if model is Notice else {"id": self.county.key(model), **facts})
        self.rows[model].append(row)
        return row

    def _uuid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    # One case ---------------------------------------------------------------------------------------------------------
    def add(self, arrival: Arrival, place: Place, number: int) -> None:
        words = texts.message(self.random)
        if number % 20_000 == 7:
            words = texts.RARE + words
        person = self._person(place) if self.random.random() < 0.7 else None
        deputies = self._deputies(arrival, place)
        matter = self._visit(arrival, place, person, words, deputies) if arrival.by_visit else None
        opinion = self._opinion(arrival, place, words)
        opinion.constituent_id, opinion.matter_id = person, matter
        for deputy in deputies:
            self._new(OPINION_DEPUTY, opinion_id=opinion.pk, deputy_id=deputy.pk)
            if opinion.state != State.VOIDED:
                self.duties.append(opinion_duty(opinion, deputy.pk))
        Steps(self, opinion, place).take()

    def _person(self, place: Place) -> int:
        known = self.county.people[place.station.pk]
        if known and self.random.random() < 0.3:
            return self.random.choice(known)
        person = Constituent(
            id=self.county.key(Constituent),
            station=place.station,
            name=texts.person_name(self.random),
            phone=f"199{self.random.randrange(10**8):08}",
            address=f"{place.station.area}{self.random.randrange(1, 90)}号" if self.random.random() < 0.5 else "",
            village=place.station.area,
        )
        person.set_indexes()
        self.rows[Constituent].append(person)
        known.append(person.pk)
        return person.pk

    def _deputies(self, arrival: Arrival, place: Place) -> list[Deputy]:
        """The two or three on duty, or now and then the one who brought it."""
        if not place.deputies:
            return []
        if arrival.on_reception:
            return self._day(arrival, place)[1]
        return self.random.sample(place.deputies, 1) if self.random.random() < 0.4 else []

    def _day(self, arrival: Arrival, place: Place) -> tuple[int, list[Deputy]]:
        on, station = arrival.day, place.station
        known = self.county.days.get((station.pk, on))
        if known:
            return known
        day = self._new(ReceptionDay, station_id=station.pk, date=on)["id"]
        deputies = self.random.sample(place.deputies, min(len(place.deputies), self.random.choice((2, 3))))
        for deputy in deputies:
            self._new(ReceptionDuty, day_id=day, deputy_id=deputy.pk, attended=True)
            title = f"在{station.name}接待群众"
            self.duties.append(Duty(DutySource.RECEPTION, day, deputy.pk, DutyKind.RECEPTION, on, title, "", station.name, station))
        self.county.days[station.pk, on] = day, deputies
        return day, deputies

    def _visit(self, arrival: Arrival, place: Place, person: int | None, words: str, deputies: list[Deputy]) -> int:
        station, year = place.station, arrival.day.year
        serial = self.county.number(NumberKind.VISIT, place, year)
        visit = self._new(
            Visit,
            uuid=self._uuid(),
            request_key=self._uuid(),
            station_id=station.pk,
            year=year,
            serial=serial,
            number=written(station, year, serial, INFIX),
            at=arrival.at,
            place=station.name,
            constituent_id=person,
            day_id=self._day(arrival, place)[0] if arrival.on_reception and deputies else None,
            clerk_id=place.officer.pk,
            created_at=arrival.at,
        )
        for deputy in deputies:
            self._new(VISIT_DEPUTY, visit_id=visit["id"], deputy_id=deputy.pk)
        personal = ["name", "phone"] if person else []
        self.chains.add(place.chain, place.officer.pk, "visit.log", f"constituents.Visit:{visit['id']}", number=visit["number"], personal=personal)
        if self.random.random() < 0.1:
            facts = {"words": texts.message(self.random, 80), "outcome": Outcome.ANSWERED, "answer": "已当场说明。"}
            self._new(Matter, visit_id=visit["id"], position=2, **facts)
        return self._new(Matter, visit_id=visit["id"], position=1, words=words)["id"]

    def _opinion(self, arrival: Arrival, place: Place, words: str) -> Opinion:
        station, year = place.station, arrival.day.year
        serial = self.county.number(NumberKind.OPINION, place, year)
        opinion = Opinion(
            id=self.county.key(Opinion),
            uuid=self._uuid(),
            request_key=self._uuid(),
            station=station,
            year=year,
            serial=serial,
            number=written(station, year, serial),
            channel=Channel.VISIT if arrival.by_visit else self.random.choice(OTHER_CHANNELS),
            received_on=arrival.day,
            registered_at=arrival.at,
            registered_by=place.officer,
            words=words,
            summary=words[: self.random.randint(10, 40)],
            category=self.random.choice(self.county.categories),
            urgency=Urgency.URGENT if self.random.random() < 0.05 else Urgency.ORDINARY,
            regulation=place.regulation,
            state=self._state(arrival),
        )
        self.rows[Opinion].append(opinion)
        return opinion

    def _state(self, arrival: Arrival) -> State:
        """About 20 % open: three quarters of the newest, a tenth of the others."""
        if self.random.random() < (0.75 if arrival.age < RECENT else 0.1):
            return self.random.choice(OPEN)
        return State.VOIDED if self.random.random() < 0.01 else State.CLOSED


class Steps:
    """The timeline of one case from the registration to its present state, with what each step leaves behind."""

    def __init__(self, batch: Batch, opinion: Opinion, place: Place) -> None:
        self.batch, self.random, self.opinion, self.place = batch, batch.random, opinion, place
        self.at: datetime = opinion.registered_at
        self.version = 0
        self.referrals: list[tuple[rows.Row, User]] = []

    def take(self) -> None:
        opinion, officer = self.opinion, self.place.officer
        self._event(officer, "register", "", State.SCREENING)
        end = State.SCREENING if opinion.state == State.VOIDED else State(opinion.state)
        for action, state, to in PATH:
            if PLACE_OF[state] >= PLACE_OF[end] and not self._is_accepted(action, end):
                break
            hours = self.random.randint(1, 90 if action == "reply" else 20)
            self.at = min(self.batch.now, self.at + timedelta(hours=hours))
            actor = self._do(action)
            self._event(actor, action, state, to)
        if opinion.state == State.VOIDED:
            self._event(officer, "void", State.SCREENING, State.VOIDED)
        self._stand()

    def _is_accepted(self, action: str, end: State) -> bool:
        return action == "accept" and end == State.HANDLING and self.random.random() < 0.6

    def _do(self, action: str) -> User:
        """What the action writes beside the timeline; answers with who did it."""
        if action == "refer":
            self._refer()
        elif action == "feedback":
            self._feedback()
        elif action in {"accept", "reply"}:
            for referral, clerk in self.referrals:
                self._accept(referral, clerk) if action == "accept" else self._reply(referral, clerk)
            return self.referrals[0][1]
        return {"audit": self.place.deputy_head, "approve": self.place.head}.get(action, self.place.officer)

    def _event(self, actor: User, action: str, state: str, to: str) -> None:
        self.version += 1
        opinion, detail = self.opinion, {"version": self.version}
        if action in {"accept", "reply"}:
            referral, _ = self.referrals[0]
            detail |= {"referral": referral["id"], "department": opinion.lead_department.name}
        facts = {"opinion_id": opinion.pk, "at": self.at, "actor_id": actor.pk, "post": self.place.station.name}
        self.batch._new(OpinionEvent, **facts, action=action, from_state=state, to_state=to, detail=detail)
        self.batch.chains.add(
            self.place.chain, actor.pk, f"opinion.{action}", f"opinions.Opinion:{opinion.pk}", number=opinion.number, **{"from": state, "to": to}
        )

    def _stand(self) -> None:
        opinion = self.opinion
        opinion.moved_at, opinion.version = self.at, self.version
        if opinion.state == State.HANDLING:
            referral, _ = self.referrals[0]
            opinion.due_on, opinion.due_basis = referral["due_on"], referral["due_basis"]
        elif opinion.state in LIMIT_OF:
            opinion.due_on, opinion.due_basis = limit_from(LIMIT_OF[opinion.state], self._day())

    def _day(self) -> date:
        return self.at.astimezone(SHANGHAI).date()

    def _refer(self) -> None:
        chosen = self.random.sample(self.place.departments, 2 if self.random.random() < 0.15 else 1)
        due_on, basis = limit_from("joint" if len(chosen) > 1 else str(self.opinion.urgency), self._day())
        self.opinion.lead_department = chosen[0][0]
        facts = {"opinion_id": self.opinion.pk, "sent_at": self.at, "sent_by_id": self.place.officer.pk, "due_on": due_on, "due_basis": basis}
        for number, (unit, clerk) in enumerate(chosen):
            role = ReferralRole.ASSIST if number else ReferralRole.LEAD
            self.referrals.append((self.batch._new(Referral, **facts, department_id=unit.pk, role=role), clerk))

    def _accept(self, referral: rows.Row, clerk: User) -> None:
        referral.update(state=ReferralState.ACCEPTED, accepted_at=self.at, accepted_by_id=clerk.pk)

    def _reply(self, referral: rows.Row, clerk: User) -> None:
        referral.update(state=ReferralState.REPLIED, ended_at=self.at)
        code = self.random.choice("AAABBCD")
        facts = {"referral_id": referral["id"], "by_id": clerk.pk, "at": self.at, "text": texts.message(self.random, 160)}
        self.batch._new(Reply, request_key=self.batch._uuid(), reply_class=code, **facts)
        if referral["role"] == ReferralRole.LEAD:
            self.opinion.reply_class = code
        read_at = self.at if self.random.random() < 0.97 else None
        told = {"recipient_id": self.place.officer.pk, "title": f"已答复：{self.opinion.number}", "at": self.at, "read_at": read_at}
        self.batch._new(Notice, id=self.batch._uuid(), **told)

    def _feedback(self) -> None:
        work, result, way = self.random.choice(RATINGS), self.random.choice(RATINGS), self.random.choice(WAYS)
        facts = {"way": way, "at": self.at, "by_id": self.place.officer.pk, "work_rating": work, "result_rating": result}
        self.batch._new(Feedback, request_key=self.batch._uuid(), opinion_id=self.opinion.pk, **facts)
        self.opinion.closed_at, self.opinion.solved = self.at, self.opinion.reply_class == "A"


@lru_cache(maxsize=20_000)
def limit_from(name: str, start: date) -> tuple[date, dict]:
    """The deadline of a step that began on that day, and its basis; every regulation here is the default one."""
    limit = Rules(DEFAULT_BODY).limit(name)
    found = deadline(start, limit.days)
    return found.due_on, found.as_basis(limit)
