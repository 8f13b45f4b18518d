"""Organisations may leave, too."""

from django.db import migrations, models

WHAT = ["people", "organisations", "ties", "events", "archive"]


class Migration(migrations.Migration):
    dependencies = [("exports", "0001_exports")]
    operations = [
        migrations.RemoveConstraint(model_name="export", name="export_what_known"),
        migrations.AlterField(
            model_name="export",
            name="what",
            field=models.CharField(choices=[(each, each.capitalize()) for each in WHAT], max_length=13),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(condition=models.Q(("what__in", WHAT)), name="export_what_known"),
        ),
    ]
