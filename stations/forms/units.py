"""Forms of units."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

from stations.choices import UnitKind
from stations.models import Unit
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
