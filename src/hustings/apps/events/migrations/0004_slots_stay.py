"""A time to speak stays when its speaker is taken back."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0003_guests_by_address"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="slot",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="event_slots",
                to="people.person",
            ),
        ),
    ]
