"""Contact activities (三问, XM 一): written once, each deputy's duty record with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from constituents.models import ContactActivity
from constituents.rules.activities import logs_as
from constituents.rules.corrections import changes_between
from constituents.services.changes import users_of
from constituents.services.corrections import note_correction
from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy, Group
from deputies.registry import Duty
from deputies.services.ledger import record_duties, withdraw_duty
from notices.services import tell
from stations.models import Unit
from stations.rules.chains import chain_of

FASTER = "faster"


@dataclass(frozen=True)
class ActivityFacts:
    """An activity as it was typed. kind and form: (code, name) of the regulation's, or two empty strings."""

    station: Unit
    on: date
    place: str
    heard: str
    deputies: tuple[Deputy, ...]
    group: Group | None = None
    kind: tuple[str, str] = ("", "")
    form: tuple[str, str] = ("", "")
    people: int = 0
    done: str = ""
    topic: str = ""
    request_key: UUID = field(default_factory=uuid4)


def write_activity(facts: ActivityFacts, actor: User, trail: Trail) -> ContactActivity:
    """Write the activity and the duty record (联系走访) of each deputy; call it inside `recorded()`."""
    activity = ContactActivity(station=facts.station, recorded_by=actor, request_key=facts.request_key)
    _fill(activity, facts)
    activity.save(force_insert=True)
    activity.deputies.set(facts.deputies)
    record_duties([_duty(activity, deputy.pk) for deputy in facts.deputies], trail)
    trail.add(chain_of(activity.station), actor, "activity.log", activity, deputies=[deputy.pk for deputy in facts.deputies])
    _tell(activity, {deputy.pk for deputy in facts.deputies}, "登记了您参加的联系活动", actor)
    return activity


def correct_activity(activity: ContactActivity, facts: ActivityFacts, version: int, actor: User) -> ContactActivity:
    """Put right what was noted, with its trail; the duty records of those who came, went or stayed follow.

    A closed year lists what came or went as its corrections (`deputies.services.ledger`). Opinions that came from the activity keep
    their deputies. Raises ValidationError, with code FASTER when another has changed the activity since `version`.
    """
    with recorded() as trail:
        activity = _lock(activity, version)
        before, had = _said(activity), dict(activity.deputies.values_list("pk", "name"))
        _fill(activity, facts)
        activity.deputies.set(facts.deputies)
        changes = changes_between(before, _said(activity, had))
        if not changes:
            return activity
        activity.version += 1
        activity.save()
        now = {deputy.pk for deputy in facts.deputies}
        for gone in Deputy.objects.filter(pk__in=set(had) - now).order_by("pk"):
            withdraw_duty(DutySource.ACTIVITY, activity.pk, gone, trail)
        record_duties([_duty(activity, pk) for pk in sorted(now)], trail)
        note_correction(activity, changes, actor)
        trail.add(chain_of(activity.station), actor, "activity.correct", activity, fields=[name for name, *_ in changes])
        _tell(activity, set(had) ^ now, "更正了联系活动的参加代表", actor)
    return activity


def void_activity(activity: ContactActivity, reason: str, actor: User) -> ContactActivity:
    """Void a mis-saved activity: the duty records go, opinions that came from it stay casework of their own."""
    with recorded() as trail:
        activity = _lock(activity)
        activity.voided_at, activity.voided_by, activity.void_reason = clock.now(), actor, reason
        activity.save(update_fields=["voided_at", "voided_by", "void_reason"])
        withdraw_duty(DutySource.ACTIVITY, activity.pk, trail=trail)
        trail.add(chain_of(activity.station), actor, "activity.void", activity, reason=reason)
        _tell_voided(activity, actor)
    return activity


def all_duties() -> Iterator[Duty]:
    """Every duty that activities put into the ledger (for its rebuild)."""
    links = ContactActivity.deputies.through.objects.filter(contactactivity__voided_at=None).select_related("contactactivity__station")
    for link in links.order_by("pk").iterator(chunk_size=2000):
        yield _duty(link.contactactivity, link.deputy_id)


def _duty(activity: ContactActivity, deputy_id: int) -> Duty:
    content = f"议题：{activity.topic}" if activity.topic else ""
    facts = (DutySource.ACTIVITY, activity.pk, deputy_id, DutyKind.CONTACT, activity.on, activity.title, content)
    return Duty(*facts, place=activity.place, station=activity.station)


def _fill(activity: ContactActivity, facts: ActivityFacts) -> None:
    activity.group, activity.on, activity.place, activity.heard = facts.group, facts.on, facts.place, facts.heard
    activity.kind, activity.kind_name = facts.kind
    activity.form, activity.form_name = facts.form
    activity.topic, activity.people, activity.done = facts.topic, facts.people, facts.done


def _said(activity: ContactActivity, had: dict[int, str] | None = None) -> dict[str, object]:
    """What the row says by the names of its fields, for the trail; had: who took part before (id → name), to tell namesakes apart."""
    now, had = dict(activity.deputies.order_by("initials", "pk").values_list("pk", "name")), had or {}
    gone = {name for pk, name in had.items() if pk not in now}
    names = [f"{name}（同名的另一位）" if pk not in had and name in gone else name for pk, name in now.items()]
    return {
        "日期": activity.on,
        "地点": activity.place,
        "种类": activity.kind_name,
        "形式": activity.form_name,
        "议题": activity.topic,
        "组织的小组": activity.group.name if activity.group else "",
        "参加的代表": "、".join(names),
        "联系群众人数": activity.people,
        "了解的情况": activity.heard,
        "处理情况": activity.done,
    }


def _lock(activity: ContactActivity, version: int | None = None) -> ContactActivity:
    fresh = ContactActivity.objects.select_for_update(of=("self",)).select_related("station", "group").get(pk=activity.pk)
    if fresh.voided_at:
        raise ValidationError("这次活动已经作废，不能再改。")
    if version is not None and fresh.version != version:
        raise ValidationError("已有他人先行处理：这次活动刚被改过，请对照现在的内容，再决定要不要保存。", code=FASTER)
    return fresh


def _tell(activity: ContactActivity, deputies: set[int], did: str, actor: User) -> None:
    """Whoever was put in or taken out by a fellow deputy hears of it, and how to object; what the station logs is told to nobody."""
    if logs_as(actor) is None:
        return
    body = f"{_when(activity)}。和实际不一样的，请在「履职」里点「这条不对」，或告诉联络站。"
    tell(users_of(deputies) - {actor.pk}, f"{actor.name}代表{did}", body, reverse("deputies:duty"))


def _tell_voided(activity: ContactActivity, actor: User) -> None:
    """The duty record is gone, so there is nothing left to object to in 「履职」: the notice leads to the activity and its reason."""
    if logs_as(actor) is None:
        return
    body = f"{_when(activity)}，不再计入您的履职记录。原因：{activity.void_reason}。不该作废的，请告诉联络站，可以重新登记。"
    people = users_of(activity.deputies.values_list("pk", flat=True)) - {actor.pk}
    tell(people, f"{actor.name}代表作废了您参加的联系活动", body, activity.get_absolute_url())


def _when(activity: ContactActivity) -> str:
    return f"{activity.on.month}月{activity.on.day}日，{activity.title}"
