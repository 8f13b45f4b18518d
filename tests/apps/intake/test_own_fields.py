"""Fields of the workspace's own from a table to a person, a segment, an export and back; and tags that were renamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.exports.actions import ask_export, fetch_export
from hustings.apps.intake.actions import Said, apply_import, correct_tables, start_import
from hustings.apps.people import actions, segments
from hustings.apps.people.models import CustomValue, Person, PersonTag, Tag
from importing import bring_in, counts

pytestmark = pytest.mark.django_db
TYPES = {
    "text": ("Höngg West", "Höngg West", "Mine = 'hongg west'"),
    "number": ("1.234,5", "1234.5", "Mine > 1000 and Mine <= 1234.5"),
    "date": ("31.03.2026", "2026-03-31", "Mine since 2026-03 and Mine before 2026-04-01"),
    "choice": ("RED", "red", "Mine = red"),
    "yes_no": ("ja", "yes", "Mine = yes"),
    "url": ("example.org/a", "https://example.org/a", "Mine contains example.org"),
    "choices": ("blue; red", "red\nblue", "Mine = blue and Mine = red"),
}
"""By type: what the table says, what is kept, and a segment that finds it."""


def table(folder: Path, value: str, *, name: str = "t.csv", tags: str = "") -> Path:
    path = folder / name
    path.write_text(f'Name,E-mail,Mine,Tags\nIda Osei,ida@example.org,"{value}",{tags}\n', "utf-8")
    return path


def bring(actor: Actor, path: Path) -> dict[str, dict[str, int]]:
    """Brings a table in, its column taken for the field."""
    started = start_import(actor, [path], owner_member_id=actor.member_id)
    correct_tables(actor, started.pk, Said(columns={"Mine": "field:Mine"}))
    return counts(apply_import(actor, started.pk))


@pytest.mark.parametrize("kind", TYPES)
def test_each_type_is_checked_found_taken_along_and_known_again(ada: Actor, otto: Actor, tmp_path: Path, kind: str) -> None:
    said, kept, text = TYPES[kind]
    for actor in (ada, otto):
        actions.add_field(actor, name="Mine", type=kind, choices=("red", "blue") if kind.startswith("choice") else ())
    bring(ada, table(tmp_path, said))
    assert list(CustomValue.objects.values_list("value", flat=True)) == [kept]
    where = text.replace("'", '"')
    assert [each.name for each in segments.matching(ada, where)] == ["Ida Osei"]
    export = ask_export(ada, what="people", where=where)
    out = tmp_path / "out.csv"
    out.write_bytes(fetch_export(ada, export.pk).read_bytes())
    assert bring_in(ada, out).report["counts"]["people"]["unchanged"] == 1
    bring_in(otto, out, owner=otto)
    theirs = CustomValue.objects.filter(workspace_id=otto.workspace_id)
    assert list(theirs.values_list("value", flat=True)) == [kept]


@pytest.mark.parametrize(("kind", "value"), [("number", "many"), ("number", "1,234"), ("date", "3/4/2026"), ("choice", "green")])
def test_a_value_that_does_not_fit_is_named_and_the_person_comes_in(ada: Actor, tmp_path: Path, kind: str, value: str) -> None:
    actions.add_field(ada, name="Mine", type=kind, choices=("red",) if kind == "choice" else ())
    done = bring(ada, table(tmp_path, value))
    assert done["people"]["created"] == 1
    assert done["people"]["rejected"] == 1
    assert not CustomValue.objects.exists()


def test_a_tag_renamed_or_merged_does_not_come_back_with_the_next_export(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, table(tmp_path, "", tags='"Voluntarios; Helfer"'))
    first, second = Tag.objects.order_by("name")
    actions.rename_tag(ada, second.pk, name="Volunteers")
    actions.rename_tag(ada, first.pk, name="Volunteers")
    bring_in(ada, table(tmp_path, "", tags='"Voluntarios; Helfer"'))
    bring_in(ada, table(tmp_path, "x", name="later.csv", tags='"voluntarios; HELFER; Press"'))
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Press", "Volunteers"]
    ida = Person.objects.get(own_member=None)
    assert sorted(PersonTag.objects.filter(person=ida).values_list("tag__name", flat=True)) == ["Press", "Volunteers"]
