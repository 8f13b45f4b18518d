"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("today", "0001_initial"), ("today", "0002_seen_and_checked"), ("today", "0003_found_until")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="FoundUntil",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("newest", models.JSONField(default=dict)),
                (
                    "workspace",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Quiet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(blank=True, max_length=24)),
                ("evidence", models.CharField(blank=True, max_length=80)),
                ("until", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="today_quiets", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TodayList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("checked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("seen", models.JSONField(default=dict)),
                ("checked", models.JSONField(default=dict)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("member", "day"), name="today_once")],
            },
        ),
        migrations.CreateModel(
            name="TodayItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                ("action", models.CharField(max_length=24)),
                ("channel", models.CharField(max_length=16)),
                ("minutes", models.PositiveSmallIntegerField()),
                ("score", models.FloatField()),
                ("reasons", models.JSONField()),
                ("opening", models.TextField(blank=True)),
                ("opening_evidence", models.CharField(blank=True, max_length=80)),
                ("opening_language", models.CharField(blank=True, max_length=16)),
                ("waiting", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("done", "Done"),
                            ("later", "Later"),
                            ("not_needed", "Not Needed"),
                            ("wrong", "Wrong"),
                        ],
                        default="open",
                        max_length=12,
                    ),
                ),
                ("state_at", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="today_items", to="people.person"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="items", to="today.todaylist"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("list", "person"), name="today_item_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "later", "not_needed", "wrong"])),
                        name="today_state_known",
                    ),
                ],
            },
        ),
    ]
