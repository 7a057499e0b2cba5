"""Verbs of a regulation's draft: change a part, take a preset, give it up, publish it. Two at once lose nothing."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from stations.models import Regulation, RegulationDraft, Unit
from stations.rules.chains import chain_of
from stations.rules.presets import Preset
from stations.rules.regulation import filled
from stations.rules.regulation.layers import Entry, Layer, entry_at, resolve
from stations.services.locks import locked
from stations.services.regulations import DEFAULT_TITLE, Base, inherited, own_layer, publish

NOTHING: Entry = {"value": None, "source": ""}  # drops a row; where none is inherited it says nothing


class ChangedMeanwhile(Exception):
    """Somebody else changed or published something after the page was opened; `happened` says what, in Chinese; `stale`: which edits."""

    def __init__(self, happened: list[str], stale: frozenset[tuple[str, ...]] = frozenset()) -> None:
        super().__init__("已有他人先行处理")
        self.happened = happened
        self.stale = stale


@dataclass(frozen=True)
class Edit:
    """New values for some addresses; None takes what is inherited. `seen` marks what stood there when the page was shown."""

    addresses: tuple[str, ...]
    seen: str
    entries: dict[str, Entry | None]


@dataclass(frozen=True)
class Working:
    """What would be published now: the draft, or without one what holds."""

    congress: Unit
    base: Base
    last: Regulation | None
    draft: RegulationDraft | None
    own: Layer

    @cached_property
    def title(self) -> str:
        known = self.draft or self.last or self.base.regulation
        return known.title if known else DEFAULT_TITLE

    @cached_property
    def base_body(self) -> dict:
        return filled(self.base.body)

    @cached_property
    def body(self) -> dict:
        return resolve(self.base.body, self.own)

    @property
    def origins(self) -> dict[str, int]:
        return self.base.origins | dict.fromkeys(self.own, self.congress.pk)

    @property
    def next_number(self) -> int:
        return self.last.number + 1 if self.last else 1

    @property
    def is_first(self) -> bool:
        """Whether nobody has chosen rules for this congress yet: it has the bare beginning, or follows the one above."""
        return self.last is None or (not self.last.own and (self.last.published_by_id is None or self.last.cause_id is not None))

    @property
    def holding(self) -> dict:
        """The body by which cases are opened today."""
        return self.last.body if self.last else self.base.body

    @property
    def seen(self) -> str:
        """What the reader of a page knows of; a later one of these means that something happened."""
        above = self.base.regulation
        draft = _mark([self.draft.title, self.draft.own]) if self.draft else ""
        return f"{draft}-{self.last.pk if self.last else 0}-{above.pk if above else 0}"


def working(congress: Unit) -> Working:
    base = inherited(congress)
    last = Regulation.objects.filter(congress=congress).select_related("congress", "published_by").first()
    draft = RegulationDraft.objects.filter(congress=congress).select_related("changed_by").first()
    return Working(congress, base, last, draft, draft.own if draft else own_layer(last, base.body))


def mark(values: dict[str, object], source: str) -> str:
    """A short mark of what a page showed at some addresses and of its source: another one means that somebody changed them."""
    return _mark([values, source])


def mark_at(body: dict, wanted: tuple[str, ...]) -> str:
    entries = [entry_at(body, address) for address in wanted]
    values = {address: entry and entry["value"] for address, entry in zip(wanted, entries, strict=True)}
    return mark(values, entries[0]["source"] if entries[0] else "")


def change(congress: Unit, edits: list[Edit], actor: User) -> None:
    """Write values into the draft. A value that says what is inherited, with the same source, is inherited.

    Raises ChangedMeanwhile and writes nothing when one of the edits was made on a page that is out of date.
    """
    if not edits:
        return
    with recorded() as trail:
        congress = locked(congress)
        now = working(congress)
        stale = frozenset(edit.addresses for edit in edits if mark_at(now.body, edit.addresses) != edit.seen and not _is_there(now, edit))
        if stale:
            raise ChangedMeanwhile(_who(now), stale)
        own = dict(now.own)
        for address, entry in (pair for edit in edits for pair in edit.entries.items()):
            own.pop(address, None)
            if entry is not None and entry != (entry_at(now.base_body, address) or NOTHING):
                own[address] = entry
        _save(now, own, now.title, actor)
        trail.add(chain_of(congress), actor, "regulation.draft", congress, addresses=sorted(address for edit in edits for address in edit.entries))


def rename(congress: Unit, title: str, actor: User) -> None:
    """The title of the version to come."""
    with recorded() as trail:
        congress = locked(congress)
        now = working(congress)
        _save(now, now.own, title, actor)
        trail.add(chain_of(congress), actor, "regulation.draft", congress, title=title)


def with_preset(own: Layer, preset: Preset, alone: bool) -> Layer:
    """The layer with the preset's values; alone: without what the congress had set itself."""
    return dict(preset.layer) if alone else own | preset.layer


