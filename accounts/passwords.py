"""Password rules (等级保护 profile)."""

import re

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

CLASSES = {"大写字母": r"[A-Z]", "小写字母": r"[a-z]", "数字": r"\d", "符号": r"[^A-Za-z\d]"}


class CharacterClassValidator:
    """At least three of four classes of characters."""

    def validate(self, password, user=None):
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES.values()) < 3:
            raise ValidationError(self.get_help_text(), code="too_few_classes")

    def get_help_text(self) -> str:
        return "密码至少要有大写字母、小写字母、数字、符号中的三种。"


class LengthValidator(MinimumLengthValidator):
    """Django's rule in Chinese: its own sentence has lost its translation."""

    def get_error_message(self) -> str:
        return f"密码太短，至少要有 {self.min_length} 位。"

    def get_help_text(self) -> str:
        return f"密码至少 {self.min_length} 位。"
