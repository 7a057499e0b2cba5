"""What a sheet of accounts would write, and what it asks back instead of guessing."""

import pytest

from deputies.models import Deputy, Mandate
from enrolment.rules.plan import Plan, plan_accounts
from stations.choices import Holder, Role
from tests.enrolment.sheets import lines, row
from tests.factories.accounts import UserFactory
from tests.factories.stations import PostFactory, UnitFactory

SEVERAL = "分不清是一个人还是几个人：是一个人，请写同一个用户名；不是，请各写各的用户名，或都写上手机号码。"


def plan(town, *rows) -> Plan:
    return plan_accounts(town.administrator, lines(*rows))


def faults(town, *rows) -> list[tuple[str, str]]:
    return [(fault.cell, fault.words) for fault in plan(town, *rows).faults]


def test_a_line_is_an_account_and_a_post(town):
    found = plan(town, row("吕小满", holder="Ａ岗"), row("乙", role=" 副站长 ", username="yi"))
    assert found.faults == []
    assert [(person.name, person.username, person.is_made_up) for person in found.people] == [("吕小满", "lvxiaoman", True), ("乙", "yi", False)]
    assert [(post.unit, post.role, post.holder) for post in found.posts] == [
        (town.station, Role.LIAISON_OFFICER, Holder.A),
        (town.station, Role.DEPUTY_HEAD, ""),
    ]


def test_usernames_are_made_once(town):
    UserFactory(username="Zhangwei")
    found = plan(
        town, row("张伟", phone="13800000001"), row("张伟", role="站长", phone="13800000002"), row("丙", username="zhangwei3", role="副站长")
    )
    assert [person.username for person in found.people] == ["zhangwei2", "zhangwei4", "zhangwei3"]


def test_one_person_with_two_posts(town):
    same = [
        plan(town, row("丁", username="ding"), row("丁", unit="上塘村联络站", username="ding")),
        plan(town, row("丁", phone="13800000001"), row("丁", unit="上塘村联络站", phone="138 0000 0001")),
    ]
    assert [(len(found.people), len(found.posts), found.faults) for found in same] == [(1, 2, []), (1, 2, [])]


def test_a_known_account_gets_a_further_post(town):
    found = plan(town, row("林小禾", unit="上塘村联络站", username="officer"))
    assert (found.people, found.posts[0].person.user) == ([], town.officer)


def test_the_same_sheet_again_changes_nothing(town):
    found = plan(town, row("林小禾"), row("周启明", role="代表"))
    assert (found.people, found.posts, found.seats, found.same) == ([], [], [], 2)


def test_deputies_are_matched_by_name_and_unit_or_phone(town):
    _, second, third = town.deputies
    twin = Deputy.objects.create(name=third.name, phone="13800000009")
    Mandate.objects.create(deputy=twin, term=town.term, station=town.other_station, starts_on=town.term.starts_on)
    found = plan(
        town,
        row(second.name, unit="青禾镇人大主席团", role="人大代表"),
        row(third.name, unit="上塘村联络站", role="代表", phone="13800000009"),
        row(third.name, unit="河湾村联络站", role="代表", phone="13800000008"),
    )
    assert found.faults == []
    assert [(deputy, person.name) for deputy, person in found.seats] == [(second, second.name), (twin, third.name), (third, third.name)]
    told = faults(town, row(third.name, unit="青禾镇人大主席团", role="代表"))
    assert told == [("F2", f"手机号码：青禾镇人大主席团有 2 位代表叫「{third.name}」，请写名册里的手机号码。")]


def test_a_deputy_who_is_staff_too_keeps_one_account(town):
    deputy = town.deputies[1]
    known = PostFactory(user=UserFactory(username="hexiulan", name=deputy.name), unit=town.station, role=Role.HEAD).user
    found = plan(town, row(deputy.name, role="代表", username="hexiulan"))
    assert [(deputy.pk, person.user) for deputy, person in found.seats] == [(deputy.pk, known)]
    words = "用户名：已有叫「何秀兰」的账号：hexiulan（河湾村联络站 · 站长）。是这个人，请写他的用户名；不是，请写一个新的用户名。"
    assert faults(town, row(deputy.name, role="代表")) == [("E2", words)]


