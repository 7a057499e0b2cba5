from datetime import timedelta

import pytest

from common import clock
from common.crypto import query_code
from opinions.models import Opinion
from portal.models import QueryAttempt
from portal.services import IN_ALL, PER_ADDRESS, TooManyAttempts, look_up
from tests.factories.constituents import visited

HOME = "10.0.0.1"


def code_of(case) -> str:
    return query_code(case.uuid, case.code_issue)


@pytest.fixture
def visit(town):
    return visited(town)


def test_number_and_code_open_the_visit(visit):
    assert look_up(visit.number, code_of(visit), HOME) == visit


def test_spelling_does_not_matter(visit):
    typed = visit.number.replace("-", "－").replace("2", "２")
    code = f" {code_of(visit)[:4]}-{code_of(visit)[4:8]}-{code_of(visit)[8:]}".lower()
    assert look_up(f" {typed} ", code, HOME) == visit


def test_an_opinion_opens_with_its_own_code_and_with_its_visits(visit):
    opinion = Opinion.objects.get()
    assert look_up(opinion.number, code_of(opinion), HOME) == opinion
    assert look_up(opinion.number, code_of(visit), HOME) == opinion


def test_an_opinions_code_does_not_open_the_visit(visit):
    assert look_up(visit.number, code_of(Opinion.objects.get()), HOME) is None


@pytest.mark.parametrize("number", ["没有这个号", ""])
def test_wrong_numbers_and_codes_give_nothing(visit, number):
    assert look_up(number, code_of(visit), HOME) is None
    assert look_up(visit.number, "ABCDEFGHJKMN", HOME) is None


def test_a_new_issue_makes_the_old_code_useless(visit):
    old = code_of(visit)
    visit.code_issue = 2
    visit.save()
    assert look_up(visit.number, old, HOME) is None
    assert look_up(visit.number, code_of(visit), HOME) == visit


def test_two_visits_of_one_number_are_told_apart_by_their_codes(town, visit):
    town.station_elsewhere.mark = town.station.mark
    town.station_elsewhere.save()
    other = visited(town, station=town.station_elsewhere)
    assert other.number == visit.number
    assert look_up(visit.number, code_of(other), HOME) == other


def test_one_address_guesses_only_so_often(visit):
    for _ in range(PER_ADDRESS):
        assert look_up(visit.number, "X", HOME) is None
    with pytest.raises(TooManyAttempts):
        look_up(visit.number, code_of(visit), HOME)
    assert look_up(visit.number, code_of(visit), "10.0.0.2") == visit


def test_right_answers_are_not_counted(visit):
    for _ in range(PER_ADDRESS + 5):
        assert look_up(visit.number, code_of(visit), HOME) == visit
    assert set(QueryAttempt.objects.values_list("count", flat=True)) == {0}


def test_all_addresses_together_are_limited(visit):
    look_up(visit.number, "X", HOME)
    QueryAttempt.objects.filter(scope="all").update(count=IN_ALL)
    with pytest.raises(TooManyAttempts):
        look_up(visit.number, code_of(visit), "10.0.0.2")


def test_an_hour_later_it_goes_on_and_old_rows_are_gone_after_a_day(visit, settings):
    for _ in range(PER_ADDRESS):
        look_up(visit.number, "X", HOME)
    settings.CLOCK_OFFSET_SECONDS += 3600
    assert look_up(visit.number, code_of(visit), HOME) == visit
    settings.CLOCK_OFFSET_SECONDS += 26 * 3600
    look_up(visit.number, "X", HOME)
    hours = QueryAttempt.objects.values_list("hour", flat=True)
    assert all(hour > clock.now() - timedelta(days=1) for hour in hours)


def test_no_address_is_stored(visit):
    look_up(visit.number, "X", HOME)
    assert not QueryAttempt.objects.filter(scope__contains=HOME).exists()
