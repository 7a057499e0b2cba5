"""Kinds of duty in the editor of the regulation: own ones, their names, their order, and what may not be said."""

from copy import deepcopy

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from deputies.rules.kinds import kinds_of
from stations.rules.plain import plain_words
from stations.rules.plain.origins import origins_for
from stations.rules.regulation import DEFAULT_BODY, Rules
from stations.services.drafts import publish_draft, working
from tests.factories.kinds import NIGHT, kind, three_kinds


def address(town, name: str, *more) -> str:
    return reverse(f"stations:regulation_{name}", args=[town.congress.pk, "kinds", *more])


def typed(**more) -> dict:
    return {"name": "夜访选民", "used": "1", "counting": "day", "by": ["deputy", "office"], "under": "contact", "source": "主席团会议"} | more


def publish_all(town):
    return publish_draft(town.congress, working(town.congress).seen, town.office)


def test_an_own_kind_is_added_published_and_chosen_by_a_norm(client, town):
    client.force_login(town.office)
    assert "收到意见" in client.get(address(town, "section")).content.decode()
    page = client.get(address(town, "item", "new"))
    assert "在上级的统计表里算哪一种" in page.content.decode()
    code = page.context["page"].code
    page = client.post(address(town, "item", "new"), typed(code=code, seen=page.context["page"].shown), follow=True)
    assert "夜访选民" in page.content.decode()
    publish_all(town)
    table = kinds_of(town.congress)
    assert (table.name(code), table[code].counting, table[code].by, table[code].under) == ("夜访选民", "day", ("deputy", "office"), "contact")
    norm = client.get(reverse("stations:regulation_item", args=[town.congress.pk, "norms", "new"])).content.decode()
    assert "夜访选民" in norm


def test_a_published_kind_goes_out_of_use_and_never_away(client, town):
    three_kinds(town.congress)
    client.force_login(town.office)
    page = client.get(address(town, "item", NIGHT))
    assert "去掉这一项" not in page.content.decode()
    client.post(address(town, "item", NIGHT), {"drop": "1", "seen": page.context["page"].shown})
    assert working(town.congress).draft is None
    client.post(address(town, "item", NIGHT), typed(used="0", seen=page.context["page"].shown))
    publish_all(town)
    assert not kinds_of(town.congress)[NIGHT].used
    assert "夜访选民" not in client.get(reverse("stations:regulation_item", args=[town.congress.pk, "norms", "new"])).content.decode()


def test_a_standard_kind_is_renamed_but_arises_as_before(client, town):
    client.force_login(town.office)
    page = client.get(address(town, "item", "reception"))
    assert "谁可以补录" not in page.content.decode() and "算哪一种" not in page.content.decode()
    client.post(address(town, "item", "reception"), typed(name="到站接待", seen=page.context["page"].shown))
    publish_all(town)
    row = kinds_of(town.congress)["reception"]
    assert (row.name, row.by, row.under) == ("到站接待", (), "")
    again = client.get(address(town, "item", "reception"))
    page = client.post(address(town, "item", "reception"), typed(name="联系走访", seen=again.context["page"].shown))
    assert "已经有一种履职叫这个名称" in page.content.decode()


def test_the_order_is_a_value_of_its_own(client, town):
    three_kinds(town.congress)
    client.force_login(town.office)
    group = client.get(address(town, "section")).context["forms"].groups[0]
    data = {"kind_order-seen": group.form.token, "kind_order-source": "本级人大决定", "kind_order-value": "夜访选民\n述职\n"}
    wrong = client.post(address(town, "section"), data | {"kind_order-value": "散步"})
    assert "没有「散步」这一种" in wrong.content.decode()
    same = {"kind_order-value": group.form.initial["value"], "kind_order-source": group.form.old_source}
    client.post(address(town, "section"), data | same)
    assert working(town.congress).draft is None  # nothing was touched
    client.post(address(town, "section"), data)
    publish_all(town)
    assert [row.name for row in kinds_of(town.congress).used][:3] == ["夜访选民", "述职", "收到意见"]


def test_in_plain_words_kinds_that_count_alike_stand_in_one_line(town):
    regulation = three_kinds(town.congress)
    lines = {line.label: line.words for part in plain_words(regulation.body, origins_for(regulation.origins, town.congress)) for line in part.lines}
    assert lines["收到意见、接待选民"] == "每次计一次；由登记自动记入"
    assert lines["夜访选民"] == "每次计一次；代表本人、联络站、人大办可以补录；在上级的统计表里列入「其他」"
    assert lines["走村入户"].startswith("原来叫「联系走访」；每次计一次")
    assert lines["调研"] == "不再使用；原有的记录照样在"


@pytest.mark.parametrize(
    ("code", "more", "fault"),
    [
        ("contact", None, "履职类型缺少联系走访：不用的选「不再使用」，不能去掉。"),
        ("contact", {"name": "视察"}, "有两种履职都叫「视察」，请改一个。"),
        ("contact", {"counting": "hour"}, "履职类型「联系走访」要选用不用、怎么计次。"),
        ("contact", {"by": ["moon"]}, "履职类型「联系走访」要选谁可以补录，只能从列出的里面选。"),
        ("reception", {"by": ["office"]}, "履职类型「接待选民」由登记自动记入，不能补录。"),
        ("contact", {"under": "service"}, "履职类型「联系走访」在上级的统计表里算哪一种，只能从十三种里选。"),
        ("contact", {"name": "长" * 21}, "履职类型「" + "长" * 21 + "」的名称最多 20 字。"),
    ],
)
def test_a_fault_of_a_kind_is_named(code, more, fault):
    body = deepcopy(DEFAULT_BODY)
    rows = [row if row["code"] != code else more and row | more for row in body["kinds"]]
    body["kinds"] = [row for row in rows if row]
    with pytest.raises(ValidationError) as caught:
        Rules(body)
    assert caught.value.messages == [fault]


def test_a_norm_counts_what_stands_in_the_table():
    norm = {"code": "a", "name": "夜访", "subject": "deputy", "period": "year", "number": 1, "counts": [NIGHT], "binding": True, "years": {}}
    body = DEFAULT_BODY | {"norms": [norm | {"source": "本级"}]}
    with pytest.raises(ValidationError) as caught:
        Rules(body)
    assert caught.value.messages == ["指标「夜访」要选计入哪些履职，只能从列出的里面选。"]
    own = {"code": NIGHT, "source": "本级"} | kind("夜访选民")["value"]
    assert Rules(body | {"kinds": [*DEFAULT_BODY["kinds"], own]}).norms[0]["counts"] == [NIGHT]
