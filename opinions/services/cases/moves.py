"""The one verb that moves a case: lock, compare, check, append to the timeline, save, audit, tell."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from django.urls import reverse

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from notices.services import tell
from opinions import workflow
from opinions.choices import State
from opinions.models import Opinion, OpinionEvent, Referral
from opinions.rules.cases import acting_unit, can_do, can_do_by_code, chain_of_case, post_for, rules_of
from opinions.rules.reminders import holders_of
from opinions.services.register import limit_of_step
from stations.models import Post, Unit
from stations.rules.chains import chain_of
from stations.rules.regulation import Rules

SAME_PERSON = "同一人兼任"

SEE_CASE = "原因见这件意见的经过。"


class SomebodyWasFaster(Exception):
    """Somebody else changed the case after the clerk had opened it. Holds the case as it is now and what happened meanwhile."""

    def __init__(self, opinion: Opinion, events: list[OpinionEvent]) -> None:
        super().__init__("已有他人先行处理")
        self.opinion = opinion
        self.events = events


class NotPossible(Exception):
    """The case cannot be moved like this; the sentence says why, in Chinese."""


class Move:
    """One change of a locked case, collected and written at the end of `moving`."""

    def __init__(self, case: Opinion, actor: User | None, action: str, referral: Referral | None = None) -> None:
        self.case = case
        self.referral = referral
        self.actor = actor
        self.action = action
        self.arrow = workflow.arrow_of(action, case.state)
        self.from_state = case.state
        self.events: list[OpinionEvent] = []
        self.changed: set[str] = {"version"}
        self.now = clock.now()
        self._acting_unit = acting_unit(case, self.arrow, referral) if actor and self.arrow else None

    @cached_property
    def rules(self) -> Rules:
        return rules_of(self.case)

    @cached_property
    def post(self) -> str:
        """The post that gives the right to this action."""
        if self.actor is None:
            return f"{self.referral.department.name} · 凭办理码"
        post = post_for(self.actor, self._acting_unit, self.arrow.roles)
        return post.label if post else ""

    @property
    def to_be_referred(self) -> State:
        """Where a case goes that must be referred anew: to whoever referred it, here or above."""
        return State.ABOVE if self.case.above_id else State.REFERRING

    def restart(self) -> None:
        """The step begins again with a deadline of its own, though the state stays."""
        due_on, basis = limit_of_step(self.rules, self.case.state)
        self.set(moved_at=self.now, due_on=due_on, due_basis=basis)

    def set(self, **fields) -> None:
        """Change columns of the case; they are saved with the rest."""
        for name, value in fields.items():
            setattr(self.case, name, value)
        self.changed.update(fields)

    def go(self, state: State, note: str = "", **detail) -> None:
        """Add the action's line to the timeline and go where its arrow leads; a new step begins its own deadline."""
        if state not in self.arrow.to:
            raise NotPossible(f"「{State(self.case.state).label}」的意见不能这样变为「{State(state).label}」。")
        if self.referral:
            detail |= {"referral": self.referral.pk, "department": self.referral.department.name}
        self._append(self.action, state, note, detail)

    def go_on(self, note: str = "", **detail) -> None:
        """Go to the next step of the chain, and on past the steps the same person holds, unless four eyes are asked for (C3)."""
        chain = chain_of_case(self.case)
        self.go(workflow.state_after(chain, self.case.state), note, **detail)
        while not self.rules.four_eyes and (step := _step_at(self.case.state)):
            if post_for(self.actor, self.case.station, (workflow.STEP_ROLE[step],)) is None:
                break
            self._append("pass", workflow.state_after(chain, self.case.state), SAME_PERSON, {"step": step})

    def follow(self, state: State) -> None:
        """Go where the lead case went; no arrow leads there for anybody."""
        self._append("follow", state, "", {})

    def _append(self, action: str, state: State, note: str, detail: dict) -> None:
        event = OpinionEvent(opinion=self.case, at=self.now, actor=self.actor, post=self.post, action=action, note=note, detail=detail)
        event.from_state, event.to_state = self.case.state, state
        self.events.append(event)
        if state != self.case.state:
            due_on, basis = limit_of_step(self.rules, state)
            self.set(state=state, moved_at=self.now, due_on=due_on, due_basis=basis)

    def save(self) -> None:
        """The row and its lines in the timeline."""
        self.case.version += 1
        for event in self.events:
            event.detail = {"version": self.case.version, **event.detail}
        OpinionEvent.objects.bulk_create(self.events)
        self.case.save(update_fields=sorted(self.changed))

    def write(self, trail: Trail) -> None:
        """Save, take along what hangs on the case, and note it in the audit trail."""
        self.save()
        body = {"number": self.case.number, "from": str(self.from_state), "to": str(self.case.state), "changed": sorted(self.changed)}
        if State.FEEDBACK in {self.from_state, self.case.state} and self.from_state != self.case.state:
            self._take_voices_along()
        trail.add(chain_of(self.case.station), self.actor, f"opinion.{self.action}", self.case, **body)

    def _take_voices_along(self) -> None:
        """Once the lead is answered its voices are to be told; handled again, those not told yet wait again. The told ones stay."""
        before, after = (State.MERGED, State.FEEDBACK) if self.case.state == State.FEEDBACK else (State.FEEDBACK, State.MERGED)
        if self.case.state == State.CLOSED:
            return
        for voice in Opinion.objects.select_for_update(of=("self",)).filter(merged_into=self.case, state=before).order_by("pk"):
            own = Move(voice, self.actor, self.action)
            own.post = self.post
            own.follow(after)
            own.save()


