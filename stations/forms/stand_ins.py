"""Entering an absence."""

from uuid import uuid4

from django import forms

from stations.forms.units import date_input, helper
from stations.models import Post
from stations.rules.stand_ins import candidates
from stations.services.stand_ins import Absence


class AbsenceForm(forms.Form):
    starts_on = forms.DateField(label="请假从哪天起", widget=date_input())
    ends_on = forms.DateField(label="到哪天止", help_text="不在岗的最后一天；第二天自动恢复。", widget=date_input())
    stand_in = forms.ChoiceField(label="代理人", widget=forms.RadioSelect, error_messages={"required": "请选择由谁代理。"})
    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args, post: Post, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.people, words = {}, {}
        for each in candidates(post).exclude(user=user):
            self.people.setdefault(str(each.user_id), each.user)
            words.setdefault(str(each.user_id), f"{each.user}，{each.unit.name}{each.role_label}")
        self.fields["stand_in"].choices = list(words.items())
        self.helper = helper(self, "登记请假", post.unit)

    def absence(self) -> Absence:
        data = self.cleaned_data
        return Absence(self.people[data["stand_in"]], data["starts_on"], data["ends_on"], data["request_key"])
