"""The page of one norm or checklist: its form, and what its buttons want written."""

import re
from secrets import token_hex

from stations.forms.regulation.kinds import ITEM_FORMS
from stations.rules.plain.sections import SECTIONS
from stations.rules.regulation import filled
from stations.rules.regulation.layers import entry_at
from stations.services.drafts import NOTHING, Edit, Working, mark_at

NEW = "new"
NAMES = {"kinds": "履职类型", "norms": "指标", "checklists": "清单"}
_FRESH = re.compile(r"n[0-9a-f]{8}")


class ItemPage:
    """`drop` takes the row out, `restore` takes what is inherited, else the form's values are written.

    A new row brings its code with it, so that the form sent twice makes one row.
    """

    def __init__(self, key: str, row: str, now: Working, data=None):
        self.section, self.now, self.data = SECTIONS[key], now, data
        self.shown = data.get("seen", "") if data is not None else ""
        sent = (data or {}).get("code", "")
        self.is_new = row == NEW
        self.code = (sent if _FRESH.fullmatch(sent) else f"n{token_hex(4)}") if self.is_new else row
        self.address = f"{key}.{self.code}"
        entry = None if self.is_new else entry_at(now.body, self.address)
        known = {**entry["value"], "code": row, "source": entry["source"]} if entry else None
        self.title = known["name"] if known else f"添加{NAMES[key]}"
        self.shown = self.shown or self._mark()
        plain = data is None or self._wants("drop") or self._wants("restore")
        self.form = ITEM_FORMS[key](None if plain else data, row=known, verb="添加到草稿" if self.is_new else "存入草稿", body=filled(now.body))

    def _wants(self, verb: str) -> bool:
        return self.data is not None and verb in self.data

    @property
    def is_own(self) -> bool:
        return self.address in self.now.own

    @property
    def is_inherited(self) -> bool:
        """Whether the congress above has the row too."""
        return entry_at(self.now.base_body, self.address) is not None

    @property
    def may_drop(self) -> bool:
        """A kind that was published may have records: it goes out of use and stays in the table. Nor one that a norm counts."""
        if self.section.code != "kinds":
            return True
        known = [row["code"] for row in (*filled(self.now.holding)["kinds"], *self.now.base_body["kinds"])]
        return self.code not in known and all(self.code not in norm["counts"] for norm in self.now.body["norms"])

    def look_again(self, now: Working) -> None:
        """After a conflict: the next attempt knows what stands there now."""
        self.now = now
        self.shown = self._mark()

    def _mark(self) -> str:
        return mark_at(self.now.body, (self.address,))

    def is_valid(self) -> bool:
        return self.data is not None and ((self._wants("drop") and self.may_drop) or self._wants("restore") or self.form.is_valid())

    def edit(self) -> Edit:
        if self._wants("drop"):
            entry = NOTHING
        elif self._wants("restore"):
            entry = None
        else:
            entry = {"value": self.form.value(), "source": self.form.cleaned_data["source"]}
        return Edit((self.address,), self.shown, {self.address: entry})
