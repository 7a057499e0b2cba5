"""The congresses a roster may speak of, with their terms, constituencies, groups and stations; what is not among them is asked."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError

from deputies.models import Constituency, Deputy, Group, Term
from deputies.rules.files import congresses_of
from deputies.rules.levels import NamedLevel
from deputies.rules.questions import EXISTING, NEW, NONE, Questions, likest, meant
from deputies.rules.roster_cells import GROUP, LEVEL, PLACE, STATION, TERM
from stations.choices import Level, UnitKind
from stations.models import Unit

LEAVE_EMPTY = (NONE, "不填")
CREATE = (NEW, "新建")


class Places:
    """Read once for all lines. `wanted` gathers what is to be added: {term id: (term, constituencies, groups)}."""

    def __init__(self, user, congress: Unit, today: date, questions: Questions) -> None:
        self.congress, self.today, self.questions = congress, today, questions
        self.kept = {unit.pk: unit for unit in congresses_of(user)}
        above = Unit.objects.filter(pk__in=congress.ancestor_ids, kind=UnitKind.CONGRESS)
        self.congresses = self.kept | {unit.pk: unit for unit in above}
        self.terms: dict[int, list[Term]] = {}
        for term in Term.objects.filter(congress__in=self.congresses).select_related("congress"):
            self.terms.setdefault(term.congress_id, []).append(term)
        self.stations: dict[str, list[Unit]] = {}
        for unit in Unit.objects.open().under(congress).filter(kind__in=(UnitKind.STATION, UnitKind.HOME)).select_related("parent"):
            self.stations.setdefault(unit.name, []).append(unit)
        self.own_terms = {term.pk for congress in self.kept for term in self.terms.get(congress, [])}
        self.wanted: dict[int, tuple[Term, dict[str, None], dict[str, None]]] = {}
        self.reload()

    def reload(self) -> None:
        """Read constituencies and groups again, after missing ones were added."""
        places = Constituency.objects.filter(term__congress__in=self.congresses)
        self.places = {(place.term_id, place.name): place.pk for place in places}
        self.groups = {(group.congress_id, group.name): group.pk for group in Group.objects.filter(congress__in=self.congresses)}

    def keeps(self, deputy: Deputy) -> bool:
        """Whether the user keeps the person's file: there is a seat in one of the user's own congresses."""
        return any(mandate.term_id in self.own_terms for mandate in deputy.mandates.all())

    def levels_of(self, word: str) -> list[Level]:
        """An unknown word for a level."""
        choices = [*((level.value, f"{level.label}代表") for level in Level), (NONE, "不是层级，不理会这个词")]
        answer = self.questions.ask("level", [word], LEVEL, lambda: choices)
        return [] if answer == NONE else [Level(answer)]

    def congress_of(self, wanted: NamedLevel) -> Unit | None:
        """The one congress of the level, or the one that is named; None when the answer was to leave it out."""
        fitting = [unit for unit in self.congresses.values() if unit.level == wanted.level]
        found = [unit for unit in fitting if unit.name == wanted.congress] if wanted.congress else self._nearest(fitting)
        if len(found) == 1:
            return found[0]
        label = f"{Level(wanted.level).label}代表"
        text = f"{label}（{wanted.congress}）" if wanted.congress else label
        note = "" if fitting else "系统里没有这一级人大；要登记它的代表，请系统管理员先建立，再点「再检查一次」。"
        names = [unit.name for unit in fitting]
        if len(set(names)) < len(names):
            raise ValidationError(f"{Level(wanted.level).label}人大有重名的，请系统管理员先改名。")
        choices = [(value, f"{words}的代表") for value, words in likest(wanted.congress, names)]
        answer = self.questions.ask("congress", [text], LEVEL, lambda: [*choices, (NONE, "不登记这一级的资格")], note)
        return next((unit for unit in fitting if f"{EXISTING}{unit.name}" == answer), None)

    def _nearest(self, fitting: list[Unit]) -> list[Unit]:
        return [unit for unit in fitting if unit.pk in self.congress.ancestor_ids] or fitting

    def term_of(self, congress: Unit, name: str) -> Term:
        """The named term, or the running one; asked when there is none or more than one."""
        terms = self.terms.get(congress.pk, [])
        found = [term for term in terms if (term.name == name if name else term.starts_on <= self.today <= term.ends_on)]
        if len(found) == 1:
            return found[0]
        if not terms:
            raise ValidationError(f"「{congress.name}」还没有届次，请先在「届次、选区和小组」里登记，再点「再检查一次」。")
        text = name or "没写届次，现任的届次不止一个或没有"
        choices = likest(name, [term.name for term in terms])
        answer = self.questions.ask("term", [congress.name, text], TERM, lambda: choices)
        return next(term for term in terms if f"{EXISTING}{term.name}" == answer)

    def constituency(self, term: Term, name: str) -> str:
        """The name it stands under, "" to leave it empty; an unknown one is asked about."""
        if not name or (term.pk, name) in self.places:
            return name
        known = [place for at, place in self.places if at == term.pk]
        answer = self._ask("constituency", [term.congress.name, term.name, name], PLACE, known, term.congress_id in self.kept)
        return self._want(term, 1, answer, name, Constituency)

    def group(self, term: Term, name: str) -> str:
        if not name or (term.congress_id, name) in self.groups:
            return name
        known = [group for at, group in self.groups if at == term.congress_id]
        answer = self._ask("group", [term.congress.name, name], GROUP, known, term.congress_id in self.kept)
        return self._want(term, 2, answer, name, Group)

    def _ask(self, kind: str, parts: Sequence[str], column: str, known: list[str], may_add: bool) -> str:
        def choices():
            return [*([CREATE] if may_add else []), *likest(parts[-1], known), LEAVE_EMPTY]

        return self.questions.ask(kind, parts, column, choices)

    def _want(self, term: Term, which: int, answer: str, name: str, model) -> str:
        if answer == NEW:
            longest = model._meta.get_field("name").max_length
            if len(name) > longest:
                raise ValidationError(f"名称最多 {longest} 个字，请缩短。")
            self.wanted.setdefault(term.pk, (term, {}, {}))[which][name] = None
        return meant(answer, name)

    def station(self, name: str) -> Unit | None:
        """The one station or home of that name under the roster's congress; asked when there is none or more than one."""
        found = self.stations.get(name, [])
        if len(found) == 1 or not name:
            return found[0] if name else None
        by_words = {self._words(unit): unit for units in self.stations.values() for unit in units}
        likely = [self._words(unit) for unit in found] or list(by_words)
        note = "" if found else "要新建这个站，请先在「组织」里建好，再点「再检查一次」。"
        answer = self.questions.ask("station", [name], STATION, lambda: [*likest(name, likely), LEAVE_EMPTY], note)
        return by_words.get(answer.removeprefix(EXISTING))

    def _words(self, unit: Unit) -> str:
        return unit.name if len(self.stations[unit.name]) == 1 else f"{unit.name}（{unit.parent.name if unit.parent else unit.pk}）"