def take_preset(congress: Unit, preset: Preset, alone: bool, actor: User) -> None:
    """Put a preset's values into the draft."""
    with recorded() as trail:
        congress = locked(congress)
        now = working(congress)
        _save(now, with_preset(now.own, preset, alone), now.title, actor)
        trail.add(chain_of(congress), actor, "regulation.draft", congress, preset=preset.code, alone=alone)


def load_preset(congress: Unit, preset: Preset, alone: bool = False, actor: User | None = None) -> Regulation | None:
    """Publish a preset at once; a draft that somebody keeps gets its values too. None when it says nothing new there."""
    with recorded():
        congress = locked(congress)
        now = working(congress)
        holding = own_layer(now.last, now.base.body)
        own = with_preset(holding, preset, alone)
        if now.last and own == holding:
            return None
        if now.draft:
            RegulationDraft.objects.filter(congress=congress).update(own=with_preset(now.own, preset, alone))
        return publish(congress, now.last.title if now.last else DEFAULT_TITLE, own, actor, keep_draft=True)


def give_up(congress: Unit, actor: User) -> bool:
    """Throw the draft away; returns whether there was one."""
    with recorded() as trail:
        congress = locked(congress)
        gone = RegulationDraft.objects.filter(congress=congress).delete()[0]
        if gone:
            trail.add(chain_of(congress), actor, "regulation.give_up", congress)
    return bool(gone)


def publish_draft(congress: Unit, seen: str, actor: User) -> Regulation:
    """Publish the draft as the reader saw it. Raises ChangedMeanwhile when it, or what holds here or above, is another one now."""
    with recorded():
        congress = locked(congress)
        now = working(congress)
        if now.draft is None or now.seen != seen:
            raise ChangedMeanwhile(happened_since(now, seen))
        return publish(congress, now.title, now.own, actor)


def happened_since(now: Working, seen: str) -> list[str]:
    """What happened after a page with this mark was shown."""
    draft, last, above = (*seen.split("-"), "", "", "")[:3]
    found = []
    for regulation, known in ((now.last, last), (now.base.regulation, above)):
        if regulation and str(regulation.pk) != known:
            found.append(_published(regulation))
    if now.draft and now.seen.split("-")[0] != draft:
        found += _who(now)
    return found or ["草稿已不在，没有可发布的内容。"]


def _is_there(now: Working, edit: Edit) -> bool:
    """The same form, sent twice."""
    return all((entry_at(now.body, address) or NOTHING) == entry for address, entry in edit.entries.items())


def _who(now: Working) -> list[str]:
    if now.draft:
        return [f"{now.draft.changed_by.name}在{_moment(now.draft.changed_at)}改过草稿。"]
    known = now.last or now.base.regulation
    return [_published(known)] if known else []


def _published(regulation: Regulation) -> str:
    who = regulation.published_by.name if regulation.published_by else "系统"
    return f"{who}在{_moment(regulation.published_at)}发布了{regulation.congress.name}的第 {regulation.number} 版。"


def _moment(at) -> str:
    at = at.astimezone(clock.SHANGHAI)
    return f"{at.month}月{at.day}日 {at:%H:%M} "


def _mark(value: object) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:16]


def _save(now: Working, own: Layer, title: str, actor: User) -> None:
    facts = {"own": own, "title": title, "changed_at": clock.now(), "changed_by": actor}
    RegulationDraft.objects.update_or_create(congress=now.congress, defaults=facts)
