"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("channels", "0001_live_accounts"), ("channels", "0002_listening_and_sign_ins")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(max_length=32)),
                ("account", models.CharField(max_length=200)),
                ("identities", models.JSONField(default=list)),
                ("may", models.JSONField(default=list)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("audience", models.CharField(blank=True, max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("connected", "Connected"),
                            ("paused", "Paused"),
                            ("revoked", "Revoked"),
                            ("disconnected", "Disconnected"),
                        ],
                        default="connected",
                        max_length=12,
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("credentials", models.BinaryField(default=bytes)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("spent", models.JSONField(default=dict)),
                ("connected_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                "constraints": [models.UniqueConstraint(fields=("workspace", "platform", "account"), name="channel_once")],
            },
        ),
        migrations.CreateModel(
            name="Listening",
            fields=[
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="listening",
                        serialize=False,
                        to="channels.channel",
                    ),
                ),
                ("listener", models.CharField(blank=True, max_length=64)),
                ("until", models.DateTimeField()),
                ("is_open", models.BooleanField(default=False)),
                ("heard_at", models.DateTimeField(blank=True, null=True)),
                ("error", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("state", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("platform", models.CharField(max_length=32)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("audience", models.CharField(blank=True, max_length=200)),
                ("sealed", models.BinaryField()),
                ("begun_at", models.DateTimeField()),
                (
                    "channel",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Stream",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=400)),
                ("cursor", models.TextField(blank=True)),
                ("behind", models.BooleanField(default=True)),
                ("last_success_at", models.DateTimeField(blank=True, null=True)),
                ("caught_up_at", models.DateTimeField(blank=True, null=True)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                (
                    "channel",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="streams", to="channels.channel"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("channel", "name"), name="stream_once")],
            },
        ),
    ]
