"""Groups of a regulation about days."""

from django import forms

from stations.forms.regulation.base import GroupForm, LinesField, RowForm, name_field, number_field, rows_of
from stations.rules.regulation.words import (
    BOX_PLACES,
    HOLIDAY_RULES,
    HOME_KINDS,
    INTERVALS,
    NTH,
    OPENERS,
    RECEPTION_KINDS,
    ROTA_KINDS,
    STAND_INS,
    WEEKDAYS,
)

_MONTHS = [(number, f"{number} 月") for number in range(1, 13)]


def clock_field(label: str) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time", "class": "w-date"}, format="%H:%M"))


class DayForm(GroupForm):
    """A rule for days; what its kind does not use keeps what it was."""

    kinds: dict[str, str] = {}
    uses: tuple[str, ...] = ()
    kind = forms.ChoiceField(label="怎么定")
    day = number_field("几日", 1, 31, required=False, help_text="选「固定一天」时填；没有这一天的月份，按当月最后一天。")
    weekdays = forms.TypedMultipleChoiceField(
        label="星期几",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="按星期定的时候选。",
    )
    nth = forms.TypedChoiceField(label="当月第几个", choices=NTH.items(), coerce=int, required=False, help_text="选「第几个星期几」时用。")
    month = forms.TypedChoiceField(
        label="季度的第几个月",
        choices=[(1, "第一个月"), (2, "第二个月"), (3, "第三个月")],
        coerce=int,
        required=False,
        help_text="选「每季度固定一天」时用。",
    )
    holiday = forms.ChoiceField(label="遇周末和节假日", choices=HOLIDAY_RULES.items())
    starts_at = clock_field("开始时间")
    ends_at = clock_field("结束时间")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = self.kinds.items()
        for name in ("day", "weekdays", "nth", "month"):
            if name not in self.uses:
                del self.fields[name]

    def clean(self) -> dict:
        kind = self.cleaned_data.get("kind")
        if kind in {"weekly", "nth_weekday"} and not self.cleaned_data.get("weekdays"):
            self.add_error("weekdays", "请选星期几。")
        if kind in {"day_of_month", "day_of_quarter"} and "day" in self.cleaned_data and not self.cleaned_data["day"]:
            self.add_error("day", "请填几日。")
        for name in ("day", "weekdays", "nth", "month"):
            if self.cleaned_data.get(name) in (None, "", []):  # not shown, or left empty because the kind needs none
                self.cleaned_data[name] = self.body[self.key][name]
        return super().clean()

    def read(self, name: str) -> object:
        return self.cleaned_data[name] if name not in self.fields else super().read(name)


class ReceptionForm(DayForm):
    title = "联络站接待日"
    kinds = RECEPTION_KINDS
    uses = ("day", "weekdays", "nth")


class RotaForm(DayForm):
    title = "代表轮流驻站"
    kinds = ROTA_KINDS
    uses = ("weekdays",)


class HomeDayForm(DayForm):
    title = "代表之家活动日"
    kinds = HOME_KINDS
    uses = ("month", "day")


class NoticeForm(GroupForm):
    title = "接待预告"
    value = number_field("至少提前几天公布", 0, 30)


class BoxForm(GroupForm):
    title = "信箱"
    at = forms.ChoiceField(label="设在哪里", choices=BOX_PLACES.items())
    every = forms.ChoiceField(label="多久开一次", choices=INTERVALS.items(), required=False)
    opener = forms.ChoiceField(label="谁来开", choices=OPENERS.items())
    stand_in = forms.ChoiceField(label="特殊情况由谁代开", choices=STAND_INS.items(), required=False)
    list_every = forms.ChoiceField(label="多久列一次问题和结果的清单", choices=INTERVALS.items(), required=False)


class YearlyForm(GroupForm):
    title = "年度计划和总结"
    plan = forms.RegexField(label="计划哪天前报", regex=r"^\d\d-\d\d$", required=False, help_text="写成 01-31 这样；没有规定的留空。")
    summary = forms.RegexField(label="总结哪天前报", regex=r"^\d\d-\d\d$", required=False, help_text="写成 12-31 这样；没有规定的留空。")


class StageRow(RowForm):
    name = name_field("名称")
    first = forms.TypedChoiceField(label="从", choices=_MONTHS, coerce=int)
    last = forms.TypedChoiceField(label="到", choices=_MONTHS, coerce=int)


class ProjectsForm(GroupForm):
    title = "惠民实事的联系监督"
    tables = {"stages": rows_of(StageRow, "各阶段")}
    plan_months = number_field("闭会后几个月内报项目实施计划", 0, 12, help_text="0 是未规定。")
    four_ones = LinesField(label="联系监督的活动", required=False, help_text="每行一项，例如「建立一批项目联系点」。")
