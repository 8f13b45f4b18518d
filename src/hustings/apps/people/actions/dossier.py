"""Everything that is kept about one person: given out whole, or erased whole. Rooms above take part through the registry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.serializers import serialize
from django.db import models, transaction
from django.db.models import Q

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import registry, search
from hustings.apps.people.access import person_of
from hustings.apps.people.actions import dealings, forgetting, removal
from hustings.apps.people.actions.bulk import forget_in_bulk
from hustings.apps.people.models import Interaction, Participation, Person, PersonTag, Vouch
from hustings.apps.people.traces import traces_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.storage import rows

Rows = list[dict[str, Any]]


def export_person(actor: Actor, person_id: int) -> dict[str, Rows]:
    """All rows about a person, by kind, as plain data that JSON holds: what a person may ask to see (GDPR 15).

    What a row points to stands beside the number in words, as in `tag` and `tag_name`. Messages to several are in it whole.
    What other members keep to themselves (vouches that they do not share) is in it for an owner only.
    """
    actor.require("export_people")
    person = person_of(actor, person_id)
    found: dict[str, Rows] = {"people.Person": _plain([person])}
    for pointer in registry.POINTERS:
        held = pointer.model._default_manager.filter(**{pointer.field: person_id})
        if pointer.model is Vouch and not actor.may("manage_workspace"):
            held = held.filter(Q(shared=True) | Q(member_id=actor.member_id))
        if pointer.own_only and not actor.may("manage_workspace"):
            held = held.filter(member_id=actor.member_id)
        found[pointer.label] = [*found.get(pointer.label, []), *_plain(held.order_by("pk"))]
    found["people.Interaction"] = _plain(Interaction.objects.filter(participations__person_id=person_id).order_by("at", "pk"))
    traces = traces_of(person)
    for dossier in registry.DOSSIERS:
        found |= {label: _plain(held) for label, held in dossier(actor.workspace_id, traces).items()}
    record_audit(actor, "export_person", subject=f"person:{person_id}")
    return {label: held for label, held in found.items() if held}


def _plain(found: Iterable[models.Model]) -> Rows:
    held = list(found)
    plain = serialize("python", held)
    return [{"id": row["pk"], **_words(row["fields"]), **_named(each)} for row, each in zip(plain, held, strict=True)]


def _words(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: _word(value) for name, value in fields.items()}


def _word(value: Any) -> Any:
    """What JSON has no word for, as text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _named(row: models.Model) -> dict[str, str]:
    """In words what the row points to."""
    pointing = (field for field in row._meta.concrete_fields if field.is_relation and field.name not in ("workspace", "person"))
    return {f"{field.name}_name": str(other) for field in pointing if (other := getattr(row, field.name)) is not None}


def erase_person(actor: Actor, person_id: int) -> None:
    """Removes a person for good, with everything that was only between them and us. There is no way back from this one.

    What they had a part in with others stays without them. Later imports leave them out and say so (people.actions.forgetting),
    until a member adds them again by hand. Notes on other people that speak of them are not looked for.
    """
    actor.require("erase_people")
    with transaction.atomic(), rows.overwriting_deleted():
        person = person_of(actor, person_id)
        if person.own_member_id is not None:
            raise WrongInput("This is a member of the workspace. Take their membership away first.")
        _erase(actor.workspace_id, person)
        record_audit(actor, "erase_person", subject=f"person:{person_id}")


def _erase(workspace_id: int, person: Person) -> None:
    traces = traces_of(person)
    going = list(removal.only_between_us(workspace_id, person.pk).values_list("pk", flat=True))
    afterwards = [hook(workspace_id, traces, going) for hook in registry.ERASURES]
    forgetting.forget_decisions(workspace_id, traces, going)
    forget_in_bulk(workspace_id, traces.person_id)
    forgetting.keep_away(workspace_id, traces)
    tags = list(PersonTag.objects.filter(person=person).values_list("tag_id", flat=True))
    colleagues = _colleagues_in(going)
    removal.erase_person(workspace_id, person.pk)
    search.purge()
    removal.remove_bare_tags(tags)
    removal.remove_empty_organisations(workspace_id)
    dealings.rebuild_ties(workspace_id, colleagues)
    dealings.refresh_rhythm(workspace_id, colleagues, now=utc_now())
    for bring_up_to_date in afterwards:
        bring_up_to_date()


def _colleagues_in(interaction_ids: Iterable[int]) -> set[int]:
    """The members' own people who take part in these."""
    found: set[int] = set()
    for chunk in rows.chunks(interaction_ids):
        held = Participation.objects.filter(interaction_id__in=chunk, person__own_member__isnull=False)
        found.update(held.values_list("person_id", flat=True))
    return found
