import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from common import clock
from jobs import services
from jobs.models import Job, JobState
from tests.factories.accounts import UserFactory
from tests.factories.jobs import JobFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def done(me, kinds):
    job = JobFactory(owner=me)
    services.run_job(job.pk)
    job.refresh_from_db()
    return job


def test_the_list_takes_the_same_queries_for_1_and_3_rows(client, me, django_assert_max_num_queries):
    JobFactory()
    client.get(reverse("jobs:list"))  # the first page of a minute also writes the session
    taken = []
    for rows in (1, 3):
        JobFactory.create_batch(rows - Job.objects.visible_to(me).count(), owner=me)
        with django_assert_max_num_queries(12) as queries:
            page = client.get(reverse("jobs:list"))
        taken.append(len(queries))
        assert page.content.decode().count('<td class="title">') == rows
    assert taken[0] == taken[1]


def test_an_empty_list_says_what_to_do(client, me):
    assert "还没有后台任务" in client.get(reverse("jobs:list")).content.decode()


@pytest.mark.parametrize("name", ["jobs:detail", "jobs:progress", "jobs:download"])
def test_another_persons_job_is_not_there(client, me, kinds, name):
    theirs = JobFactory()
    services.run_job(theirs.pk)
    assert [client.get(reverse(name, args=[pk])).status_code for pk in (theirs.pk, uuid.uuid4())] == [404, 404]
    assert client.post(reverse("jobs:retry", args=[theirs.pk])).status_code == 404


def test_a_running_job_is_asked_again_and_a_finished_one_is_not(client, me, done):
    running = JobFactory(owner=me, state=JobState.RUNNING, done=1200, total=5000)
    poll = reverse("jobs:progress", args=[running.pk])
    shown = client.get(poll).content.decode()
    assert (f'hx-get="{poll}"' in shown, 'value="1200" max="5000"' in shown, "已处理 1,200 / 5,000 行" in shown) == (True, True, True)
    finished = client.get(reverse("jobs:progress", args=[done.pk])).content.decode()
    assert ("hx-get" in finished, reverse("jobs:download", args=[done.pk]) in finished) == (False, True)


def test_the_page_around_is_loaded_anew_when_the_job_has_ended(client, me, done):
    running = JobFactory(owner=me, state=JobState.RUNNING)
    asked = [client.get(reverse("jobs:progress", args=[job.pk]), headers={"HX-Request": "true"}) for job in (running, done)]
    assert [response.headers.get("HX-Refresh") for response in asked] == [None, "true"]


def test_a_waiting_job_can_be_looked_after_without_scripts(client, me):
    job = JobFactory(owner=me)
    page = client.get(job.get_absolute_url()).content.decode()
    assert ("排队中" in page, "看看好了没有" in page) == (True, True)


def test_the_file_comes_as_an_attachment_and_leaves_a_trace(client, me, done):
    response = client.get(reverse("jobs:download", args=[done.pk]))
    assert b"".join(response.streaming_content).decode() == "一二三"
    assert {name: response[name] for name in ("Content-Disposition", "X-Content-Type-Options", "Cache-Control")} == {
        "Content-Disposition": "attachment; filename*=UTF-8''%E6%95%B0.txt",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
    }
    assert AuditEntry.objects.filter(action="job.download", actor=me, subject=f"jobs.Job:{done.pk}").count() == 1


def test_an_expired_file_is_gone(client, me, done):
    Job.objects.filter(pk=done.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    assert client.get(reverse("jobs:download", args=[done.pk])).status_code == 404
    assert "文件已过保留期" in client.get(done.get_absolute_url()).content.decode()


def test_an_outcome_leads_on(client, me):
    job = JobFactory(owner=me, state=JobState.DONE, outcome={"url": "/x/", "label": "去核对", "text": "读出 3 行"})
    page = client.get(job.get_absolute_url()).content.decode()
    assert ['href="/x/"' in page, "去核对" in page, "读出 3 行" in page] == [True, True, True]


def test_a_failed_job_says_why_and_can_be_tried_again(client, me):
    job = JobFactory(owner=me, state=JobState.FAILED, error="文件没有表头。")
    page = client.get(job.get_absolute_url()).content.decode()
    assert ("文件没有表头。" in page, "再试一次" in page) == (True, True)
    again = client.post(reverse("jobs:retry", args=[job.pk]))
    job.refresh_from_db()
    assert (again.status_code, again["Location"], job.state) == (302, job.get_absolute_url(), "waiting")
