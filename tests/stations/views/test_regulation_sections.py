"""Changing the draft section by section: every section unchanged and changed, faults, two clerks in one section."""

import pytest

from stations.models import RegulationDraft
from stations.rules.plain.sections import SECTIONS
from stations.rules.presets import presets
from stations.services.drafts import take_preset, working
from stations.services.regulations import publish
from tests.stations.views.test_regulation import limit, section_data, url

TOO_MANY = "各类的户数加起来多于总户数，请核对。"


@pytest.fixture
def office(client, town):
    """The office with a draft in which every section says something."""
    for code in ("yonghe", "county-voters", "jinghong", "tongzhou"):
        take_preset(town.congress, presets()[code], False, town.office)
    client.force_login(town.office)
    return client


def own() -> dict:
    return RegulationDraft.objects.get().own


@pytest.mark.parametrize("code", SECTIONS)
def test_a_section_sent_back_as_it_was_changes_nothing(office, town, code):
    before = own()
    address = url("section", town.congress.pk, code)
    response = office.post(address, section_data(office, address))
    assert (response.status_code, own()) == (302, before)


@pytest.mark.parametrize(
    ("code", "changes", "address", "value"),
    [
        ("chains", {"chains-visit-value": ["approve", "screen"]}, "chains.visit", ["screen", "approve"]),
        ("chains", {"four_eyes-value": "on"}, "four_eyes", True),
        ("receptions", {"reception-kind": "nth_weekday", "reception-weekdays": ["2"], "reception-nth": "-1"}, "reception.when", None),
        ("receptions", {"home_day-starts_at": "14:00", "home_day-ends_at": "17:00"}, "home_day.hours", {"starts_at": "14:00", "ends_at": "17:00"}),
        ("receptions", {"notice_lead_days-value": "5"}, "notice_lead_days", 5),
        ("boxes", {"box-every": "month"}, "box.every", "month"),
        ("contacts", {"households-per": "all"}, "households.per", "all"),
        ("contacts", {"households-categories-1-DELETE": "on"}, "households.categories", ["rich", "worthy"]),
        ("contacts", {"activities-forms": "走访慰问\n云上座谈"}, "activities.forms", ["visit", "n1"]),
        ("norms", {"report_to_voters-others_write": ""}, "report_to_voters.others", False),
        ("replies", {"reply_classes-value-3-DELETE": "on"}, "reply_classes", ["A", "B", "C"]),
        ("replies", {"satisfaction-value-1-name": "比较满意"}, "satisfaction", ["satisfied", "fairly", "unsatisfied", "no_word", "not_reached"]),
        ("publication", {"publication-days": "180"}, "publication.days", 180),
        ("projects", {"projects-plan_months": "2"}, "projects.plan", 2),
        ("retention", {"retention-cases": "10"}, "retention.cases", 10),
        ("retention", {"yearly-plan": "02-28"}, "yearly.plan", "02-28"),
    ],
)
def test_a_change_is_written_with_its_source_and_nothing_else_is(office, town, code, changes, address, value):
    before, page = own(), url("section", town.congress.pk, code)
    key, _, part = address.partition(".")
    prefix = f"{key}-{part}" if key in {"chains", "limits"} else key
    assert office.post(page, section_data(office, page) | changes | {f"{prefix}-source": "镇人大决定"}).status_code == 302
    after = own()
    written = after[address]["value"]
    if isinstance(written, list) and written and isinstance(written[0], dict):
        written = [row["code"] for row in written]
    if address == "reception.when":
        assert {name: written[name] for name in ("kind", "weekdays", "nth")} == {"kind": "nth_weekday", "weekdays": [2], "nth": -1}
    else:
        assert written == value
    assert after[address]["source"] == "镇人大决定"
    differs = {each for each in before.keys() | after.keys() if before.get(each) != after.get(each)}
    assert {each.partition(".")[0] for each in differs} == {key}


def test_what_is_set_here_goes_back_to_what_is_inherited(office, town):
    page = url("section", town.congress.pk, "chains")
    office.post(page, section_data(office, page) | {"chains-visit-restore": "on"})
    assert "chains.visit" not in own()
    assert working(town.congress).body["chains"]["visit"] == ["screen", "audit", "approve"]


@pytest.mark.parametrize(
    ("code", "changes", "fault"),
    [
        ("limits", {"limits-audit-value": "0"}, ("审核", "id_limits-audit-value", "工作日：请填 1 至 250 的整数。")),
        ("limits", {"limits-audit-source": " "}, ("审核", "id_limits-audit-source", "依据：请写明依据，没有的写「本级人大决定」。")),
        ("receptions", {"rota-weekdays": []}, ("代表轮流驻站", "div_id_rota-weekdays", "星期几：请选星期几。")),
        ("receptions", {"reception-kind": "day_of_month", "reception-day": ""}, ("联络站接待日", "id_reception-day", "几日：请填几日。")),
        ("receptions", {"reception-ends_at": "08:00"}, ("联络站接待日", "", "接待日的结束时间应在开始时间之后。")),
        (
            "contacts",
            {"households-categories-0-least": "9"},
            ("联系户", "id_households-number", f"每位代表联系几户：{TOO_MANY}"),
        ),
        ("replies", {"reply_classes-value-1-code": "A"}, ("答复类别", "", "答复类别的代号有重复。")),
        ("contacts", {"households-categories-0-name": ""}, ("联系户", "id_households-categories-0-name", "第 1 行 类别：请填写类别。")),
    ],
)
def test_faults_say_where_and_nothing_is_written(office, town, code, changes, fault):
    before, page = own(), url("section", town.congress.pk, code)
    response = office.post(page, section_data(office, page) | changes)
    assert (response.status_code, response.context["forms"].faults, own()) == (200, [fault], before)


