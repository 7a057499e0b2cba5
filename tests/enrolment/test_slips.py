"""Slips for many: made by a job, valid whatever dies, printed while they work."""

import uuid

import pytest

from accounts.models import AuditEntry, PasswordRequest, User
from accounts.services.passwords import ask_for_slip, change_password, issue_slip, set_active
from common import clock
from enrolment.rules.access import accounts_under
from enrolment.services import slips
from enrolment.services.slips import make_slips, slips_to_print, start_slips
from jobs import services as jobs
from jobs import storage
from jobs.models import Job, JobState
from jobs.services import work
from tests.factories.accounts import UserFactory
from tests.factories.stations import PostFactory


@pytest.fixture
def people(town):
    """Three without a password at the station."""
    users = [UserFactory(username=f"new{n}", name=f"新人{n}", password="!x") for n in range(3)]
    for user in users:
        PostFactory(user=user, unit=town.station)
    return users


def ask(town, people, key=None) -> Job:
    return start_slips([user.pk for user in people], town.administrator, key or uuid.uuid4())[0]


def printed(town, job) -> dict[str, str]:
    """Username → the password on the slip."""
    job.refresh_from_db()
    return {slip.username: slip.password for slip, _ in slips_to_print(job, town.administrator)[0]}


def works(passwords: dict[str, str]) -> list[bool]:
    return [User.objects.get(username=username).check_password(password) for username, password in passwords.items()]


def test_every_slip_works_and_must_be_changed(town, people):
    ask_for_slip("new0")
    job = ask(town, people)
    jobs.run_job(job.pk)
    passwords = printed(town, job)
    assert (list(passwords), works(passwords)) == (["new0", "new1", "new2"], [True] * 3)
    assert all(User.objects.filter(pk__in=[user.pk for user in people]).values_list("must_change_password", flat=True))
    assert PasswordRequest.objects.get().answered_by == town.administrator
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == ["job.start", "account.slips", "account.slips.print"]


def test_nothing_lies_about_in_plain(town, people, settings):
    job = ask(town, people)
    jobs.run_job(job.pk)
    passwords = printed(town, job).values()
    job.refresh_from_db()
    told = f"{job.params}{job.outcome}{job.error}" + "".join(AuditEntry.objects.values_list("body", flat=True))
    stored = b"".join(path.read_bytes() for path in settings.PRIVATE_DIR.rglob("*") if path.is_file())
    assert not [password for password in passwords if password in told or password.encode() in stored]


def test_a_worker_that_dies_leaves_the_old_passwords_and_the_next_run_works(town, people, monkeypatch):
    job = ask(town, people)
    made = []

    def dies(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(slips, "issue_slips", dies)
        with pytest.raises(KeyboardInterrupt):
            jobs.run_job(job.pk)
    assert [User.objects.get(pk=user.pk).has_usable_password() for user in people] == [False] * 3
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now())
    jobs.run_job(job.pk)
    made = printed(town, job)
    assert (len(made), works(made)) == (3, [True] * 3)


def test_a_slow_worker_whose_job_was_taken_over_changes_nothing(town, people):
    """The control is in the middle: what the slow one produced would not work if it were printed."""
    job = ask(town, people)
    slow = work._claim(job.pk)
    late = make_slips(slow, lambda done, total: None)
    Job.objects.filter(pk=job.pk).update(lease_until=clock.now())
    jobs.run_job(job.pk)
    with pytest.raises(work.LeaseLost):
        work._finish(slow, late)
    made = printed(town, job)
    assert works(made) == [True] * 3
    assert not any(password in made.values() for password in _passwords(late.data))


def _passwords(data: bytes) -> list[str]:
    import json

    return [slip["password"] for slip in json.loads(data)]


def test_only_slips_that_still_work_are_printed(town, people):
    job = ask(town, people)
    jobs.run_job(job.pk)
    first, second, third = people
    issue_slip(User.objects.get(pk=first.pk), town.administrator)
    change_password(User.objects.get(pk=second.pk), "Qingshan-2030")
    assert list(printed(town, job)) == ["new2"]
    set_active(third, False, town.administrator)
    assert slips_to_print(job, town.administrator) == ([], 3)


def test_a_second_job_makes_the_first_ones_slips_void(town, people):
    first, second = ask(town, people), ask(town, people[:1])
    jobs.run_job(first.pk)
    jobs.run_job(second.pk)
    assert (list(printed(town, first)), works(printed(town, second))) == (["new1", "new2"], [True])


def test_many_are_shared_out_and_two_clicks_are_one(town, people, monkeypatch):
    monkeypatch.setattr(slips, "PER_JOB", 2)
    key = uuid.uuid4()
    ids = [user.pk for user in people]
    made, again = start_slips(ids, town.administrator, key), start_slips(ids, town.administrator, key)
    assert made == again
    assert [(job.title, len(job.params["users"])) for job in made] == [
        ("密码条：2 人（第 1 份，共 2 份）", 2),
        ("密码条：1 人（第 2 份，共 2 份）", 1),
    ]


def test_the_file_expires(town, people, monkeypatch):
    job = ask(town, people)
    jobs.run_job(job.pk)
    job.refresh_from_db()
    Job.objects.filter(pk=job.pk).update(expires_at=clock.now())
    assert storage.exists(job.result_path)
    assert printed(town, job) == {}


def test_whoever_lost_the_post_makes_no_slips(town, people):
    job = ask(town, people)
    town.administrator.posts.update(ends_on="2021-01-01")
    jobs.run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.FAILED, "您已不再是系统管理员，请核对岗位。")


def test_whose_slips_an_administrator_may_make(town):
    root = UserFactory(is_superuser=True)
    PostFactory(user=root, unit=town.station)
    town.administrator.is_superuser = False
    mine = set(accounts_under(town.administrator))
    assert {town.officer, town.clerk, town.deputy_user, town.officer_elsewhere} <= mine
    assert not {root, town.administrator} & mine
