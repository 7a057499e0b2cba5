"""A contact activity: where, which kind, who took part, what was heard."""

from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db.models import Q, QuerySet

from common import clock
from common.text import clean_text, validate_impersonal, validate_text
from constituents.filters import YEARS
from constituents.models import ContactActivity
from constituents.rules.activities import activity_rules, deputies_of, fellows_of, groups_led, idle_on
from constituents.services.activities import ActivityFacts
from deputies.models import Deputy, Group
from opinions.services.activities import ActivityDraft
from stations.models import Unit


def _text(label: str, rows: int, **more) -> forms.CharField:
    return forms.CharField(label=label, validators=[validate_text], widget=forms.Textarea(attrs={"rows": rows}), **more)


class ActivityForm(forms.Form):
    """The kinds and forms are those of the station's regulation.

    deputy: the deputy who logs it, with the fellows who took part; without one the station's staff do, for every deputy.
    activity: the one that is put right, seen in `version`; its opinions stay as they are.
    """

    request_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.DateField(label="日期", validators=YEARS, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    place = forms.CharField(label="地点", max_length=80, validators=[validate_text])
    kind = forms.ChoiceField(label="种类", required=False)
    form = forms.ChoiceField(label="形式", required=False)
    topic = forms.CharField(
        label="议题",
        max_length=80,
        required=False,
        validators=[validate_text, validate_impersonal],
        help_text="问计的，写为哪次视察、调研、审议（评议）听取意见，例如「农村饮水安全调研」。",
    )
    group = forms.ModelChoiceField(label="哪个小组组织的", queryset=None, required=False, empty_label="不是小组组织的")
    deputies = forms.ModelMultipleChoiceField(
        label="参加的代表",
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text="勾上的每人记一次联系走访。",
        error_messages={"required": "请勾上参加的代表。"},
    )
    people = forms.IntegerField(
        label="联系了多少群众（人）",
        required=False,
        validators=[MaxValueValidator(99_999)],
        min_value=0,
        widget=forms.NumberInput(attrs={"class": "w-number", "inputmode": "numeric"}),
    )
    heard = _text("了解的情况、反映的问题", 5, error_messages={"required": "请写下了解到的情况。"})
    done = _text("处理情况", 2, required=False, help_text="当场怎么答复的、准备怎么做。")
    words = _text("要转交办理的事（原话）", 3, required=False, help_text="写了，就登记成一件意见；还有别的，保存以后再一件件登记。请勿录入涉密信息。")

    def __init__(self, *args, station: Unit, deputy: Deputy | None = None, activity: ContactActivity | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.station, self.deputy, self.activity = station, deputy, activity
        self._offer_codes()
        self._offer_people()
        if activity is None:
            del self.fields["version"]
            self.initial |= {"on": clock.today(), "deputies": [deputy] if deputy else []}
            return
        del self.fields["words"]
        self.initial |= {
            name: getattr(activity, name) for name in ("version", "on", "place", "kind", "form", "topic", "group", "people", "heard", "done")
        }
        self.initial["deputies"] = list(activity.deputies.all())

    def _offer_codes(self) -> None:
        """What the regulation names; a corrected activity keeps what it was called, even if that is no longer offered."""
        rules = activity_rules(self.station)
        self.names = {"kind": dict(rules.kinds), "form": dict(rules.forms)}
        for name, names in self.names.items():
            code = getattr(self.activity, name, "")
            if code:
                names[code] = getattr(self.activity, f"{name}_name")
            self.fields[name].choices = [("", "其他"), *names.items()]
            if not names:
                del self.fields[name]

    def _offer_people(self) -> None:
        today = clock.today()
        if self.deputy:
            groups, people = groups_led(self.deputy), fellows_of(self.deputy, self.station, today)
        else:
            groups, people = Group.objects.filter(congress_id=self.station.parent_id), deputies_of(self.station, today)
        if self.activity:  # of that time, whoever has left since
            kept = self.activity.deputies.values("pk")
            people = Deputy.objects.filter(Q(pk__in=people.order_by().values("pk")) | Q(pk__in=kept)).order_by("initials", "name", "pk").only("name")
            groups = Group.objects.filter(Q(pk__in=groups.order_by().values("pk")) | Q(pk=self.activity.group_id))
        self.fields["group"].queryset, self.fields["deputies"].queryset = groups, people
        if self.deputy and not groups:
            del self.fields["group"]

    def clean_on(self):
        if self.cleaned_data["on"] > clock.today():
            raise ValidationError("这一天还没有到，活动办了再登记。")
        return self.cleaned_data["on"]

    def clean(self):
        data = super().clean()
        people, on = list(data.get("deputies") or ()), data.get("on")
        if self.deputy and people and self.deputy not in people and not data.get("group"):
            self.add_error("deputies", "您自己没有参加的活动，由参加的代表或联络站登记；是您的小组组织的，请选上小组。")
        known = {one.pk for one in self.activity.deputies.all()} if self.activity and on == self.activity.on else set()
        idle = idle_on([one for one in people if one.pk not in known], on) if on else []
        if idle:
            self.add_error("deputies", f"{'、'.join(idle)}代表那一天不在任或者暂停执行职务，不能计入。请核对日期，或去掉勾。")
        return data

    def facts(self) -> ActivityFacts:
        data = self.cleaned_data
        chosen = {name: (data.get(name) or "", self.names[name].get(data.get(name), "")) for name in ("kind", "form")}
        return ActivityFacts(
            self.station,
            data["on"],
            clean_text(data["place"]),
            clean_text(data["heard"]),
            tuple(data["deputies"]),
            group=data.get("group"),
            topic=clean_text(data["topic"]),
            people=data["people"] or 0,
            done=clean_text(data["done"]),
            request_key=data["request_key"],
            **chosen,
        )

    def draft(self) -> ActivityDraft:
        return ActivityDraft(self.facts(), clean_text(self.cleaned_data["words"]))


class ActivityFilterForm(forms.Form):
    """Search of the list."""

    q = forms.CharField(label="议题、地点", required=False, max_length=80)

    def narrow(self, rows: QuerySet[ContactActivity]) -> QuerySet[ContactActivity]:
        words = clean_text(self.cleaned_data["q"]) if self.is_valid() else ""
        return rows.about(words) if words else rows


class ReasonForm(forms.Form):
    """作废: why."""

    reason = forms.CharField(label="作废原因", max_length=200, validators=[validate_text, validate_impersonal], help_text="原因会留在记录里。")
