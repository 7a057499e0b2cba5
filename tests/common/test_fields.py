"""An encrypted field is plain in Python, unreadable in the database, and refuses what cannot be asked of ciphertext."""

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.test.utils import isolate_apps

from common.fields import EncryptedTextField, encrypted_fields, needs_rotation
from constituents.models import Constituent
from tests.factories.constituents import ConstituentFactory
from tests.factories.stations import UnitFactory


def raw(constituent) -> tuple:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, address FROM constituents_constituent WHERE id = %s", [constituent.pk])
        return cursor.fetchone()


@pytest.fixture
def visitor(db):
    return ConstituentFactory(station=UnitFactory(), name="𠮷䶮😀", phone="13812346215", address="")


def test_plain_in_python_ciphertext_in_the_database(visitor):
    fresh = Constituent.objects.get(pk=visitor.pk)
    assert (fresh.name, fresh.phone, fresh.address) == ("𠮷䶮😀", "13812346215", "")
    name, phone, address = raw(visitor)
    assert ("𠮷" in name, "13812346215" in phone, address) == (False, False, "")


def test_every_way_of_writing_encrypts(visitor):
    Constituent.objects.filter(pk=visitor.pk).update(phone="13900000001")
    updated = raw(visitor)[1]
    visitor.phone = "13900000002"
    Constituent.objects.bulk_update([visitor], ["phone"])
    bulk = raw(visitor)[1]
    assert ("13900000001" in updated, "13900000002" in bulk) == (False, False)
    assert Constituent.objects.values_list("phone", flat=True).get(pk=visitor.pk) == "13900000002"


def test_only_empty_can_be_compared(visitor):
    found = [Constituent.objects.filter(**asked).count() for asked in ({"address": ""}, {"phone": ""}, {"phone__isnull": True}, {"phone": None})]
    assert found == [1, 0, 0, 0]
    assert Constituent.objects.exclude(phone="").count() == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"phone": "13812346215"},
        {"phone": F("name")},
        {"phone__in": ["1"]},
        {"phone__contains": "138"},
        {"phone__startswith": "1"},
        {"phone__gt": ""},
        {"phone__regex": "1"},
        {"phone__iexact": ""},
    ],
)
def test_every_other_question_is_refused(asked):
    with pytest.raises(FieldError, match=r"constituents\.constituent\.phone is encrypted"):
        Constituent.objects.filter(**asked)


def test_the_raw_token_can_be_read_for_a_change_of_keys(visitor, settings):
    token = Constituent.objects.annotate(token=Cast("phone", TextField())).values_list("token", flat=True).get(pk=visitor.pk)
    assert token == raw(visitor)[1]
    assert (needs_rotation(token), needs_rotation("")) == (False, False)
    settings.FIELD_KEYS = {"newer": b"x" * 32, **settings.FIELD_KEYS}
    assert needs_rotation(token) is True
    assert Constituent.objects.get(pk=visitor.pk).phone == "13812346215"


def test_a_value_copied_to_another_column_does_not_open(visitor):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE constituents_constituent SET address = phone")
    with pytest.raises(ValueError, match=r"constituents\.constituent\.address 的密文已损坏"):
        Constituent.objects.get(pk=visitor.pk)


def test_the_fields_are_listed():
    assert encrypted_fields(Constituent) == ["name", "phone", "address"]


def test_text_is_checked_by_the_model():
    with pytest.raises(ValidationError, match="第 2 个字符"):
        Constituent._meta.get_field("name").clean("王\x00", None)


@isolate_apps("tests")
def test_context_survives_migrations_and_unique_is_an_error():
    class Person(models.Model):
        phone = EncryptedTextField(unique=True)

        class Meta:
            app_label = "tests"

    field = Person._meta.get_field("phone")
    assert (field.context, field.deconstruct()[1:]) == ("tests.person.phone", ("common.fields.EncryptedTextField", [], {"unique": True}))
    assert [error.id for error in field.check()] == ["common.E001"]
    assert Constituent._meta.get_field("phone").check() == []
