"""The regulation's pages: what holds, and the way of an office from a preset to a published version."""

from django.urls import reverse

from stations.models import Regulation, RegulationDraft, Unit
from stations.rules.presets import presets
from stations.rules.regulation import LIMITS, Rules
from stations.services.drafts import take_preset
from stations.services.regulations import publish, publish_default


def url(name: str, *args) -> str:
    return reverse(f"stations:regulation_{name}", args=args)


def limit(days: int, source: str = "镇人大决定") -> dict:
    return {"value": days, "source": source}


def section_data(client, address: str, **changes) -> dict:
    """What the section's page would send back untouched, with these changes."""
    data = {}
    for group in client.get(address).context["forms"].groups:
        form = group.form
        data[f"{form.prefix}-seen"] = form.seen
        data |= {form.add_prefix(name): form[name].value() for name in form.fields if name != "restore"}
        for rows in form.rows.values():
            data |= {
                rows.management_form.add_prefix(name): field.value()
                for name, field in ((n, rows.management_form[n]) for n in rows.management_form.fields)
            }
            for row in rows.forms:
                data |= {row.add_prefix(name): row[name].value() for name in row.fields if name != "DELETE"}
    data = {name: value for name, value in data.items() if value is not None and value is not False}
    return data | {name.replace("__", "-", 1): value for name, value in changes.items()}


def test_the_holding_version_in_plain_words(client, town):
    client.force_login(town.officer)
    response = client.get(reverse("stations:regulation"))
    page = response.content.decode()
    assert response.context["regulation"] == town.regulation
    for words in ("初筛 → 审核 → 审批 → 交办", "15 个工作日", "每月 10 日", "顺延到下一个工作日", "联络站制度规范 五（一）3", "建议值"):
        assert words in page
    parts = {part.section.code: part for part in response.context["parts"]}
    assert [len(parts[code].lines) for code in ("chains", "limits", "receptions", "checklists")] == [2, len(LIMITS), 4, 0]
    assert parts["receptions"].unset == ["代表轮流驻站", "代表之家活动日"]
    assert "修订</a>" not in page


def test_each_value_says_whose_it_is(client, town):
    publish(town.county, "县", {"limits.urgent": limit(3, "县人大决定")}, None)
    publish(town.congress, "镇", {"limits.ordinary": limit(10)}, town.office)
    client.force_login(town.officer)
    parts = client.get(reverse("stations:regulation")).context["parts"]
    lines = {line.label: (line.state, line.words, line.source) for part in parts for line in part.lines}
    assert lines["一般意见办理"] == ("本级规定", "10 个工作日", "镇人大决定")
    assert lines["紧急意见办理"] == ("沿用云岭县人大常委会", "3 个工作日", "县人大决定")
    assert lines["交办"][0] == "建议值"


def test_an_old_version_says_so(client, town):
    newer = publish(town.congress, "新制度", {}, town.office)
    client.force_login(town.officer)
    old = client.get(url("version", town.regulation.pk)).content.decode()
    assert "这是旧版" in old
    assert client.get(reverse("stations:regulation")).context["regulation"] == newer


def test_two_versions_side_by_side(client, town):
    newer = publish(town.congress, "新制度", {"limits.ordinary": limit(10), **presets()["jinghong"].layer}, town.office)
    client.force_login(town.officer)
    changes = client.get(url("compare", newer.pk)).context["changes"]
    assert [(change.label, change.before, change.after) for change in changes.values][:3] == [
        ("一般意见办理", "15 个工作日", "10 个工作日"),
        ("奉献助推", "", "每次计一次；代表本人、联络站、人大办可以补录；在上级的统计表里算「为民办事」"),
        ("惠民实事专题调研", "", "每个代表小组每年至少 1 次（件）\n计入：调研"),
    ]
    county = Regulation.objects.get(congress=town.county)
    assert len(client.get(url("compare", newer.pk), {"with": county.pk}).context["changes"].values) == 6
    assert client.get(url("compare", newer.pk), {"with": Regulation.objects.get(congress=town.congress_elsewhere).pk}).status_code == 404


