"""The tables of the room."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("goals", "0001_goals"),
        ("goals", "0002_tasks"),
        ("goals", "0003_map"),
        ("goals", "0004_subjects"),
        ("goals", "0005_footings"),
        ("goals", "0006_stance_fit"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Goal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=300)),
                ("for_it", models.BooleanField(default=True)),
                ("kind", models.CharField(blank=True, max_length=16)),
                ("success", models.CharField(blank=True, max_length=500)),
                ("deadline", models.DateField(blank=True, null=True)),
                (
                    "rule",
                    models.CharField(
                        choices=[("majority", "a majority"), ("two_thirds", "two thirds"), ("one_person", "one person")],
                        default="majority",
                        max_length=12,
                    ),
                ),
                ("of_all_members", models.BooleanField(default=False)),
                ("stage", models.CharField(blank=True, max_length=60)),
                ("theory", models.CharField(blank=True, max_length=1000)),
                ("review_on", models.DateField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("won", "won"), ("lost", "lost"), ("dropped", "given up")],
                        default="open",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="goals", to="people.issue"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "state", "deadline", "id"], name="goal_by_deadline")],
            },
        ),
        migrations.CreateModel(
            name="GoalSubject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=400)),
                ("key", models.CharField(max_length=400)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("bill", "a bill"),
                            ("action", "a petition or another action"),
                            ("event", "an event"),
                            ("tag", "a tag"),
                        ],
                        default="bill",
                        max_length=8,
                    ),
                ),
                ("helps", models.BooleanField(default=True)),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consent", "they agreed that we keep it"),
                            ("contact", "they are a member or a regular contact of ours"),
                            ("public", "their own public words, or an act in public office"),
                            ("organisation", "the position of an organisation"),
                        ],
                        default="",
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "goal",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="subjects", to="goals.goal"),
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
                "indexes": [models.Index(fields=["workspace", "key"], name="goal_subject_by_key")],
                "constraints": [models.UniqueConstraint(fields=("goal", "kind", "key"), name="goal_subject_once")],
            },
        ),
        migrations.CreateModel(
            name="Footing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("kept", "a stored record"),
                            ("interaction", "an interaction"),
                            ("guest", "a guest of an event"),
                            ("tag", "somebody's tag"),
                        ],
                        max_length=12,
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="footings",
                        to="people.evidence",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="footings",
                        to="goals.goalsubject",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "number"], name="footing_by_number")],
                "constraints": [models.UniqueConstraint(fields=("subject", "kind", "number"), name="footing_once")],
            },
        ),
        migrations.CreateModel(
            name="Influence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("share", models.FloatField()),
                ("value", models.FloatField()),
                ("through", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "goal",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="influences", to="goals.goal"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["goal", "-share"], name="influence_by_share")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)), fields=("goal", "person"), name="influence_person_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("goal", "organisation"),
                        name="influence_organisation_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Introduction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chain", models.JSONField(default=list)),
                ("draft", models.TextField(blank=True)),
                ("ask_number", models.BigIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("agreed", "agreed"),
                            ("happened", "happened"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "goal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="introductions",
                        to="goals.goal",
                    ),
                ),
                (
                    "introducer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                ("target", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person")),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "introducer", "-asked_at"], name="introduction_by_introducer")],
            },
        ),
        migrations.CreateModel(
            name="Reckoning",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                (
                    "goal",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="reckoning", to="goals.goal"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Stakeholder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tier",
                    models.CharField(
                        choices=[
                            ("decision_maker", "decision-maker"),
                            ("influencer", "influencer"),
                            ("constituent", "constituent"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "power",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                    ),
                ),
                (
                    "interest",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)],
                    ),
                ),
                ("motives", models.TextField(blank=True)),
                ("alliances", models.TextField(blank=True)),
                ("history", models.TextField(blank=True)),
                ("tactic", models.CharField(blank=True, max_length=500)),
                ("next_step", models.CharField(blank=True, max_length=500)),
                ("next_on", models.DateField(blank=True, null=True)),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("dismissed", models.BooleanField(default=False)),
                ("influence", models.FloatField(blank=True, null=True)),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "goal",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="stakeholders", to="goals.goal"),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stakes",
                        to="people.organisation",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stakes",
                        to="people.person",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person__isnull", False), ("organisation__isnull", False), _connector="XOR"),
                        name="stakeholder_is_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("person__isnull", False)), fields=("goal", "person"), name="stakeholder_person_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=("goal", "organisation"),
                        name="stakeholder_organisation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("power__isnull", True), models.Q(("power__gte", 1), ("power__lte", 5)), _connector="OR"
                        ),
                        name="stakeholder_power_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("interest__isnull", True), models.Q(("interest__gte", 1), ("interest__lte", 5)), _connector="OR"
                        ),
                        name="stakeholder_interest_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoalTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=300)),
                ("how", models.CharField(blank=True, max_length=500)),
                ("due_on", models.DateField(blank=True, null=True)),
                ("playbook", models.CharField(blank=True, max_length=40)),
                ("step", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("dropped", "dropped")], default="open", max_length=8
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("goal", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="goals.goal")),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "stakeholder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="goals.stakeholder",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "state", "due_on", "id"], name="goal_task_by_day")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["open", "done", "dropped"])), name="goal_task_state_known"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StanceFit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("temperature", models.FloatField(null=True)),
                ("cases", models.PositiveIntegerField()),
                ("mark", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "workspace",
                    models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
        ),
    ]
