"""Whether what is changed now belongs to a year that was closed."""

from collections.abc import Iterable

from common import clock
from deputies.models import Deputy, Mandate, YearClosing


def last_year() -> int:
    """The newest year that may be closed: this one from December on."""
    today = clock.today()
    return today.year if today.month == 12 else today.year - 1


def closed_for(deputies: Iterable[Deputy], year: int) -> bool:
    """Whether a congress in which one of them has or had a seat closed that year: a change is then listed beside the frozen figures."""
    congresses = Mandate.objects.filter(deputy__in=deputies).order_by().values("term__congress_id")
    return YearClosing.objects.standing().filter(congress__in=congresses, year=year).exists()
