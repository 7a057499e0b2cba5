"""Passwords: changing one's own, and the administrator's slip (密码条) for whoever forgot it."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from accounts.models import PasswordRequest, User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from common import clock

SLIP_DAYS = 7
_LETTERS = ("ABCDEFGHJKMNPQRSTUVWXYZ", "abcdefghjkmnpqrstuvwxyz", "23456789")  # nothing that looks like something else


def ask_for_slip(username: str) -> None:
    """Note that this user forgot the password; an unknown name leaves no trace and the caller tells no difference."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user:
        PasswordRequest.objects.bulk_create([PasswordRequest(user=user)], ignore_conflicts=True)


def issue_slip(user: User, actor: User) -> str:
    """Set a one-time password that must be changed at the first login within SLIP_DAYS, and return it: it is stored nowhere."""
    password = new_password()
    now = clock.now()
    with recorded() as trail:
        user.set_password(password)
        user.must_change_password = True
        user.slip_expires_at = now + timedelta(days=SLIP_DAYS)
        user.save(update_fields=["password", "must_change_password", "slip_expires_at"])
        PasswordRequest.objects.filter(user=user, answered_at=None).update(answered_at=now, answered_by=actor)
        trail.add(SYSTEM_CHAIN, actor, "account.slip", user)
    return password


def issue_slips(hashes: Mapping[int, str], actor: User) -> None:
    """Set many one-time passwords at once, as issue_slip does for one: user id → hash, made before because hashing is slow.

    Whoever was stopped meanwhile gets none. One entry in the trail for the lot.
    """
    now = clock.now()
    with recorded() as trail:
        users = list(User.objects.select_for_update().filter(pk__in=hashes, is_active=True).order_by("pk"))
        for user in users:
            user.password, user.must_change_password, user.slip_expires_at = hashes[user.pk], True, now + timedelta(days=SLIP_DAYS)
        User.objects.bulk_update(users, ["password", "must_change_password", "slip_expires_at"], batch_size=100)
        PasswordRequest.objects.filter(user__in=users, answered_at=None).update(answered_at=now, answered_by=actor)
        trail.add(SYSTEM_CHAIN, actor, "account.slips", "accounts", users=[user.pk for user in users])


def change_password(user: User, password: str) -> None:
    """Set the password that the user chose; a slip's duty ends with it."""
    with recorded() as trail:
        user.set_password(password)
        user.must_change_password = False
        user.slip_expires_at = None
        user.password_changed_at = clock.now()
        user.save(update_fields=["password", "must_change_password", "slip_expires_at", "password_changed_at"])
        trail.add(SYSTEM_CHAIN, user, "account.password", user)


def demand_change(user: User) -> None:
    """Whoever got this password from somebody else must choose another at the first login."""
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])


def note_login(user: User) -> None:
    """A login belongs to the trail (GB/T 22239)."""
    with recorded() as trail:
        trail.add(SYSTEM_CHAIN, user, "account.login", user)


def set_active(user: User, active: bool, actor: User) -> None:
    """Stop or restore an account; its history stays."""
    with recorded() as trail:
        user = User.objects.select_for_update().get(pk=user.pk)
        if user.is_active == active:
            return
        user.is_active = active
        user.save(update_fields=["is_active"])
        trail.add(SYSTEM_CHAIN, actor, "account.restore" if active else "account.stop", user)


def new_password() -> str:
    """«KMPR-tuvw-4738»: easy to read from paper, about 48 bits; it lives a week at most and five wrong tries lock it."""
    parts = ["".join(secrets.choice(_LETTERS[kind]) for _ in range(4)) for kind in (0, 1, 2)]
    return "-".join(parts)
