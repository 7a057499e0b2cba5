"""The audit chain: complete, in order, and every kind of tampering is named."""

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import AuditEntry, AuditHead
from accounts.services.audit import recorded
from accounts.services.verification import broken_links
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def write(*actions, chain="congress:1"):
    with recorded() as trail:
        for action in actions:
            trail.add(chain, None, action, "thing:1")


def actions(chain="congress:1"):
    return list(AuditEntry.objects.filter(chain=chain).order_by("seq").values_list("seq", "action"))


def raw(sql, params=()):
    """Change the table as somebody with the database's password would: with the trigger put aside."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks still to come cannot be altered
            cursor.execute("ALTER TABLE accounts_auditentry DISABLE TRIGGER USER")
            cursor.execute(sql, params)
            cursor.execute("ALTER TABLE accounts_auditentry ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'accounts_auditentry'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql, params)
            for _, definition in triggers:
                cursor.execute(definition)


def test_entries_of_one_transaction_are_linked_in_order():
    write("a", "b")
    write("c")

    assert actions() == [(1, "a"), (2, "b"), (3, "c")]
    assert list(broken_links()) == []


def test_inner_block_joins_the_outer_transaction():
    with recorded() as outer:
        outer.add("congress:1", None, "before", "thing:1")
        write("inside")
        assert actions() == []  # nothing is written before the outermost block ends

    assert actions() == [(1, "before"), (2, "inside")]


def test_inner_block_that_fails_takes_its_entries_with_it():
    with recorded() as outer:
        outer.add("congress:1", None, "kept", "thing:1")
        with pytest.raises(ValueError, match="no"), recorded() as inner:
            inner.add("congress:1", None, "lost", "thing:1")
            raise ValueError("no")

    assert actions() == [(1, "kept")]


def test_failed_transaction_leaves_nothing():
    with pytest.raises(ValueError, match="no"), recorded() as trail:
        trail.add("congress:1", None, "lost", "thing:1")
        raise ValueError("no")

    assert actions() == []


def test_subject_and_actor_are_kept():
    user = UserFactory()
    with recorded() as trail:
        trail.add("system", user, "account.slip", user, reason="忘记密码")

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.subject, entry.body) == (user, f"accounts.User:{user.pk}", '{"reason": "忘记密码"}')


@pytest.mark.parametrize("sql", ["UPDATE accounts_auditentry SET action = 'x'", "DELETE FROM accounts_auditentry"])
def test_database_refuses_to_change_or_delete(sql):
    write("a")

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("UPDATE accounts_auditentry SET action = 'x' WHERE seq = 2", "第 2 条与它的校验码不符"),
        ("UPDATE accounts_auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = 2", "第 2 条与它的校验码不符"),
        ("DELETE FROM accounts_auditentry WHERE seq = 2", "第 2 条不见了"),
        ("DELETE FROM accounts_auditentry WHERE seq = 3", "末尾被截断"),
        ("UPDATE accounts_auditentry SET seq = 9 WHERE seq = 3", "第 3 条不见了"),
        ("UPDATE accounts_auditentry SET chain = 'x' WHERE seq = 3", "有记录而没有链头"),
    ],
)
def test_tampering_is_named(sql, sentence):
    write("a", "b", "c")
    raw(sql)

    assert any(sentence in line for line in broken_links())


def test_lost_head_is_named():
    write("a")
    AuditHead.objects.all().delete()

    assert list(broken_links()) == ["congress:1：有记录而没有链头。"]
