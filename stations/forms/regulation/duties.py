"""Groups of a regulation that ask something of deputies, groups and stations, and the forms of a norm and a checklist."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.core.exceptions import ValidationError

from stations.forms.regulation.base import GroupForm, LinesField, RowForm, SourceField, name_field, number_field, rows_of, with_codes
from stations.rules.regulation.duties import LONGEST_KEPT, MOST
from stations.rules.regulation.kinds import Kinds
from stations.rules.regulation.words import HOUSEHOLD_VISITS, KEPT, PERIODS, PLACES, REPORT_KINDS, SUBJECTS

_YEAR = re.compile(r"(20\d\d)\s*年?\s*[:： ]\s*(\d{1,3})")


class CategoryRow(RowForm):
    name = name_field("类别")
    least = number_field("至少几户", 0, MOST)


class HouseholdsForm(GroupForm):
    title = "联系户"
    tables = {"categories": rows_of(CategoryRow, "联系户的类别")}
    number = number_field("每位代表联系几户", 0, MOST, help_text="0 是未规定。")
    visits = number_field("每年见面几次", 0, MOST, help_text="0 是未规定。")
    per = forms.ChoiceField(label="见面次数怎么算", choices=HOUSEHOLD_VISITS.items())

    def clean(self) -> dict:
        data = super().clean()
        rows = self.rows["categories"]
        if not self.errors and rows.is_valid() and sum(row["least"] for row in rows.value()) > data["number"]:
            self.add_error("number", "各类的户数加起来多于总户数，请核对。")
        return data


class KindRow(RowForm):
    name = name_field("名称")
    whom = name_field("联系哪些人")
    then = name_field("之后怎么办", required=False)


class ActivitiesForm(GroupForm):
    title = "联系活动"
    tables = {"kinds": rows_of(KindRow, "联系活动的种类")}
    per_year = number_field("每位代表每年几次", 0, MOST, help_text="0 是未规定。")
    forms = LinesField(label="活动的方式", required=False, help_text="每行一项，例如「走访慰问」。")


class ReportForm(GroupForm):
    title = "向选民述职"
    kind = forms.ChoiceField(label="怎么安排", choices=REPORT_KINDS.items())
    least = number_field("每年至少百分之几的代表", 0, 100, help_text="选「每年按比例」时用。")
    most = number_field("最多百分之几", 0, 100, help_text="选「每年按比例」时用。")
    from_year = number_field("从任期第几年起", 1, 5)
    others_write = forms.BooleanField(label="当年没有当面述职的，写书面报告", required=False)


class RetentionForm(GroupForm):
    title = "保存年限"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in KEPT.items():
            self.fields[name] = number_field(f"{label}保存几年", 0, LONGEST_KEPT, help_text="0 是未规定。")
        self.order_fields([*KEPT, "source"])


class ItemForm(forms.Form):
    """A row of a list with an address of its own: a norm or a checklist."""

    def __init__(self, data=None, *, row: dict | None, verb: str, body: dict):
        self.row, self.body = row or {}, body
        super().__init__(data, initial=self.row)
        self.fields["source"] = SourceField()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.add_input(Submit("save", verb))

    def value(self) -> dict:
        raise NotImplementedError


class NormForm(ItemForm):
    name = name_field("指标")
    subject = forms.ChoiceField(label="对象", choices=SUBJECTS.items())
    period = forms.ChoiceField(label="周期", choices=PERIODS.items(), initial="year")
    number = number_field("次数（件数）", 1, MOST)
    binding = forms.TypedChoiceField(label="要求", choices=[("1", "必须完成"), ("0", "力争完成")], coerce="1".__eq__, widget=forms.RadioSelect)
    counts = forms.MultipleChoiceField(
        label="计入哪些履职", widget=forms.CheckboxSelectMultiple, error_messages={"required": "请至少选一种计入的履职。"}
    )
    years = forms.CharField(label="个别年份另定", required=False, max_length=200, help_text="写成「2026:3、2027:4」；不另定的留空。")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        years, counted = self.row.get("years", {}), self.row.get("counts", ())
        kinds = Kinds.of(self.body["kinds"], self.body["kind_order"])
        self.fields["counts"].choices = [(kind.code, kind.label) for kind in kinds.rows if kind.used or kind.code in counted]
        self.initial |= {
            "years": "、".join(f"{year}:{number}" for year, number in sorted(years.items())),
            "binding": "1" if self.row.get("binding", True) else "0",
        }

    def clean_years(self) -> dict[str, int]:
        parts = [part for part in re.split(r"[、,，;；]", self.cleaned_data["years"]) if part.strip()]
        found = {}
        for part in parts:
            known = _YEAR.fullmatch(part.strip())
            if known is None or known[1] in found:
                raise ValidationError(f"「{part.strip()}」看不懂或年份重复，请写成「2026:3」这样。")
            found[known[1]] = int(known[2])
        return found

    def value(self) -> dict:
        data = self.cleaned_data
        return {name: data[name] for name in ("name", "subject", "period", "number", "counts", "binding", "years")}


class ChecklistForm(ItemForm):
    name = name_field("清单名称", help_text="例如「六有」。")
    applies_to = forms.MultipleChoiceField(
        label="用于", choices=PLACES.items(), widget=forms.CheckboxSelectMultiple, error_messages={"required": "请选用于代表联络站还是代表之家。"}
    )
    items = LinesField(
        label="项目", help_text="每行一项。改名等于换一项：原来那项的达标情况不再显示。", error_messages={"required": "清单至少要有一项。"}
    )

    def value(self) -> dict:
        data = self.cleaned_data
        return {"name": data["name"], "applies_to": data["applies_to"], "items": with_codes(data["items"], self.row.get("items", []))}
