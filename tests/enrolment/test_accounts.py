"""Opening the accounts of a sheet: all or nothing, quickly, with one entry in the trail."""

import json
import time

import pytest
from django.urls import reverse

from accounts.models import AuditEntry, User
from common import clock
from enrolment.rules.plan import plan_accounts
from enrolment.services.accounts import Refused, open_accounts
from stations.models import Post
from tests.enrolment.sheets import lines, row
from tests.factories.stations import UnitFactory


def write(town, *rows):
    sheet = lines(*rows)
    return open_accounts(town.administrator, [town.station.pk], clock.today(), lambda: plan_accounts(town.administrator, sheet))


def test_accounts_posts_and_seats_are_written_with_one_entry(town):
    before = AuditEntry.objects.count()
    write(town, row("张三", holder="A"), row("李四", role="站长", username="lisi"), row(town.deputies[1].name, role="代表"))
    posts = Post.objects.filter(unit=town.station, starts_on=clock.today()).order_by("user__username")
    assert list(posts.values_list("user__username", "user__name", "role", "holder", "ends_on")) == [
        ("lisi", "李四", "head", "", None),
        ("zhangsan", "张三", "liaison_officer", "a", None),
    ]
    town.deputies[1].refresh_from_db()
    assert town.deputies[1].user.username == "hexiulan"
    assert not any(user.has_usable_password() for user in User.objects.filter(username__in=["lisi", "zhangsan", "hexiulan"]))
    assert AuditEntry.objects.count() == before + 1
    entry = AuditEntry.objects.get(action="account.import")
    assert {name: len(ids) for name, ids in json.loads(entry.body).items()} == {"users": 3, "posts": 2, "deputies": 1}


def test_nobody_can_log_in_before_the_slip(client, town):
    write(town, row("张三"))
    for password in ("", "!", User.objects.get(username="zhangsan").password):
        client.post(reverse("accounts:login"), {"username": "zhangsan", "password": password})
        assert "_auth_user_id" not in client.session


def test_one_fault_and_nothing_is_written(town):
    before = User.objects.count()
    with pytest.raises(Refused, match="工作表「账号」A3"):
        write(town, row("张三"), row("李四", unit="没有的站"))
    assert (User.objects.count(), AuditEntry.objects.filter(action="account.import").count()) == (before, 0)


def test_written_twice_it_is_written_once(town):
    rows = [row("张三"), row("李四", role="站长", username="lisi"), row(town.deputies[1].name, role="代表")]
    write(town, *rows)
    again = write(town, *rows)
    assert again.figures == {"accounts": 0, "posts": 0, "seats": 0, "same": 3, "made_up": 0}


def test_hundreds_take_no_hashing(town):
    stations = [UnitFactory(name=f"第{n}站", parent=town.congress) for n in range(20)]
    rows = [row(f"人{chr(0x4E00 + n)}{chr(0x5E00 + n)}", unit=stations[n % 20].name) for n in range(400)]
    start = time.process_time()
    assert len(write(town, *rows).posts) == 400
    assert time.process_time() - start < 5  # 400 hashes would take minutes
