"""Verbs of the regulation: publish a version with all below it, and find the one that holds."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models.functions import Length
from django.urls import reverse

from accounts.models import User
from accounts.services.audit import recorded
from notices.services import tell
from stations.choices import Role, UnitKind
from stations.models import Post, Regulation, RegulationDraft, Unit
from stations.rules.chains import chain_of
from stations.rules.regulation import DEFAULT_BODY, Rules
from stations.rules.regulation.kinds import gone_kinds
from stations.rules.regulation.layers import Layer, difference, resolve
from stations.services.locks import locked

DEFAULT_TITLE = "代表联络站工作制度"


@dataclass(frozen=True)
class Base:
    """What a congress's own layer lies upon: the regulation above, or the proposals of the code at the top of the tree."""

    body: dict
    origins: dict[str, int]
    regulation: Regulation | None = None


def current_regulation(unit: Unit) -> Regulation:
    """The newest version of the nearest congress at or above the unit that has one. Raises Regulation.DoesNotExist when none has."""
    return _newest(unit.ancestor_ids).get()


def inherited(congress: Unit) -> Base:
    """The newest version of the nearest congress above that has one."""
    above = _newest(congress.ancestor_ids[:-1]).first()
    return Base(above.body, above.origins or {}, above) if above else Base(DEFAULT_BODY, {})


def own_layer(regulation: Regulation | None, base: dict) -> Layer:
    """What the version sets itself; for one from before there were layers, whatever differs from the body it lies upon."""
    if regulation is None:
        return {}
    return difference(regulation.body, base) if regulation.own is None else regulation.own


def publish(congress: Unit, title: str, own: Layer, actor: User | None, keep_draft: bool = False) -> Regulation:
    """A new version of the congress and of every congress below it, each with its own layer resolved over what now stands above.

    They hold for cases opened from now on; open cases keep theirs. Whoever publishes in the same tree waits, so nobody resolves over a
    version that is being replaced. Raises ValidationError for a faulty layer. The offices below are told.
    """
    if congress.kind != UnitKind.CONGRESS:
        raise ValidationError("制度由人大发布，请选人大。")
    with recorded() as trail:
        congress = locked(congress)
        base = inherited(congress)
        below = congresses_below(congress)
        last = {row.congress_id: row for row in Regulation.objects.filter(congress__in=[congress, *below]).newest()}
        regulation = _version(congress, last.get(congress.pk), base, own)
        regulation.title, regulation.published_by = title, actor
        regulation.save(force_insert=True)
        rows = _below(regulation, below, last, base)
        Regulation.objects.bulk_create(rows, batch_size=200)
        if not keep_draft:
            RegulationDraft.objects.filter(congress=congress).delete()
        trail.add(chain_of(congress), actor, "regulation.publish", regulation, number=regulation.number, below=[row.congress_id for row in rows])
        _tell(regulation, rows)
    return regulation


def publish_default(congress: Unit, actor: User | None = None) -> Regulation:
    """The first regulation of a new congress: what stands above, or the proposals of the code."""
    return publish(congress, DEFAULT_TITLE, {}, actor)


@contextmanager
def rules_follow(unit: Unit, actor: User | None) -> Iterator[None]:
    """Round a move in the tree: a congress with rules of its own takes its layer along and lays it over what stands above it then."""
    last = Regulation.objects.filter(congress=unit).first()
    own = own_layer(last, inherited(unit).body) if last else {}
    yield
    if last:
        publish(unit, last.title, own, actor, keep_draft=True)


def _newest(congress_ids: list[int]):
    found = Regulation.objects.filter(congress_id__in=congress_ids).order_by(Length("congress__path").desc(), "-number")
    return found.select_related("congress")[:1]


def congresses_below(congress: Unit) -> list[Unit]:
    """Open ones, each after those above it."""
    return list(Unit.objects.under(congress).open().filter(kind=UnitKind.CONGRESS).exclude(pk=congress.pk).order_by(Length("path"), "pk"))


def _version(congress: Unit, last: Regulation | None, base: Base, own: Layer) -> Regulation:
    """The unsaved next version; its title is the last one's."""
    if last:
        own = own | gone_kinds(last.body, resolve(base.body, own))
    body = resolve(base.body, own)
    try:
        Rules(body)
    except ValidationError as error:
        raise ValidationError([f"{congress.name}：{message}" for message in error.messages]) from error
    origins = base.origins | dict.fromkeys(own, congress.pk)
    number = last.number + 1 if last else 1
    return Regulation(congress=congress, number=number, title=last.title if last else DEFAULT_TITLE, body=body, own=own, origins=origins)


def _below(top: Regulation, below: Iterable[Unit], last: dict[int, Regulation], base: Base) -> list[Regulation]:
    """The unsaved versions of the congresses below, resolved from the top down in memory."""
    before = {top.congress_id: last[top.congress_id].body if top.congress_id in last else base.body}
    made = {top.congress_id: top}
    for congress in below:
        above = next(pk for pk in reversed(congress.ancestor_ids[:-1]) if pk in made)
        newest = last.get(congress.pk)
        own = own_layer(newest, before[above])
        before[congress.pk] = newest.body if newest else before[above]
        row = _version(congress, newest, Base(made[above].body, made[above].origins), own)
        row.cause, row.published_by, row.published_at = top, top.published_by, top.published_at
        row.title = newest.title if newest else made[above].title
        made[congress.pk] = row
    return [row for row in made.values() if row is not top]


def _tell(top: Regulation, rows: list[Regulation]) -> None:
    """The offices of the congresses below: their rules changed without their doing."""
    posts = Post.objects.filter(unit_id__in=[row.congress_id for row in rows], role=Role.OFFICE).current()
    users = {user_id for (user_id,) in posts.told()} - {top.published_by_id}
    tell(users, "制度已更新", f"{top.congress.name}发布了第 {top.number} 版制度，本级的制度随之更新。", reverse("stations:regulation"))
