"""Hostile files of every format go through a whole import, preview and apply, beside a sound one that always arrives."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import pytest
from django.db import connection

from hostile.endure import SOUND
from hostile.generate import SEED, Spoilt, corpus
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import
from hustings.apps.people.models import Person
from importing import begin

pytestmark = pytest.mark.django_db

COUNT = 50
LARGEST = 1 << 20


@cache
def chosen() -> dict[str, Spoilt]:
    """One file of each format and others by chance, always the same."""
    held = [each for each in corpus() if len(each.data) <= LARGEST]
    chance = random.Random(SEED)
    by_format: dict[str, list[Spoilt]] = {}
    for each in held:
        by_format.setdefault(each.format, []).append(each)
    first = [chance.choice(found) for found in by_format.values()]
    rest = chance.sample([each for each in held if each not in first], COUNT - len(first))
    return {f"{number}": each for number, each in enumerate([*first, *rest])}


@pytest.mark.parametrize("number", [str(number) for number in range(COUNT)])
def test_a_hostile_file_ends_in_a_plain_report_and_its_neighbour_arrives(ada: Actor, tmp_path: Path, number: str) -> None:
    spoilt = chosen()[number]
    (tmp_path / "given").mkdir()
    bad, sound = tmp_path / "given" / spoilt.name, tmp_path / "sound.vcf"
    bad.write_bytes(spoilt.data)
    sound.write_bytes(SOUND)
    started = begin(ada, bad, sound, owner=ada)
    foretold = actions.preview_import(ada, started.pk).preview
    done = actions.apply_import(ada, started.pk)
    assert done.state == Import.State.APPLIED, (spoilt.format, spoilt.what, done.error)
    assert done.report["counts"] == foretold["counts"]
    assert Person.objects.filter(name="Sound Neighbour").count() == 1
    reasons = [held["reason"] for file in done.report["files"] for held in file["rejected"]]
    assert all(reason.strip() and "Traceback" not in reason for reason in reasons)
    again = actions.apply_import(ada, begin(ada, bad, sound, owner=ada).pk)
    created = {kind: verbs.get("created", 0) for kind, verbs in again.report["counts"].items()}
    assert set(created.values()) <= {0}, (spoilt.format, spoilt.what, created)
    connection.check_constraints()
