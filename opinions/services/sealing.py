"""Sealing accusations (检举控告), and reading them: for a reason, never without a trace (信访工作条例 art. 30)."""

from dataclasses import replace

from accounts.models import User
from accounts.services.audit import recorded
from constituents.choices import LegalWay, Outcome
from constituents.models import Matter, Visit
from constituents.services.visits import MatterLog
from opinions.models import Opinion, SealedStatement
from opinions.rules.kin import INSTEAD, KIN_INSTEAD, kin_of
from stations.models import Unit
from stations.rules.chains import chain_of


def without_accusation(log: MatterLog) -> MatterLog:
    """The matter as it may stand in the visit."""
    return replace(log, words=INSTEAD) if is_accusation(log) else log


def is_accusation(log: MatterLog) -> bool:
    return log.outcome == Outcome.LEGAL_WAY and log.legal_way == LegalWay.ACCUSATION


def seal_matters(visit: Visit, logs: tuple[MatterLog, ...], actor: User) -> None:
    """Keep what was said in the visit's accusations; call it inside the transaction that logged the visit."""
    for matter, log in zip(visit.matters.order_by("position"), logs, strict=True):
        if is_accusation(log):
            seal_matter(matter, log.words, actor, getattr(log, "accused", None))


def seal_matter(matter: Matter, words: str, actor: User, accused: Unit | None = None) -> None:
    facts = {"station": matter.visit.station, "words": words, "sealed_by": actor} | ({"accused": accused} if accused else {})
    SealedStatement.objects.update_or_create(matter=matter, defaults=facts)


def seal_opinion(opinion: Opinion, actor: User, accused: Unit | None = None) -> None:
    """Keep the opinion's words; the caller puts `INSTEAD` into their place."""
    known = SealedStatement.objects.filter(opinion=opinion).first()  # sealed with one that was split from the same words
    if known is None:
        SealedStatement.objects.create(opinion=opinion, station=opinion.station, words=opinion.words, accused=accused, sealed_by=actor)
    elif accused:
        known.accused = accused
        known.save(update_fields=["accused"])


def seal_kin(opinion: Opinion, actor: User, accused: Unit | None) -> None:
    """Opinions split from the same words say the accusation, too: their words are kept apart, each goes on by its summary."""
    for each in kin_of(opinion).select_related("station"):
        if each.words not in (INSTEAD, KIN_INSTEAD):
            seal_opinion(each, actor, accused)
            Matter.objects.filter(pk=each.matter_id).update(words=INSTEAD)
            Opinion.objects.filter(pk=each.pk).update(words=KIN_INSTEAD)


def read_sealed(statement: SealedStatement, actor: User, reason: str) -> SealedStatement:
    """The statement in full. The trail says who read it and why."""
    with recorded() as trail:
        trail.add(chain_of(statement.station), actor, "opinion.read_sealed", statement, reason=reason)
    return statement
