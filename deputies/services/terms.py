"""Terms of office, constituencies and groups."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, QuerySet

from accounts.models import User
from accounts.services.audit import recorded
from deputies.models import Term
from stations.models import Unit
from stations.rules.chains import chain_of


def save_term(term: Term, constituencies: Iterable[str], groups: Iterable[str], actor: User) -> Term:
    """Write a term and add the constituencies and groups that are not there yet; nothing is deleted."""
    with recorded() as trail:
        term.save()
        add_places(term, constituencies, groups)
        trail.add(chain_of(term.congress), actor, "term.save", term, name=term.name)
    return term


def delete_term(term: Term, actor: User) -> None:
    """A term without a single seat goes for good, with its constituencies. Raises ValidationError otherwise."""
    try:
        with recorded() as trail:
            trail.add(chain_of(term.congress), actor, "term.delete", term, name=term.name)
            term.constituencies.all().delete()
            term.delete()
    except ProtectedError as error:
        raise ValidationError(f"「{term.name}」已有代表资格，不能删去。") from error


def add_places(term: Term, constituencies: Iterable[str], groups: Iterable[str]) -> None:
    """The constituencies of a term and the groups of its congress that are not there yet."""
    new_constituencies(term, constituencies)
    new_groups(term.congress, groups)


def new_constituencies(term: Term, names: Iterable[str]) -> int:
    """Those that are not there yet, after those that are; returns how many."""
    return _add(term.constituencies.all(), names, term=term)


def new_groups(congress: Unit, names: Iterable[str]) -> int:
    return _add(congress.groups.all(), names, congress=congress)


def _add(standing: QuerySet, names: Iterable[str], **owner) -> int:
    known = dict(standing.values_list("name", "position"))
    new = [name for name in dict.fromkeys(names) if name not in known]
    last = max(known.values(), default=0)
    standing.model.objects.bulk_create(
        [standing.model(name=name, position=last + number, **owner) for number, name in enumerate(new, 1)], ignore_conflicts=True
    )
    return len(new)
