from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, PasswordRequest, User
from stations.choices import Role, UnitKind
from stations.models import Post, Unit
from stations.services.posts import appoint, end_post, give_post
from stations.services.units import add_unit, edit_unit
from tests.factories.accounts import UserFactory


def audited(action: str) -> list[tuple]:
    return list(AuditEntry.objects.filter(action=action).values_list("chain", "actor__username", "body"))


def test_a_station_is_added_under_its_congress(town):
    unit = add_unit(town.congress, UnitKind.STATION, {"name": "新塘村联络站", "mark": "新塘"}, town.office)
    assert (unit.parent, unit.path) == (town.congress, f"{town.congress.path}{unit.pk}/")
    assert audited("unit.add") == [(f"congress:{town.congress.pk}", "office", '{"kind": "station", "name": "新塘村联络站"}')]


@pytest.mark.parametrize(
    ("facts", "field", "words"),
    [
        ({"name": "河湾村联络站", "mark": "新"}, "name", "青禾镇人大主席团下已有「河湾村联络站」，请换一个名称。"),
        ({"name": "新站", "mark": "河湾"}, "mark", "「河湾」已是河湾村联络站的字头，两个站的编号会分不清，请换一个。"),
    ],
)
def test_a_name_and_a_mark_stand_once_in_a_congress(town, facts, field, words):
    with pytest.raises(ValidationError) as caught:
        add_unit(town.congress, UnitKind.STATION, facts, town.office)
    assert caught.value.message_dict == {field: [words]}
    assert audited("unit.add") == []


def test_a_mark_comes_from_the_name_and_cannot_be_taken_away(town):
    assert add_unit(town.congress, UnitKind.STATION, {"name": "河湾社区联络站", "mark": ""}, town.office).mark == "河湾2"
    with pytest.raises(ValidationError) as caught:
        edit_unit(town.station, {"mark": ""}, town.office)
    assert caught.value.message_dict == {"mark": ["站和家要有编号字头，例如「河湾」。"]}


def test_another_town_may_use_the_same_mark(town):
    assert add_unit(town.congress_elsewhere, UnitKind.STATION, {"name": "河湾站", "mark": "河湾"}, town.office).mark == "河湾"


def test_nothing_is_added_under_a_station(town):
    with pytest.raises(ValidationError, match="只能建在人大下面"):
        add_unit(town.station, UnitKind.STATION, {"name": "x", "mark": "x"}, town.office)
    with pytest.raises(ValidationError, match="只能建在人大下面"):
        add_unit(town.congress, UnitKind.CONGRESS, {"name": "x"}, town.office)


def test_an_edit_writes_and_audits_what_changed(town):
    facts = {"name": town.station.name, "address": "新楼二层", "phone": "0999-1"}
    assert edit_unit(town.station, facts, town.office) == ["address", "phone"]
    town.station.refresh_from_db()
    assert (town.station.address, town.station.phone) == ("新楼二层", "0999-1")
    assert audited("unit.edit")[0][2] == '{"changed": {"address": "新楼二层", "phone": "0999-1"}}'
    assert edit_unit(town.station, facts, town.office) == []
    assert len(audited("unit.edit")) == 1


def test_a_department_needs_no_mark(town):
    assert edit_unit(town.department, {"address": "一楼"}, town.office) == ["address"]


def test_a_post_is_given_once(town):
    user = UserFactory(username="new", name="新人")
    post = give_post(user, town.station, Role.LIAISON_OFFICER, date(2026, 11, 1), town.office)
    assert (post.user, post.unit, post.ends_on) == (user, town.station, None)
    with pytest.raises(ValidationError, match="新人 已在这个岗位上"):
        give_post(user, town.station, Role.LIAISON_OFFICER, date(2026, 11, 2), town.office)
    assert len(audited("post.give")) == 1


def test_a_role_belongs_to_its_kind_of_unit(town):
    with pytest.raises(ValidationError, match="代表联络站没有这种岗位"):
        give_post(town.clerk, town.station, Role.DEPARTMENT_CLERK, date(2026, 1, 1), town.office)


def test_a_post_ends_and_may_not_end_before_it_began(town):
    post = Post.objects.get(user=town.officer)
    with pytest.raises(ValidationError, match="离任日期不能早于任职日期"):
        end_post(post, date(2019, 1, 1), town.office)
    assert end_post(post, date(2026, 11, 30), town.office).ends_on == date(2026, 11, 30)
    assert audited("post.end") == [(f"congress:{town.congress.pk}", "office", '{"ends_on": "2026-11-30"}')]


def test_an_unknown_username_opens_an_account_that_waits_for_its_slip(town):
    facts = {"user": None, "username": "xinren", "name": "新人", "role": Role.LIAISON_OFFICER, "starts_on": date(2026, 11, 1)}
    post = appoint(town.station, facts, town.administrator)
    assert (post.user.username, post.user.name, post.user.has_usable_password()) == ("xinren", "新人", False)
    assert PasswordRequest.objects.get().user == post.user


def test_a_refused_post_opens_no_account(town):
    facts = {"user": None, "username": "xinren", "name": "新人", "role": Role.DEPARTMENT_CLERK, "starts_on": date(2026, 11, 1)}
    with pytest.raises(ValidationError):
        appoint(town.station, facts, town.administrator)
    assert not User.objects.filter(username="xinren").exists()
    assert Unit.objects.filter(name="x").count() == 0
