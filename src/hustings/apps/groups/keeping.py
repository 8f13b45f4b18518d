"""How rows of this room are made, changed and taken away, each with the step that takes it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.db import models

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.actions.frozen import changed_fields, frozen, put_back, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.kernel.errors import NotFound

Row = TypeVar("Row", bound=models.Model)


def found(actor: Actor, model: type[Row], number: int, *, lock: bool = False) -> Row:
    """The row of the actor's workspace. Raises NotFound alike for foreign and nonexistent ones."""
    held = model._default_manager.filter(workspace_id=actor.workspace_id, pk=number)
    row = (held.select_for_update() if lock else held).first()
    if row is None:
        raise NotFound(f"There is no such {model._meta.verbose_name}.")
    return row


def make(actor: Actor, row: models.Model, *, label: str) -> tuple[int, int]:
    """Stores a new row. Returns its id and the undo step."""
    row.save(force_insert=True)
    return row.pk, remember(actor, "groups_make", label=label, data={"model": row._meta.label, "row": row.pk})


def change(actor: Actor, row: models.Model, changes: Mapping[str, Any], *, label: str) -> int:
    """Stores changes of a row. Returns the undo step, which leaves alone what others change of it later."""
    before = frozen([row])
    for field, value in changes.items():
        setattr(row, field, cut(type(row), field, value))
    row.save(force_update=True)
    return remember(actor, "groups_change", label=label, data={"rows": before, "fields": changed_fields(before[0], row)})


def remove(actor: Actor, row: models.Model, *, label: str, with_rows: models.QuerySet[Any] | None = None) -> int:
    """Takes a row away, and those that hang on it. Returns the undo step."""
    kept = frozen([row, *(with_rows or ())])
    row.delete()
    return remember(actor, "groups_remove", label=label, data={"rows": kept})


def cut(model: type[models.Model], field: str, value: Any) -> Any:
    """A text without blanks around it, as long as its field takes."""
    length = getattr(model._meta.get_field(field), "max_length", None)
    return value.strip()[:length] if isinstance(value, str) else value


@way_back("groups_make")
def _unmake(actor: Actor, data: dict[str, Any]) -> None:
    model = apps.get_model(data["model"])
    model._default_manager.filter(workspace_id=actor.workspace_id, pk=data["row"]).delete()


@way_back("groups_change")
def _unchange(actor: Actor, data: dict[str, Any]) -> None:
    put_back(data["rows"], fields=data.get("fields"))


@way_back("groups_remove")
def _unremove(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
