"""The form of one kind of duty, the order of the table, and which form a row of a list has."""

from django import forms
from django.core.exceptions import ValidationError

from common.text import validate_text
from stations.forms.regulation.base import GroupForm, name_field
from stations.forms.regulation.duties import ChecklistForm, ItemForm, NormForm
from stations.rules.regulation.kinds import LONGEST_KIND, Kinds
from stations.rules.regulation.words import COUNTING, COUNTS, ENTERERS, FROM_REGISTERS


class KindForm(ItemForm):
    """A standard kind keeps what it is counted under: itself. One that arises from a register is entered by nobody."""

    name = name_field("名称", max_length=LONGEST_KIND, help_text="统计表的列名，越短越好，例如「夜访选民」。")
    used = forms.TypedChoiceField(label="用不用", choices=[("1", "使用"), ("0", "不再使用")], coerce="1".__eq__, widget=forms.RadioSelect)
    counting = forms.ChoiceField(label="怎么计次", choices=COUNTING.items(), initial="each", help_text="指同一位代表。")
    by = forms.MultipleChoiceField(
        label="谁可以补录",
        choices=ENTERERS.items(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="代表和联络站补录的，由人大办确认。都不选，就谁也不能补录。",
    )
    under = forms.ChoiceField(
        label="在上级的统计表里算哪一种",
        choices=[("", "哪一种也不算，列入「其他」"), *COUNTS.items()],
        required=False,
        help_text="上级人大没有这一种，汇总时按这里选的算；指标里计入那一种的，也算上它。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.code = self.row.get("code", "")
        self.initial |= {"used": "1" if self.row.get("used", True) else "0", "by": self.row.get("by", list(ENTERERS))}
        if self.code in COUNTS:
            del self.fields["under"]
            self.fields["name"].help_text = f"原来叫「{COUNTS[self.code]}」。"
        if self.code in FROM_REGISTERS:
            del self.fields["by"]
            self.fields["name"].help_text += "由登记自动记入，不用补录。"

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if any(row["name"] == name and row["used"] and row["code"] != self.code for row in self.body["kinds"]):
            raise ValidationError("已经有一种履职叫这个名称，请换一个。")
        return name

    def value(self) -> dict:
        data = self.cleaned_data
        return {name: data[name] for name in ("name", "used", "counting")} | {"by": data.get("by", []), "under": data.get("under", "")}


class KindOrderForm(GroupForm):
    """The table's order: the names, one a line. What is left out follows behind."""

    title = "各类型的顺序"
    value = forms.CharField(
        label="每行一种，从前到后",
        required=False,
        widget=forms.Textarea(attrs={"rows": 13}),
        validators=[validate_text],
        help_text="统计表、补录和指标里都按这个顺序列；没有写的排在最后。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = Kinds.of(self.body["kinds"], self.body["kind_order"])
        self.initial["value"] = "\n".join(row.name for row in self.table.used)

    def clean_value(self) -> list[str]:
        codes = {row.name: row.code for row in self.table.used}
        names = [line.strip() for line in self.cleaned_data["value"].splitlines() if line.strip()]
        unknown = [name for name in names if name not in codes]
        if unknown:
            raise ValidationError(f"没有「{unknown[0][:20]}」这一种，请照上面列出的名称写。")
        if len(set(names)) < len(names):
            raise ValidationError("有两行一样，请去掉一行。")
        found = [codes[name] for name in names]
        return self.body["kind_order"] if found == [row.code for row in self.table.used] else found


ITEM_FORMS = {"kinds": KindForm, "norms": NormForm, "checklists": ChecklistForm}
