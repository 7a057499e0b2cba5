"""Verbs of the work calendar: what the State Council's notice says of a year."""

from datetime import date

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from stations import known_years
from stations.models import CalendarDay
from stations.rules.workdays import forget


def set_festival(name: str, days_off: list[date], make_up: list[date], actor: User) -> None:
    """Enter a festival's days off and make-up working days; a day that was there is written over."""
    rows = [CalendarDay(date=day, is_workday=False, name=name) for day in days_off]
    rows += [CalendarDay(date=day, is_workday=True, name=name) for day in make_up]
    with recorded() as trail:
        CalendarDay.objects.bulk_create(rows, update_conflicts=True, unique_fields=["date"], update_fields=["is_workday", "name"])
        trail.add(SYSTEM_CHAIN, actor, "calendar.set", f"calendar:{days_off[0].year}", name=name, off=days_off, make_up=make_up)
    forget()


def clear_festival(year: int, name: str, actor: User) -> int:
    """The festival's days follow the plain week again; returns how many there were."""
    with recorded() as trail:
        rows = CalendarDay.objects.filter(date__year=year, name=name)
        days = list(rows.values_list("date", flat=True))
        rows.delete()
        if days:
            trail.add(SYSTEM_CHAIN, actor, "calendar.clear", f"calendar:{year}", name=name, days=days)
    forget()
    return len(days)


def fill_known_years() -> None:
    """The days that came with the product; what somebody entered since stays."""
    rows = [CalendarDay(date=day, is_workday=is_workday, name=name) for day, is_workday, name in known_years.days()]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    forget()
