"""Filters of the list of opinions; the list, its export and the deputy's page narrow their rows here."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Case, CharField, DateField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.http import QueryDict

from common import clock
from common.forms import PlainSelect
from common.pages import ListPage, page_of
from common.text import clean_name, clean_phone
from constituents.models import Constituent
from opinions import workflow
from opinions.choices import OPEN_STATES, Channel, ReferralState, State
from opinions.models import Category, Opinion, Referral
from stations.choices import Role, UnitKind
from stations.models import Unit
from stations.rules.access import STAFF_AND_OFFICE, access_of

FIRST_LOOK = 2_500  # the newest rows that are searched by LIKE before the index is asked
SEARCH_CAP = 201
SALT = "opinions.person"
MOST_PEOPLE = 50
SORTS = (("newest", "最新登记在前"), ("due", "期限近的在前"), ("late", "超期的在前"))
YES = (("", "不限"), ("1", "是"))


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class FilterForm(forms.Form):
    """What may be asked of the list. A value that is not offered is an error at its field and filters nothing."""

    q = forms.CharField(label="编号或内容", required=False, max_length=60, widget=forms.TextInput(attrs={"type": "search"}))
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "不限"), *State.choices], widget=PlainSelect)
    referral = forms.ChoiceField(label="交办", required=False, choices=[("", "不限"), *ReferralState.choices], widget=PlainSelect)
    station = forms.ChoiceField(label="联络站", required=False, widget=PlainSelect)
    channel = forms.ChoiceField(label="反映方式", required=False, choices=[("", "不限"), *Channel.choices], widget=PlainSelect)
    category = forms.ChoiceField(label="领域", required=False, widget=PlainSelect)
    department = forms.ChoiceField(label="主办单位", required=False, widget=PlainSelect)
    late = forms.ChoiceField(label="只看超期", required=False, choices=YES, widget=PlainSelect)
    mine = forms.ChoiceField(label="只看等我办的", required=False, choices=YES, widget=PlainSelect)
    received_from = forms.DateField(label="收到日期从", required=False, widget=DateInput)
    received_to = forms.DateField(label="到", required=False, widget=DateInput)
    sort = forms.ChoiceField(label="排序", required=False, choices=[("", SORTS[0][1]), *SORTS], widget=PlainSelect)
    returned = forms.ChoiceField(required=False, choices=[("", ""), ("1", "被退回"), ("0", "未退回")], widget=forms.HiddenInput)
    person = forms.CharField(required=False, max_length=2_000, widget=forms.HiddenInput)

    def __init__(self, data, *, user):
        super().__init__(data)
        access = access_of(user)
        self.is_staff = access.has_role(*STAFF_AND_OFFICE)
        self.is_department = access.has_role(Role.DEPARTMENT_CLERK)
        stations, departments, categories = _options(access)
        self.fields["sort"].choices = SORTS
        for name, options in (("station", stations), ("department", departments), ("category", categories)):
            self.fields[name].choices = [("", "不限"), *options]
        for name in self._needless(stations):
            del self.fields[name]

    def _needless(self, stations: list) -> list[str]:
        names = [] if self.is_department else ["referral"]
        if not self.is_staff:
            names += ["department", "returned", "person"]
        return names + ([] if len(stations) > 1 else ["station"])

    def clean_person(self) -> list[int] | None:
        token = self.cleaned_data["person"]
        try:
            return signing.loads(token, salt=SALT) if token else None
        except signing.BadSignature as error:
            raise ValidationError("这个查找结果已失效，请重新查找。") from error

    def clean(self) -> dict:
        data = super().clean()
        first, last = data.get("received_from"), data.get("received_to")
        if first and last and last < first:
            self.add_error("received_to", "结束日期早于开始日期，请对调。")
        return data


def _options(access) -> tuple[list, list, list]:
    """(id, name) of the user's stations, the departments they may have referred to, and the first level of fields, in one query."""
    roots = [post.unit for post in access.posts]
    above = {pk for unit in roots for pk in unit.ancestor_ids}
    units = Unit.objects.under(*roots).exclude(kind=UnitKind.CONGRESS) | Unit.objects.filter(kind=UnitKind.DEPARTMENT, parent_id__in=above)
    categories = Category.objects.filter(level=1, is_active=True).annotate(place=Cast("position", CharField(max_length=200)), what=Value("category"))
    rows = (
        units.order_by().values_list("pk", "name", "kind", "path").union(categories.order_by().values_list("pk", "name", "what", "place"), all=True)
    )
    found: dict[str, list] = {}
    for pk, name, kind, place in rows:
        found.setdefault(kind, []).append((place, pk, name))
    stations = sorted(found.get(UnitKind.STATION, []) + found.get(UnitKind.HOME, []), key=_in_tree)
    departments = sorted(found.get(UnitKind.DEPARTMENT, []), key=_in_tree)
    fields = sorted(found.get("category", []), key=lambda row: int(row[0]))
    return tuple([(pk, name) for _, pk, name in rows] for rows in (stations, departments, fields))


def _in_tree(row: tuple[str, int, str]) -> list[int]:
    """Where a unit stands in the tree: by the numbers of its path, for "100" comes after "99"."""
    return [int(number) for number in row[0].split("/") if number]


