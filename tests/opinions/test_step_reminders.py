"""A step that waits too long is told to whoever holds it, then to those above; feedback is told before its limit."""

from datetime import date, datetime

import pytest

from common.clock import SHANGHAI
from notices import services
from notices.models import Notice
from opinions.models import Opinion
from opinions.rules.step_reminders import feedback_reminders, step_reminders
from tests.factories.doors import opinion, place_of

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 8)  # a Tuesday


def at(day, hour):
    return datetime(2026, 12, day, hour, tzinfo=SHANGHAI)


def case_in(town, state: str) -> Opinion:
    case = opinion(place_of(town), state)
    Opinion.objects.filter(pk=case.pk).update(due_on=DUE)
    return case


def told_at(moment, words: str) -> list[str]:
    services.plan(moment)
    services.dispatch(moment)
    return sorted(Notice.objects.filter(title__contains=words).values_list("recipient__username", flat=True))


@pytest.mark.parametrize(
    ("state", "step", "holders", "above"),
    [
        ("screening", "初筛", ["officer"], ["deputy_head", "head"]),
        ("auditing", "审核", ["deputy_head"], ["head"]),
        ("approving", "审批", ["head"], ["office"]),
        ("feedback", "反馈", ["officer"], ["deputy_head", "head"]),
    ],
)
def test_the_holders_first_then_those_above(town, state, step, holders, above):
    case = case_in(town, state)
    assert told_at(at(9, 8), f"{step}超期") == []
    assert told_at(at(9, 9), f"{step}超期：{case.number}") == holders
    assert told_at(at(11, 8), f"{step}超期没有办") == []
    assert told_at(at(11, 9), f"{step}超期没有办：{case.number}") == above
    assert told_at(at(14, 9), f"{step}超期") == sorted(holders + above)


def test_a_step_that_was_taken_is_not_told(town):
    case_in(town, "screening")
    Opinion.objects.update(state="auditing", due_on=date(2026, 12, 20))
    assert told_at(at(11, 9), "超期") == []


def test_those_above_are_told_of_several_at_once(town):
    for _ in range(3):
        case_in(town, "screening")
    assert told_at(at(11, 9), "初筛超期没有办：3 件意见") == ["deputy_head", "head"]


def test_feedback_is_told_a_working_day_before(town):
    case = case_in(town, "feedback")
    assert told_at(at(7, 8), "请反馈") == []
    assert told_at(at(7, 9), f"请反馈：{case.number}") == ["officer"]
    assert told_at(at(9, 8), "请反馈") == ["officer"]


@pytest.mark.parametrize("cases", [1, 3])
def test_queries_do_not_grow(town, cases, django_assert_max_num_queries):
    for _ in range(cases):
        case_in(town, "screening")
    with django_assert_max_num_queries(3):
        assert len(list(step_reminders(at(1, 0), at(11, 9)))) == cases + 2
    with django_assert_max_num_queries(1):
        assert list(feedback_reminders(at(1, 0), at(11, 9))) == []
