"""A home's planned day and the home day that is held on it are two rows: whoever moves or drops one is led to the other."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from common import clock
from constituents.models import HomeDay, ReceptionDay
from stations.choices import UnitKind
from stations.models import Unit


def warn_of_home_day(request: HttpRequest, home: Unit, left: date) -> None:
    """The plan has left this date: is a home day still on it?"""
    found = HomeDay.objects.standing().filter(station=home, date=left).first() if home.kind == UnitKind.HOME else None
    if found and not _planned(home, left):
        _warn(request, "接待计划改了，活动日「{}」还在 {}，也请改一改。", found.name, left, found.get_absolute_url(), "看活动日")


def warn_of_plan(request: HttpRequest, home: Unit, left: date) -> None:
    """The home day has left this date: is the plan still on it?"""
    if left >= clock.today() and _planned(home, left) and not HomeDay.objects.standing().filter(station=home, date=left).exists():
        url = reverse("constituents:plan_year", args=[home.pk, left.year])
        _warn(request, "活动日改了，{}的接待计划还在 {}，也请改一改。", home.name, left, url, "看接待计划")


def _planned(home: Unit, on: date) -> bool:
    """Whether the home's plan has a day on it; a station's reception is no home day."""
    return home.kind == UnitKind.HOME and ReceptionDay.objects.filter(station=home, date=on, is_planned=True).exists()


def _warn(request: HttpRequest, words: str, name: str, left: date, url: str, verb: str) -> None:
    said = words.format(name, f"{left.month}月{left.day}日")
    messages.warning(request, format_html('{} <a href="{}">{}</a>', said, url, verb))
