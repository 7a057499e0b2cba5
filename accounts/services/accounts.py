"""Opening an account; its first password usually comes on the administrator's slip."""

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from accounts.services.passwords import ask_for_slip
from common import clock


def open_account(username: str, name: str, actor: User | None, password: str = "") -> User:
    """A new account. Without a password nobody can log in to it yet: it waits in the administrator's list for a slip."""
    with recorded() as trail:
        user = User(username=username, name=name, password_changed_at=clock.now() if password else None)
        user.set_password(password or None)
        user.save()
        if not password:
            ask_for_slip(username)
        trail.add(SYSTEM_CHAIN, actor, "account.open", user)
    return user
