"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("favours", "0001_favours"),
        ("favours", "0002_offers_references_and_mentors"),
        ("favours", "0003_owed"),
        ("favours", "0004_gift_taken_back"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Asset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("expertise", "expertise"),
                            ("data", "figures"),
                            ("skill", "a skill"),
                            ("introduction", "an introduction"),
                            ("room", "a room"),
                            ("resource", "a tool or a thing"),
                            ("time", "time"),
                            ("platform", "a platform"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assets",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "gone_at", "-id"], name="asset_at_hand")],
            },
        ),
        migrations.CreateModel(
            name="Favour",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(choices=[("given", "Given"), ("received", "Received")], max_length=8)),
                ("kind", models.CharField(max_length=16)),
                ("size", models.FloatField(default=1.0)),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("thanked_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="favours", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at"], name="favour_of_person"),
                    models.Index(
                        condition=models.Q(("direction", "received"), ("done_at__isnull", False), ("thanked_at__isnull", True)),
                        fields=["workspace", "-at"],
                        name="favour_not_thanked",
                    ),
                    models.Index(
                        condition=models.Q(("direction", "given"), ("done_at__isnull", True)),
                        fields=["workspace", "-at"],
                        name="favour_promised",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["given", "received"])), name="favour_direction_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gt", 0)), name="favour_size_positive"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Gift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(max_length=400)),
                ("on", models.DateField()),
                ("source", models.CharField(max_length=200)),
                ("giver", models.CharField(max_length=24)),
                ("value", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ("currency", models.CharField(default="USD", max_length=3)),
                ("cash", models.BooleanField(default=False)),
                ("rule", models.CharField(max_length=40)),
                ("said", models.CharField(max_length=16)),
                ("why", models.CharField(max_length=40)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="gifts", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-on", "id"], name="gift_log")],
            },
        ),
        migrations.CreateModel(
            name="Mentor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("topics", models.CharField(max_length=400)),
                ("every_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="mentorships", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "ended_at", "-since"], name="mentor_by_end")],
            },
        ),
        migrations.CreateModel(
            name="MentorSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("topic", models.CharField(max_length=200)),
                ("advice", models.TextField(blank=True)),
                ("came_of_it", models.TextField(blank=True)),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "mentor",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="sessions", to="favours.mentor"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["mentor", "-at"], name="mentor_session_newest")],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expertise", "expertise"),
                            ("data", "figures"),
                            ("skill", "a skill"),
                            ("introduction", "an introduction"),
                            ("room", "a room"),
                            ("resource", "a tool or a thing"),
                            ("time", "time"),
                            ("platform", "a platform"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.CharField(max_length=500)),
                ("sentence", models.TextField(blank=True)),
                ("evidence", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "state",
                    models.CharField(
                        choices=[("suggested", "suggested"), ("open", "open"), ("met", "met"), ("dismissed", "dismissed")],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("state_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="needs", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "state", "-at"], name="need_by_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("evidence", ""), _negated=True),
                        fields=("person", "evidence", "text"),
                        name="need_suggested_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["suggested", "open", "met", "dismissed"])), name="need_state_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "asset",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="favours.asset"),
                ),
                (
                    "favour",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="favours.favour"
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
                (
                    "need",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="decisions", to="favours.need"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("need", "asset"), name="match_decided_once")],
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("introduction", "introduction"), ("recommendation", "recommendation")], max_length=14
                    ),
                ),
                ("direction", models.CharField(choices=[("given", "from us"), ("wanted", "for us")], max_length=6)),
                ("what_for", models.CharField(blank=True, max_length=400)),
                ("how", models.CharField(max_length=20)),
                ("i_would_say", models.TextField(blank=True)),
                ("they_would_say", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "asked"), ("refused", "refused"), ("given", "given"), ("closed", "closed")],
                        default="asked",
                        max_length=7,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("came_of_it", models.TextField(blank=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="references", to="people.person"),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="references_received",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "state", "-asked_at"], name="reference_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "refused", "given", "closed"])), name="reference_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["given", "wanted"])), name="reference_direction_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("text", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("made", "Made"),
                            ("yes", "Yes"),
                            ("no", "No"),
                            ("thanked", "Thanked"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="made",
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("thanked_at", models.DateTimeField(blank=True, null=True)),
                ("overruled", models.CharField(blank=True, max_length=24)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="asks", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "-at"], name="ask_of_person"),
                    models.Index(fields=["workspace", "state", "-at"], name="ask_by_state"),
                ],
            },
        ),
    ]
