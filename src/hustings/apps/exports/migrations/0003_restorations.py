import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_reminders"),
        ("exports", "0002_organisations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Restoration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("working", "Working"), ("done", "Done"), ("failed", "Failed")],
                        default="working",
                        max_length=7,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("people", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("dangling", models.JSONField(default=dict)),
                ("members", models.JSONField(default=list)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-id"], name="restoration_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "working")), fields=("workspace",), name="one_restoration_at_a_time"
                    )
                ],
            },
        ),
    ]
