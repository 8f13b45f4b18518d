"""Calendars are written in turn: where the last run stopped, and which objects wait, found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_tables"),
        ("events", "0001_tables"),
    ]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="tried",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="calendarobject",
            name="waits",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Q(
                    models.Q(("dropped", True), ("there", True)),
                    models.Q(("dropped", False), ("there", False)),
                    models.Q(("dropped", False), models.Q(("pending", []), _negated=True)),
                    _connector="OR",
                ),
                output_field=models.BooleanField(),
            ),
        ),
        migrations.AddIndex(
            model_name="calendarobject",
            index=models.Index(condition=models.Q(("waits", True)), fields=["calendar"], name="calendar_object_waiting"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(condition=models.Q(("changed", True)), fields=["calendar"], name="event_to_be_written"),
        ),
    ]
