"""Verbs of the regulation: publish a version, and find the one that holds."""

from copy import deepcopy

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.db.models.functions import Length

from accounts.models import User
from accounts.services.audit import recorded
from stations.choices import UnitKind
from stations.models import Regulation, Unit
from stations.rules.chains import chain_of
from stations.rules.regulation import DEFAULT_BODY, Rules

DEFAULT_TITLE = "代表联络站工作制度"


def current_regulation(unit: Unit) -> Regulation:
    """The newest version of the nearest congress at or above the unit that has one. Raises Regulation.DoesNotExist when none has."""
    return (
        Regulation.objects.filter(congress_id__in=unit.ancestor_ids)
        .order_by(Length("congress__path").desc(), "-number")
        .select_related("congress")[:1]
        .get()
    )


def publish(congress: Unit, title: str, body: dict, actor: User | None) -> Regulation:
    """A new version that holds for cases opened from now on; open cases keep theirs. Raises ValidationError for a faulty body."""
    if congress.kind != UnitKind.CONGRESS:
        raise ValidationError("制度由人大发布，请选人大。")
    Rules(body)
    with recorded() as trail:
        Unit.objects.select_for_update().get(pk=congress.pk)  # two at once get two numbers
        last = Regulation.objects.filter(congress=congress).aggregate(last=Max("number"))["last"] or 0
        regulation = Regulation.objects.create(congress=congress, number=last + 1, title=title, body=deepcopy(body), published_by=actor)
        trail.add(chain_of(congress), actor, "regulation.publish", regulation, number=regulation.number)
    return regulation


def publish_default(congress: Unit, actor: User | None = None) -> Regulation:
    """The first regulation of a new congress: the proposals of the code."""
    return publish(congress, DEFAULT_TITLE, DEFAULT_BODY, actor)
