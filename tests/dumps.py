"""What is stored, to be compared: row by row with every id, or by content alone, as somebody reading the pages would."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connection

from hustings.apps.inbox.models import Conversation
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.invitations.models import Invitation
from hustings.apps.people.models import Interaction, Occasion, Person, Tie

BESIDE_THE_POINT = frozenset({"intake.import", "intake.support", "people.undostep", "today.todaylist"})
"""What may grow although nothing that a member sees has changed."""
ROOMS = ("people", "inbox", "intake", "invitations", "today")
SUMS = frozenset({"out_fast", "out_slow", "in_fast", "in_slow", "closeness", "strength"})


def tables(*, apart_from: Iterable[str] = BESIDE_THE_POINT) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the rooms, search index included."""
    left_out = set(apart_from)
    found = {
        model._meta.label_lower: sorted(
            (tuple(_plain(value) for value in row) for row in model._default_manager.values_list()), key=repr
        )
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
        if model._meta.label_lower not in left_out
    }
    return found | {"search": searchable()}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def searchable() -> list[tuple[Any, ...]]:
    """The search index."""
    key = "rowid" if connection.vendor == "sqlite" else "person_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, text FROM people_search ORDER BY {key}")
        return list(cursor.fetchall())


def content(workspace_id: int) -> dict[str, Any]:
    """What is known in a workspace, without ids and without anything that depends on when it was put in."""
    asked = Invitation.objects.filter(workspace_id=workspace_id).select_related("person")
    noted = Occasion.objects.filter(workspace_id=workspace_id).select_related("person")
    return {
        "people": sorted(_person(person) for person in Person.objects.filter(workspace_id=workspace_id)),
        "interactions": sorted(_interaction(each) for each in Interaction.objects.filter(workspace_id=workspace_id)),
        "ties": sorted(_tie(tie) for tie in Tie.objects.filter(workspace_id=workspace_id).select_related("subject", "other")),
        "conversations": sorted(
            (c.thread, c.person.name if c.person else "", c.message_count, c.needs_reply, c.state, str(c.last_at))
            for c in Conversation.objects.filter(workspace_id=workspace_id).select_related("person")
        ),
        "invitations": sorted((i.person.name, i.direction, i.state) for i in asked),
        "occasions": sorted((o.person.name, o.kind, sorted(o.facts.items())) for o in noted),
        "kept": sorted(KeptRecord.objects.filter(workspace_id=workspace_id).values_list("kind", "external_id", "payload")),
        "mentions": sorted(
            KeptMention.objects.filter(record__workspace_id=workspace_id).values_list("record__external_id", "person__name")
        ),
    }


def _person(person: Person) -> tuple[Any, ...]:
    return (
        person.name, person.sort_name, person.given_name, person.headline, person.location, person.birthday,
        str(person.connected_on), person.segment, str(person.due_on),
        tuple(sorted(person.identities.values_list("kind", "value"))),
        tuple(sorted(person.block_keys.values_list("key", flat=True))),
        tuple(sorted(person.positions.values_list("title", "organisation__key", "since", "until", "current"))),
        tuple(sorted(person.person_tags.values_list("tag__name", "by_hand"))),
        tuple(sorted(person.notes.values_list("text", flat=True))),
    )  # fmt: skip


def _interaction(each: Interaction) -> tuple[Any, ...]:
    people = tuple(sorted(each.participations.values_list("person__name", "role")))
    return (each.kind, each.direction, each.channel, str(each.at), each.subject, each.text, each.counts, people)


def _tie(tie: Tie) -> tuple[Any, ...]:
    sums = tuple(float(f"{getattr(tie, name):.9g}") for name in sorted(SUMS & {f.name for f in Tie._meta.fields}))
    moments = tuple(str(getattr(tie, name)) for name in ("first_at", "last_in_at", "last_out_at", "last_mutual_at"))
    return (tie.subject.name, tie.other.name, tie.out_count, tie.in_count, sums, moments)
