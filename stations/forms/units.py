"""Forms of units and posts."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from common import clock
from common.text import clean_name, validate_text
from stations.choices import Role, UnitKind
from stations.models import Post, Unit
from stations.rules.permissions import can_open_accounts, grantable_roles
from stations.services.units import EDITABLE, NUMBERED


def helper(verb: str) -> FormHelper:
    made = FormHelper()
    made.add_input(Submit("save", verb))
    return made


def date_input(**attrs) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "w-date", **attrs}, format="%Y-%m-%d")


class UnitSearchForm(forms.Form):
    q = forms.CharField(label="名称、服务范围", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *UnitKind.choices])


class UnitForm(forms.ModelForm):
    class Meta:
        model = Unit
        fields = EDITABLE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.kind not in NUMBERED:
            del self.fields["mark"], self.fields["area"]
        self.helper = helper("保存修改" if self.instance.pk else f"新建{self.instance.get_kind_display()}")


class PostForm(forms.Form):
    """Who gets which role; an administrator may open the account on the way."""

    username = forms.CharField(label="用户名", max_length=150, validators=[User.username_validator], help_text="这个人登录用的名字。")
    name = forms.CharField(label="姓名", max_length=40, validators=[validate_text], help_text="用来核对是不是同一个人。")
    role = forms.ChoiceField(label="岗位", choices=Role)
    starts_on = forms.DateField(label="任职日期", widget=date_input())

    def __init__(self, *args, unit: Unit, giver: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.opens_accounts = can_open_accounts(giver)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(giver, unit)]
        self.fields["starts_on"].initial = clock.today()
        if self.opens_accounts:
            self.fields["username"].help_text = "这个人登录用的名字；还没有账号的，保存时一并建好，再到「账号」打印密码条。"
        self.helper = helper("任命")

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict:
        data = super().clean()
        data["user"] = User.objects.filter(username=data.get("username", "")).first()
        if data["user"]:
            self._check_person(data["user"], data.get("name", ""))
        elif not self.opens_accounts and "username" in data:
            self.add_error("username", "没有这个用户名，请核对，或请系统管理员先建账号。")
        return data

    def _check_person(self, user: User, name: str) -> None:
        if not user.is_active:
            self.add_error("username", "这个账号已停用，请系统管理员先恢复。")
        if name and name != user.name:
            self.add_error("name", "这个用户名是另一个人的，请核对用户名和姓名。")


class PostEndForm(forms.Form):
    ends_on = forms.DateField(label="离任日期", help_text="在岗的最后一天；到这天结束为止还能登录办理。", widget=date_input())

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, **kwargs)
        self.post = post
        self.fields["ends_on"].initial = clock.today()
        self.helper = helper("登记离任")

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.post.starts_on:
            raise ValidationError(f"离任日期不能早于任职日期 {self.post.starts_on:%Y-%m-%d}。")
        return ends_on
