"""Contact activities (三问, XM 一): written once, each deputy's duty record with them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common import clock
from constituents.models import ContactActivity
from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy, Group
from deputies.registry import Duty
from deputies.services.ledger import record_duties, withdraw_duty
from stations.models import Unit
from stations.rules.chains import chain_of


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
    request_key: UUID = field(default_factory=uuid4)


def write_activity(facts: ActivityFacts, actor: User, trail: Trail) -> ContactActivity:
    """Write the activity and the duty record (联系走访) of each deputy; call it inside `recorded()`."""
    activity = ContactActivity(station=facts.station, group=facts.group, on=facts.on, place=facts.place, heard=facts.heard, recorded_by=actor)
    activity.kind, activity.kind_name = facts.kind
    activity.form, activity.form_name = facts.form
    activity.people, activity.done, activity.request_key = facts.people, facts.done, facts.request_key
    activity.save(force_insert=True)
    activity.deputies.set(facts.deputies)
    record_duties([_duty(activity, deputy.pk) for deputy in facts.deputies], trail)
    trail.add(chain_of(activity.station), actor, "activity.log", activity, deputies=[deputy.pk for deputy in facts.deputies])
    return activity


def void_activity(activity: ContactActivity, reason: str, actor: User) -> ContactActivity:
    """Void a mis-saved activity: the duty records go, opinions that came from it stay casework of their own."""
    with recorded() as trail:
        activity = ContactActivity.objects.select_for_update(of=("self",)).select_related("station").get(pk=activity.pk)
        if activity.voided_at:
            raise ValidationError("这次活动已经作废。")
        activity.voided_at, activity.voided_by, activity.void_reason = clock.now(), actor, reason
        activity.save(update_fields=["voided_at", "voided_by", "void_reason"])
        withdraw_duty(DutySource.ACTIVITY, activity.pk, trail=trail)
        trail.add(chain_of(activity.station), actor, "activity.void", activity, reason=reason)
    return activity


def all_duties() -> Iterator[Duty]:
    """Every duty that activities put into the ledger (for its rebuild)."""
    links = ContactActivity.deputies.through.objects.filter(contactactivity__voided_at=None).select_related("contactactivity__station")
    for link in links.order_by("pk").iterator(chunk_size=2000):
        yield _duty(link.contactactivity, link.deputy_id)


def _duty(activity: ContactActivity, deputy_id: int) -> Duty:
    return Duty(
        DutySource.ACTIVITY, activity.pk, deputy_id, DutyKind.CONTACT, activity.on, activity.title, place=activity.place, station=activity.station
    )