@pytest.mark.parametrize(
    ("wrong", "cell", "words"),
    [
        (row(unit=""), "A2", "单位：没有填单位，请写单位的全称。"),
        (row(unit="没有的站"), "A2", "单位：没有单位「没有的站」，请写全称，或先在「组织」里建好。"),
        (row(role="书记"), "B2", "岗位：不认识岗位「书记」，请写：联络员、副站长、站长、人大办工作人员、承办单位经办人、系统管理员、代表。"),
        (row(role="经办人"), "B2", "岗位：代表联络站可以安排：站长、副站长、联络员，没有「承办单位经办人」，请改岗位或单位。"),
        (row(holder="C"), "C2", "A/B岗：请写 A 或 B；不分的留空。"),
        (row(name=""), "D2", "姓名：没有填姓名，请补上；不开账号的行请删去。"),
        (row(name="第3组"), "D2", "姓名：「第3组」不像姓名，请核对；标题、合计行请删去。"),
        (row(username="zhang san"), "E2", "用户名：用户名只能用字母、数字和 @ . + - _，中间不能有空格。"),
        (row(username="OFFICER"), "E2", "用户名：已有只差大小写的用户名「OFFICER」，请换一个。"),
        (row(username="officer"), "D2", "姓名：用户名「officer」已是林小禾的，请核对用户名和姓名。"),
        (row(phone="138"), "F2", "手机号码：应为 11 位手机号，或带区号的座机号；几个号码请只留一个。"),
        (row(role="代表"), "D2", "姓名：河湾村联络站没有叫「张三」的代表：名册里没有这位在任代表，请核对姓名，或先导入代表名册。"),
        (
            row("周启明", unit="上塘村联络站", role="代表"),
            "D2",
            "姓名：上塘村联络站没有叫「周启明」的代表：这个名字的在任代表属于别的单位，请核对单位。",
        ),
        (row("周启明", role="代表", username="zhou"), "E2", "用户名：这位代表已有账号「deputy」，请改成它，或留空。"),
        (row("林小禾", holder="A"), "C2", "A/B岗：林小禾已在这个岗位上，A/B 岗请在「组织」里修改，这一格留空。"),
        (
            row("沈雨"),
            "E2",
            "用户名：已有叫「沈雨」的账号：deputy_head（青禾镇人大主席团 · 副站长）。是这个人，请写他的用户名；不是，请写一个新的用户名。",
        ),
    ],
)
def test_every_mistake_is_told_with_its_cell_and_cure(town, wrong, cell, words):
    assert faults(town, wrong) == [(cell, words)]


def test_lines_that_contradict_each_other(town):
    assert faults(town, row("甲"), row("甲", unit="上塘村联络站", phone="13800000001")) == [
        ("E2", f"用户名：「甲」在第 3 行也有，{SEVERAL}"),
        ("E3", f"用户名：「甲」在第 2 行也有，{SEVERAL}"),
    ]
    assert faults(town, row("甲", username="a"), row("乙", role="站长", username="a")) == [("D3", "姓名：用户名「a」在前面是甲，请核对这两行。")]
    assert faults(town, row("甲", username="a"), row("甲", username="a")) == [("D3", "姓名：与工作表「账号」第 2 行重复，请删去一行。")]
    told = faults(town, row("甲", holder="A"), row("乙", holder="A"))
    assert told == [("C3", "A/B岗：河湾村联络站联络员的这个岗已是甲，请换一个，或留空。")]


def test_several_faults_of_a_line_are_told_together_and_in_order(town):
    told = faults(town, row("甲", holder="x"), row("", unit="", role="", username="u"), row("乙", unit="不"))
    assert [cell for cell, _ in told] == ["C2", "A3", "B3", "D3", "A4"]


def test_units_of_one_name_are_told_apart_by_the_one_above(town):
    UnitFactory(name="河湾村联络站", parent=town.congress_elsewhere)
    words = "单位：有 2 个单位叫「河湾村联络站」，请写上级和单位，例如「青禾镇人大主席团/河湾村联络站」。"
    assert faults(town, row()) == [("A2", words)]
    assert plan(town, row(unit="青禾镇人大主席团／河湾村联络站")).posts[0].unit == town.station


def test_a_stopped_account_is_not_used(town):
    UserFactory(username="gone", name="走了", is_active=False)
    assert faults(town, row("走了", username="gone")) == [("E2", "用户名：账号「gone」已停用，请先恢复，或换一个用户名。")]
    assert plan(town, row("走了")).people[0].username == "zoule"


def test_a_sheet_of_any_length_takes_as_many_queries(town, django_assert_max_num_queries):
    counts = lines(row("甲")), lines(*[row(f"人{chr(0x4E00 + n)}", unit=town.station.name) for n in range(60)])
    for sheet in counts:
        with django_assert_max_num_queries(13):
            assert plan_accounts(town.administrator, sheet).faults == []
