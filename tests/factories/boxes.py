"""Letter boxes and what lay in them, by the product's own verbs."""

from datetime import date
from uuid import uuid4

import factory

from common import clock
from constituents.choices import LetterOutcome
from constituents.models import BoxOpening, LetterBox
from constituents.services.boxes import OpeningFacts
from opinions.services.letters import Handled, LetterDraft, open_box
from opinions.services.visits import MatterDraft
from stations.models import Regulation
from stations.rules.regulation import DEFAULT_BODY
from tests.factories.stations import RegulationFactory

WORDS = "巷口的路灯坏了半个月，晚上看不见路。"
XM_BOX = {"at": "constituency", "every": "week", "opener": "deputy", "stand_in": "group_liaison", "list_every": "quarter"}


class BoxFactory(factory.django.DjangoModelFactory):
    """A box of `station=`, who must be given."""

    class Meta:
        model = LetterBox

    name = factory.Sequence(lambda n: f"第{n}代表信箱")
    place = "村委会门口"
    placed_on = date(2026, 1, 5)


def with_rule(congress, **box) -> Regulation:
    """A newer regulation of the congress whose words on boxes are XM's, or these."""
    number = congress.regulations.count() + 1
    return RegulationFactory(congress=congress, number=number, body=DEFAULT_BODY | {"box": XM_BOX | box})


def drafted(words=WORDS, outcome=LetterOutcome.REFERRED, deputy=None, **facts) -> LetterDraft:
    """A letter with one outcome; `answer`, `legal_way` belong to the matter, the rest to the letter."""
    matter = {name: facts.pop(name) for name in ("answer", "legal_way") if name in facts}
    handled = Handled(outcome, clock.today(), deputy, MatterDraft("", **matter), facts.pop("note", ""))
    return LetterDraft(words, handled, **facts)


def facts_of(box, count: int, on: date | None = None, key=None) -> OpeningFacts:
    return OpeningFacts(box, on or clock.today(), "周启明", count, key or uuid4())


def opened(box, actor, *letter, on: date | None = None, **facts) -> BoxOpening:
    """An opening with one letter (words, outcome, deputy), or with none."""
    letters = [drafted(*letter, **facts)] if letter else []
    return open_box(facts_of(box, len(letters), on), letters, actor)
