"""Verbs that change the tree: paths, marks, posts, what the higher apps keep, and the trail."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, User
from common import clock
from constituents.models import ReceptionDay, ReceptionDuty
from constituents.services.visits import VisitDraft
from deputies.models import Mandate
from opinions.models import Opinion
from opinions.services import Registration, register
from opinions.services.visits import MatterDraft, take_visit
from stations.choices import Level, Role, UnitKind
from stations.models import Post, Unit
from stations.rules.placing import heirs_for, merged_into, parents_for
from stations.services.regulations import current_regulation
from stations.services.tree import close_unit, merge_unit, move_unit, reopen_unit
from stations.services.units import add_unit
from tests.factories.stations import CongressFactory, PostFactory, UnitFactory

TODAY = date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _today():
    with clock.at(datetime(2026, 11, 25, 9, tzinfo=clock.SHANGHAI)):
        yield


def audited(action: str) -> list[str]:
    return list(AuditEntry.objects.filter(action=action).order_by("chain").values_list("chain", flat=True))


def refusal(verb, *args) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        verb(*args)
    return caught.value.messages


def case(town, station=None):
    return register(Registration(station or town.station, "box", TODAY, "路灯不亮", deputies=(town.deputy,)), town.officer)


def seen_by(user) -> set[int]:
    fresh = User.objects.get(pk=user.pk)  # as the next request would read it
    return set(Opinion.objects.visible_to(fresh).values_list("pk", flat=True))


def paths() -> dict[int, str]:
    return dict(Unit.objects.values_list("pk", "path"))


def lawful_paths() -> dict[int, str]:
    """What every path must be, worked out from the parents alone."""
    parents, found = dict(Unit.objects.values_list("pk", "parent")), {}
    for pk in parents:
        chain, above = [], pk
        while above:
            chain.append(above)
            above = parents[above]
        found[pk] = "/" + "".join(f"{each}/" for each in reversed(chain))
    return found


def test_a_moved_station_is_the_new_towns_with_all_its_history(town):
    opinion = case(town)
    PostFactory(unit=town.congress_elsewhere, role=Role.OFFICE, user__username="there")
    moved = move_unit(town.station, town.congress_elsewhere, town.county_office)
    opinion.refresh_from_db()
    there = User.objects.get(username="there")
    assert (moved.parent, moved.mark, paths() == lawful_paths()) == (town.congress_elsewhere, "河湾", True)
    assert [opinion.pk in seen_by(user) for user in (town.office, there, town.officer, town.county_office)] == [False, True, True, True]
    assert (opinion.number[:2], Mandate.objects.filter(station=town.station).count()) == ("河湾", 3)
    assert audited("unit.move") == sorted(f"congress:{unit.pk}" for unit in (town.congress, town.congress_elsewhere))


def test_a_mark_that_is_taken_there_changes_for_new_numbers(town):
    UnitFactory(parent=town.congress_elsewhere, name="河湾社区联络站", mark="河湾")
    old = case(town)
    moved = move_unit(town.station, town.congress_elsewhere, town.county_office)
    new = case(town, moved)
    assert (moved.mark, old.number, new.number) == ("河湾2", "河湾2026-0001", "河湾22026-0002")


def test_a_subtree_moves_as_one(town):
    city = CongressFactory(name="大市人大常委会", level=Level.CITY)
    county = CongressFactory(name="邻县人大常委会", level=Level.COUNTY, parent=city)
    move_unit(town.congress, county, None)
    assert paths() == lawful_paths()
    assert Unit.objects.get(pk=town.station.pk).path == f"/{city.pk}/{county.pk}/{town.congress.pk}/{town.station.pk}/"
    assert refusal(move_unit, county, town.congress, None) == ["「邻县人大常委会」不能放在「青禾镇人大主席团」下面，请另选一个人大。"]


@pytest.mark.parametrize("below", ["station", "department", "congress"])
def test_nothing_moves_below_itself_a_station_or_its_own_level(town, below):
    assert len(refusal(move_unit, town.congress, getattr(town, below), None)) == 1
    assert paths() == lawful_paths()


def test_a_name_that_is_taken_there_forbids_the_move(town):
    UnitFactory(parent=town.congress_elsewhere, name=town.station.name)
    assert refusal(move_unit, town.station, town.congress_elsewhere, None) == ["「白岩镇人大主席团」下面已有「河湾村联络站」，请先给其中一个改名。"]
    assert audited("unit.move") == []


def test_a_merged_station_lives_on_in_its_successor(town):
    opinion = case(town)
    officer = PostFactory(unit=town.other_station, user__username="heir").user
    future = PostFactory(unit=town.station, starts_on=date(2027, 1, 1))
    merged = merge_unit(town.station, town.other_station, town.office)
    assert (merged.parent, merged.closed_on, merged_into(merged), paths() == lawful_paths()) == (town.other_station, TODAY, town.other_station, True)
    assert (Post.objects.get(user=town.officer).ends_on, Post.objects.filter(pk=future.pk).exists()) == (TODAY, False)
    assert set(Mandate.objects.values_list("station", flat=True)) == {town.other_station.pk}
    assert opinion.pk in seen_by(officer)
    assert audited("unit.merge") == [f"congress:{town.congress.pk}"]


def test_the_successor_goes_on_with_an_open_case(town):
    from opinions.services import cases

    opinion = case(town)
    officer = PostFactory(unit=town.other_station).user
    merge_unit(town.station, town.other_station, town.office)
    cases.screen(Opinion.objects.get(pk=opinion.pk), officer, opinion.version, cases.Screening("路灯不亮", None))
    opinion.refresh_from_db()
    assert (opinion.state, opinion.station, opinion.number) == ("auditing", town.station, "河湾2026-0001")


def test_the_successor_is_told_of_what_is_late_and_knows_the_visitors(town):
    from constituents.services.people import lookup
    from opinions.rules.reminders import late_referral_reminders
    from tests.factories.doors import opinion, place_of

    opinion(place_of(town), "handling")
    officer = PostFactory(unit=town.other_station).user
    merge_unit(town.station, town.other_station, town.office)
    merge_unit(town.department, town.other_department, town.office)
    late = clock.now() + timedelta(days=60)
    with clock.at(late):
        told = {draft.recipient_id for draft in late_referral_reminders(late - timedelta(days=50), late)}
    assert told == {officer.pk, town.other_clerk.pk}
    station = Unit.objects.get(pk=town.other_station.pk)
    assert [each.name for each in lookup(station, "王小明")] == ["王*"]


def test_coming_reception_days_move_or_join_and_held_ones_stay(town):
    first, second, third = town.deputies
    held = take_visit(VisitDraft(town.station, clock.now(), (MatterDraft("水管漏水"),), (first,)), town.officer).day
    alone = ReceptionDay.objects.create(station=town.station, date=date(2026, 12, 10))
    both = ReceptionDay.objects.create(station=town.station, date=date(2026, 12, 20))
    theirs = ReceptionDay.objects.create(station=town.other_station, date=date(2026, 12, 20))
    for day, deputy in ((alone, first), (both, first), (both, second), (theirs, second), (theirs, third)):
        ReceptionDuty.objects.create(day=day, deputy=deputy)
    merge_unit(town.station, town.other_station, town.office)
    days = {pk: (station, day) for pk, station, day in ReceptionDay.objects.values_list("pk", "station", "date")}
    here, there = town.station.pk, town.other_station.pk
    assert days == {held.pk: (here, TODAY), alone.pk: (there, date(2026, 12, 10)), theirs.pk: (there, date(2026, 12, 20))}
    assert set(theirs.duties.values_list("deputy", flat=True)) == {first.pk, second.pk, third.pk}
    assert AuditEntry.objects.get(action="unit.merge").body.count('"days_joined": 1') == 1


def test_a_merged_towns_units_hang_under_the_successor(town):
    clash = UnitFactory(parent=town.congress_elsewhere, name="河湾社区联络站", mark="河湾")
    merge_unit(town.congress_elsewhere, town.congress, town.county_office)
    clash.refresh_from_db()
    under = set(town.congress.children.open().values_list("name", flat=True))
    assert {"白岩村联络站", "白岩镇城建办", "河湾社区联络站"} <= under
    assert (clash.mark, paths() == lawful_paths(), merged_into(Unit.objects.get(pk=town.congress_elsewhere.pk))) == ("河湾2", True, town.congress)


def test_only_neighbours_of_one_kind_merge(town):
    words = ["只能并入同一个上级下面的同种单位；别处的请先移过来。"]
    for other in (town.home, town.station_elsewhere, town.congress, town.station):
        assert refusal(merge_unit, town.station, other, None) == words
    assert list(heirs_for(town.office, town.station)) == [town.other_station]
    assert list(parents_for(town.county_office, town.station)) == [town.county, town.congress_elsewhere]
    assert list(parents_for(town.office, town.station)) == []


def test_a_unit_with_open_units_or_work_does_not_close(town):
    case(town)
    assert refusal(close_unit, town.station, None) == ["还有 1 件意见没有办结。请先办结，或把这个站并入别的站。"]
    told = refusal(close_unit, town.congress, None)
    assert told[0].startswith("下面还有 5 个单位：河湾村联络站") or told[0].startswith("下面还有 5 个单位：青禾镇人大代表之家")
    assert audited("unit.close") == []


def test_a_department_with_an_unanswered_referral_does_not_close(town):
    from tests.factories.doors import opinion, place_of

    opinion(place_of(town), "handling")
    assert refusal(close_unit, town.department, None) == ["还有 1 件交办给它的意见没有答复。请先答复或撤回，或把它并入别的单位。"]
    merge_unit(town.department, town.other_department, town.office)
    fresh = User.objects.get(pk=town.other_clerk.pk)
    assert Opinion.objects.visible_to(fresh).count() == 1


def test_a_closed_station_keeps_its_history_and_opens_again(town):
    ReceptionDay.objects.create(station=town.other_station, date=date(2026, 12, 10))
    close_unit(town.other_station, town.office)
    assert (ReceptionDay.objects.count(), Unit.objects.get(pk=town.other_station.pk).closed_on) == (0, TODAY)
    assert refusal(close_unit, town.other_station, None) == ["「上塘村联络站」已经撤销了。"]
    assert reopen_unit(town.other_station, town.office).closed_on is None
    assert (audited("unit.close"), audited("unit.reopen")) == ([f"congress:{town.congress.pk}"],) * 2
    assert refusal(reopen_unit, town.other_station, None) == ["「上塘村联络站」没有撤销。"]


def test_a_merged_station_opens_again_under_its_congress(town):
    merge_unit(town.station, town.other_station, town.office)
    reopened = reopen_unit(town.station, town.office)
    assert (reopened.parent, merged_into(reopened), paths() == lawful_paths()) == (town.congress, None, True)
    assert Mandate.objects.filter(station=town.other_station).count() == 3


def test_a_merged_town_opens_again_with_its_own_rules_over_the_countys(town):
    merge_unit(town.congress_elsewhere, town.congress, town.county_office)
    reopened = reopen_unit(town.congress_elsewhere, town.county_office)
    held = current_regulation(reopened)
    assert (reopened.parent, held.congress, held.number) == (town.county, reopened, 2)


def test_the_levels_of_congresses_go_down(town):
    street = add_unit(town.county, UnitKind.CONGRESS, {"name": "城东街道人大工委", "level": Level.TOWN, "sort": "street"}, town.county_office)
    assert (street.kind_words, street.path) == ("街道人大工委", f"{town.county.path}{street.pk}/")
    assert refusal(add_unit, town.county, UnitKind.CONGRESS, {"name": "邻县", "level": Level.COUNTY}, None) == [
        "层级应低于云岭县人大常委会，请另选。"
    ]
    assert len(refusal(add_unit, town.congress, UnitKind.CONGRESS, {"name": "下级", "level": Level.TOWN}, None)) == 1
    assert refusal(add_unit, town.congress, UnitKind.STATION, {"name": "甲", "mark": "甲", "sort": "court"}, None) == [
        "代表联络站没有这种类别，请另选。"
    ]


def test_a_code_stands_once(town):
    facts = {"mark": "甲", "name": "甲站", "code": "990101101200"}
    add_unit(town.congress, UnitKind.STATION, facts, None)
    assert refusal(add_unit, town.congress_elsewhere, UnitKind.STATION, facts, None) == ["这个区划代码已登记在另一个单位，请核对。"]
