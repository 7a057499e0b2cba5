"""Groups of a regulation that hold for cases."""

from django import forms

from stations.forms.regulation.base import GroupForm, RowForm, name_field, number_field, rows_of
from stations.rules.regulation.cases import LONGEST_PUBLICATION, MOST_ROUNDS
from stations.rules.regulation.words import LONGEST_LIMIT, SCOPES, STEPS


class ChainForm(GroupForm):
    value = forms.MultipleChoiceField(label="经过的环节", choices=STEPS.items(), required=False, widget=forms.CheckboxSelectMultiple)

    def clean_value(self) -> list[str]:
        return [step for step in STEPS if step in self.cleaned_data["value"]]


class FourEyesForm(GroupForm):
    value = forms.BooleanField(label="前后两步须由不同的人办", required=False, help_text="不勾选：同一个人兼任前后两步的，后一步自动通过。")


class LimitForm(GroupForm):
    value = number_field("工作日", 1, LONGEST_LIMIT)


class ClassRow(forms.Form):
    code = name_field("代号", max_length=4)
    name = name_field("名称")
    solved = forms.BooleanField(label="算解决", required=False)
    promised = forms.BooleanField(label="要写承诺日期", required=False)


class ReplyClassesForm(GroupForm):
    title = "答复类别"
    tables = {"value": rows_of(ClassRow)}


class RatingRow(RowForm):
    name = name_field("名称", max_length=12)
    rated = forms.BooleanField(label="计入满意率", required=False)
    satisfied = forms.BooleanField(label="算满意", required=False)


class SatisfactionForm(GroupForm):
    title = "满意度"
    tables = {"value": rows_of(RatingRow, fixed=True)}


class FeedbackForm(GroupForm):
    title = "向群众反馈"
    plan = forms.BooleanField(label="解决方案定下后，先向群众反馈一次", required=False)
    again = forms.BooleanField(label="群众对结果不满意的，重新办理", required=False)
    rounds = number_field("同一件意见最多重办几次", 1, MOST_ROUNDS)


class PublicationForm(GroupForm):
    title = "结果公布"
    scope = forms.ChoiceField(label="公布范围", choices=SCOPES.items(), required=False)
    days = number_field("公布多少天", 0, LONGEST_PUBLICATION, help_text="0 是一直公布。")
    reviewed = forms.BooleanField(label="公布前由专人审查", required=False)
