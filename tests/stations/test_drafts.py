"""Drafts: changed by parts, shared by an office, published as they were seen."""

import pytest

from accounts.models import AuditEntry
from stations.models import Regulation, RegulationDraft
from stations.rules.presets import presets
from stations.rules.regulation import Rules
from stations.services.drafts import (
    NOTHING,
    ChangedMeanwhile,
    Edit,
    change,
    give_up,
    load_preset,
    mark_at,
    publish_draft,
    rename,
    take_preset,
    working,
)
from stations.services.regulations import publish


def back(congress, address: str, entry: dict | None) -> Edit:
    return Edit((address,), mark_at(working(congress).body, (address,)), {address: entry})


def edit(now, address: str, value, source="镇人大决定") -> Edit:
    return Edit((address,), mark_at(now.body, (address,)), {address: {"value": value, "source": source}})


def test_a_draft_holds_only_what_differs_from_what_is_inherited(town):
    inherited = {"value": 5, "source": "云岭县"}
    publish(town.county, "县", {"limits.urgent": inherited}, None)
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4), edit(working(town.congress), "limits.ordinary", 12)], town.office)
    assert set(RegulationDraft.objects.get().own) == {"limits.urgent", "limits.ordinary"}
    now = working(town.congress)
    change(
        town.congress,
        [edit(now, "limits.urgent", 5, "云岭县"), Edit(("limits.ordinary",), mark_at(now.body, ("limits.ordinary",)), {"limits.ordinary": None})],
        town.office,
    )
    assert RegulationDraft.objects.get().own == {}
    assert Regulation.objects.filter(congress=town.congress).first().cause is not None  # nothing of it is published


def test_two_in_different_parts_do_not_meet(town):
    seen = working(town.congress)
    change(town.congress, [edit(seen, "limits.urgent", 4)], town.office)
    change(town.congress, [edit(seen, "limits.ordinary", 12)], town.county_office)
    assert {address: entry["value"] for address, entry in working(town.congress).own.items()} == {"limits.urgent": 4, "limits.ordinary": 12}


def test_the_slower_of_two_in_one_part_sees_what_happened_and_writes_nothing(town):
    seen = working(town.congress)
    change(town.congress, [edit(seen, "limits.urgent", 4)], town.office)
    with pytest.raises(ChangedMeanwhile) as caught:
        change(town.congress, [edit(seen, "limits.urgent", 3), edit(seen, "limits.ordinary", 12)], town.county_office)
    assert caught.value.stale == {("limits.urgent",)}
    assert caught.value.happened[0].startswith("罗敏在")
    assert working(town.congress).own == {"limits.urgent": {"value": 4, "source": "镇人大决定"}}
    change(town.congress, [edit(seen, "limits.urgent", 4)], town.office)  # the same form, sent twice


def test_a_row_of_ones_own_that_is_dropped_leaves_nothing(town):
    row = presets()["yonghe"].layer["norms.discuss"]
    change(town.congress, [edit(working(town.congress), "norms.discuss", row["value"])], town.office)
    change(
        town.congress, [Edit(("norms.discuss",), mark_at(working(town.congress).body, ("norms.discuss",)), {"norms.discuss": NOTHING})], town.office
    )
    assert RegulationDraft.objects.get().own == {}


def test_a_preset_lies_over_what_is_there_or_stands_alone(town):
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4)], town.office)
    take_preset(town.congress, presets()["jinghong"], False, town.office)
    assert working(town.congress).own.keys() == presets()["jinghong"].layer.keys() | {"limits.urgent"}
    take_preset(town.congress, presets()["jinghong"], True, town.office)
    assert working(town.congress).own == presets()["jinghong"].layer


def test_a_draft_is_published_as_it_was_seen_and_is_gone(town):
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4)], town.office)
    rename(town.congress, "青禾镇制度", town.office)
    row = publish_draft(town.congress, working(town.congress).seen, town.office)
    assert (row.number, row.title, Rules(row.body).limit("urgent").days) == (2, "青禾镇制度", 4)
    assert not RegulationDraft.objects.exists()
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["regulation.draft", "regulation.draft", "regulation.publish"]


def test_the_second_publisher_is_told_and_loses_nothing(town):
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4)], town.office)
    seen = working(town.congress).seen
    publish_draft(town.congress, seen, town.office)
    with pytest.raises(ChangedMeanwhile) as caught:
        publish_draft(town.congress, seen, town.county_office)
    assert len(caught.value.happened) == 1
    assert "罗敏在" in caught.value.happened[0]
    assert caught.value.happened[0].endswith("发布了青禾镇人大主席团的第 2 版。")


def test_a_draft_changed_or_a_county_that_published_meanwhile_is_shown_first(town):
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4)], town.office)
    seen = working(town.congress).seen
    change(town.congress, [edit(working(town.congress), "limits.ordinary", 12)], town.county_office)
    publish(town.county, "县", {"limits.refer": {"value": 1, "source": "县人大决定"}}, town.county_office)
    with pytest.raises(ChangedMeanwhile) as caught:
        publish_draft(town.congress, seen, town.office)
    ends = ("发布了青禾镇人大主席团的第 2 版。", "发布了云岭县人大常委会的第 2 版。", "改过草稿。")
    assert [words.startswith("唐洁在") and words.endswith(end) for words, end in zip(caught.value.happened, ends, strict=True)] == [True] * 3
    row = publish_draft(town.congress, working(town.congress).seen, town.office)
    rules = Rules(row.body)
    assert [rules.limit(name).days for name in ("urgent", "ordinary", "refer")] == [4, 12, 1]


def test_a_draft_given_up_changes_nothing(town):
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4)], town.office)
    assert give_up(town.congress, town.office) is True
    assert give_up(town.congress, town.office) is False
    assert Regulation.objects.filter(congress=town.congress).count() == 1


def test_a_preset_loaded_by_command_reaches_the_draft_that_somebody_keeps(town):
    change(town.congress, [edit(working(town.congress), "limits.urgent", 4)], town.office)
    load_preset(town.congress, presets()["jinghong"])
    assert working(town.congress).own.keys() == presets()["jinghong"].layer.keys() | {"limits.urgent"}
    assert Regulation.objects.filter(congress=town.congress).first().own == presets()["jinghong"].layer
