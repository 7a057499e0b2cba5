from django.db import migrations

from common.appendonly import guard, unguard


class Migration(migrations.Migration):
    """A published regulation is never changed or deleted: cases point to the version they were opened under."""

    dependencies = [("stations", "0002_calendar")]
    operations = [migrations.RunPython(guard("stations_regulation"), unguard("stations_regulation"))]
