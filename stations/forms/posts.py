"""Forms of posts: give one, correct it, end it, hand it over."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import User
from common import clock
from common.text import clean_name, validate_text
from stations.choices import Holder, Role
from stations.forms.units import date_input, helper
from stations.models import Post, Unit
from stations.rules.permissions import can_open_accounts, grantable_roles
from stations.services.posts import EDITABLE, Successor

SOMEBODY_ELSE = "other"
HOLDERS = [("", "不分 A/B 岗"), *Holder.choices]


def _holder() -> forms.ChoiceField:
    return forms.ChoiceField(label="A/B岗", choices=HOLDERS, required=False, help_text="一个岗位安排两个人时，写明谁为主（A）、谁替补（B）。")


class PersonForm(forms.Form):
    """Who: an account by username and name. Clean data hold `user`, None for an account that is still to be opened."""

    username = forms.CharField(label="用户名", max_length=150, validators=[User.username_validator], help_text="这个人登录用的名字。")
    name = forms.CharField(label="姓名", max_length=40, validators=[validate_text], help_text="用来核对是不是同一个人。")

    def __init__(self, *args, giver: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.opens_accounts = can_open_accounts(giver)
        if self.opens_accounts:
            self.fields["username"].help_text = "这个人登录用的名字；还没有账号的，保存时一并建好，再到「账号」打印密码条。"

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def find_person(self, data: dict) -> User | None:
        user = User.objects.filter(username=data.get("username", "")).first()
        if user:
            self._check_person(user, data.get("name", ""))
        elif not self.opens_accounts and "username" in data:
            self.add_error("username", "没有这个用户名，请核对，或请系统管理员先建账号。")
        return user

    def _check_person(self, user: User, name: str) -> None:
        if not user.is_active:
            self.add_error("username", "这个账号已停用，请系统管理员先恢复。")
        if name and name != user.name:
            self.add_error("name", "这个用户名是另一个人的，请核对用户名和姓名。")


class PostForm(PersonForm):
    """Who gets which role; an administrator may open the account on the way."""

    role = forms.ChoiceField(label="岗位", choices=Role)
    holder = _holder()
    starts_on = forms.DateField(label="任职日期", widget=date_input())

    def __init__(self, *args, unit: Unit, giver: User, **kwargs):
        super().__init__(*args, giver=giver, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(giver, unit)]
        self.fields["starts_on"].initial = clock.today()
        self.helper = helper(self, "任命", unit)

    def clean(self) -> dict:
        data = super().clean()
        return data | {"user": self.find_person(data)}


class PostEditForm(forms.Form):
    holder = _holder()
    starts_on = forms.DateField(label="任职日期", widget=date_input())
    ends_on = forms.DateField(label="离任日期", required=False, help_text="在岗的最后一天；在任的留空。", widget=date_input())

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, initial={name: getattr(post, name) for name in EDITABLE}, **kwargs)
        self.helper = helper(self, "保存修改", post.unit)


class PostEndForm(forms.Form):
    ends_on = forms.DateField(label="离任日期", help_text="在岗的最后一天；到这天结束为止还能登录办理。", widget=date_input())

    def __init__(self, *args, post: Post, **kwargs):
        super().__init__(*args, **kwargs)
        self.post = post
        self.fields["ends_on"].initial = clock.today()
        self.helper = helper(self, "登记离任", post.unit)

    def clean_ends_on(self):
        ends_on = self.cleaned_data["ends_on"]
        if ends_on < self.post.starts_on:
            raise ValidationError(f"离任日期不能早于任职日期 {self.post.starts_on:%Y-%m-%d}。")
        return ends_on


class HandOverForm(PersonForm):
    """The successor: one of the people of the unit, or somebody else by username and name."""

    person = forms.ChoiceField(label="接手的人", widget=forms.RadioSelect)
    day = forms.DateField(label="移交日期", help_text="接手的人从这天起办；移交的人办到前一天。", widget=date_input())

    field_order = ["person", "username", "name", "day"]

    def __init__(self, *args, post: Post, giver: User, **kwargs):
        super().__init__(*args, giver=giver, **kwargs)
        colleagues = {str(each.user_id): each for each in _colleagues(post)}
        self.people = {key: each.user for key, each in colleagues.items()}
        choices = [(key, f"{each.user}，{each.role_label}") for key, each in colleagues.items()]
        if choices:
            self.fields["person"].choices = [*choices, (SOMEBODY_ELSE, "其他人，填下面两格")]
        else:
            del self.fields["person"]
        self.fields["username"].required = self.fields["name"].required = False
        self.fields["day"].initial = clock.today()
        self.helper = helper(self, "移交", post.unit)
        self.helper.mark_optional = False

    def clean(self) -> dict:
        data = super().clean()
        if data.get("person") == SOMEBODY_ELSE or "person" not in self.fields:
            for name in ("username", "name"):
                if name in data and not data[name]:
                    self.add_error(name, f"请填写接手的人的{self.fields[name].label}。")
            user = self.find_person(data) if not self.errors else None
            data["successor"] = Successor(user, data.get("username", ""), data.get("name", ""))
        else:
            data["successor"] = Successor(self.people.get(data.get("person")))
        return data


def _colleagues(post: Post):
    """Others who work at the same unit now."""
    return post.unit.posts.current().exclude(user=post.user_id).filter(user__is_active=True).select_related("user").order_by("role", "pk")
