"""Whether the background works, told to whoever looks after it; what has failed is tried again from there."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from jobs.models import Job, JobState, Pulse
from jobs.services.pulse import BEAT
from notices.choices import ReminderState
from notices.models import Notice, Reminder
from notices.services import dispatch
from tests.factories.doors import dead_reminder
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
URL, WORK = "/operations/", "/healthz/work"
REGULAR = (BEAT, "notices.tasks.plan", "notices.tasks.dispatch")


@pytest.fixture
def admin(client, town):
    client.force_login(town.administrator, backend=BACKEND)
    return client


def all_well(ago=timedelta(0)):
    Pulse.objects.bulk_create(Pulse(name=name, at=clock.now() - ago) for name in REGULAR)


def test_a_machine_where_everything_runs(admin):
    all_well()
    page = admin.get(URL).content.decode()

    assert '<span class="chip done">正常</span>' in page
    assert "停了" not in page
    assert page.count("0 件") == 2


def test_names_what_has_stopped_and_the_cure(admin):
    all_well(timedelta(minutes=6))
    page = admin.get(URL).content.decode()

    assert "有停下的" in page
    assert "systemctl restart liaison-beat" in page


def test_says_what_never_ran(admin):
    assert admin.get(URL).content.decode().count("还没有过") == 4


def test_a_reminder_that_failed_is_sent_after_all(admin, town):
    row = dead_reminder(town.officer)
    page = admin.get(URL).content.decode()
    assert "系统出错（OSError）" in page and town.officer.name in page

    admin.post(reverse("desk:reminder_again", args=[row.pk]))
    dispatch(clock.now())

    assert Reminder.objects.get().state == ReminderState.SENT
    assert Notice.objects.get().recipient == town.officer
    assert AuditEntry.objects.filter(action="reminder.again").count() == 1


def test_a_job_that_failed_waits_again_and_its_title_stays_hidden(admin, town):
    job = JobFactory(owner=town.office, kind="opinions.import", title="王小明.xlsx", state=JobState.FAILED, error="表头不对。")
    page = admin.get(URL).content.decode()
    assert "意见导入或导出" in page and "表头不对。" in page and "王小明" not in page

    assert admin.post(reverse("desk:job_again", args=[job.pk])).status_code == 302
    assert Job.objects.get().state == JobState.WAITING


def test_whoever_was_given_the_permission_may_look(client, town):
    client.force_login(town.office, backend=BACKEND)
    assert client.get(URL).status_code == 403
    town.office.user_permissions.add(Permission.objects.get(codename="change_pulse"))
    assert client.get(URL).status_code == 200


def test_the_page_asks_the_same_for_three_as_for_one(admin, town):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            admin.get(URL)
        return len(queries)

    all_well()
    dead_reminder(town.officer), JobFactory(state=JobState.FAILED, owner=town.office)
    asked()  # what a first page reads once and keeps
    one = asked()
    for user in (town.head, town.clerk):
        dead_reminder(user), JobFactory(state=JobState.FAILED, owner=user)
    assert asked() == one


def test_a_monitor_hears_when_nothing_is_sent(client):
    assert (client.get(WORK).status_code, client.get(WORK).content) == (503, b"stalled")
    all_well(timedelta(minutes=4))
    assert (client.get(WORK).status_code, client.get(WORK).content) == (200, b"ok")
    Pulse.objects.update(at=clock.now() - timedelta(minutes=6))
    assert client.get(WORK).status_code == 503
