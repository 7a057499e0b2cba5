"""Model fields that keep personal data encrypted in the database."""

from django.conf import settings
from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from common.crypto import decrypt, encrypt
from common.text import validate_text


class EmptyExact(Exact):
    """`field=""`: the only value that can be compared, because it is not encrypted."""

    def get_prep_lookup(self):
        if self.rhs is None or (isinstance(self.rhs, str) and self.rhs == ""):
            return self.rhs
        raise FieldError(_refusal(self.lhs.output_field))


class EncryptedTextField(models.TextField):
    """Text that is plain in Python and encrypted in the database; empty text stays empty.

    Only `isnull` and `=""` can be asked: everything else raises FieldError. Search through a column beside it that holds
    `crypto.keyed_index`. Ordering by this field sorts ciphertexts and means nothing. `Cast(name, TextField())` reads the raw token.

    The value is bound to «app.model.field» in lower case, so a renamed model or field needs a migration that encrypts anew.
    """

    default_validators = [validate_text]
    context = ""

    def contribute_to_class(self, cls, name, private_only=False):
        super().contribute_to_class(cls, name, private_only)
        self.context = f"{cls._meta.app_label}.{cls._meta.model_name}.{name}".lower()

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value, self.context) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value, self.context) if value else value

    def get_lookup(self, lookup_name):
        allowed = {"exact": EmptyExact, "isnull": IsNull}
        if lookup_name not in allowed:
            raise FieldError(_refusal(self))
        return allowed[lookup_name]

    def check(self, **kwargs):
        wrong = self.unique or self.db_index
        errors = [checks.Error(f"{self.context}: ciphertexts differ every time, so unique and db_index mean nothing.", obj=self, id="common.E001")]
        return super().check(**kwargs) + (errors if wrong else [])


def _refusal(field: models.Field) -> str:
    return f"{getattr(field, 'context', field)} is encrypted: only isnull and an empty string can be compared; search by its keyed index."


def encrypted_fields(model: type[models.Model]) -> list[str]:
    """Names of the model's encrypted fields, in the order of definition."""
    return [field.name for field in model._meta.local_concrete_fields if isinstance(field, EncryptedTextField)]


def needs_rotation(token: str) -> bool:
    """Whether a raw value was encrypted with another key than the newest; empty text never."""
    return bool(token) and token.partition(":")[0] != next(iter(settings.FIELD_KEYS))
