"""代办、代理 (YH 四(二)): what the station's people do for a visitor, noted on the matter and marked as done."""

from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.services.audit import recorded
from common import clock
from constituents.models import Matter
from stations.rules.chains import chain_of


def save_errand(matter: Matter, what: str, by: str, actor: User) -> None:
    """Note who does what; without anybody there is no errand any more. The same again changes nothing."""
    with recorded() as trail:
        matter = _locked(matter)
        if (matter.errand, matter.errand_by) == (what, by):
            return
        matter.errand, matter.errand_by = what, by
        if not by:
            matter.errand_done_on = None
        matter.save(update_fields=["errand", "errand_by", "errand_done_on"])
        _note(trail, matter, "visit.errand", actor)


def finish_errand(matter: Matter, is_done: bool, actor: User) -> None:
    """Done today, or not done after all; clicked twice it is the same."""
    with recorded() as trail:
        matter = _locked(matter)
        if not matter.errand_by or is_done == bool(matter.errand_done_on):
            return
        matter.errand_done_on = clock.today() if is_done else None
        matter.save(update_fields=["errand_done_on"])
        _note(trail, matter, "visit.errand_done" if is_done else "visit.errand_reopen", actor)


def _locked(matter: Matter) -> Matter:
    row = Matter.objects.select_for_update(of=("self",)).select_related("visit__station").get(pk=matter.pk)
    if row.visit.voided_at:
        raise ValidationError("这次来访已经作废，不能再改。")
    return row


def _note(trail, matter: Matter, action: str, actor: User) -> None:
    trail.add(chain_of(matter.visit.station), actor, action, matter.visit, number=matter.visit.number, position=matter.position)
