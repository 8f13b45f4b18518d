"""What members say about people: notes, tags, custom fields and vouches."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.people import Added
from hustings.apps.people import actions, queries
from hustings.apps.people.queries.labels import TagCount

room = Room(tags=["remarks"])


class NewNote(Given):
    """A remark about a person."""

    text: str


class TagName(Given):
    """The name of a tag."""

    name: str


class Renamed(Schema):
    """A tag has its new name; `step` takes it back, where that can be."""

    step: int | None


class NewField(Given):
    """A custom field: text, number, date, choice, choices, yes_no or url."""

    name: str
    type: str
    choices: list[str] = Field(default_factory=list)


class CustomField(Schema):
    """A custom field of the workspace."""

    id: int
    name: str
    type: str
    choices: list[str]
    people: int


class Value(Given):
    """The value of a custom field; an empty one clears it."""

    value: str


class NewVouch(Given):
    """How you know somebody, what you would say about them, and what they would say about you."""

    how: str
    where: str = ""
    since: str = ""
    confidence: str = ""
    i_would_say: str = ""
    they_would_say: str = ""
    shared: bool = False


@room.post("/people/{person_id}/notes", response=Step, summary="Put a note on a person")
def add_note(request: Call, person_id: Id, given: NewNote) -> Step:
    """The note is found by search."""
    return Step(step=actions.add_note(request.auth, person_id, text=given.text))


@room.delete("/notes/{note_id}", response=Step, summary="Take a note away")
def remove_note(request: Call, note_id: Id) -> Step:
    """One's own, or anybody's for a manager."""
    return Step(step=actions.remove_note(request.auth, note_id))


@room.post("/people/{person_id}/tags", response=Step, summary="Put a tag on a person")
def tag_person(request: Call, person_id: Id, given: TagName) -> Step:
    """The tag is made where it is new."""
    return Step(step=actions.tag_person(request.auth, person_id, name=given.name))


@room.delete("/people/{person_id}/tags/{tag_id}", response=Step, summary="Take a tag off a person")
def untag_person(request: Call, person_id: Id, tag_id: Id) -> Step:
    """The tag itself stays."""
    return Step(step=actions.untag_person(request.auth, person_id, tag_id=tag_id))


@room.get("/tags", response=list[TagCount], summary="List tags")
def list_tags(request: Call) -> Any:
    """By name, with how many people have each."""
    return list(queries.tags_of(request.auth))


@room.patch("/tags/{tag_id}", response=Renamed, summary="Rename a tag")
def rename_tag(request: Call, tag_id: Id, given: TagName) -> Renamed:
    """The name of another tag makes one of both."""
    return Renamed(step=actions.rename_tag(request.auth, tag_id, name=given.name))


@room.get("/fields", response=list[CustomField], summary="List custom fields")
def list_fields(request: Call) -> Any:
    """By name, with how many people have a value."""
    return list(queries.custom_fields(request.auth))


@room.post("/fields", response=Added, summary="Add a custom field")
def add_field(request: Call, given: NewField) -> Added:
    """A new field for all people of the workspace."""
    return Added(id=actions.add_field(request.auth, name=given.name, type=given.type, choices=tuple(given.choices)))


@room.put("/people/{person_id}/fields/{field_id}", response=Step, summary="Set a custom field")
def set_value(request: Call, person_id: Id, field_id: Id, given: Value) -> Step:
    """Dates as ISO 8601, numbers plain, yes or no, several choices on a line each; an empty value clears it."""
    return Step(step=actions.set_value(request.auth, person_id, field_id=field_id, value=given.value))


@room.put("/people/{person_id}/vouch", response=Step, summary="Say how you know somebody")
def vouch_for(request: Call, person_id: Id, given: NewVouch) -> Step:
    """Your own answer; others see it where you share it."""
    return Step(step=actions.vouch_for(request.auth, person_id, **given.model_dump()))
