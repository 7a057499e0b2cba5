"""Forms of accounts."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError

from common import clock


def _helper(verb: str) -> FormHelper:
    helper = FormHelper()
    helper.add_input(Submit("save", verb))
    return helper


class LoginForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "用户名或密码不对。请检查大小写；连续错 5 次会锁定 15 分钟。",
        "inactive": "这个账号已停用，请联系管理员。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"
        self.helper = _helper("登录")

    def confirm_login_allowed(self, user) -> None:
        super().confirm_login_allowed(user)
        if user.must_change_password and user.slip_expires_at and user.slip_expires_at < clock.now():
            raise ValidationError("密码条已过期，请管理员重新打印一张。", code="slip_expired")


class OwnPasswordForm(PasswordChangeForm):
    error_messages = {
        "password_incorrect": "原密码不对，请重新输入。",
        "password_mismatch": "两次输入的新密码不一样，请重新输入。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "原密码（或密码条上的密码）"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password1"].help_text = "至少 10 位，大写字母、小写字母、数字、符号中至少三种，不要用姓名或常见的词。"
        self.fields["new_password2"].label = "再输一次新密码"
        self.fields["new_password2"].help_text = ""
        self.helper = _helper("修改密码")

    def clean_new_password1(self) -> str:
        password = self.cleaned_data["new_password1"]
        if password == self.cleaned_data.get("old_password"):
            raise ValidationError("新密码不能和原密码一样。", code="same")
        return password


class ForgottenForm(forms.Form):
    username = forms.CharField(label="用户名", max_length=150)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("请管理员给我一张密码条")


class UserSearchForm(forms.Form):
    q = forms.CharField(label="姓名或用户名", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    asked = forms.BooleanField(label="只看忘记密码的", required=False)
