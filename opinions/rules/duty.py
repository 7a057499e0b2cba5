"""What an opinion puts into the duty ledger (D1): 收到意见 counts once per opinion and deputy who brought it."""

from collections.abc import Collection, Iterator

from django.urls import reverse

from deputies.choices import DutyKind, DutySource
from deputies.models import Deputy
from deputies.registry import Duty
from opinions.choices import State
from opinions.models import Opinion
from opinions.rules.plain import standing
from stations.models import Unit


def opinion_duty(opinion: Opinion, deputy: Deputy | int) -> Duty:
    """The duty of one deputy who brought the opinion; the day is the one on which it was received."""
    return Duty(
        DutySource.OPINION,
        opinion.pk,
        deputy,
        DutyKind.OPINION,
        opinion.received_on,
        title=opinion.summary,
        content=opinion.number,
        place=opinion.station.name,
        station=opinion.station,
    )


def rebuild(station: Unit | None = None) -> Iterator[Duty]:
    """Every duty that must stand, everywhere or of one station: one for each deputy of each opinion that was not voided."""
    links = Opinion.deputies.through.objects.exclude(opinion__state=State.VOIDED).select_related("opinion__station").order_by("pk")
    if station:
        links = links.filter(opinion__station=station)
    for link in links.iterator(chunk_size=2000):
        yield opinion_duty(link.opinion, link.deputy_id)


def outcomes(user, opinion_ids: Collection[int]) -> dict[int, str]:
    """Opinion id → its number and how it stands, in the words that the deputy reads."""
    found = Opinion.objects.visible_to(user).filter(pk__among=opinion_ids).select_related("lead_department", "above")
    return {opinion.pk: f"{opinion.number}：{standing(opinion).words}" for opinion in found.defer("words", "due_basis")}


def url_of(opinion_id: int) -> str:
    return reverse("opinions:detail", args=[opinion_id])
