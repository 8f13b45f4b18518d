from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('intake', '0004_live_accounts'),
    ]

    operations = [
        migrations.DeleteModel(name='Rejection'),
    ]
