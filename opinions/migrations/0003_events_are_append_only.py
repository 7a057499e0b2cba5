from django.db import migrations

from common.appendonly import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("opinions", "0002_categories")]
    operations = [migrations.RunPython(guard("opinions_opinionevent"), unguard("opinions_opinionevent"))]
