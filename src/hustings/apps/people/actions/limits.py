"""Sets how often all members together may reach out to somebody, the quiet hours, and times in which nobody does."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, time, timedelta
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.access import person_of, visible_through
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import ContactLimits, QuietTime
from hustings.engine.limits import Limits
from hustings.kernel.errors import NotFound, WrongInput


def set_limits(
    actor: Actor, *, per_day: int, per_week: int, per_month: int, quiet_from: time, quiet_until: time,
    quiet_days: Collection[int] = (),
) -> int:  # fmt: skip
    """Sets the limits of the workspace, which hold for all members and channels. Returns the undo step."""
    actor.require("manage_fields")
    if not (set(quiet_days) <= set(range(7)) and max(per_day, per_week, per_month) <= 1_000):
        raise WrongInput("Give limits up to 1,000, and weekdays from 0 (Monday) to 6.", field="per_day")
    columns = {
        "per_day": per_day, "per_week": per_week, "per_month": per_month, "quiet_from": quiet_from, "quiet_until": quiet_until,
    }  # fmt: skip
    try:
        Limits(**columns, quiet_days=frozenset(quiet_days))  # type: ignore[arg-type]
    except ValueError as error:
        raise WrongInput(str(error), field="per_day") from error
    with transaction.atomic():
        kept = frozen(ContactLimits.objects.filter(workspace_id=actor.workspace_id))
        wanted = {**columns, "quiet_days": sorted(set(quiet_days))}
        ContactLimits.objects.update_or_create(workspace_id=actor.workspace_id, defaults=wanted)
        record_audit(actor, "set_limits", detail={key: str(value) for key, value in wanted.items()})
        return remember(actor, "set_limits", label=f"{per_day} a day, {per_week} a week", data={"rows": kept})


@way_back("set_limits")
def _unset_limits(actor: Actor, data: dict[str, Any]) -> None:
    ContactLimits.objects.filter(workspace_id=actor.workspace_id).delete()
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


LONGEST_QUIET = timedelta(days=3653)


def add_quiet_time(actor: Actor, *, since: date, until: date, person_id: int | None = None, why: str = "") -> tuple[int, int]:
    """Nobody reaches out on these days: to one person, or (without one) to anybody. Returns its id and the undo step."""
    actor.require("edit_people" if person_id is not None else "manage_fields")
    if until < since:
        raise WrongInput("The last day comes after the first.", field="until")
    if until > since + LONGEST_QUIET or since.year < 1970:
        raise WrongInput("A quiet time lasts ten years at most. For good: say that they are not to be contacted.", field="until")
    with transaction.atomic():
        person = person_of(actor, person_id) if person_id is not None else None
        made = QuietTime.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, since=since, until=until,
            why=why.strip()[:200],
        )  # fmt: skip
        data = {"quiet": made.pk} | ({"person": person.pk} if person else {})
        return made.pk, remember(actor, "add_quiet_time", label=f"{since} to {until}", data=data)


@way_back("add_quiet_time")
def _unquiet(actor: Actor, data: dict[str, Any]) -> None:
    QuietTime.objects.filter(workspace_id=actor.workspace_id, pk=data["quiet"]).delete()


def remove_quiet_time(actor: Actor, quiet_id: int) -> int:
    """Takes a quiet time away. Returns the undo step."""
    actor.require("edit_people")
    held = QuietTime.objects.filter(workspace_id=actor.workspace_id, pk=quiet_id)
    found = held.filter(person=None).first() or held.filter(visible_through(actor, "person")).first()
    if found is None:
        raise NotFound("There is no such quiet time.")
    if found.person_id is None:
        actor.require("manage_fields")
    with transaction.atomic():
        kept = frozen([found])
        found.delete()
        return remember(actor, "remove_quiet_time", label=f"{found.since} to {found.until}", data={"rows": kept})


@way_back("remove_quiet_time")
def _quiet_again(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
