from django.db import migrations

from stations.known_years import days


def fill(apps, schema_editor) -> None:
    day = apps.get_model("stations", "CalendarDay")
    rows = [day(date=date, is_workday=is_workday, name=name) for date, is_workday, name in days()]
    day.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("stations", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
