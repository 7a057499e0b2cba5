"""`among` finds the rows of `in`, with one parameter for all ids."""

import pytest
from django.db import connection

from stations.models import Post, Unit

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ids", [lambda town: [], lambda town: [town.station.pk], lambda town: [town.station.pk, town.congress.pk, 10**12]])
def test_among_is_in(town, ids):
    wanted = ids(town)
    for model, name in ((Unit, "pk"), (Unit, "parent_id"), (Post, "unit_id"), (Post, "unit__parent_id")):
        rows = model.objects.order_by("pk")
        assert list(rows.filter(**{f"{name}__among": wanted})) == list(rows.filter(**{f"{name}__in": wanted})), name


def test_none_of_them_is_excluded(town):
    ids = [town.station.pk, town.congress.pk]
    assert set(Unit.objects.exclude(pk__among=ids).values_list("pk", flat=True)) == set(Unit.objects.values_list("pk", flat=True)) - set(ids)


def test_one_id_is_an_equality_and_many_are_one_value(town):
    one, many = (str(Unit.objects.filter(parent_id__among=ids).query) for ids in ([7], [7, 8, 9]))
    assert one.count('"parent_id" = 7') == 1
    wanted = "ANY({7,8,9}::bigint[])" if connection.vendor == "postgresql" else "IN (7,8,9)"
    assert wanted in many


def test_what_is_no_number_is_refused(town):
    with pytest.raises(ValueError, match="invalid literal"):
        list(Unit.objects.filter(pk__among=["1) OR (1=1"]))
