"""Forms of opening accounts for many."""

from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet

from accounts.models import User
from common import clock
from common.uploads import check_upload
from enrolment.rules.access import accounts_under, units_of
from stations.models import Unit


class AccountsForm(forms.Form):
    """`upload` in the clean data is the guarded file (common.uploads.Upload)."""

    upload = forms.FileField(
        label="表格文件",
        help_text=".xlsx 或 .csv，不超过 20 MB，一次最多 5,000 行。文件加密存放，一小时后自动删除。",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    starts_on = forms.DateField(
        label="任职日期",
        help_text="表里新安排的岗位都从这天起。",
        widget=forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d"),
    )
    request_key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["starts_on"].initial = clock.today
        self.fields["request_key"].initial = uuid4
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_upload(self):
        return check_upload(self.cleaned_data["upload"])


class SlipFilterForm(forms.Form):
    """Whose slips. Without a choice: everybody without a password."""

    STATES = (("none", "还没有密码的"), ("waiting", "密码条还没用的"), ("asked", "忘记密码的"), ("all", "全部"))
    MANY = ("none", "waiting", "asked")  # states in which nobody loses a password of their own choice, so all may be chosen at once

    q = forms.CharField(label="姓名或用户名", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    unit = forms.ModelChoiceField(label="单位（含下级）", queryset=Unit.objects.none(), required=False, empty_label="全部")
    state = forms.ChoiceField(label="状态", choices=STATES, required=False)

    def __init__(self, data=None, *args, user, **kwargs):
        data = data.copy() if data is not None else {}
        data.setdefault("state", "none")
        super().__init__(data, *args, **kwargs)
        self.user = user
        self.fields["unit"].queryset = units_of(user)

    def found(self) -> QuerySet[User]:
        """The accounts, in the order of their names; nobody while a value is wrong."""
        if not self.is_valid():
            return User.objects.none()
        data = self.cleaned_data
        units = units_of(self.user).under(data["unit"]) if data["unit"] else None
        rows = accounts_under(self.user, units).with_requests().search(data["q"]).order_by("username")
        narrowed = {
            "none": rows.without_password(),
            "waiting": rows.filter(must_change_password=True),
            "asked": rows.filter(asked=True),
        }
        return narrowed.get(data["state"], rows)

    @property
    def takes_all(self) -> bool:
        return self.is_valid() and self.cleaned_data["state"] in self.MANY
