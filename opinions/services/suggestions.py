"""What is suggested to the clerk who screens: a field from the words, a department from the own history. Nothing is applied by itself."""

from collections import Counter
from dataclasses import dataclass

from common.vault import Folder
from opinions.models import Category, Opinion
from opinions.rules.cases import departments_for
from opinions.rules.likely_field import Model
from stations.models import Unit
from stations.rules.chains import congress_of

FOLDER, NAME = Folder("models"), "likely-field"
HISTORY = 300  # the newest cases of the congress that are looked through
LEAST = 3  # cases, below which a habit is none

_kept: dict[float, Model] = {}  # one entry: when the file was written, what it held


@dataclass(frozen=True)
class Hint:
    """A choice of a select on the page, and why."""

    key: int
    name: str
    reason: str


def keep(model: Model) -> int:
    """Put the model where the pages look for it, encrypted like everything that people wrote; answers its size in bytes."""
    data = model.to_bytes()
    FOLDER.write(NAME, data)
    return len(data)


def kept_model() -> Model | None:
    """The model last kept, read once a process; None before anybody trained one."""
    try:
        written = (FOLDER.path / NAME).stat().st_mtime_ns
    except FileNotFoundError:
        return None
    if written not in _kept:
        _kept.clear()
        _kept[written] = Model.from_bytes(b"".join(FOLDER.read(NAME)))
    return _kept[written]


def likely_field(opinion: Opinion) -> Hint | None:
    """The first-level field that the words speak of."""
    model = kept_model()
    found = model.suggest(opinion.words) if model else None
    category = Category.objects.filter(full_name=found.label, is_active=True).first() if found else None
    return Hint(category.pk, category.name, f"原话里有「{'」「'.join(found.because)}」") if category and found.because else None


def likely_department(opinion: Opinion, field: str) -> Hint | None:
    """The department that the congress's newest cases of this first-level field went to most."""
    station = opinion.station
    congress = congress_of(station)
    same = Opinion.objects.filter(station__in=Unit.objects.under(congress).order_by(), category__full_name__startswith=field)
    led = same.exclude(pk=opinion.pk).exclude(lead_department=None).order_by("-registered_at", "-id")
    habits = Counter(led.values_list("lead_department_id", flat=True)[:HISTORY])
    for pk, count in habits.most_common(3):
        if count >= LEAST and (department := departments_for(station).filter(pk=pk).first()):
            return Hint(pk, department.name, f"{congress.name}「{field}」的 {habits.total()} 件里有 {count} 件交给它")
    return None
