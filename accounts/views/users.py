"""The administrator's list of accounts, and the slip."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.forms import UserSearchForm
from accounts.models import User
from accounts.rules import can_manage_accounts
from accounts.services.passwords import SLIP_DAYS, issue_slip, set_active
from common.pages import page_of


def _administrator_only(user) -> None:
    if not can_manage_accounts(user):
        raise PermissionDenied


@require_safe
def users(request):
    _administrator_only(request.user)
    form = UserSearchForm(request.GET or None)
    found = User.objects.with_requests().order_by("-asked", "username")
    if form.is_valid():
        found = found.search(form.cleaned_data["q"])
        if form.cleaned_data["asked"]:
            found = found.filter(asked=True)
    return render(request, "accounts/users.html", {"form": form, "page": page_of(found, request.GET.get("page"))})


@require_POST
def slip(request, pk):
    """Makes a new one-time password and shows it once, on the page that is printed."""
    _administrator_only(request.user)
    user = get_object_or_404(User, pk=pk, is_active=True)
    password = issue_slip(user, request.user)
    return render(request, "accounts/slip.html", {"person": user, "password": password, "days": SLIP_DAYS})


@require_POST
def activity(request, pk):
    """Stops an account, or restores it."""
    _administrator_only(request.user)
    user = get_object_or_404(User, pk=pk)
    if user == request.user:
        messages.error(request, "不能停用自己的账号。请让另一位管理员来办。")
        return redirect("accounts:users")
    active = request.POST.get("active") == "1"
    set_active(user, active, request.user)
    messages.success(request, f"{user} 的账号已{'恢复' if active else '停用'}。")
    return redirect("accounts:users")
