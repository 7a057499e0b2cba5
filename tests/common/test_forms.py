"""What a form says of what was left empty."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.template.loader import render_to_string

from common.forms import PLAIN, TYPE_AGAIN


class Asked(forms.Form):
    words = forms.CharField(label="反映的事")
    way = forms.ChoiceField(label="方式", choices=[("a", "来访")])
    file = forms.FileField(label="表格文件")
    agreed = forms.BooleanField(label="我已看过")
    key = forms.UUIDField(widget=forms.HiddenInput)
    own = forms.CharField(label="原因", error_messages={"required": "请写明原因，对方要照着改。"})
    short = forms.CharField(label="摘要", max_length=2)


TOLD = {
    "words": ["请填写「反映的事」。"],
    "way": ["请选择「方式」。"],
    "file": ["请选择「表格文件」。"],
    "agreed": ["请勾选「我已看过」。"],
    "key": ["这一页不完整，请刷新页面，再填一次。"],
    "own": ["请写明原因，对方要照着改。"],
    "short": ["请填写「摘要」。"],
}


def test_an_empty_field_says_what_to_do():
    form = Asked({}, {})
    assert {field.name: list(field.errors) for field in form} == TOLD


def test_every_page_shows_it():
    page = render_to_string("components/error_summary.html", {"form": Asked({}, {})})
    assert [words for [words] in TOLD.values() if words not in page] == []


def test_other_errors_stay():
    form = Asked({"words": "x", "short": "太长了"})
    assert list(form["words"].errors) == []
    assert list(form["short"].errors) == list(form.errors["short"]) != TOLD["short"]


class Account(forms.Form):
    name = forms.CharField(label="姓名")
    password = forms.CharField(label="密码", help_text="至少 10 位。", widget=forms.PasswordInput)
    twice = forms.CharField(label="再输一次", widget=forms.PasswordInput)


def test_a_password_that_does_not_come_back_says_so():
    typed = {"password": "Willow-tree-26", "twice": ""}
    form = Account(typed)
    assert (form["password"].help_text, form["twice"].help_text) == (f"至少 10 位。 {TYPE_AGAIN}", "")  # nothing was typed there
    assert Account(typed | {"name": "陈一", "twice": "x"})["password"].help_text == "至少 10 位。"
    assert Account()["password"].help_text == "至少 10 位。"


class Everything(forms.Form):
    text = forms.CharField(initial='<"王">', max_length=9, help_text="说明")
    number = forms.IntegerField(initial=0, min_value=0)
    mail = forms.EmailField(required=False)
    secret = forms.CharField(widget=forms.PasswordInput)
    hidden = forms.UUIDField(widget=forms.HiddenInput)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    moment = forms.DateTimeField()
    time = forms.TimeField()
    agreed = forms.BooleanField(initial=True)
    refused = forms.BooleanField(required=False)
    file = forms.FileField(required=False)
    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), initial="一\n<b>二</b>")


def test_inputs_written_without_a_template_are_djangos_own():
    plain, django = Everything(), Everything(renderer=DjangoTemplates())
    assert {field.widget.template_name for field in plain.fields.values()} == {*PLAIN, "django/forms/widgets/clearable_file_input.html"} - {
        "django/forms/widgets/file.html"
    }
    assert [str(plain[name]) for name in plain.fields] == [str(django[name]) for name in plain.fields]
