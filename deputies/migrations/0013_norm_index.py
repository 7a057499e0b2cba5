from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deputies", "0012_correction_requests")]

    operations = [
        migrations.AddIndex(
            model_name="dutyrecord",
            index=models.Index(fields=["kind", "on", "deputy", "source", "source_id", "station"], name="duty_norm"),
        ),
    ]
