"""The tables of the room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("civic", "0001_initial")]

    initial = True

    dependencies = [
        ("accounts", "0001_tables"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("classification", models.CharField(max_length=60)),
                ("division", models.CharField(blank=True, max_length=200)),
                ("website", models.CharField(blank=True, max_length=2000)),
                ("number", models.CharField(max_length=500)),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="body", to="people.organisation"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="parts",
                        to="people.organisation",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "classification", "organisation"], name="body_by_classification"),
                    models.Index(fields=["workspace", "division"], name="body_by_division"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Division",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField(unique=True)),
                ("number", models.CharField(max_length=200)),
                ("name", models.CharField(max_length=400)),
                ("key", models.CharField(max_length=400)),
                ("valid_through", models.CharField(blank=True, max_length=10)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "number"], name="division_by_number"),
                    models.Index(fields=["workspace", "key"], name="division_by_key"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Postcode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField(unique=True)),
                ("country", models.CharField(max_length=8)),
                ("code", models.CharField(max_length=20)),
                ("division", models.CharField(max_length=200)),
                (
                    "workspace",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.workspace"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["workspace", "code", "division"], name="postcode_by_code")],
            },
        ),
    ]