@contextmanager
def moving(opinion: Opinion | Referral, actor: User | None, action: str, seen_version: int | None) -> Iterator[Move]:
    """One transaction round a change of a case. Give the opinion, or the referral when the action is done to one; without an actor it is done by
    the referral's code, which the caller has looked at and which opens nothing but answering.

    Raises SomebodyWasFaster when the case is no longer the one the clerk saw (None: any version will do),
    NotPossible when no arrow leads from its state or the actor's posts do not open it.
    """
    referral = opinion if isinstance(opinion, Referral) else None
    pk = referral.opinion_id if referral else opinion.pk
    with recorded() as trail:
        case = Opinion.objects.select_for_update(of=("self",)).select_related("station").get(pk=pk)
        if referral:
            referral = Referral.objects.select_related("department").get(pk=referral.pk)
        _refuse_slower(case, referral, seen_version)
        if not (can_do(actor, case, action, referral) if actor else can_do_by_code(case, action, referral)):
            raise NotPossible(f"这件意见现在是「{case.get_state_display()}」，不能{workflow.ACTIONS[action].label}，或不该由您来办。")
        move = Move(case, actor, action, referral)
        yield move
        move.write(trail)


def _refuse_slower(case: Opinion, referral: Referral | None, seen: int | None) -> None:
    """Whoever works on one referral is not disturbed by what happens beside it; nobody is by a reminder."""
    if seen is None or seen == case.version:
        return
    events = case.events.exclude(action__in=("remind", "supervise")).select_related("actor").order_by("id")
    newer = [event for event in events if event.detail.get("version", 0) > seen]
    if referral:
        newer = [event for event in newer if event.from_state != event.to_state or event.detail.get("referral") == referral.pk]
    if newer:
        raise SomebodyWasFaster(case, newer)


def _step_at(state: str) -> str | None:
    return next((name for name, step in workflow.STEPS.items() if step == state), None)


def tell_holders(case: Opinion, unit: Unit, roles: Iterable[str], words: tuple[str, str]) -> None:
    """A notice (title, body) to everybody who holds one of these roles at the unit or above it, or stands in for such a one.

    Never what somebody typed: a reason may name the person, and a notice is seen outside the case's doors.
    """
    posts = Post.objects.filter(unit_id__in=unit.ancestor_ids, role__in=tuple(roles)).current()
    title, body = words
    tell([user_id for (user_id,) in posts.told()], f"{title}：{case.number}", body, reverse("opinions:detail", args=[case.pk]))


def tell_office_above(case: Opinion, words: tuple[str, str]) -> None:
    """A notice to the office of the congress that the case was handed up to; where nobody holds it, to those above."""
    holders = holders_of([case.above]).get((case.above_id, workflow.OFFICE), set())
    if not holders:
        return tell_holders(case, case.above, (workflow.OFFICE,), words)
    tell(holders, f"{words[0]}：{case.number}", words[1], reverse("opinions:detail", args=[case.pk]))


def short_day(day) -> str:
    return f"{day.month}月{day.day}日"
