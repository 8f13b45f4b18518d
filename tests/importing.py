"""Imports files through the room's own door, in one call."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import


def bring_in(actor: Actor, *paths: Path, owner: Actor | None = None, me: tuple[str, ...] = ()) -> Import:
    """Starts and applies an import; `owner` is whose export it is and `me` are addresses of theirs."""
    return actions.apply_import(actor, begin(actor, *paths, owner=owner, me=me).pk)


def begin(actor: Actor, *paths: Path, owner: Actor | None = None, me: tuple[str, ...] = ()) -> Import:
    """Starts an import, nothing read yet."""
    return actions.start_import(actor, list(paths), owner_member_id=owner.member_id if owner else None, own_addresses=me)


def counts(imported: Import) -> dict[str, dict[str, int]]:
    """The counts of an import without zeros."""
    return thin(imported.report["counts"])


def thin(counted: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Counts without zeros, as in `{"people": {"created": 3}}`."""
    held = {kind: {verb: n for verb, n in verbs.items() if n} for kind, verbs in counted.items()}
    return {kind: verbs for kind, verbs in held.items() if verbs}


def told(imported: Import) -> dict[str, Any]:
    """What a preview says, or what an applied import did: files, counts, examples, question."""
    return imported.report or imported.preview
