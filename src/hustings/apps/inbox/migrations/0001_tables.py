"""The tables of the room, and the full-text index of messages, kept by triggers: whatever brings, changes or removes a message, the index follows.

A later migration that makes inbox_message or people_interaction anew (SQLite does so for most changes of a table) drops the
triggers on it and has to make them again; `test_search_follows_what_is_added_changed_and_removed` notices.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

WORDS = "coalesce({0}.subject, '') || ' ' || substr({0}.text, 1, 20000)"
FOLD = "translate(lower({}), 'áàâäãåæçéèêëíìîïñóòôöõøúùûüýÿšžčćđğşıłńśźżąęř', 'aaaaaaaceeeeiiiinoooooouuuuyyszccdgsilnszzaer')"
SQLITE = [
    "CREATE VIRTUAL TABLE inbox_search USING fts5(text, tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
    "CREATE TRIGGER inbox_search_added AFTER INSERT ON inbox_message BEGIN "
    f"INSERT INTO inbox_search (rowid, text) SELECT i.id, {WORDS.format('i')} FROM people_interaction i "
    "WHERE i.id = new.interaction_id; END",
    "CREATE TRIGGER inbox_search_removed AFTER DELETE ON inbox_message BEGIN "
    "DELETE FROM inbox_search WHERE rowid = old.interaction_id; END",
    "CREATE TRIGGER inbox_search_changed AFTER UPDATE OF subject, text ON people_interaction "
    "WHEN (old.text <> new.text OR old.subject <> new.subject) BEGIN "
    f"UPDATE inbox_search SET text = {WORDS.format('new')} WHERE rowid = new.id; END",
    f"INSERT INTO inbox_search (rowid, text) SELECT i.id, {WORDS.format('i')} FROM people_interaction i "
    "JOIN inbox_message m ON m.interaction_id = i.id",
]
VECTOR = f"to_tsvector('simple', regexp_replace({FOLD.format(WORDS)}, '[^[:alnum:]]+', ' ', 'g'))"
POSTGRESQL = [
    "CREATE TABLE inbox_search (interaction_id bigint PRIMARY KEY, text tsvector NOT NULL)",
    "CREATE INDEX inbox_search_text ON inbox_search USING gin (text)",
    "CREATE FUNCTION inbox_search_add() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"INSERT INTO inbox_search (interaction_id, text) SELECT i.id, {VECTOR.format('i')} FROM people_interaction i "
    "WHERE i.id = new.interaction_id ON CONFLICT (interaction_id) DO UPDATE SET text = excluded.text; RETURN NULL; END $$",
    "CREATE FUNCTION inbox_search_remove() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "DELETE FROM inbox_search WHERE interaction_id = old.interaction_id; RETURN NULL; END $$",
    "CREATE FUNCTION inbox_search_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"UPDATE inbox_search SET text = {VECTOR.format('new')} WHERE interaction_id = new.id; RETURN NULL; END $$",
    "CREATE TRIGGER inbox_search_added AFTER INSERT ON inbox_message FOR EACH ROW EXECUTE FUNCTION inbox_search_add()",
    "CREATE TRIGGER inbox_search_removed AFTER DELETE ON inbox_message FOR EACH ROW EXECUTE FUNCTION inbox_search_remove()",
    "CREATE TRIGGER inbox_search_changed AFTER UPDATE OF subject, text ON people_interaction FOR EACH ROW "
    "WHEN (old.text <> new.text OR old.subject <> new.subject) EXECUTE FUNCTION inbox_search_change()",
    f"INSERT INTO inbox_search (interaction_id, text) SELECT i.id, {VECTOR.format('i')} FROM people_interaction i "
    "JOIN inbox_message m ON m.interaction_id = i.id",
]
GONE = ("added ON inbox_message", "removed ON inbox_message", "changed ON people_interaction")


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    lite = schema_editor.connection.vendor == "sqlite"
    for each in GONE:
        schema_editor.execute(f"DROP TRIGGER inbox_search_{each.partition(' ')[0] if lite else each}")
    for name in () if lite else ("add", "remove", "change"):
        schema_editor.execute(f"DROP FUNCTION inbox_search_{name}()")
    schema_editor.execute("DROP TABLE inbox_search")


class Migration(migrations.Migration):
    replaces = [
        ("inbox", "0001_initial"),
        ("inbox", "0002_live_accounts"),
        ("inbox", "0003_working"),
        ("inbox", "0004_one_inbox"),
        ("inbox", "0005_search"),
    ]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="CrisisWatch",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.workspace",
                    ),
                ),
                ("seen", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="DraftHelper",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.workspace",
                    ),
                ),
                ("endpoint", models.CharField(max_length=500)),
                ("model", models.CharField(max_length=200)),
                ("sealed", models.BinaryField(default=b"")),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "interaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="letter",
                        serialize=False,
                        to="people.interaction",
                    ),
                ),
                ("html", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("hostile", "Hostile"), ("repeated", "Repeated"), ("by_hand", "By Hand")], max_length=8
                    ),
                ),
                ("key", models.BigIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("usual", models.FloatField(default=0)),
                ("z", models.FloatField(default=0)),
                ("statement", models.TextField(blank=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("over_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
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
                "indexes": [models.Index(fields=["workspace", "-at"], name="alarm_newest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_at__isnull", True)), fields=("workspace", "kind", "key"), name="alarm_open_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AlarmMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "alarm",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="inbox.alarm"
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.interaction"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("alarm", "interaction"), name="message_behind_alarm_once")],
            },
        ),
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(max_length=16)),
                ("thread", models.CharField(max_length=500)),
                ("subject", models.TextField(blank=True)),
                ("message_count", models.PositiveIntegerField(default=0)),
                ("last_at", models.DateTimeField()),
                ("last_in_at", models.DateTimeField(blank=True, null=True)),
                ("last_out_at", models.DateTimeField(blank=True, null=True)),
                ("needs_reply", models.BooleanField(default=False)),
                ("reply_kind", models.CharField(blank=True, max_length=16)),
                ("reply_weight", models.FloatField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("snoozed", "Snoozed"), ("closed", "Closed")], default="open", max_length=8
                    ),
                ),
                ("state_at", models.DateTimeField(blank=True, null=True)),
                ("until", models.DateTimeField(blank=True, null=True)),
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
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="conversations", to="people.person"
                    ),
                ),
                (
                    "reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.interaction",
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
                        condition=models.Q(("needs_reply", True)),
                        fields=["workspace", "-last_in_at"],
                        name="conversation_needs_reply",
                    ),
                    models.Index(fields=["workspace", "-last_at", "id"], name="conversation_newest"),
                    models.Index(
                        condition=models.Q(("state", "snoozed")), fields=["workspace", "until"], name="conversation_put_off"
                    ),
                    models.Index(
                        condition=models.Q(("needs_reply", False), ("state", "open")),
                        fields=["workspace", "-last_at", "id"],
                        name="conversation_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("state", "closed")), fields=["workspace", "-last_at", "id"], name="conversation_done"
                    ),
                    models.Index(
                        condition=models.Q(("assigned_to__isnull", False)),
                        fields=["assigned_to", "-last_at"],
                        name="conversation_given",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("source", "thread"), name="conversation_once")],
            },
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("topic", models.CharField(blank=True, max_length=200)),
                ("offers_help", models.BooleanField(default=False)),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closings", to="inbox.conversation"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "-at"], name="closing_newest")],
            },
        ),
        migrations.CreateModel(
            name="ConversationNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="inbox.conversation"),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"),
                ),
                ("mentions", models.ManyToManyField(blank=True, related_name="+", to="accounts.member")),
            ],
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "interaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.interaction",
                    ),
                ),
                ("wants_reply", models.BooleanField()),
                ("at", models.DateTimeField()),
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
                "indexes": [models.Index(fields=["workspace", "-at"], name="correction_newest")],
            },
        ),
        migrations.CreateModel(
            name="CrisisEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("raised", "Raised"),
                            ("step", "Step"),
                            ("note", "Note"),
                            ("approved", "Approved"),
                            ("over", "Over"),
                        ],
                        max_length=8,
                    ),
                ),
                ("step", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("text", models.TextField(blank=True)),
                (
                    "alarm",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="inbox.alarm"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.member"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrisisMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "interaction",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.interaction"),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "key", "at"], name="crisis_marks_alike")],
                "constraints": [models.UniqueConstraint(fields=("interaction", "key"), name="crisis_mark_once")],
            },
        ),
        migrations.CreateModel(
            name="CrisisPlan",
            fields=[
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="accounts.workspace",
                    ),
                ),
                ("roles", models.JSONField(default=list)),
                ("checklist", models.JSONField(default=list)),
                ("holding", models.TextField(blank=True)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                (
                    "interaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.interaction",
                    ),
                ),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="escalations", to="inbox.conversation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                (
                    "colour",
                    models.CharField(
                        choices=[
                            ("grey", "Grey"),
                            ("red", "Red"),
                            ("amber", "Amber"),
                            ("green", "Green"),
                            ("teal", "Teal"),
                            ("blue", "Blue"),
                            ("violet", "Violet"),
                            ("pink", "Pink"),
                        ],
                        default="grey",
                        max_length=6,
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
                        models.F("workspace"), django.db.models.functions.text.Lower("name"), name="conversation_label_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConversationLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="labelled",
                        to="inbox.conversation",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
                (
                    "label",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inbox.label"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["label", "conversation"], name="conversation_by_label")],
                "constraints": [models.UniqueConstraint(fields=("conversation", "label"), name="label_on_conversation_once")],
            },
        ),
        migrations.CreateModel(
            name="MachineDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=16)),
                ("at", models.DateTimeField()),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="machine_drafts", to="inbox.conversation"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "interaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="message",
                        serialize=False,
                        to="people.interaction",
                    ),
                ),
                ("handle", models.CharField(blank=True, max_length=520)),
                ("context", models.TextField(blank=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="messages", to="inbox.conversation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("mention", "Mention"), ("forgotten", "Forgotten"), ("given", "Given")], max_length=9
                    ),
                ),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="accounts.member",
                    ),
                ),
                (
                    "conversation",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inbox.conversation"),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inbox.escalation",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
                (
                    "note",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inbox.conversationnote",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("seen_at__isnull", True)), fields=["member", "-at"], name="notice_unseen")
                ],
                "constraints": [models.UniqueConstraint(fields=("member", "escalation"), name="told_once")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(db_index=True)),
                ("typing_at", models.DateTimeField(blank=True, null=True)),
                (
                    "conversation",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="inbox.conversation"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.member"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("conversation", "member"), name="presence_once")],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=500)),
                ("shared", models.BooleanField(default=False)),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("member"), django.db.models.functions.text.Lower("name"), name="saved_view_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(blank=True, max_length=16)),
                ("hours", models.FloatField()),
                ("opens", models.PositiveSmallIntegerField()),
                ("closes", models.PositiveSmallIntegerField()),
                ("days", models.JSONField()),
                ("holidays", models.JSONField(blank=True, default=list)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("workspace", "channel"), name="service_level_once")],
            },
        ),
        migrations.CreateModel(
            name="Snippet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("text", models.TextField()),
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
                        models.F("workspace"), django.db.models.functions.text.Lower("name"), name="snippet_once"
                    )
                ],
            },
        ),
        migrations.RunPython(make, drop),
    ]
