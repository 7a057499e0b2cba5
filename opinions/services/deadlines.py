"""The open deadlines of cases, for a changed work calendar: the step's own, and those of the open referrals."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from datetime import date, datetime

from django.db.models import Model
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import Trail
from common import clock
from opinions.models import Opinion, OpinionEvent, Referral
from opinions.rules.cases import post_for
from stations.registry import CaseLine, DeadlineSource, OpenDeadline, Recount, Recounted
from stations.rules.chains import chains_of
from stations.rules.permissions import KEEPERS

ACTION = "redate"


def running() -> Iterator[OpenDeadline]:
    """Of cases in handling, the departments' deadlines come after the case's own."""
    cases = Opinion.objects.open().exclude(due_on=None).order_by().values_list("pk", "station_id", "due_basis")
    referrals = Referral.objects.open().order_by().values_list("opinion_id", "opinion__station_id", "due_basis")
    for rows in (cases, referrals):
        for pk, station_id, basis in rows.iterator(chunk_size=2000):
            if basis:
                yield OpenDeadline(pk, station_id, basis)


def lines(ids: Collection[int], user: User) -> dict[int, CaseLine]:
    """Number and summary of those the user may see."""
    rows = Opinion.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "number", "summary")
    return {pk: CaseLine(number, summary, reverse("opinions:detail", args=[pk])) for pk, number, summary in rows}


def recount(ids: Collection[int], recount_of: Callable[[], Recount], actor: User | None, trail: Trail) -> Recounted:
    """Write what these cases' deadlines become, with a line in the timeline of each that moves and one audit entry a congress.

    The version stays: whoever has the case open may go on with it.
    """
    cases = Opinion.objects.select_for_update(of=("self",)).open().filter(pk__in=ids).exclude(due_on=None).order_by("pk")
    cases = list(cases.select_related("station").only("number", "state", "version", "due_on", "due_basis", "station__path", "station__kind"))
    referrals = list(Referral.objects.open().filter(opinion__in=cases).only("opinion_id", "department_id", "due_on", "due_basis").order_by("pk"))
    by_case = {case.pk: case for case in cases}
    again, now = recount_of(), clock.now()
    changed_cases = [case for case in cases if case.due_basis and again(case.due_basis) != case.due_basis]
    changed_referrals = [each for each in referrals if each.due_basis and again(each.due_basis) != each.due_basis]
    done, moves = Recounted(), {}
    for row in (*changed_cases, *changed_referrals):
        before = _write(row, again(row.due_basis))
        if before:
            pk = row.opinion_id if isinstance(row, Referral) else row.pk
            moves.setdefault(pk, (before, row.due_on))
            if isinstance(row, Referral):
                done.units[row.department_id] += 1
    _save(Opinion, changed_cases)
    _save(Referral, changed_referrals)
    OpinionEvent.objects.bulk_create(_event(by_case[pk], days, actor, now) for pk, days in moves.items())
    done.moved = len(moves)
    done.units.update(by_case[pk].station_id for pk in moves)
    _note([by_case[pk] for pk in moves], moves, actor, trail)
    return done


def _write(row: Opinion | Referral, basis: dict) -> date | None:
    """Set the new deadline; returns the old day when it differs."""
    before, after = (date.fromisoformat(either["due_on"]) for either in (row.due_basis, basis))
    row.due_on, row.due_basis = after, basis
    return before if before != after else None


def _save(model: type[Model], rows: list) -> None:
    """One statement for all rows with the same basis: bulk_update took 3 s for 1,000 rows, nearly all of it in building its SQL."""
    alike = defaultdict(list)
    for row in rows:
        alike[json.dumps(row.due_basis, sort_keys=True)].append(row)
    for same in alike.values():
        model.objects.filter(pk__in=[row.pk for row in same]).update(due_on=same[0].due_on, due_basis=same[0].due_basis)


def _event(case: Opinion, days: tuple[date, date], actor: User | None, now: datetime) -> OpinionEvent:
    post = post_for(actor, case.station, KEEPERS) if actor else None
    return OpinionEvent(
        opinion=case,
        at=now,
        actor=actor,
        post=post.label if post else "",
        action=ACTION,
        from_state=case.state,
        to_state=case.state,
        detail={"version": case.version, "line": f"工作日历有改动，{_words(days[0])}改为{_words(days[1])}"},
    )


def _note(cases: list[Opinion], moves: dict[int, tuple[date, date]], actor: User | None, trail: Trail) -> None:
    chains = chains_of({case.station_id: case.station for case in cases}.values())
    by_chain = defaultdict(dict)
    for case in cases:
        by_chain[chains[case.station_id]][case.number] = [day.isoformat() for day in moves[case.pk]]
    for chain, moved in by_chain.items():
        trail.add(chain, actor, "opinion.redate", "calendar", moved=moved)


def _words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


DEADLINES = DeadlineSource(running, lines, recount)
