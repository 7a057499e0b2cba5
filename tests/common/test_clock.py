"""The clock can be moved outside production, and tells Shanghai's day."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from common import clock


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.CLOCK_OFFSET_SECONDS = 0


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 16, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_shanghais_day(moment, day):
    with time_machine.travel(moment, tick=False):
        assert clock.today() == day


def test_setting_and_file_move_the_clock_together(settings, tmp_path):
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        settings.CLOCK_OFFSET_SECONDS = 3600
        (tmp_path / "clock-offset").write_text("86400\n")
        assert clock.now() == datetime(2026, 3, 2, 1, tzinfo=UTC)


def test_a_running_server_sees_the_file_change_and_go(tmp_path):
    file = tmp_path / "clock-offset"
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        file.write_text("60")
        first = clock.now()
        file.write_text("-120")
        second = clock.now()
        file.unlink()
        assert (first.minute, second.hour, clock.now()) == (1, 23, datetime(2026, 3, 1, tzinfo=UTC))


def test_production_never_moves(settings, tmp_path):
    settings.PRODUCTION = True
    settings.CLOCK_OFFSET_SECONDS = 3600
    (tmp_path / "clock-offset").write_text("86400")
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        assert clock.now() == datetime(2026, 3, 1, tzinfo=UTC)


def test_the_clock_stands_still_inside():
    moment = datetime(2025, 12, 31, 16, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 3, 1, tzinfo=UTC), tick=False):
        with clock.at(moment):
            inside = (clock.now(), clock.today())
        assert (inside, clock.today()) == ((moment, date(2026, 1, 1)), date(2026, 3, 1))
