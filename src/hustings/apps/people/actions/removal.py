"""Removes people on whom nothing rests any more, and erases people with everything about them."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from hustings.apps.people import search
from hustings.apps.people.models import (
    CustomValue,
    Interaction,
    Note,
    Organisation,
    Participation,
    Person,
    PersonTag,
    Position,
    Promise,
    SourceRecord,
    Tag,
    Vouch,
)
from hustings.apps.people.models.dealings import FROM_CALENDARS
from hustings.storage import rows

BY_MEMBERS = (Note, Promise, Vouch)


def remove_unsupported(workspace_id: int, person_ids: Collection[int]) -> set[int]:
    """Deletes those people whom no source names, with whom nothing happened and about whom no member said or decided anything."""
    gone: set[int] = set()
    for chunk in rows.chunks(sorted(person_ids)):
        undecided = {
            "own_member": None,
            "assigned_to": None,
            "period_days": None,
            "silent_by_hand": False,
            "segment_by_hand": False,
        }
        found = Person.objects.filter(workspace_id=workspace_id, id__in=chunk, **undecided)
        people = set(found.values_list("id", flat=True))
        people -= set(SourceRecord.objects.filter(person_id__in=people).values_list("person_id", flat=True))
        talked = Participation.objects.filter(person_id__in=people).exclude(interaction__source__reader=FROM_CALENDARS)
        people -= set(talked.values_list("person_id", flat=True))
        people -= set(PersonTag.objects.filter(person_id__in=people, by_hand=True).values_list("person_id", flat=True))
        people -= set(CustomValue.objects.filter(person_id__in=people, by_hand=True).values_list("person_id", flat=True))
        for model in BY_MEMBERS:
            people -= set(model._default_manager.filter(person_id__in=people).values_list("person_id", flat=True))
        search.remove(people)
        Person.objects.filter(id__in=people).delete()
        gone |= people
    return gone


def remove_empty_organisations(workspace_id: int) -> None:
    """Organisations that no source names and where nobody holds a position go; those that no source names are not followed."""
    unnamed = Organisation.objects.filter(workspace_id=workspace_id).filter(
        ~Exists(SourceRecord.objects.filter(organisation_id=OuterRef("pk")))
    )
    unnamed.filter(followed_at__isnull=False).update(followed_at=None)
    unnamed.filter(~Exists(Position.objects.filter(organisation_id=OuterRef("pk")))).delete()


def only_between_us(workspace_id: int, person_id: int) -> QuerySet[Interaction]:
    """What happened between members and this person, and nobody else."""
    theirs = Participation.objects.filter(person_id=person_id).values("interaction_id")
    others = Participation.objects.filter(interaction_id__in=theirs, person__own_member=None).exclude(person_id=person_id)
    return Interaction.objects.filter(workspace_id=workspace_id, id__in=theirs).exclude(id__in=others.values("interaction_id"))


def erase_person(workspace_id: int, person_id: int) -> None:
    """Removes a person and everything that was only between us and them, search index included."""
    only_between_us(workspace_id, person_id).delete()
    search.remove([person_id])
    Person.objects.filter(workspace_id=workspace_id, pk=person_id).delete()


def remove_bare_tags(tag_ids: Collection[int]) -> None:
    """Those of these tags that nobody bears any more go."""
    bare = Tag.objects.filter(id__in=tag_ids).filter(~Exists(PersonTag.objects.filter(tag_id=OuterRef("pk"))))
    bare.delete()
