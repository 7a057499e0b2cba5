from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings

from accounts.models import User
from deputies.models import Deputy, Group, Mandate
from desk.demo.logins import LOGINS, PASSWORD
from stations.models import Post, Regulation, Unit


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demonstration, loaded once for this module and rolled back at its end."""
    fast = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    with django_db_blocker.unblock(), transaction.atomic():
        with fast:
            run("load_demo")
        yield
        transaction.set_rollback(True)


def test_the_organisation_is_whole(demo, db):
    assert Deputy.objects.filter(is_demo=True).count() == 60
    assert len(set(Deputy.objects.values_list("name", flat=True))) == 60
    assert Group.objects.count() == 5
    assert Mandate.objects.count() == 68
    assert Unit.objects.filter(is_demo=False).count() == 0
    assert Regulation.objects.count() == 3


def test_every_login_works_and_stands_where_it_says(demo, db):
    for login in LOGINS:
        user = User.objects.get(username=login.username)
        assert user.check_password(PASSWORD)
        assert list(user.posts.values_list("unit__name", "role")) == ([(login.unit, login.role)] if login.role else [])
    assert User.objects.get(username="daibiao").deputy.name == "周启明"
    assert User.objects.get(username="admin").is_superuser


def test_the_other_staff_cannot_log_in(demo, db):
    others = User.objects.filter(username__startswith="yanshi")
    assert [user.has_usable_password() for user in others] == [False] * 16
    assert Post.objects.filter(user__in=others).count() == 16


def test_a_second_load_changes_nothing(demo, db):
    assert run("load_demo") == "演示数据已经在了。\n"
    assert run("load_demo", "--if-empty") == ""
    assert Deputy.objects.count() == 60


def test_the_logins_are_listed_while_they_work(demo, db):
    assert len(run("demo_logins").splitlines()) == 1 + len(LOGINS)
    User.objects.filter(username="renda").update(is_active=False)
    lianluo = User.objects.get(username="lianluo")
    lianluo.set_password("Something-else-1")
    lianluo.save()
    assert len(run("demo_logins").splitlines()) == len(LOGINS) - 1