def test_of_two_clerks_in_one_section_each_writes_what_he_touched(office, town):
    page = url("section", town.congress.pk, "limits")
    first, second = section_data(office, page), section_data(office, page)
    office.post(page, first | {"limits-urgent-value": 4, "limits-urgent-source": "镇人大决定"})
    assert office.post(page, second | {"limits-ordinary-value": 12}).status_code == 302
    limits = working(town.congress).body["limits"]
    assert (limits["urgent"]["days"], limits["ordinary"]["days"]) == (4, 12)


def test_the_slower_clerk_keeps_his_text_and_sees_what_stands_there(office, town):
    page = url("section", town.congress.pk, "limits")
    first, second = section_data(office, page), section_data(office, page)
    office.post(page, first | {"limits-urgent-value": 4})
    response = office.post(page, second | {"limits-urgent-value": 3})
    group = next(group for group in response.context["forms"].groups if group.code == "limits-urgent")
    assert (group.now, group.form["value"].value(), response.context["happened"][0][:3]) == (("4 个工作日",), "3", "罗敏在")
    assert office.post(page, section_data_of(response) | {"limits-urgent-value": 3}).status_code == 302
    assert working(town.congress).body["limits"]["urgent"]["days"] == 3


def section_data_of(response) -> dict:
    """What the page that was just answered would send."""
    groups = response.context["forms"].groups
    data = {f"{group.code}-seen": group.form.seen for group in groups}
    return data | {group.form.add_prefix(name): group.form[name].value() for group in groups for name in ("value", "source")}


def test_a_norm_is_added_once_changed_and_dropped(office, town):
    page = url("item", town.congress.pk, "norms", "new")
    shown = office.get(page).context["page"]
    data = {"name": "走访企业", "subject": "group", "period": "quarter", "number": 2, "binding": "0", "counts": ["contact"], "years": "2027:3"}
    data |= {"source": "镇人大决定", "code": shown.code, "seen": shown.shown}
    assert [office.post(page, data).status_code for _ in range(2)] == [302, 302]  # a double click
    assert own()[f"norms.{shown.code}"]["value"] == {
        "name": "走访企业",
        "subject": "group",
        "period": "quarter",
        "number": 2,
        "counts": ["contact"],
        "binding": False,
        "years": {"2027": 3},
    }
    page = url("item", town.congress.pk, "norms", shown.code)
    wrong = office.post(page, data | {"years": "明年三次", "seen": office.get(page).context["page"].shown})
    assert wrong.context["page"].form.errors["years"] == ["「明年三次」看不懂或年份重复，请写成「2026:3」这样。"]
    office.post(page, {"drop": "1", "seen": office.get(page).context["page"].shown})
    assert f"norms.{shown.code}" not in own()
    assert office.get(page).status_code == 404


def test_a_countys_checklist_is_changed_and_taken_back(office, town):
    publish(town.county, "县", {"checklists.set-up": presets()["station-rules"].layer["checklists.set-up"]}, None)
    page = url("item", town.congress.pk, "checklists", "set-up")
    shown = office.get(page).context["page"]
    data = {"name": "站点设置", "applies_to": ["station"], "items": "有通讯设施\n有停车位", "source": "镇人大决定", "seen": shown.shown}
    assert office.post(page, data).url == url("section", town.congress.pk, "checklists")
    assert [item["code"] for item in own()["checklists.set-up"]["value"]["items"]] == ["phone", "n1"]
    late = office.post(page, data | {"items": "有停车位"})  # from the page that showed the county's list
    assert (late.status_code, len(late.context["happened"])) == (200, 1)
    office.post(page, {"restore": "1", "seen": late.context["page"].shown})
    assert "checklists.set-up" not in own()
    assert office.post(page, data | {"items": "一样\n一样", "seen": office.get(page).context["page"].shown}).context["page"].form.errors["items"] == [
        "有两行一样，请去掉一行。"
    ]


def test_unknown_sections_and_rows_are_404(office, town):
    for args in (("section", "moon"), ("item", "norms", "moon"), ("item", "limits", "new"), ("preset", "moon")):
        assert office.get(url(args[0], town.congress.pk, *args[1:])).status_code == 404


def test_a_limit_of_the_county_stays_inherited_when_nothing_is_touched(office, town):
    publish(town.county, "县", {"limits.refer": limit(1, "县人大决定")}, None)
    page = url("section", town.congress.pk, "limits")
    office.post(page, section_data(office, page) | {"limits-urgent-value": 4})
    assert [address for address in own() if address.startswith("limits.")] == ["limits.urgent"]
