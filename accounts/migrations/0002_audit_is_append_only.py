from django.db import migrations

from common.appendonly import guard, unguard


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(guard("accounts_auditentry"), unguard("accounts_auditentry"))]
