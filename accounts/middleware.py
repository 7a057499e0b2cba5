"""What holds for every request of somebody logged in."""

from datetime import timedelta

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from common import clock

SEEN_EVERY = 60  # seconds: how exact the idle time is, and how seldom a request writes its session
OPEN_WHILE_DUE = ("accounts:password_change", "accounts:logout")


class AccountMiddleware:
    """Sends people whose password is due to the page that changes it, and keeps pages out of caches (等保; reliability)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated and password_due(request.user) and request.path not in map(reverse, OPEN_WHILE_DUE):
            return redirect("accounts:password_change")
        if request.user.is_authenticated:
            _note_seen(request.session)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def password_due(user) -> bool:
    """True after a slip's first login, and when the password is older than PASSWORD_MAX_AGE_DAYS."""
    if user.must_change_password:
        return True
    age = settings.PASSWORD_MAX_AGE_DAYS
    return bool(age and user.password_changed_at and user.password_changed_at < clock.now() - timedelta(days=age))


def _note_seen(session) -> None:
    """Let the session's idle time run from now; its age would otherwise count from the login."""
    now = int(clock.now().timestamp())
    if not 0 <= now - session.get("seen", 0) < SEEN_EVERY:
        session["seen"] = now
