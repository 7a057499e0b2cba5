"""The forms that change a regulation's draft, section by section."""

from dataclasses import dataclass

from django import forms

from common.text import validate_text
from stations.forms.regulation import cases, days, duties, kinds
from stations.forms.regulation.base import GroupForm
from stations.forms.regulation.kinds import ITEM_FORMS
from stations.rules.plain import Line, Origins, lines_of, state_of, words_at
from stations.rules.plain.sections import Section, addresses_of, label_of
from stations.rules.regulation import filled
from stations.rules.regulation.layers import ROWS
from stations.services.drafts import Edit, Working

GROUPS: dict[str, type[GroupForm]] = {
    "chains": cases.ChainForm,
    "four_eyes": cases.FourEyesForm,
    "limits": cases.LimitForm,
    "reception": days.ReceptionForm,
    "rota": days.RotaForm,
    "home_day": days.HomeDayForm,
    "notice_lead_days": days.NoticeForm,
    "box": days.BoxForm,
    "households": duties.HouseholdsForm,
    "activities": duties.ActivitiesForm,
    "kind_order": kinds.KindOrderForm,
    "report_to_voters": duties.ReportForm,
    "reply_classes": cases.ReplyClassesForm,
    "satisfaction": cases.SatisfactionForm,
    "feedback": cases.FeedbackForm,
    "publication": cases.PublicationForm,
    "projects": days.ProjectsForm,
    "yearly": days.YearlyForm,
    "retention": duties.RetentionForm,
}
COMPACT = ("chains", "limits")  # one address a group: a line of a table rather than a box


class TitleForm(forms.Form):
    title = forms.CharField(label="制度名称", max_length=80, validators=[validate_text])


class PresetForm(forms.Form):
    alone = forms.TypedChoiceField(
        label="怎么用",
        choices=[("", "加在本级现有的规定上，同一项以这份文件为准"), ("1", "只用这份文件，本级原有的规定都去掉")],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )


@dataclass
class Group:
    """A group on the page: its form, where its values come from, what is inherited, and whether somebody changed it meanwhile."""

    form: GroupForm
    label: str
    states: list[tuple[str, str]]
    is_own: bool
    inherited: list[str]
    is_restored: bool = False
    now: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        return self.form.prefix

    @property
    def fields(self) -> list[forms.BoundField]:
        """Everything but the source and the tables, which stand below."""
        return [field for field in self.form if field.name != "source"]

    @property
    def tables(self) -> list:
        return list(self.form.rows.values())


class SectionForms:
    """All groups of one section over what would be published now."""

    def __init__(self, section: Section, working: Working, origins: Origins, data=None):
        self.section, self.working, self.origins, self.data = section, working, origins, data
        self.body = filled(working.body)
        self.groups = [self._group(addresses) for addresses in self._grouped()]

    def _grouped(self) -> list[list[str]]:
        found: dict[str, list[str]] = {}
        for address in addresses_of(self.section, self.body):
            key = address.partition(".")[0]
            if key not in ROWS:
                found.setdefault(address if key in COMPACT else key, []).append(address)
        return list(found.values())

    def _group(self, addresses: list[str]) -> Group:
        key = addresses[0].partition(".")[0]
        form = GROUPS[key](self.data, addresses=addresses, body=self.body)
        states = list(dict.fromkeys(state_of(address, self.origins) for address in addresses))
        inherited = [words_at(self.working.base_body, address) or "" for address in addresses]
        is_own = any(address in self.working.own for address in addresses)
        label = form.title or label_of(addresses[0], self.body)
        is_restored = self.data is not None and is_own and f"{form.prefix}-restore" in self.data
        return Group(form, label, states, is_own, [words for words in inherited if words], is_restored)

    def is_valid(self) -> bool:
        return all([group.is_restored or group.form.is_valid() for group in self.groups])

    @property
    def is_compact(self) -> bool:
        return self.section.code in COMPACT

    @property
    def items_key(self) -> str:
        """The list of this section whose rows have pages of their own."""
        return next((key for key in self.section.keys if key in ROWS), "")

    @property
    def item_lines(self) -> list[tuple[str, Line]]:
        """(code, line) of each row of that list."""
        named = [(line.addresses[0].partition("."), line) for line in lines_of(self.section, self.body, self.origins)]
        return [(code, line) for (key, _, code), line in named if key == self.items_key]

    @property
    def faults(self) -> list[tuple[str, str, str]]:
        """(group, id of the field, words) of everything wrong."""
        if self.data is None:
            return []
        return [(group.label, *fault) for group in self.groups if not group.is_restored for fault in group.form.faults]

    def edits(self) -> list[Edit]:
        """What was touched; a restored group takes what is inherited."""
        found = []
        for group in self.groups:
            if group.is_restored:
                found.append(Edit(tuple(group.form.addresses), group.form.seen, dict.fromkeys(group.form.addresses)))
            elif edit := group.form.edit():
                found.append(edit)
        return found

    def after_conflict(self, stale: set[tuple[str, ...]], working: Working, origins: Origins) -> "SectionForms":
        """The same section again: what was typed stays where it was touched, each conflict shows what stands there now, the rest is fresh."""
        fresh = SectionForms(self.section, working, origins)
        body = filled(working.body)
        touched = {edit.addresses for edit in self.edits()}
        for number, group in enumerate(self.groups):
            if tuple(group.form.addresses) in touched:
                group.form.seen = fresh.groups[number].form.token
                fresh.groups[number].form, fresh.groups[number].is_restored = group.form, group.is_restored
            if tuple(group.form.addresses) in stale:
                fresh.groups[number].now = tuple(words for address in group.form.addresses if (words := words_at(body, address)))
        return fresh


__all__ = ["ITEM_FORMS", "PresetForm", "SectionForms", "TitleForm"]
