"""Gives each workspace a name of its own for files that leave it."""

from django.db import migrations, models

import hustings.apps.accounts.models


def give_marks(apps, schema_editor):
    """A mark for each workspace that is there already."""
    workspaces = apps.get_model("accounts", "Workspace").objects
    for number in workspaces.values_list("pk", flat=True):
        workspaces.filter(pk=number).update(mark=hustings.apps.accounts.models.new_mark())


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_member_language_and_spent_links")]

    operations = [
        migrations.AddField("workspace", "mark", models.CharField(default="", editable=False, max_length=16)),
        migrations.RunPython(give_marks, migrations.RunPython.noop),
        migrations.AlterField(
            "workspace",
            "mark",
            models.CharField(default=hustings.apps.accounts.models.new_mark, editable=False, max_length=16, unique=True),
        ),
    ]
