"""Verbs of the case."""

from opinions.services.register import Registration, register

__all__ = ["Registration", "register"]
