"""On what it rests who a guest is, and guests found by their address."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("events", "0002_calendars_in_turn"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="guest",
            name="link",
            field=models.CharField(
                blank=True, choices=[("", "name"), ("address", "address"), ("said", "said")], default="", max_length=8
            ),
        ),
        migrations.AlterField(
            model_name="guest",
            name="person",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="event_guests",
                to="people.person",
            ),
        ),
        migrations.AddIndex(
            model_name="guest",
            index=models.Index(fields=["workspace", "email"], name="event_guest_by_email"),
        ),
    ]
