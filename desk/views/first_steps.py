"""First steps: leave the demonstration behind and begin one's own town."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.rules import can_manage_accounts
from desk.forms import FirstStepsForm
from desk.services import Beginning, begin_own_town, demo_counts, why_not


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_steps(request):
    if not can_manage_accounts(request.user):
        raise PermissionDenied
    refusal = why_not()
    if refusal:
        return render(request, "desk/first_steps.html", {"refusal": refusal})
    demo = demo_counts()
    form = FirstStepsForm(request.POST or None, administrator=request.user, has_demo=bool(demo["units"]))
    if form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "agreed"}
        town = begin_own_town(Beginning(**facts), request.user)
        update_session_auth_hash(request, request.user)
        messages.success(request, f"{town.name}已建好。请{facts['name']}用「{facts['username']}」登录，选制度、导入代表名册；开账号由您来办。")
        return redirect("desk:guide")
    return render(request, "desk/first_steps.html", {"form": form, "demo": demo})
