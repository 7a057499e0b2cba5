from django.db import migrations

from opinions.first_categories import rows


def fill(apps, schema_editor) -> None:
    category = apps.get_model("opinions", "Category")
    ids: dict[str, int] = {}
    for position, (full_name, name, level) in enumerate(rows(), start=1):
        parent_id = ids.get(full_name.rpartition(" / ")[0])
        row, _ = category.objects.get_or_create(
            full_name=full_name, defaults={"name": name, "level": level, "position": position, "parent_id": parent_id}
        )
        ids[full_name] = row.pk


class Migration(migrations.Migration):
    dependencies = [("opinions", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
