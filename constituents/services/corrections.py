"""The trail of corrections of contacts: who, when, what it said before and after."""

from accounts.models import User
from constituents.models import ContactActivity, ContactCorrection, HouseholdMeeting


def note_correction(contact: ContactActivity | HouseholdMeeting, changes: list[list[str]], actor: User) -> ContactCorrection:
    """A line of the contact's trail; call it inside the transaction of the correction."""
    of = {"activity": contact} if isinstance(contact, ContactActivity) else {"meeting": contact}
    return ContactCorrection.objects.create(**of, changes=changes, by=actor)
