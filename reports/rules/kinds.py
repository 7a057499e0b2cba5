"""Which kinds of duty a congress's statistics show: asked here and nowhere else in this app."""

from typing import NamedTuple

from deputies.choices import DutyKind
from stations.models import Unit

ENTERED = "由人大办补录并确认，每条计一次。"
BY_ITSELF = {
    DutyKind.OPINION: "接待代表名下登记的群众意见，每件对每名接待代表计一次；作废的意见不计。由意见登记自动产生。",
    DutyKind.RECEPTION: "代表到站接待群众，每名代表每个接待日计一次，不论当天接待几人。由接待登记自动产生。",
}


class Kind(NamedTuple):
    """One column: the value that records carry, the name over the column, and what counts as one, in words."""

    value: str
    label: str
    counted: str


def kinds_of(congress: Unit) -> tuple[Kind, ...]:
    """The columns of that congress's statistics, in their order."""
    return tuple(Kind(kind.value, kind.label, BY_ITSELF.get(kind, ENTERED)) for kind in DutyKind)
