"""Forms of units."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Submit
from django import forms
from django.utils.html import format_html

from common.pictures import photo
from common.uploads import check_photo
from stations.choices import NUMBERED, SORTS_OF, UnitKind, UnitSort
from stations.models import Unit
from stations.rules.placing import levels_below
from stations.services.units import EDITABLE


def helper(form: forms.BaseForm, verb: str, unit: Unit) -> FormHelper:
    """All fields of the form, its button, and the way back to the unit's page. Called when the fields are settled."""
    made = FormHelper(form)
    back = HTML(format_html('<a class="btn btn-quiet" href="{}">先不办</a>', unit.get_absolute_url()))
    made.layout.append(Div(Submit("save", verb), back, css_class="form-actions"))
    return made


def date_input(**attrs) -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date", "class": "w-date", **attrs}, format="%Y-%m-%d")


class UnitSearchForm(forms.Form):
    q = forms.CharField(label="名称、服务范围、代码", required=False, max_length=40, widget=forms.TextInput(attrs={"type": "search"}))
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *UnitKind.choices])
    sort = forms.ChoiceField(label="类别", required=False, choices=[("", "全部"), *UnitSort.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "使用中"), ("closed", "已撤销")])


class UnitForm(forms.ModelForm):
    """Edit a unit, or (an instance with kind and parent) a new one; asks only what its kind has."""

    class Meta:
        model = Unit
        fields = EDITABLE
        widgets = {"directions": forms.Textarea(attrs={"rows": 3}), "code": forms.TextInput(attrs={"class": "w-code", "inputmode": "numeric"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kind = UnitKind(self.instance.kind)
        for name in _needless(kind, is_new=self.instance.pk is None):
            del self.fields[name]
        if "level" in self.fields:
            self.fields["level"] = forms.ChoiceField(label="层级", choices=[(level, level.label) for level in levels_below(self.instance.parent)])
        if "sort" in self.fields:
            self.fields["sort"].choices = [("", "不分" if kind != UnitKind.CONGRESS else "人大"), *[(sort, sort.label) for sort in SORTS_OF[kind]]]
            self.fields["sort"].label = {UnitKind.STATION: "设在哪里、面向谁", UnitKind.DEPARTMENT: "什么单位"}.get(kind, "类别")
        self.helper = helper(
            self, "保存修改" if self.instance.pk else f"新建{kind.label}", self.instance if self.instance.pk else self.instance.parent
        )


def _needless(kind: UnitKind, is_new: bool) -> list[str]:
    """Fields that this kind of unit does not have. A congress's level stands once it is there: others hang on it."""
    names = [] if kind in NUMBERED else ["mark", "area"]
    names += [] if SORTS_OF[kind] else ["sort"]
    names += [] if kind in (UnitKind.CONGRESS, UnitKind.STATION) else ["code"]
    return names + ([] if kind == UnitKind.CONGRESS and is_new else ["level"])


class TargetForm(forms.Form):
    """The other unit of a move or a merge, asked by GET before and sent by POST when it is agreed to."""

    to = forms.ModelChoiceField(queryset=None, empty_label="请选择")

    def __init__(self, *args, targets, label: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset, self.fields["to"].label = targets, label


class PhotoForm(forms.Form):
    """`photo` in the clean data: the picture drawn anew, as bytes."""

    photo = forms.FileField(
        label="照片",
        help_text=".jpg 或 .png，不超过 15 MB。拍摄的地点、时间和设备会自动去掉。",
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"}),
    )

    def __init__(self, *args, unit: Unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(self, "保存照片", unit)

    def clean_photo(self) -> bytes:
        return photo(check_photo(self.cleaned_data["photo"]).data)
