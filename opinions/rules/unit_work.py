"""What of the casework lies at a unit, for whoever closes or merges it."""

from django.urls import reverse

from opinions.choices import OPEN_STATES
from opinions.models import Opinion, Referral
from stations.models import Unit
from stations.registry import Pending


def pending(unit: Unit) -> list[Pending]:
    """Open cases of the station, and referrals that the department has not answered."""
    found, listed = [], reverse("opinions:list")
    cases = Opinion.objects.filter(station=unit).open().count()
    if cases:
        found.append(Pending(f"还有 {cases} 件意见没有办结。请先办结，或把这个站并入别的站。", f"{listed}?station={unit.pk}"))
    referrals = _waiting(unit)
    if referrals:
        words = f"还有 {referrals} 件交办给它的意见没有答复。请先答复或撤回，或把它并入别的单位。"
        found.append(Pending(words, f"{listed}?department={unit.pk}"))
    return found


def foresee(unit: Unit, successor: Unit | None) -> list[str]:
    if successor is None:
        return []
    cases, referrals = Opinion.objects.filter(station=unit).open().count(), _waiting(unit)
    told = [f"{cases} 件没有办结的意见由「{successor.name}」接着办，期限不变。"] if cases else []
    return told + ([f"{referrals} 件没有答复的交办由「{successor.name}」接着办，期限不变。"] if referrals else [])


def _waiting(unit: Unit) -> int:
    return Referral.objects.open().filter(department=unit, opinion__state__in=OPEN_STATES).count()
