"""The form of the first steps."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from common.text import clean_name, validate_text
from stations.models import Unit

_USERNAME = User._meta.get_field("username")
LONGEST_NAME = Unit._meta.get_field("name").max_length
_PASSWORD_HELP = "至少 10 位，大写字母、小写字母、数字、符号中至少三种。"  # noqa: S105 - words for the page


def _password(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))


class FirstStepsForm(forms.Form):
    county = forms.CharField(label="县级人大", max_length=LONGEST_NAME, validators=[validate_text], help_text="写全称，例如「××县人大常委会」。")
    town = forms.CharField(label="本级人大", max_length=LONGEST_NAME, validators=[validate_text], help_text="写全称，例如「××镇人大主席团」。")
    stations = forms.CharField(
        label="联络站",
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="一行一个，例如「××村联络站」。以后可以再加。",
    )
    departments = forms.CharField(
        label="承办单位",
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一个，意见交给它们办，例如「××镇农业农村办」。可以以后再加。",
    )
    username = forms.CharField(
        label="用户名", max_length=150, validators=User._meta.get_field("username").validators, help_text="字母和数字，登录时用。"
    )
    name = forms.CharField(label="姓名", max_length=40, validators=[validate_text])
    password = _password("密码", _PASSWORD_HELP)
    own_password = _password("您自己的新密码", f"演示密码是公开的，从现在起换掉。{_PASSWORD_HELP}")
    agreed = forms.BooleanField(label="我知道演示数据将收起，演示账号将停用", error_messages={"required": "请先看清楚要发生什么，再勾选。"})

    def __init__(self, *args, administrator: User, has_demo: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.administrator = administrator
        self.helper = FormHelper()
        parts = [
            Fieldset("单位", "county", "town", "stations", "departments", css_class="part"),
            Fieldset("人大办公室的第一个账号", "username", "name", "password", css_class="part"),
        ]
        if has_demo:
            parts.append(Fieldset("您的账号", "own_password", "agreed", css_class="part"))
        else:
            del self.fields["own_password"], self.fields["agreed"]
        self.helper.layout = Layout(*parts)
        self.helper.add_input(Submit("save", "收起演示数据，开始使用" if has_demo else "建立单位，开始使用"))

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_stations(self) -> tuple[str, ...]:
        names = self._names("stations")
        if not names:
            raise ValidationError("请至少写一个联络站。")
        return names

    def clean_departments(self) -> tuple[str, ...]:
        names = self._names("departments")
        both = next((name for name in names if name in self.cleaned_data.get("stations", ())), None)
        if both:
            raise ValidationError(f"「{both}」已写在联络站里，请删去一处。")
        return names

    def _names(self, field: str) -> tuple[str, ...]:
        names = tuple(filter(None, (line.strip() for line in self.cleaned_data[field].splitlines())))
        long = next((name for name in names if len(name) > LONGEST_NAME), None)
        if long:
            raise ValidationError(f"「{long[:20]}…」太长，名称最多 {LONGEST_NAME} 个字。")
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            raise ValidationError(f"「{twice}」写了两遍，请删去一行。")
        return names

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise ValidationError("这个用户名已有人用，请换一个。")
        return username

    def clean(self) -> dict:
        data = super().clean()
        person = User(username=data.get("username", ""), name=data.get("name", ""))
        for field, user in (("password", person), ("own_password", self.administrator)):
            if data.get(field):
                try:
                    validate_password(data[field], user)
                except ValidationError as error:
                    self.add_error(field, error)
        if data.get("county") and data.get("county") == data.get("town"):
            self.add_error("town", "本级人大和县级人大不能同名。")
        return data