class OpinionFilter:
    """The opinions that the user may see and the query string asks for: `.queryset`, or one page of them."""

    def __init__(self, data, user) -> None:
        self.user = user
        self.access = access_of(user)
        self.form = FilterForm(data, user=user)
        self.form.is_valid()
        self.asked = {name: value for name, value in self.form.cleaned_data.items() if value not in ("", None)}
        self.terms = [] if self._number else self.asked.get("q", "").split()

    @property
    def _number(self) -> str:
        """The search text when it is a case's number: 「河湾2026-0012」, 「河湾2026-」, 「0012」."""
        q = self.asked.get("q", "").strip()
        looks = "-" in q and any(letter.isdigit() for letter in q) and " " not in q
        return q if looks or (len(q) == 4 and q.isascii() and q.isdigit() and q[0] == "0") else ""

    @property
    def keepable(self) -> str:
        """The choices as a query string, without what was typed in the search and without the person found: these are never stored."""
        return urlencode({name: str(value) for name, value in self.asked.items() if name not in ("q", "person")})

    @property
    def by_deadline(self) -> bool:
        return self.asked.get("sort") in ("due", "late")

    @property
    def without_words(self) -> QuerySet[Opinion]:
        """All filters but the search in texts, in the order that was asked for."""
        found = Opinion.objects.visible_to(self.user)
        for name, value in self.asked.items():
            narrow = getattr(self, f"_{name}", None)
            found = narrow(found, value) if narrow else found.filter(**{name: value}) if name in {"state", "channel"} else found
        if self._number:
            found = found.numbered(self._number)
        if self.asked.get("sort") == "due":
            return found.filter(due_on__isnull=False).order_by("due_on", "pk")
        late_first = [_late_since().asc(nulls_last=True)] if self.asked.get("sort") == "late" else []
        return found.order_by(*late_first, "-registered_at", "-id")

    @property
    def queryset(self) -> QuerySet[Opinion]:
        """Every row that was asked for: what an export writes."""
        return self.without_words.indexed_saying(self.terms) if self.terms else self.without_words

    def page(self, number: object) -> ListPage:
        """One page. A search looks through the newest rows first: common words are there, and rare ones are what the index is good at."""
        if not self.terms:
            return page_of(self.queryset, number, shape=_listed)
        if self.by_deadline:
            return page_of(self.queryset, number, cap=SEARCH_CAP, shape=_listed)
        found = self.without_words
        edge = next(iter(found.values_list("registered_at", flat=True)[FIRST_LOOK : FIRST_LOOK + 1]), None)
        plain = found.saying(self.terms)  # in the order of an index: it stops as soon as the page is full
        rows = list(_listed(plain.filter(registered_at__gte=edge) if edge else plain)[:26])
        is_common = len(rows) > 25
        if is_common and str(number or "1") == "1":
            return ListPage(rows[:25], 1, True, 25, capped=True)
        return page_of(plain if is_common or edge is None else self.queryset, number, cap=SEARCH_CAP, shape=_listed)

    def _station(self, found, value):
        return found.filter(station_id=value)

    def _category(self, found, value):
        name = next(label for pk, label in self.form.fields["category"].choices if str(pk) == value)
        below = Category.objects.filter(Q(full_name=name) | Q(full_name__startswith=f"{name} / "))
        return found.filter(category_id__in=list(below.order_by().values_list("pk", flat=True)))

    def _department(self, found, value):
        return found.filter(lead_department_id=value)

    def _returned(self, found, value):
        return found.filter(returned=value == "1")

    def _person(self, found, value):
        return found.filter(constituent_id__in=value)

    def _received_from(self, found, value: date):
        return found.filter(received_on__gte=value)

    def _received_to(self, found, value: date):
        return found.filter(received_on__lte=value)

    def _late(self, found, value):
        if self.form.is_staff:
            return found.overdue(clock.today())
        return found.filter(Exists(self._own_referrals().overdue(clock.today())))

    def _referral(self, found, value):
        return found.filter(Exists(self._own_referrals().filter(state=value)))

    def _mine(self, found, value):
        mine = Q(pk__in=[])
        for role, states in workflow.WAITS_FOR.items():
            stations = self.access.units(role)
            if stations:
                mine |= Q(station_id__among=stations, state__in=states)
        offices = self.access.units(Role.OFFICE)
        if offices:
            mine |= Q(state=State.ABOVE, above_id__among=offices)
        if self.form.is_department:
            mine |= Q(Exists(self._own_referrals().open()))
        return found.filter(mine)

    def _own_referrals(self):
        departments = self.access.units(Role.DEPARTMENT_CLERK)
        return Referral.objects.filter(opinion=OuterRef("pk"), department_id__among=departments)


def _late_since() -> Case:
    """The day on which a late case's step should have ended; nothing for the others, which follow in their order."""
    return Case(When(state__in=OPEN_STATES, due_on__lt=clock.today(), then=F("due_on")), default=None, output_field=DateField())


def picked_ids(data: QueryDict) -> list[int]:
    """The ids ticked in a list, each once, in its order; garbage is left out."""
    return list(dict.fromkeys(int(value) for value in data.getlist("picked") if value.isascii() and value.isdigit() and len(value) < 12))


def _listed(found: QuerySet) -> QuerySet:
    return found.for_list()


def person_token(typed: str, user) -> str:
    """A signed list of the visible people of that whole name or phone number, for the query string; empty when there is nobody.

    The name itself must not stand in an address or a log.
    """
    people = Constituent.objects.visible_to(user)
    try:
        digits = clean_phone(typed)
    except ValidationError:
        digits = ""
    found = people.with_phone(digits) if digits else people.named(clean_name(typed))
    ids = list(found.order_by("-id").values_list("pk", flat=True)[:MOST_PEOPLE])
    return signing.dumps(ids, salt=SALT) if ids else ""
