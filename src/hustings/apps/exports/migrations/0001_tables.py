"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("exports", "0001_exports"), ("exports", "0002_organisations"), ("exports", "0003_restorations")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("people", "People"),
                            ("organisations", "Organisations"),
                            ("ties", "Ties"),
                            ("events", "Events"),
                            ("archive", "Archive"),
                        ],
                        max_length=13,
                    ),
                ),
                ("format", models.CharField(max_length=8)),
                ("where", models.TextField(blank=True)),
                ("purpose", models.CharField(blank=True, max_length=400)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("making", "Making"),
                            ("ready", "Ready"),
                            ("failed", "Failed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                            ("gone", "Gone"),
                        ],
                        max_length=9,
                    ),
                ),
                ("rows", models.PositiveIntegerField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("alone", models.BooleanField(default=False)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("approved_rows", models.PositiveIntegerField(blank=True, null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("left_out", models.PositiveIntegerField(default=0)),
                ("file", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("fetched_at", models.DateTimeField(blank=True, null=True)),
                ("fetches", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "-id"], name="export_newest"),
                    models.Index(fields=["state", "expires_at"], name="export_to_forget"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("what__in", ["people", "organisations", "ties", "events", "archive"])),
                        name="export_what_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["waiting", "making", "ready", "failed", "refused", "withdrawn", "gone"])
                        ),
                        name="export_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("alone", False), ("approver", models.F("member")), _negated=True),
                        name="export_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Restoration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("working", "Working"), ("done", "Done"), ("failed", "Failed")], default="working", max_length=7
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("people", models.PositiveIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("dangling", models.JSONField(default=dict)),
                ("members", models.JSONField(default=list)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
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
