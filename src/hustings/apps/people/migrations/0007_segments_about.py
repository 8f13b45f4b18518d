"""Segments may be about organisations, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_segments")]
    operations = [
        migrations.AddField(
            model_name="savedsegment",
            name="about",
            field=models.CharField(
                choices=[("people", "people"), ("organisations", "organisations")], default="people", max_length=13
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsegment",
            constraint=models.CheckConstraint(
                condition=models.Q(("about__in", ["people", "organisations"])), name="saved_segment_about"
            ),
        ),
    ]
