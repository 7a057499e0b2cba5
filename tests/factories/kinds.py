"""A congress's own table of duties: a kind of its own, a renamed one, one out of use."""

from stations.models import Regulation, Unit
from stations.rules.regulation.words import COUNTS, ENTERERS
from stations.services.regulations import inherited, own_layer, publish

NIGHT = "n0a1b2c3d"  # 夜访选民, an own kind


def kind(name: str, **more) -> dict:
    """The entry of one kind in a layer."""
    facts = {"name": name, "used": True, "counting": "each", "by": list(ENTERERS), "under": ""}
    return {"value": facts | more, "source": "本级人大决定"}


def rules_kinds(congress: Unit, **kinds: dict) -> Regulation:
    """Publish these kinds of the congress beside what it has set itself; by their codes."""
    last = Regulation.objects.filter(congress=congress).first()
    own = own_layer(last, inherited(congress).body)
    return publish(congress, "制度", own | {f"kinds.{code}": entry for code, entry in kinds.items()}, None)


def three_kinds(congress: Unit, **night) -> Regulation:
    """夜访选民 beside the thirteen, 联系走访 under the name 走村入户, 调研 out of use."""
    own = {NIGHT: kind("夜访选民", **night), "contact": kind("走村入户"), "research": kind(COUNTS["research"], used=False)}
    return rules_kinds(congress, **own)
