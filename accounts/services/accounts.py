"""Opening an account; its first password comes on the administrator's slip."""

from accounts.models import User
from accounts.services.audit import SYSTEM_CHAIN, recorded
from accounts.services.passwords import ask_for_slip


def open_account(username: str, name: str, actor: User | None) -> User:
    """A new account nobody can log in to yet: it waits in the administrator's list for a slip."""
    with recorded() as trail:
        user = User(username=username, name=name)
        user.set_unusable_password()
        user.save()
        ask_for_slip(username)
        trail.add(SYSTEM_CHAIN, actor, "account.open", user)
    return user
