import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_reminders"),
        ("people", "0010_vouches_limits_and_reassessments"),
    ]

    operations = [
        migrations.CreateModel(
            name="LearntWeights",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("first", "the first time that there was enough to learn from"),
                            ("grown", "the network has grown"),
                            ("decided", "members decided more pairs"),
                            ("asked", "a member asked for it"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("used", "in use"),
                            ("too_few", "too few pairs to learn from: the weights that ship stay in use"),
                            (
                                "contradicted",
                                "members' decisions fit the weights that ship better, which stay in use",
                            ),
                        ],
                        max_length=12,
                    ),
                ),
                ("people", models.PositiveIntegerField()),
                ("looked_at", models.PositiveIntegerField()),
                ("matches", models.FloatField()),
                ("decided", models.PositiveIntegerField()),
                ("shifts", models.JSONField(default=dict)),
                ("constant", models.FloatField(default=0.0)),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["workspace", "-at"], name="learnt_weights_newest")]},
        ),
    ]
