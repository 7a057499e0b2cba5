"""A town with one reception day, written into the database of a server that runs: `python -m tests.factories.served 2026-12-10`."""

import os
import sys
from datetime import date, time

import django


def main(day: date) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
    django.setup()
    from common import clock
    from constituents.models import ReceptionDay, ReceptionDuty
    from tests.factories.accounts import PASSWORD
    from tests.factories.world import build_town

    town = build_town()
    user = town.deputy_user
    user.set_password(PASSWORD)
    user.password_changed_at = clock.now()
    user.must_change_password = False
    user.save()
    reception = ReceptionDay.objects.create(station=town.station, date=day, starts_at=time(9), ends_at=time(11, 30))
    ReceptionDuty.objects.create(day=reception, deputy=town.deputy)


if __name__ == "__main__":
    main(date.fromisoformat(sys.argv[1]))
