"""Terms of office, constituencies and groups."""

from collections.abc import Iterable

from accounts.models import User
from accounts.services.audit import recorded
from deputies.models import Constituency, Group, Term
from stations.rules.chains import chain_of


def save_term(term: Term, constituencies: Iterable[str], groups: Iterable[str], actor: User) -> Term:
    """Write a term and add the constituencies and groups that are not there yet; nothing is deleted."""
    with recorded() as trail:
        term.save()
        add_places(term, constituencies, groups)
        trail.add(chain_of(term.congress), actor, "term.save", term, name=term.name)
    return term


def add_places(term: Term, constituencies: Iterable[str], groups: Iterable[str]) -> None:
    """The constituencies of a term and the groups of its congress that are not there yet."""
    Constituency.objects.bulk_create([Constituency(term=term, name=name) for name in constituencies], ignore_conflicts=True)
    first = Group.objects.filter(congress=term.congress_id).count()
    rows = [Group(congress_id=term.congress_id, name=name, position=first + n) for n, name in enumerate(groups)]
    Group.objects.bulk_create(rows, ignore_conflicts=True)
