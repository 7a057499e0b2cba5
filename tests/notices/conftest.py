"""A planner that yields what a test wants, people who chose ways, a gateway."""

from datetime import datetime, timedelta

import pytest

from common.clock import SHANGHAI
from notices import registry
from notices.choices import Channel
from notices.models import Preference, Reminder
from notices.registry import Draft, Kind
from tests.factories.accounts import UserFactory
from tests.notices.gateway import Gateway

NOW = datetime(2026, 11, 9, 9, 0, tzinfo=SHANGHAI)
MINUTE = timedelta(minutes=1)
MOBILE, MAIL = "13900001234", "lin@example.com"


@pytest.fixture
def drafts(monkeypatch):
    found: list[Draft] = []
    monkeypatch.setattr(registry, "_planners", {"late": lambda since, until: list(found)})
    monkeypatch.setattr(registry, "_kinds", {"late": Kind("late", "交办超期")})
    return found


@pytest.fixture
def gateway(settings):
    with Gateway().running() as gateway:
        settings.SMS_GATEWAY = gateway.url
        settings.GATEWAY_TIMEOUT = 2
        settings.SITE_URL = "https://liaison.example"
        yield gateway


def person(**wants) -> Preference:
    given = {"mobile": MOBILE, "mail": MAIL, "since": NOW - timedelta(days=1)} | wants
    return Preference.objects.create(user=UserFactory(), **given)


def draft(who: Preference, subject="1", due=NOW, lasts=timedelta(days=2)):
    return Draft("late", subject, "p", who.user_id, f"交办超期：河湾{subject}", "内情", "/opinions/1/", due, due + lasts)


def outside_rows():
    return Reminder.objects.exclude(channel=Channel.APP)
