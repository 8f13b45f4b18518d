"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("outbox", "0001_live_accounts"), ("outbox", "0002_answered_there"), ("outbox", "0003_outgoing_by_state")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("channels", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=64, unique=True)),
                ("round", models.PositiveSmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("sending", "Sending"),
                            ("sent", "Sent"),
                            ("uncertain", "Uncertain"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                            ("there", "There"),
                        ],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("text", models.TextField()),
                ("draft", models.JSONField(default=dict)),
                ("decided_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("not_before", models.DateTimeField(default=django.utils.timezone.now)),
                ("scheduled", models.BooleanField(default=False)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sending_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("external_id", models.CharField(blank=True, max_length=500)),
                ("link", models.CharField(blank=True, max_length=2000)),
                ("error", models.TextField(blank=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.interaction",
                    ),
                ),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.interaction",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "sending"))),
                        fields=["not_before", "id"],
                        name="outgoing_on_its_way",
                    ),
                    models.Index(fields=["workspace", "-id"], name="outgoing_newest"),
                    models.Index(fields=["workspace", "state", "member"], name="outgoing_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("what", "person", "channel"), name="outgoing_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("channel", None)), fields=("what", "person"), name="outgoing_once_there"
                    ),
                ],
            },
        ),
    ]
