"""The full-text index of people, in the form of each data base."""

from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE people_search USING fts5(text, tokenize='unicode61', prefix='2 3')",
]
POSTGRESQL = [
    "CREATE TABLE people_search (person_id bigint PRIMARY KEY, "
    "workspace_id bigint NOT NULL, text tsvector NOT NULL)",
    "CREATE INDEX people_search_text ON people_search USING gin (text)",
]


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE people_search")


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
