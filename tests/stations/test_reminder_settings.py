"""A congress's own reminder rules: off, sooner, later, at another hour, with a sentence; inherited, restored, and never told twice."""

from datetime import date, datetime, time

import pytest
import time_machine
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from common.clock import SHANGHAI
from constituents.models import ReceptionDay, ReceptionDuty
from notices import services
from notices.choices import Channel, ReminderState
from notices.models import Notice, Preference, Reminder
from notices.registry import kind_of, kinds, tunings
from notices.services import planning
from stations.models import ReminderSetting
from stations.rules.reminder_settings import lines_of
from stations.services.reminder_settings import restore_reminder, set_reminder
from tests.factories.home_days import arranged

pytestmark = pytest.mark.django_db
AS_PROPOSED = {"is_on": True, "days": None, "at": None, "sentence": ""}


def at(day, hour, minute=0):
    return datetime(2026, 12, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def reception(town):
    day = ReceptionDay.objects.create(station=town.station, date=date(2026, 12, 10), starts_at=time(9), ends_at=time(11, 30))
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    return day


@pytest.fixture
def put(town, django_capture_on_commit_callbacks):
    def put(slot="T-1", congress=None, kind="reception", **values):
        declared = kind_of(kind)
        with django_capture_on_commit_callbacks(execute=True):
            return set_reminder(congress or town.congress, (declared, declared.slot(slot)), AS_PROPOSED | values, town.office)

    return put


def told_at(town, moment) -> list[str]:
    """Plan and send as beat does; what the deputy was told of receptions by then, the oldest first."""
    services.plan(moment)
    services.dispatch(moment)
    return list(Notice.objects.filter(recipient=town.deputy_user, title__contains="接待选民").order_by("at").values_list("title", flat=True))


def test_what_is_off_is_not_planned_and_the_others_cover_its_time(town, reception, put):
    put("T-1", is_on=False)
    first = ["12月10日09:00在河湾村联络站接待选民"]
    assert told_at(town, at(7, 9)) == told_at(town, at(9, 23)) == first
    assert told_at(town, at(10, 7)) == [*first, "今天09:00在河湾村联络站接待选民"]


def test_with_the_nearer_ones_off_a_late_start_still_tells(town, reception, put):
    """Control: with the proposals the first one is overtaken by then."""
    put("T-1", is_on=False)
    put("T-0", is_on=False)
    assert told_at(town, at(10, 8)) == ["今天09:00在河湾村联络站接待选民"]


def test_a_longer_lead_looks_farther_ahead_and_says_the_right_day(town, reception, put):
    put("T-3", days=8)
    put("T-1", days=2, at=time(8))
    assert told_at(town, at(2, 8, 59)) == []
    assert told_at(town, at(2, 9)) == ["12月10日09:00在河湾村联络站接待选民"]
    assert told_at(town, at(8, 8))[1:] == ["12月10日09:00在河湾村联络站接待选民"]
    assert told_at(town, at(9, 12))[2:] == []
    assert told_at(town, at(10, 7))[2:] == ["今天09:00在河湾村联络站接待选民"]


def test_a_time_after_the_day_is_over_falls_back_to_the_proposed(town, reception, put):
    put("T-0", at=time(11, 30))
    assert len(told_at(town, at(9, 9))) == len(told_at(town, at(10, 6, 59))) == 1
    assert told_at(town, at(10, 7))[1:] == ["今天09:00在河湾村联络站接待选民"]


def test_the_second_moment_set_before_the_first_does_not_silence_it(town, reception, put):
    put("T-1", days=5)
    assert len(told_at(town, at(5, 9))) == 1
    assert len(told_at(town, at(7, 9))) == len(told_at(town, at(9, 9))) == 2


def test_outside_the_app_the_day_is_written_by_its_date(town, reception, settings):
    """Quiet hours and summaries may hold it until the day has come."""
    settings.SMS_GATEWAY = "https://gateway.example"
    Preference.objects.create(user=town.deputy_user, mobile="13900001234", by_sms=True, since=at(1, 0))
    services.plan(at(9, 9))
    titles = dict(Reminder.objects.filter(recipient=town.deputy_user).values_list("channel", "title"))
    assert titles == {Channel.APP: "明天09:00在河湾村联络站接待选民", Channel.SMS: "12月10日09:00在河湾村联络站接待选民"}


def test_a_group_is_told_once_however_the_lead_changes_and_not_when_it_is_off(town, reception, put, settings):
    settings.ROBOTS = {name: {"url": f"https://{name}.example", "secret": "s"} for name in settings.ROBOTS}
    Preference.objects.create(user=town.deputy_user, by_robot=True, since=at(1, 0))

    def groups() -> set[str]:
        return set(Reminder.objects.filter(channel=Channel.WECOM, kind="reception").values_list("key", flat=True))

    services.plan(at(9, 9))
    Reminder.objects.filter(channel=Channel.APP).update(state=ReminderState.SENT, sent_at=at(9, 9))
    first = groups()
    with time_machine.travel(at(9, 9, 30), tick=False):
        put("T-1", days=2)
    assert groups() == first and len(first) == 1
    services.plan(at(9, 10))
    assert groups() == first
    put("T-1", is_on=False)
    assert groups() == set()


def test_what_was_sent_is_not_sent_again_however_it_is_set(town, reception, put):
    assert len(told_at(town, at(9, 9))) == 1
    for values in ({"at": time(10)}, {"is_on": False}, {"days": 2}, {"at": time(15)}, {}):
        put("T-1", **values)
        assert len(told_at(town, at(9, 16))) == 1


def test_a_sentence_is_added(town, reception, put):
    put("T-1", sentence="请带好代表证。")
    told_at(town, at(9, 9))
    assert Notice.objects.get(recipient=town.deputy_user).body == "接待代表：周启明。请带好代表证。"


def test_towns_inherit_and_may_differ(town, reception, put):
    put("T-1", congress=town.county, is_on=False)
    assert told_at(town, at(9, 9)) == ["明天09:00在河湾村联络站接待选民"]  # T-3, told late
    put("T-1", at=time(10))
    assert len(told_at(town, at(9, 10))) == 2


def test_a_setting_of_another_town_changes_nothing(town, reception, put):
    put("T-1", congress=town.congress_elsewhere, is_on=False)
    told_at(town, at(9, 9))
    assert Reminder.objects.get(recipient=town.deputy_user).key.split(":")[2] == "20261210/T-1"


def test_what_waits_is_taken_back_and_free_to_come_again(town, reception, put):
    services.plan(at(9, 9))  # written, not yet sent
    with_text = Reminder.objects.get(recipient=town.deputy_user)
    Reminder.objects.create(
        key=with_text.key.replace(":app", ":sms"), kind="reception", channel=Channel.SMS, recipient=town.deputy_user, title="x",
        due_at=with_text.due_at, valid_until=with_text.valid_until, tried_at=at(9, 9),
    )  # fmt: skip
    put("T-1", is_on=False)
    assert list(Reminder.objects.filter(recipient=town.deputy_user).values_list("channel", flat=True)) == [Channel.SMS]  # handed over already
    put("T-1")
    assert len(told_at(town, at(9, 10))) == 1


def test_what_is_planned_by_settings_replaced_meanwhile_is_taken_back(town, reception, put, monkeypatch):
    readings = [planning.tunings()]
    put("T-1", is_on=False)
    monkeypatch.setattr(planning, "tunings", lambda: readings.pop() if readings else tunings())
    services.plan(at(9, 9))
    assert not readings and not Reminder.objects.filter(key__contains="/T-1:").exists()


def test_a_setting_stands_though_taking_back_fails(town, put, monkeypatch):
    def fail(*args):
        raise OSError("no")

    monkeypatch.setattr("stations.services.reminder_settings.retune", fail)
    put("T-1", is_on=False)
    assert not ReminderSetting.objects.get().is_on


def test_a_home_day_switched_on_again_is_not_told_beside_its_reception(town, put):
    day = ReceptionDay.objects.create(station=town.home, date=date(2026, 12, 10), starts_at=time(9))
    ReceptionDuty.objects.create(day=day, deputy=town.deputy)
    arranged(town.home, town.office, town.deputy, on=day.date)

    def kinds_told(hour: int) -> list[str]:
        services.plan(at(9, hour))
        services.dispatch(at(9, hour))
        return list(Reminder.objects.filter(recipient=town.deputy_user, key__contains="/T-1:").values_list("kind", flat=True))

    put("T-1", kind="home-day", is_on=False)
    assert kinds_told(9) == ["reception"]
    restore_reminder(town.congress, (kind_of("home-day"), kind_of("home-day").slot("T-1")), town.office)
    assert kinds_told(10) == ["reception"]
    put("T-1", is_on=False)
    assert kinds_told(11) == ["reception"]


def test_a_post_handed_over_meanwhile_does_not_bring_back_what_is_off(town, reception, put):
    services.plan(at(9, 9))
    ReminderSetting.objects.create(unit=town.congress, kind="reception", slot="T-1", is_on=False, changed_by=town.office)
    services.replan(town.deputy_user.pk, at(9, 9))
    assert Reminder.objects.get(recipient=town.deputy_user).state == ReminderState.DROPPED


def test_working_days_are_counted_by_the_calendar(town, put):
    slot = kind_of("referral-soon").slots[0]
    put("once", kind="referral-soon", days=5)
    assert next(line.words for line in lines_of(town.congress) if line.slot is slot) == "答复期限前 5 个工作日 09:00"


@pytest.mark.parametrize(
    ("kind", "slot", "values", "field"),
    [
        ("referral-late", "once", {"is_on": False}, "is_on"),
        ("referral-late", "once", {"days": 4}, "days"),
        ("household", "once", {"days": 2}, "days"),
        ("quarter-unsent", "made", {"at": time(8)}, "at"),
    ],
)
def test_what_cannot_be_set_is_refused(put, kind, slot, values, field):
    with pytest.raises(ValidationError) as error:
        put(slot, kind=kind, **values)
    assert list(error.value.message_dict) == [field]
    assert not ReminderSetting.objects.exists()


def test_setting_and_restoring_leave_a_trail(town, put):
    put("T-1", days=2)
    put("T-1", days=2)
    assert restore_reminder(town.congress, (kind_of("reception"), kind_of("reception").slot("T-1")), town.office)
    assert not restore_reminder(town.congress, (kind_of("reception"), kind_of("reception").slot("T-1")), town.office)
    assert list(AuditEntry.objects.filter(action__startswith="reminder.").order_by("seq").values_list("action", flat=True)) == [
        "reminder.set",
        "reminder.restore",
    ]


def test_a_row_of_a_kind_that_is_gone_says_nothing(town, reception):
    ReminderSetting.objects.create(unit=town.congress, kind="gone", slot="T-1", is_on=False, changed_by=town.office)
    ReminderSetting.objects.create(unit=town.congress, kind="reception", slot="T-9", is_on=False, changed_by=town.office)
    assert len(told_at(town, at(9, 9))) == 1


def test_every_kind_says_what_it_is():
    """What planners yield is declared with who, when, why and how it reads."""
    for kind in kinds():
        assert kind.title and kind.source and all(kind.example), kind.name
        assert kind.slots or kind.kept, kind.name
        assert all(slot.to and slot.on for slot in kind.slots), kind.name
        assert all(slot.least <= slot.days <= slot.most for slot in kind.slots), kind.name
