"""The full-text index of messages, kept by triggers: whatever brings, changes or removes a message, the index follows.

A later migration that makes inbox_message or people_interaction anew (SQLite does so for most changes of a table) drops the
triggers on it and has to make them again; `test_search_follows_what_is_added_changed_and_removed` notices.
"""

from django.db import migrations

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
    dependencies = [("inbox", "0004_one_inbox"), ("people", "0002_search")]
    operations = [migrations.RunPython(make, drop)]
