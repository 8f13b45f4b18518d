"""The tables of the room, and the full-text index of people, in the form of each data base."""

import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import hustings.apps.people.models.contacts
import hustings.apps.people.models.remarks
from django.db import migrations, models

SQLITE = [
    "CREATE VIRTUAL TABLE people_search USING fts5(text, tokenize='unicode61', prefix='2 3')",
]
POSTGRESQL = [
    "CREATE TABLE people_search (person_id bigint PRIMARY KEY, workspace_id bigint NOT NULL, text tsvector NOT NULL)",
    "CREATE INDEX people_search_text ON people_search USING gin (text)",
]


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE people_search")


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_search"),
        ("people", "0003_last_touch"),
        ("people", "0004_erased_marks"),
        ("people", "0005_consents_and_support"),
        ("people", "0006_segments"),
        ("people", "0007_segments_about"),
        ("people", "0008_evidence"),
        ("people", "0009_offices"),
        ("people", "0010_vouches_limits_and_reassessments"),
        ("people", "0011_learnt_weights"),
        ("people", "0012_today_at_scale"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkEdit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("change", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Running"),
                            ("done", "Done"),
                            ("undoing", "Undoing"),
                            ("undone", "Undone"),
                            ("failed", "Failed"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("refused", models.TextField(blank=True)),
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
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "running", "done", "undoing", "undone", "failed"])),
                        name="bulk_edit_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BulkChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("people", models.JSONField()),
                ("done", models.BooleanField(default=False)),
                ("before", models.JSONField(blank=True, default=dict)),
                (
                    "edit",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="chunks", to="people.bulkedit"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["edit", "done", "id"], name="bulk_chunk_next")],
            },
        ),
        migrations.CreateModel(
            name="ContactLimits",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("per_day", models.PositiveSmallIntegerField(default=1)),
                ("per_week", models.PositiveSmallIntegerField(default=3)),
                ("per_month", models.PositiveSmallIntegerField(default=6)),
                ("quiet_from", models.TimeField(default="21:00")),
                ("quiet_until", models.TimeField(default="08:00")),
                ("quiet_days", models.JSONField(blank=True, default=list)),
                (
                    "workspace",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("per_day__gte", 1), ("per_month__gte", 1), ("per_week__gte", 1)),
                        name="limits_allow_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("number", "number"),
                            ("date", "date"),
                            ("choice", "choice"),
                            ("yes_no", "yes or no"),
                            ("url", "web address"),
                            ("choices", "several choices"),
                        ],
                        max_length=8,
                    ),
                ),
                ("choices", models.JSONField(blank=True, default=list)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"), django.db.models.functions.text.Lower("name"), name="custom_field_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasedMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BinaryField(max_length=16)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "mark"), name="erased_mark_once")],
            },
        ),
        migrations.CreateModel(
            name="Interaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=500)),
                ("digest", models.BinaryField(max_length=16)),
                ("kind", models.CharField(max_length=16)),
                ("direction", models.CharField(max_length=8)),
                ("channel", models.CharField(max_length=16)),
                ("at", models.DateTimeField()),
                ("subject", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("automatic", models.CharField(blank=True, max_length=16)),
                ("counts", models.BooleanField(default=True)),
                ("participants", models.PositiveSmallIntegerField(default=2)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=200)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="issue_once")],
            },
        ),
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
                            ("contradicted", "members' decisions fit the weights that ship better, which stay in use"),
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
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-at"], name="learnt_weights_newest")],
            },
        ),
        migrations.CreateModel(
            name="Organisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=400)),
                ("key", models.CharField(max_length=400)),
                ("website", models.CharField(blank=True, max_length=2000)),
                ("followed_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "name", "id"], name="organisation_by_name")],
                "constraints": [models.UniqueConstraint(fields=("workspace", "key"), name="organisation_key_once")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=400)),
                ("sort_name", models.CharField(max_length=400)),
                ("given_name", models.CharField(blank=True, max_length=200)),
                ("headline", models.CharField(blank=True, max_length=1000)),
                ("summary", models.TextField(blank=True)),
                ("location", models.CharField(blank=True, max_length=400)),
                ("birthday", models.CharField(blank=True, max_length=10)),
                ("connected_on", models.DateField(blank=True, null=True)),
                ("silent_by_hand", models.BooleanField(default=False)),
                ("silent_by_source", models.BooleanField(default=False)),
                (
                    "do_not_contact",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Q(("silent_by_hand", True), ("silent_by_source", True), _connector="OR"),
                        output_field=models.BooleanField(),
                    ),
                ),
                ("household", models.CharField(blank=True, max_length=200)),
                (
                    "segment",
                    models.CharField(
                        choices=[
                            ("close_allies", "close allies"),
                            ("network", "network"),
                            ("acquaintances", "acquaintances"),
                            ("none", "no rhythm"),
                        ],
                        default="none",
                        max_length=16,
                    ),
                ),
                ("segment_by_hand", models.BooleanField(default=False)),
                ("period_days", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("closeness", models.FloatField(default=-1000000000.0)),
                ("strength", models.FloatField(blank=True, null=True)),
                ("last_touch_at", models.DateTimeField(blank=True, null=True)),
                ("last_two_way_at", models.DateTimeField(blank=True, null=True)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("latest_on", models.DateField(blank=True, null=True)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "own_member",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_person",
                        to="accounts.member",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "sort_name", "id"], name="person_by_name"),
                    models.Index(fields=["workspace", "-closeness", "id"], name="person_by_closeness"),
                    models.Index(fields=["workspace", "due_on", "id"], name="person_by_due"),
                    models.Index(
                        condition=models.Q(("last_touch_at__isnull", False)),
                        fields=["workspace", "-last_touch_at", "id"],
                        name="person_by_last_touch",
                    ),
                    models.Index(fields=["workspace", "segment", "sort_name"], name="person_by_segment"),
                    models.Index(fields=["workspace", "assigned_to", "sort_name"], name="person_by_assignee"),
                    models.Index(
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("location"),
                        models.F("id"),
                        condition=models.Q(("location__gt", "")),
                        name="person_by_place",
                    ),
                    models.Index(
                        condition=models.Q(("household", ""), _negated=True),
                        fields=["workspace", "household"],
                        name="person_by_household",
                    ),
                    models.Index(
                        condition=models.Q(("assigned_to__isnull", False), ("due_on__isnull", False)),
                        fields=["workspace", "assigned_to", "due_on", "id"],
                        name="person_by_own_due",
                    ),
                    models.Index(
                        models.F("workspace"),
                        hustings.apps.people.models.contacts.MonthDay("birthday"),
                        models.OrderBy(models.F("closeness"), descending=True),
                        models.F("id"),
                        condition=models.Q(("birthday__gt", "")),
                        name="person_by_birthday",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("segment__in", ["close_allies", "network", "acquaintances", "none"])),
                        name="person_segment_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(default="to", max_length=8)),
                ("at", models.DateTimeField()),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="participations", to="people.interaction"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-at", "interaction"], name="participation_timeline")],
                "constraints": [models.UniqueConstraint(fields=("interaction", "person"), name="participation_once")],
            },
        ),
        migrations.CreateModel(
            name="Occasion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=24)),
                ("at", models.DateTimeField()),
                ("facts", models.JSONField(default=dict)),
                ("evidence", models.CharField(max_length=80)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="occasions", to="people.person"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("settled_at", None)), fields=["workspace", "-at"], name="occasion_open"),
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["workspace", "kind", "id"], name="occasion_open_by_kind"
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "kind", "evidence"), name="occasion_once")],
            },
        ),
        migrations.CreateModel(
            name="NotSame",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                ("first", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("second", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="not_same_once"),
                    models.CheckConstraint(condition=models.Q(("first__lt", models.F("second"))), name="not_same_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="people.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MergeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("gone_id", models.BigIntegerField()),
                ("gone_name", models.CharField(max_length=400)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("before", models.JSONField()),
                ("moved", models.JSONField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "kept",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="people.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("value", models.CharField(max_length=500)),
                ("label", models.CharField(blank=True, max_length=100)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="identities", to="people.person"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "kind", "value"], name="identity_by_value")],
                "constraints": [models.UniqueConstraint(fields=("person", "kind", "value"), name="identity_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("lean", models.FloatField()),
                ("words", models.TextField(blank=True)),
                ("link", models.CharField(blank=True, max_length=2000)),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("consent", "they agreed that we keep it"),
                            ("contact", "they are a member or a regular contact of ours"),
                            ("public", "their own public words, or an act in public office"),
                            ("organisation", "the position of an organisation"),
                        ],
                        max_length=12,
                    ),
                ),
                ("confirmed", models.BooleanField(default=False)),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="evidence", to="people.issue"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["issue", "person"], name="evidence_of_person"),
                    models.Index(fields=["issue", "organisation"], name="evidence_of_organisation"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("organisation__isnull", False), _connector="XOR"),
                        name="evidence_about_one",
                    ),
                    models.CheckConstraint(condition=models.Q(("lean__gte", -1), ("lean__lte", 1)), name="evidence_lean_range"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Education",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("school", models.CharField(max_length=400)),
                ("degree", models.CharField(blank=True, max_length=400)),
                ("since", models.CharField(blank=True, max_length=10)),
                ("until", models.CharField(blank=True, max_length=10)),
                ("notes", models.TextField(blank=True)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="educations", to="people.person"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CustomValue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.TextField()),
                ("by_hand", models.BooleanField(default=True)),
                (
                    "field",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="values",
                        to="people.customfield",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="custom_values", to="people.person"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("field"),
                        hustings.apps.people.models.remarks.Beginning("value"),
                        models.F("person"),
                        name="custom_value_by_value",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("person", "field"), name="custom_value_once")],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=8)),
                ("value", models.CharField(blank=True, max_length=500)),
                ("purpose", models.CharField(blank=True, max_length=200)),
                ("status", models.CharField(max_length=12)),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="people.person"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "channel", "status"], name="consent_by_status")],
            },
        ),
        migrations.CreateModel(
            name="BlockKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=300)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="block_keys", to="people.person"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "key"], name="block_key_by_key")],
                "constraints": [models.UniqueConstraint(fields=("person", "key"), name="block_key_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("street", models.CharField(blank=True, max_length=500)),
                ("locality", models.CharField(blank=True, max_length=200)),
                ("region", models.CharField(blank=True, max_length=200)),
                ("postal_code", models.CharField(blank=True, max_length=40)),
                ("country", models.CharField(blank=True, max_length=100)),
                ("label", models.CharField(blank=True, max_length=100)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="addresses", to="people.person"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("locality"),
                        models.F("person"),
                        name="address_by_locality",
                    ),
                    models.Index(
                        models.F("workspace"),
                        django.db.models.functions.text.Lower("postal_code"),
                        models.F("person"),
                        name="address_by_postal_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(blank=True, max_length=400)),
                ("since", models.CharField(blank=True, max_length=10)),
                ("until", models.CharField(blank=True, max_length=10)),
                ("current", models.BooleanField(default=False)),
                ("location", models.CharField(blank=True, max_length=400)),
                ("description", models.TextField(blank=True)),
                ("division", models.CharField(blank=True, default="", max_length=200)),
                ("party", models.CharField(blank=True, default="", max_length=200)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="positions", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("division", ""), _negated=True),
                        fields=["workspace", "division"],
                        name="position_by_division",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("due_on", models.DateField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="promises",
                        to="people.interaction",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="promises", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("kept_at", None)), fields=["workspace", "due_on"], name="promise_open")
                ],
            },
        ),
        migrations.CreateModel(
            name="QuietTime",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("why", models.CharField(blank=True, max_length=200)),
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
                        related_name="quiet_times",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "until"], name="quiet_time_open")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("until__gte", models.F("since"))), name="quiet_time_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Reassessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("keep", "keep as it is"),
                            ("closer", "move closer"),
                            ("further", "move further away"),
                            ("let_go", "let go"),
                        ],
                        max_length=8,
                    ),
                ),
                ("before", models.CharField(max_length=16)),
                ("after", models.CharField(max_length=16)),
                ("proposed", models.CharField(blank=True, max_length=8)),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("until", models.DateField()),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reassessments", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "until", "person"], name="reassessment_stands")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision__in", ["keep", "closer", "further", "let_go"])), name="reassessment_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("probability", models.FloatField()),
                ("reasons", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("later_until", models.DateTimeField(blank=True, null=True)),
                ("first", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                ("second", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-probability", "id"], name="review_surest")],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="review_once"),
                    models.CheckConstraint(condition=models.Q(("first__lt", models.F("second"))), name="review_in_order"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSegment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "about",
                    models.CharField(
                        choices=[("people", "people"), ("organisations", "organisations")], default="people", max_length=13
                    ),
                ),
                ("text", models.TextField()),
                ("shared", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"), django.db.models.functions.text.Lower("name"), name="saved_segment_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("about__in", ["people", "organisations"])), name="saved_segment_about"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="skills", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "name"), name="skill_once_per_person")],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reader", models.CharField(max_length=40)),
                ("account", models.CharField(blank=True, max_length=200)),
                ("use_rule", models.CharField(max_length=40)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                "constraints": [models.UniqueConstraint(fields=("workspace", "member", "reader", "account"), name="source_once")],
            },
        ),
        migrations.AddField(
            model_name="interaction",
            name="source",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.source"),
        ),
        migrations.CreateModel(
            name="SourceRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=16)),
                ("external_id", models.CharField(max_length=500)),
                ("digest", models.BinaryField(max_length=16)),
                ("payload", models.TextField()),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_records",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_records",
                        to="people.person",
                    ),
                ),
                ("source", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.source")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("source", "kind", "external_id"), name="source_record_once")],
            },
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("level", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(blank=True, max_length=400)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="supports", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "subject", "level"], name="support_by_level")],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(models.F("workspace"), django.db.models.functions.text.Lower("name"), name="tag_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_hand", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="person_tags", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="person_tags", to="people.tag"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["tag", "person"], name="person_tag_by_tag")],
                "constraints": [models.UniqueConstraint(fields=("person", "tag"), name="person_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="TagAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("tag", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="people.tag")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("workspace"), django.db.models.functions.text.Lower("name"), name="tag_alias_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tie",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("out_fast", models.FloatField(default=0)),
                ("out_slow", models.FloatField(default=0)),
                ("in_fast", models.FloatField(default=0)),
                ("in_slow", models.FloatField(default=0)),
                ("out_count", models.PositiveIntegerField(default=0)),
                ("in_count", models.PositiveIntegerField(default=0)),
                ("first_at", models.DateTimeField(blank=True, null=True)),
                ("last_in_at", models.DateTimeField(blank=True, null=True)),
                ("last_out_at", models.DateTimeField(blank=True, null=True)),
                ("last_mutual_at", models.DateTimeField(blank=True, null=True)),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="ties_of_others", to="people.person"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="ties", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "other"), name="tie_once"),
                    models.CheckConstraint(
                        condition=models.Q(("subject", models.F("other")), _negated=True), name="tie_between_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UndoStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("verb", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=400)),
                ("data", models.JSONField()),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
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
                "indexes": [models.Index(fields=["workspace", "member", "-id"], name="undo_newest")],
            },
        ),
        migrations.CreateModel(
            name="Vouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("met_in_person", "met in person"),
                            ("worked_together", "worked together"),
                            ("studied_together", "studied together"),
                            ("introduced_by", "introduced by somebody"),
                            ("family", "family"),
                            ("online_only", "online only"),
                            ("not_known", "not known"),
                        ],
                        max_length=20,
                    ),
                ),
                ("where", models.CharField(blank=True, max_length=400)),
                ("since", models.CharField(blank=True, max_length=10)),
                (
                    "confidence",
                    models.CharField(
                        blank=True, choices=[("sure", "sure"), ("fairly", "fairly sure"), ("guess", "a guess")], max_length=6
                    ),
                ),
                ("i_would_say", models.TextField(blank=True)),
                ("they_would_say", models.TextField(blank=True)),
                ("shared", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="vouches", to="people.person"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "member"), name="vouch_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "how__in",
                                [
                                    "met_in_person",
                                    "worked_together",
                                    "studied_together",
                                    "introduced_by",
                                    "family",
                                    "online_only",
                                    "not_known",
                                ],
                            )
                        ),
                        name="vouch_how_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VouchQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.CharField(max_length=16)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("passes", models.BooleanField(default=True)),
                ("never", models.BooleanField(default=False)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="vouch_questions", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "member"), name="vouch_question_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.UniqueConstraint(fields=("source", "kind", "external_id"), name="interaction_once"),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ("in", "out", "mutual", "none"))), name="interaction_direction_known"
            ),
        ),
        migrations.RunPython(make, drop),
    ]
