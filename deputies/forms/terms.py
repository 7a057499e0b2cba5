"""Terms of office with their constituencies, and the groups of the congress."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms

from deputies.forms.places import clean_lines
from deputies.models import Constituency, Group, Term
from deputies.rules.files import congresses_of

NAMES = {"widget": forms.Textarea(attrs={"rows": 6}), "required": False}


class TermForm(forms.ModelForm):
    """Names one a line; a line that is already there changes nothing, and nothing is deleted here."""

    constituencies = forms.CharField(label="选区（选举单位）", help_text="一行一个，例如「第一选区」", **NAMES)
    groups = forms.CharField(label="代表小组", help_text="一行一个；小组属于人大，换届后仍在", **NAMES)

    class Meta:
        model = Term
        fields = ["congress", "name", "starts_on", "ends_on"]
        widgets = {name: forms.DateInput(attrs={"type": "date", "class": "w-date"}, format="%Y-%m-%d") for name in ("starts_on", "ends_on")}
        help_texts = {"name": "例如「第十九届」", "ends_on": "一般为五年"}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        congresses = congresses_of(user)
        self.fields["congress"].queryset = congresses
        self.fields["congress"].empty_label = None
        if self.instance.pk:
            self.fields["congress"].disabled = True
            self.initial["constituencies"] = "\n".join(self.instance.constituencies.values_list("name", flat=True))
            self.initial["groups"] = "\n".join(Group.objects.filter(congress=self.instance.congress_id).values_list("name", flat=True))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Div("congress", "name", css_class="columns-2"),
            Div("starts_on", "ends_on", css_class="columns-2"),
            Div("constituencies", "groups", css_class="columns-2"),
        )

    def clean(self):
        data = super().clean()
        starts_on, ends_on = data.get("starts_on"), data.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "届满日期应晚于开始日期。")
        return data

    def clean_constituencies(self) -> list[str]:
        return clean_lines(self.cleaned_data["constituencies"], Constituency)

    def clean_groups(self) -> list[str]:
        return clean_lines(self.cleaned_data["groups"], Group)
