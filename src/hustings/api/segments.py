"""Segments: saved questions about people, and what a text means. And one change to many people."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Room, Step
from hustings.api.shapes import PersonName
from hustings.apps.people import actions, queries
from hustings.apps.people.queries.segments import Askable

room = Room(tags=["segments"])
Text = Annotated[str, Field(max_length=20_000)]


class SegmentShape(Schema):
    """A saved segment, about people or organisations. `trouble` says why it cannot be asked any more."""

    id: int
    name: str
    about: str
    text: str
    sentence: str
    member: str
    mine: bool
    shared: bool
    at: datetime
    may_change: bool
    trouble: str


class SavedShape(Schema):
    """A segment was saved; `step` takes that back."""

    id: int
    step: int


class NewSegment(Given):
    """A name and a text in the language of segments, about people or organisations.

    Shared ones can be used by everybody in the workspace.
    """

    name: str
    text: Text
    shared: bool = False
    about: queries.About = "people"


class SegmentChanges(Given):
    """What is left out stays. Segments that ask for this one by its name follow the new one."""

    name: str | None = None
    text: Text | None = None
    shared: bool | None = None


class MeantShape(Schema):
    """Whom a text means: how many people or organisations, none for more than 10,000, and the first ten by name."""

    text: str
    about: str
    sentence: str
    people: int | None
    first: list[PersonName]


class ThingShape(Schema):
    """Things that people have, asked by `has KEY where (...)`."""

    key: str
    label: str
    fields: list[Askable]


class FieldsShape(Schema):
    """Everything that texts can ask about."""

    fields: list[Askable]
    things: list[ThingShape]


class ChangeForMany(Given):
    """One change, and for whom: people by number, whom a text or a saved segment means.

    `value` is the tag, the value, the member's number, the rhythm, or yes or no; `field` is the number of a custom field.
    """

    do: Literal["add_tag", "remove_tag", "set_value", "assign", "rhythm", "do_not_contact"]
    value: str = ""
    field: Id | None = None
    people: Annotated[list[Id], Field(max_length=10_000)] = Field(default_factory=list)
    where: Text = ""
    saved: Id | None = None


class PreviewShape(Schema):
    """What a change would do: `concerned` of `people` would change, with some names."""

    do: str
    value: str
    people: int
    concerned: int
    sample: list[PersonName]


class BulkShape(Schema):
    """How far a change is; `step` takes all of it back."""

    id: int
    do: str
    value: str
    state: str
    total: int
    done: int
    changed: int
    refused: str
    step: int | None


@room.get("/segments", response=list[SegmentShape], summary="List segments")
def list_segments(request: Call) -> Any:
    """Your own and those that are shared, by name."""
    return list(queries.segments_of(request.auth))


@room.get("/segments/fields", response=FieldsShape, summary="What segments can ask about")
def list_fields(request: Call, about: queries.About = "people") -> Any:
    """Fields of people or organisations, and things that they have with fields of their own."""
    fields, things = queries.askable(request.auth, about=about)
    return {"fields": list(fields), "things": list(things)}


@room.get("/segments/meant", response=MeantShape, summary="Whom a text means")
def show_meant(request: Call, where: Text, exact: bool = False, about: queries.About = "people") -> MeantShape:
    """Such as `tag = volunteer and city = Ely and last touch before 90 days ago`. `exact` counts beyond 10,000."""
    meant = queries.meant(request.auth, where, exact=exact, about=about)
    first = _names(meant.first)
    return MeantShape(text=meant.text, about=meant.about, sentence=meant.sentence, people=meant.people, first=first)


@room.post("/segments", response=SavedShape, summary="Save a segment")
def save_segment(request: Call, given: NewSegment) -> SavedShape:
    """Only the question is kept; it is asked anew each time."""
    number, step = actions.save_segment(request.auth, name=given.name, text=given.text, shared=given.shared, about=given.about)
    return SavedShape(id=number, step=step)


@room.get("/segments/{segment_id}", response=SegmentShape, summary="One segment")
def show_segment(request: Call, segment_id: Id) -> Any:
    """Its people are `GET /people?saved={segment_id}`, its organisations `GET /organisations?saved={segment_id}`."""
    return queries.segment_of(request.auth, segment_id)


@room.patch("/segments/{segment_id}", response=Step, summary="Change a segment")
def change_segment(request: Call, segment_id: Id, given: SegmentChanges) -> Step:
    """Renames it, asks something else, or shares it."""
    return Step(step=actions.change_segment(request.auth, segment_id, **given.model_dump()))


@room.delete("/segments/{segment_id}", response=Step, summary="Delete a segment")
def delete_segment(request: Call, segment_id: Id) -> Step:
    """The people in it stay as they are."""
    return Step(step=actions.delete_segment(request.auth, segment_id))


@room.post("/people/changes/preview", response=PreviewShape, summary="What a change to many would do")
def preview_change(request: Call, given: ChangeForMany) -> PreviewShape:
    """Nothing is changed."""
    shown = actions.preview_bulk(request.auth, _selection(given), _change(given))
    return PreviewShape(
        do=shown.change.do, value=shown.change.value, people=shown.people, concerned=shown.concerned, sample=_names(shown.sample)
    )


@room.post("/people/changes", response=BulkShape, summary="Change many people")
def change_many(request: Call, given: ChangeForMany) -> BulkShape:
    """At once for up to 2,000 people; more in the background."""
    return _bulk(actions.begin_bulk(request.auth, _selection(given), _change(given)))


@room.get("/people/changes/{change_id}", response=BulkShape, summary="How far a change to many is")
def show_change(request: Call, change_id: Id) -> BulkShape:
    """`state` is waiting, running, done, undoing, undone or failed."""
    return _bulk(actions.bulk_state(request.auth, change_id))


def _selection(given: ChangeForMany) -> actions.Selection:
    return actions.Selection(tuple(given.people), given.where, given.saved)


def _change(given: ChangeForMany) -> actions.BulkChange:
    return actions.BulkChange(given.do, given.value, given.field)


def _bulk(state: actions.BulkState) -> BulkShape:
    return BulkShape(
        id=state.id, do=state.change.do, value=state.change.value, state=state.state, total=state.total, done=state.done,
        changed=state.changed, refused=state.refused, step=state.step,
    )  # fmt: skip


def _names(people: tuple[tuple[int, str], ...]) -> list[PersonName]:
    return [PersonName(id=number, name=name) for number, name in people]
