"""Who may manage accounts."""


def can_manage_accounts(user) -> bool:
    """The system administrator only."""
    return user.is_active and user.is_superuser