def test_an_office_goes_from_a_preset_to_a_published_version(client, town):
    client.force_login(town.office)
    cards = client.get(url("presets", town.congress.pk)).context["presets"]
    assert [preset.code for _, preset in cards] == ["yonghe", "county-voters", "jinghong", "tongzhou", "station-rules"]
    page = client.get(url("preset", town.congress.pk, "yonghe"))
    assert "每月10日由代表在代表联络站接待群众" in page.content.decode()
    labels = [change.label for change in page.context["changes"].values]
    assert (len(labels), labels[0]) == (17, "来访、来电、走访、座谈会")  # all channels with the same steps are one line
    assert [change.label for change in page.context["changes"].sources] == ["接待日"]  # the 10th, as proposed; only cited otherwise
    assert "另有 1 项规定不变，只是依据不同" in page.content.decode()
    client.post(url("preset", town.congress.pk, "yonghe"), {"alone": ""})
    client.logout()
    client.force_login(town.office)
    assert len(client.get(url("draft", town.congress.pk)).context["changes"].values) == 17
    limits = url("section", town.congress.pk, "limits")
    data = section_data(client, limits) | {"limits-ordinary-value": 12, "limits-ordinary-source": "镇人大决定"}
    assert client.post(limits, data).url == url("draft", town.congress.pk)
    assert Regulation.objects.filter(congress=town.congress).count() == 1  # a draft changes nothing
    page = client.get(url("publish", town.congress.pk))
    assert len(page.context["changes"].values) == 18
    response = client.post(url("publish", town.congress.pk), {"seen": page.context["working"].seen})
    new = Regulation.objects.get(congress=town.congress, number=2)
    assert response.url == url("version", new.pk)
    rules = Rules(new.body)
    assert (rules.limit("ordinary").days, rules.rota["kind"], rules.limit("urgent").days) == (12, "weekly", 5)
    assert new.own == presets()["yonghe"].layer | {"limits.ordinary": limit(12)}
    assert new.published_by == town.office


def test_a_document_is_proposed_to_those_it_was_made_for(client, town):
    Unit.objects.filter(pk=town.congress_elsewhere.pk).update(sort="street")
    client.force_login(town.county_office)
    for congress, code in ((town.congress, "yonghe"), (town.county, "county-voters"), (town.congress_elsewhere, "tongzhou")):
        page = client.get(url("presets", congress.pk))
        cards = page.context["presets"]
        assert ([preset.code for is_proposed, preset in cards if is_proposed], cards[0][1].code, len(cards)) == ([code], code, 5)
        assert page.content.decode().count("推荐给本级") == 1 and all(preset.fits in page.content.decode() for _, preset in cards)


def test_a_first_regulation_is_published_after_what_matters_most(client, town):
    publish_default(town.congress)  # nobody chose it, nor the version from before
    held = Regulation.objects.get(congress=town.congress, number=2)
    client.force_login(town.office)
    page = client.get(url("preset", town.congress.pk, "yonghe"))
    lines = {line.label: (line.words, line.state) for line in page.context["lines"]}
    assert (lines["接待日"], lines["一般意见办理"]) == (("每月 10 日", "这份文件"), ("15 个工作日", "建议值"))
    assert all(preset_source in page.content.decode() for preset_source in (entry["source"] for entry in presets()["yonghe"].layer.values()))
    answer = client.post(url("preset", town.congress.pk, "yonghe"), {"alone": "", "publish": "1"})
    assert answer.url == url("publish", town.congress.pk)
    page = client.get(answer.url)
    words = page.content.decode()
    assert page.context["working"].last == held
    assert ">发布制度<" in words and "第一次有自己选定的制度（编号接着现有的第 2 版往下排）" in words and "发布第 3 版" not in words
    client.post(answer.url, {"seen": page.context["working"].seen})
    take_preset(town.congress, presets()["jinghong"], False, town.office)
    page = client.get(answer.url)
    assert (">发布第 4 版<" in page.content.decode(), page.context["lines"]) == (True, [])


def test_a_county_names_the_towns_before_it_publishes(client, town):
    client.force_login(town.county_office)
    take_preset(town.county, presets()["jinghong"], False, town.county_office)
    page = client.get(url("publish", town.county.pk))
    assert page.context["below"] == [town.congress, town.congress_elsewhere]
    assert "下级 2 个人大同时各有新的一版：青禾镇人大主席团、白岩镇人大主席团" in page.content.decode()


def test_the_second_publisher_reads_what_happened(client, town):
    take_preset(town.congress, presets()["jinghong"], False, town.office)
    client.force_login(town.office)
    seen = client.get(url("publish", town.congress.pk)).context["working"].seen
    take_preset(town.congress, presets()["yonghe"], False, town.county_office)
    page = client.post(url("publish", town.congress.pk), {"seen": seen})
    assert "唐洁在" in page.content.decode()
    assert RegulationDraft.objects.get().own.keys() == presets()["jinghong"].layer.keys() | presets()["yonghe"].layer.keys()
    assert Regulation.objects.filter(congress=town.congress).count() == 1


def test_a_draft_is_thrown_away(client, town):
    take_preset(town.congress, presets()["jinghong"], False, town.office)
    client.force_login(town.office)
    client.post(url("discard", town.congress.pk))
    assert not RegulationDraft.objects.exists()


def test_pages_ask_as_much_for_three_versions_as_for_one(client, town, queries):
    client.force_login(town.office)
    pages = [reverse("stations:regulation"), url("draft", town.congress.pk), url("publish", town.congress.pk)]
    take_preset(town.congress, presets()["jinghong"], False, town.office)
    one = [queries(page) for page in pages]
    for code in ("yonghe", "tongzhou"):
        publish(town.congress, "又一版", presets()[code].layer, town.office)
        take_preset(town.congress, presets()[code], False, town.office)
    assert [queries(page) for page in pages] == one
