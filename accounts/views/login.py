"""Login, log-out, one's own password."""

from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.forms import ForgottenForm, LoginForm, OwnPasswordForm
from accounts.middleware import password_due
from accounts.services.passwords import ask_for_slip, change_password, note_login


@method_decorator([login_not_required, never_cache], name="dispatch")
class Login(LoginView):
    """Django's login view: it keeps `next` on this site and rotates the session."""

    template_name = "accounts/login.html"
    authentication_form = LoginForm
    redirect_authenticated_user = True

    def form_valid(self, form):
        start_session(self.request, form.get_user())
        note_login(form.get_user())
        return redirect(self.get_success_url())


@require_POST
def logout(request):
    end_session(request)
    return render(request, "accounts/logged_out.html")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password_change(request):
    form = OwnPasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        change_password(request.user, form.cleaned_data["new_password1"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已修改，下次请用新密码登录。")
        return redirect("desk:home")
    return render(request, "accounts/password_change.html", {"form": form, "due": password_due(request.user)})


@login_not_required
@require_http_methods(["GET", "POST"])
def password_forgotten(request):
    form = ForgottenForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        ask_for_slip(form.cleaned_data["username"])
    return render(request, "accounts/password_forgotten.html", {"form": form, "asked": asked})


@require_safe
def profile(request):
    return render(request, "accounts/profile.html")
