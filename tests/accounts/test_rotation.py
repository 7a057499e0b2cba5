"""Keys can be changed while rows stay readable."""

import pytest
from django.core.management import call_command
from django.db import connection

from deputies.models import Deputy

pytestmark = pytest.mark.django_db


def raw_phones():
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM deputies_deputy ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


def test_rotation_encrypts_old_values_with_the_newest_key(settings, capsys):
    Deputy.objects.create(name="甲", phone="13800000001")
    Deputy.objects.create(name="乙", phone="")
    settings.FIELD_KEYS = {"n2": b"n" * 32, **settings.FIELD_KEYS}
    assert [value.partition(":")[0] for value in raw_phones()] != ["n2", ""]

    call_command("rotate_keys")
    assert [value.partition(":")[0] for value in raw_phones()] == ["n2", ""]
    settings.FIELD_KEYS = {"n2": b"n" * 32}  # the old key may go now
    assert [deputy.phone for deputy in Deputy.objects.order_by("pk")] == ["13800000001", ""]

    call_command("rotate_keys")
    told = capsys.readouterr().out
    assert ("代表：重新加密 0 行" in told, "文件：重新加密 0 个" in told) == (True, True)
