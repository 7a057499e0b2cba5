"""Verbs on seats: how a mandate begins, is suspended and ends (代表法 61–62; 选举法 on by-elections)."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.services.audit import Trail, recorded
from common.text import validate_impersonal, validate_text
from deputies.models import Deputy, Mandate, Suspension
from deputies.registry import seats_changed
from deputies.rules.places import links_to
from stations.models import Unit
from stations.rules.chains import chain_of


def add_mandate(mandate: Mandate, actor: User) -> Mandate:
    """Give a person one more seat: a by-election, another level, a new term."""
    with recorded() as trail:
        mandate.save()
        note(trail, actor, "mandate.add", mandate, mandate, deputy=mandate.deputy_id, elected_by=mandate.elected_by, starts_on=mandate.starts_on)
    return mandate


def change_mandate(mandate: Mandate, fields: list[str], actor: User) -> None:
    if not fields:
        return
    with recorded() as trail:
        mandate.save(update_fields=fields)
        note(trail, actor, "mandate.change", mandate, mandate, fields=fields)
        _tell(mandate)


def end_mandate(mandate: Mandate, last_day: date, reason: str, words: str, actor: User) -> None:
    """A seat ends with that day: what is done later is no longer this congress's to report. Called again, it corrects day and reason."""
    _check_words(words)
    with recorded() as trail:
        mandate.ends_on, mandate.ended_by, mandate.end_note = last_day, reason, words
        mandate.save(update_fields=["ends_on", "ended_by", "end_note"])
        note(trail, actor, "mandate.end", mandate, mandate, last_day=last_day, reason=reason, words=words)
        _tell(mandate)


def reopen_mandate(mandate: Mandate, actor: User) -> None:
    """Take back an end that was noted by mistake. Raises ValidationError when the person got another seat of that congress meanwhile."""
    with recorded() as trail:
        later = Mandate.objects.filter(deputy=mandate.deputy_id, term__congress=mandate.term.congress_id, starts_on__gt=mandate.ends_on)
        if later.filter(starts_on__lte=mandate.term.ends_on).exists():
            raise ValidationError("这位代表后来在同一人大又当选了，不能撤销这次终止。")
        before = mandate.ends_on
        mandate.ends_on, mandate.ended_by, mandate.end_note = None, "", ""
        mandate.save(update_fields=["ends_on", "ended_by", "end_note"])
        note(trail, actor, "mandate.reopen", mandate, mandate, was=before)
        _tell(mandate)


def delete_mandate(mandate: Mandate, actor: User) -> bool:
    """A seat that was entered by mistake goes for good, and the person with it when nothing else is known of them; answers whether so.

    Raises ValidationError when something was done in the seat: then it ends, it was not a mistake.
    """
    if mandate.deputy.duty_records.filter(on__gte=mandate.starts_on, on__lte=mandate.last_day).exists():
        raise ValidationError("这个资格的任期里已有履职记录，不能删去。不再担任的，请用「终止资格」。")
    with recorded() as trail:
        deputy = mandate.deputy
        note(trail, actor, "mandate.delete", mandate, mandate, deputy=deputy.pk, starts_on=mandate.starts_on, ends_on=mandate.ends_on)
        mandate.delete()
        alone = deputy.user_id is None and not any(links_to(deputy, also_tables=True))
        if alone:
            note(trail, actor, "deputy.delete", deputy, mandate)
            deputy.delete()
        elif not deputy.mandates.exists():
            raise ValidationError("这位代表还有接待、来访等记录，最后一个资格不能删去。不再担任的，请用「终止资格」。")
        _tell(mandate)
    return alone


def suspend(suspension: Suspension, actor: User) -> Suspension:
    """Functions are suspended from a day on (代表法 61), until a day or until they are restored. Also corrects one that stands."""
    _check_words(suspension.note)
    is_new = suspension.pk is None
    with recorded() as trail:
        suspension.save()
        facts = {"starts_on": suspension.starts_on, "ends_on": suspension.ends_on, "cause": suspension.cause, "words": suspension.note}
        note(trail, actor, "mandate.suspend" if is_new else "mandate.suspension_change", suspension.mandate, suspension.mandate, **facts)
        _tell(suspension.mandate)
    return suspension


def withdraw_suspension(suspension: Suspension, actor: User) -> None:
    """Take back a suspension that never was; one that is over is ended by its last day instead."""
    mandate = suspension.mandate
    with recorded() as trail:
        note(trail, actor, "mandate.suspension_withdraw", mandate, mandate, starts_on=suspension.starts_on, ends_on=suspension.ends_on)
        suspension.delete()
        _tell(mandate)


def link_station(mandates: Sequence[Mandate], station: Unit, actor: User) -> None:
    """These seats are linked to the station or home from now on (TZ art. 5(一))."""
    with recorded() as trail:
        for mandate in mandates:
            trail.add(chain_of(mandate.term.congress), actor, "mandate.link", mandate, station=station.pk, was=mandate.station_id)
        Mandate.objects.filter(pk__in=[mandate.pk for mandate in mandates]).update(station=station)


def note(trail: Trail, actor: User, action: str, subject, mandate: Mandate, **body) -> None:
    """An entry in the chain of the congress that the seat belongs to."""
    trail.add(chain_of(mandate.term.congress), actor, action, subject, **body)


def note_file(trail: Trail, actor: User, action: str, subject, deputy: Deputy, **body) -> None:
    """An entry in the chain of the congress of the deputy's newest seat."""
    mandate = deputy.mandates.select_related("term__congress").order_by("-starts_on", "-pk").first()
    note(trail, actor, action, subject, mandate, **body)


def _check_words(words: str) -> None:
    validate_text(words)
    validate_impersonal(words)


def _tell(mandate: Mandate) -> None:
    transaction.on_commit(lambda: seats_changed.send_robust(Mandate, deputy_id=mandate.deputy_id))
