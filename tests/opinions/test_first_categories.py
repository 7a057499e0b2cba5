from opinions.choices import Channel
from opinions.first_categories import FIELDS
from opinions.models import Category
from stations.rules.regulation import CHANNELS


def test_the_table_of_fields_is_there_from_the_first_migration(db):
    by_level = [Category.objects.filter(level=level).count() for level in (1, 2, 3)]
    assert by_level == [12, 48, 144]
    assert [row.name for row in Category.objects.filter(level=1)] == list(FIELDS)


def test_every_field_hangs_under_its_parent_by_name(db):
    for row in Category.objects.select_related("parent"):
        assert row.full_name == (f"{row.parent.full_name} / {row.name}" if row.parent else row.name)
        assert row.level == (row.parent.level + 1 if row.parent else 1)


def test_the_regulation_knows_every_channel():
    assert CHANNELS == dict(Channel.choices)
