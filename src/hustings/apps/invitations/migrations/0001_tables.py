"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("invitations", "0001_initial"), ("invitations", "0002_choices_and_runway")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=500)),
                ("digest", models.BinaryField(max_length=16)),
                ("channel", models.CharField(max_length=16)),
                ("direction", models.CharField(max_length=4)),
                ("sent_at", models.DateTimeField()),
                ("message", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Pending"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "chosen",
                    models.CharField(
                        blank=True,
                        choices=[("accept", "Accept"), ("meet_first", "Meet First"), ("hold", "Hold"), ("decline", "Decline")],
                        max_length=10,
                    ),
                ),
                ("chosen_at", models.DateTimeField(blank=True, null=True)),
                ("away_until", models.DateField(blank=True, null=True)),
                ("overruled", models.CharField(blank=True, max_length=16)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="people.person"
                    ),
                ),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.source")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "pending")), fields=["workspace", "-sent_at"], name="invitation_pending"
                    ),
                    models.Index(fields=["workspace", "direction", "chosen", "chosen_at"], name="invitation_by_choice"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("source", "external_id"), name="invitation_once"),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["in", "out"])), name="invitation_direction_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "accepted", "declined"])), name="invitation_state_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RunwayTarget",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wanted", models.PositiveIntegerField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.savedsegment",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("segment__isnull", False)), fields=("workspace", "segment"), name="runway_target_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("segment__isnull", True)), fields=("workspace",), name="runway_whole_once"
                    ),
                    models.CheckConstraint(condition=models.Q(("wanted__gte", 1)), name="runway_target_positive"),
                ],
            },
        ),
    ]
