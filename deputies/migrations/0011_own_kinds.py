from django.db import migrations, models

CODE = models.Q(kind__regex=r"^[a-z][a-z0-9_-]{0,19}$")


class Migration(migrations.Migration):
    """The kinds of duty are the congress's own: the database knows only what a code looks like."""

    dependencies = [("deputies", "0010_commendations")]

    operations = [
        migrations.RemoveConstraint(model_name="dutyrecord", name="duty_kind"),
        *(
            migrations.AlterField(model_name=name, name="kind", field=models.CharField("履职类型", max_length=20))
            for name in ("dutycorrection", "dutyentry", "dutyrecord")
        ),
        migrations.AddField(model_name="yearclosing", name="kinds", field=models.JSONField("关闭时的履职类型", null=True)),
        migrations.AddConstraint(model_name="dutyentry", constraint=models.CheckConstraint(condition=CODE, name="duty_entry_kind")),
        migrations.AddConstraint(model_name="dutyrecord", constraint=models.CheckConstraint(condition=CODE, name="duty_kind")),
    ]
