"""Filters of the list of deputies."""

import django_filters as filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from common import clock
from common.text import clean_name
from deputies.models import Deputy, Group, Mandate
from stations.choices import Level, UnitKind
from stations.models import Unit

IN_OFFICE = (("now", "在任"), ("suspended", "暂停职务"), ("ended", "已离任"), ("all", "全部"))


class DeputyFilter(filters.FilterSet):
    """All chosen facts must hold for one and the same seat; without a choice only deputies in office are listed."""

    q = filters.CharFilter(label="姓名", widget=forms.TextInput(attrs={"placeholder": "姓名或拼音首字母", "type": "search", "data-search": ""}))
    group = filters.ModelChoiceFilter(label="代表小组", queryset=Group.objects.none(), empty_label="全部")
    level = filters.ChoiceFilter(label="代表层级", choices=Level.choices, empty_label="全部")
    station = filters.ModelChoiceFilter(label="联系的站（家）", queryset=Unit.objects.none(), empty_label="全部")
    office = filters.ChoiceFilter(label="任职", choices=IN_OFFICE, empty_label=None)

    class Meta:
        model = Deputy
        fields: list[str] = []

    def __init__(self, data=None, *args, user, **kwargs):
        data = data.copy() if data is not None else {}
        data.setdefault("office", "now")
        super().__init__(data, *args, **kwargs)
        self.user = user
        units = Unit.objects.visible_to(user)
        self.filters["group"].queryset = Group.objects.filter(congress__in=units)
        self.filters["station"].queryset = units.filter(kind__in=(UnitKind.STATION, UnitKind.HOME))

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        chosen = self.form.cleaned_data
        if chosen["q"]:
            typed = clean_name(chosen["q"])
            queryset = queryset.filter(Q(name__contains=typed) | Q(initials__startswith=typed.lower()))
        seats = Mandate.objects.filter(deputy=OuterRef("pk")).visible_to(self.user)
        wanted = {"group": "group", "station": "station", "level": "term__congress__level"}
        seats = seats.filter(**{path: chosen[name] for name, path in wanted.items() if chosen[name]})
        held = seats.held_on(clock.today())
        if chosen["office"] == "suspended":
            return queryset.filter(Exists(held.with_suspension(clock.today()).filter(is_suspended=True)))
        if chosen["office"] == "ended":
            return queryset.filter(Exists(seats), ~Exists(held))
        return queryset.filter(Exists(held if chosen["office"] != "all" else seats))
