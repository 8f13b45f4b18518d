"""The tables of the room."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("events", "0001_events"), ("events", "0002_twins"), ("events", "0003_series_and_deletions")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(choices=[("caldav", "calendar account (CalDAV)"), ("feed", "calendar feed")], max_length=8),
                ),
                ("name", models.CharField(max_length=200)),
                ("address", models.CharField(max_length=2000)),
                ("credentials", models.BinaryField(default=bytes)),
                ("ours", models.BooleanField(default=True)),
                ("mark", models.TextField(blank=True)),
                ("error", models.TextField(blank=True)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("next_try_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                "constraints": [models.UniqueConstraint(fields=("workspace", "member", "address"), name="calendar_once")],
            },
        ),
        migrations.CreateModel(
            name="CalendarObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("href", models.CharField(max_length=1000)),
                ("etag", models.CharField(blank=True, max_length=300)),
                ("uid", models.CharField(max_length=500)),
                ("text", models.TextField(blank=True)),
                ("theirs", models.TextField(blank=True)),
                ("pending", models.JSONField(blank=True, default=list)),
                ("there", models.BooleanField(default=True)),
                ("dropped", models.BooleanField(default=False)),
                (
                    "calendar",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="objects_held", to="events.calendar"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["calendar", "uid"], name="calendar_object_by_uid")],
                "constraints": [models.UniqueConstraint(fields=("calendar", "href"), name="calendar_object_once")],
            },
        ),
        migrations.CreateModel(
            name="DeclinedOrganisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "organisation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.organisation"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "organisation"), name="declined_organisation_once")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.CharField(max_length=500)),
                ("series", models.CharField(blank=True, max_length=500)),
                ("title", models.CharField(max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("conference", "conference"),
                            ("rally", "rally"),
                            ("meeting", "meeting"),
                            ("town_hall", "town hall"),
                            ("fundraiser", "fundraiser"),
                            ("hearing", "hearing"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=12,
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[("going", "we go"), ("known", "known"), ("dismissed", "dismissed"), ("deleted", "deleted")],
                        default="going",
                        max_length=10,
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                ("all_day", models.BooleanField(default=False)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("location", models.CharField(blank=True, max_length=500)),
                ("description", models.TextField(blank=True)),
                ("link", models.CharField(blank=True, max_length=2000)),
                ("status", models.CharField(blank=True, max_length=20)),
                ("organiser", models.CharField(blank=True, max_length=300)),
                ("pitch", models.TextField(blank=True)),
                ("minutes", models.PositiveSmallIntegerField(default=60)),
                ("by_hand", models.BooleanField(default=False)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("source_id", models.BigIntegerField(blank=True, null=True)),
                ("changed", models.BooleanField(default=False)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="events.calendar",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "twin_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="twins",
                        to="events.event",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "standing", "starts_at", "id"], name="event_by_start"),
                    models.Index(condition=models.Q(("record_id__isnull", False)), fields=["record_id"], name="event_by_record"),
                    models.Index(
                        condition=models.Q(("series", ""), _negated=True), fields=["workspace", "series"], name="event_by_series"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("workspace", "uid"), name="event_once")],
            },
        ),
        migrations.CreateModel(
            name="FeedAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("digest", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                "constraints": [models.UniqueConstraint(fields=("digest",), name="feed_address_once")],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("about", models.TextField(blank=True)),
                ("talked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("dropped_at", models.DateTimeField(blank=True, null=True)),
                (
                    "event",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="follow_ups", to="events.event"),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="event_follow_ups", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                        fields=["workspace", "due_at"],
                        name="follow_up_open",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("event", "person"), name="follow_up_once")],
            },
        ),
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=300)),
                ("name", models.CharField(max_length=300)),
                ("organisation", models.CharField(blank=True, max_length=300)),
                ("title", models.CharField(blank=True, max_length=300)),
                ("email", models.CharField(blank=True, max_length=320)),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "no answer"),
                            ("invited", "invited"),
                            ("registered", "registered"),
                            ("accepted", "comes"),
                            ("tentative", "perhaps"),
                            ("declined", "does not come"),
                            ("cancelled", "cancelled"),
                            ("attended", "was there"),
                            ("no_show", "did not come"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("role", models.CharField(blank=True, max_length=60)),
                ("doubts", models.JSONField(blank=True, default=list)),
                ("came_at", models.DateTimeField(blank=True, null=True)),
                ("record_id", models.BigIntegerField(blank=True, null=True)),
                ("by_hand", models.BooleanField(default=False)),
                (
                    "event",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="guests", to="events.event"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_guests",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("record_id__isnull", False)), fields=["record_id"], name="event_guest_by_record"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("event", "key"), name="event_guest_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)), fields=("event", "person"), name="event_guest_person_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Jotting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("client_id", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("check_in", "came"), ("note", "talked"), ("promise", "promise"), ("card", "card")], max_length=8
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=300)),
                ("text", models.TextField(blank=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("photo", models.BinaryField(default=bytes)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "event",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="jottings", to="events.event"),
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
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_jottings",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["event", "-at"], name="jotting_of_event")],
                "constraints": [models.UniqueConstraint(fields=("workspace", "client_id"), name="jotting_once")],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("speaker", models.CharField(blank=True, max_length=300)),
                ("topic", models.CharField(max_length=300)),
                ("audience", models.CharField(blank=True, max_length=300)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("minutes", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("pitch", models.TextField(blank=True)),
                ("worked", models.TextField(blank=True)),
                (
                    "event",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="events.event"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_slots",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
        ),
    ]
