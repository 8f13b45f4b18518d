"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("intake", "0001_initial"),
        ("intake", "0002_kept_handles"),
        ("intake", "0003_table_shapes"),
        ("intake", "0004_live_accounts"),
        ("intake", "0005_remove_rejection"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("channels", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner_said", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "Staged"),
                            ("planned", "Planned"),
                            ("applying", "Applying"),
                            ("applied", "Applied"),
                            ("failed", "Failed"),
                            ("undoing", "Undoing"),
                            ("undone", "Undone"),
                        ],
                        default="staged",
                        max_length=8,
                    ),
                ),
                ("paths", models.JSONField(default=list)),
                ("kept_copy", models.CharField(blank=True, max_length=500)),
                ("report", models.JSONField(default=dict)),
                ("preview", models.JSONField(blank=True, default=dict)),
                ("choices", models.JSONField(blank=True, default=dict)),
                ("total", models.PositiveIntegerField(default=0)),
                ("applied", models.PositiveIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "channel",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-id"], name="import_newest")],
            },
        ),
        migrations.CreateModel(
            name="KeptRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("external_id", models.CharField(max_length=500)),
                ("digest", models.BinaryField(max_length=16)),
                ("payload", models.TextField()),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.source")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "kind", "external_id"), name="kept_record_once")],
            },
        ),
        migrations.CreateModel(
            name="KeptMention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="kept_mentions", to="people.person"
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentions", to="intake.keptrecord"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("record", "person"), name="kept_mention_once")],
            },
        ),
        migrations.CreateModel(
            name="KeptHandle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("value", models.CharField(max_length=500)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="handles", to="intake.keptrecord"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "kind", "value"], name="kept_handle_by_value")],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BinaryField(max_length=16)),
                (
                    "stream",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="channels.stream"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["mark"], name="sighting_by_mark")],
                "constraints": [models.UniqueConstraint(fields=("stream", "mark"), name="sighting_once")],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("before", models.TextField(blank=True, null=True)),
                (
                    "imported_by",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="supports", to="intake.import"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("before__isnull", False)), fields=["kind", "first_id"], name="support_changed"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("first_id__lte", models.F("last_id"))), name="support_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="TableShape",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("shape", models.CharField(max_length=16)),
                ("mapping", models.JSONField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="accounts.member"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "shape"), name="table_shape_once")],
            },
        ),
    ]
