"""Saved segments as lists show them, and what a segment means while it is being built."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import SavedSegment
from hustings.apps.people.segments import (
    MOST_COUNTED,
    SAVED,
    THINGS_OF,
    About,
    Field,
    Thing,
    ThingField,
    all_fields,
    counted,
    matching,
    matching_organisations,
    visible_segments,
)
from hustings.apps.people.segments.asking import Comparison
from hustings.apps.people.segments.wording import said
from hustings.engine.segments import Expression, parse, text_of
from hustings.kernel.errors import NotFound, WrongInput

FIRST = 10


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A saved segment, of people or of organisations (`about`).

    `sentence` is empty where it cannot be asked any more; `trouble` then says why.
    """

    id: int
    name: str
    text: str
    sentence: str
    member: str
    mine: bool
    shared: bool
    at: datetime
    may_change: bool
    about: str = "people"
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """What a text means: how many people (or organisations), None for more than 10,000, and the first few as (id, name)."""

    text: str
    sentence: str
    people: int | None
    first: tuple[tuple[int, str], ...]
    about: str = "people"


@dataclass(frozen=True, slots=True)
class Askable:
    """Something to ask about: its name in texts, its name for people, the type of its values, and what it compares with.

    `group` is where it stands in a list of all; `choices` are (code, name), empty for what is typed.
    """

    key: str
    label: str
    group: str
    type: str
    operators: tuple[str, ...]
    choices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AskableThing:
    """Things that people have, with what can be asked about each."""

    key: str
    label: str
    plural: str
    fields: tuple[Askable, ...]


def askable(actor: Actor, *, about: About = "people") -> tuple[tuple[Askable, ...], tuple[AskableThing, ...]]:
    """Everything that segments can ask about: fields of people or organisations, and things that they have."""
    actor.require("see_people")
    things = (each for each in THINGS_OF[about].values() if not each.permission or actor.may(each.permission))
    return _fields(actor, about), tuple(
        AskableThing(thing.key, str(thing.label), str(thing.plural), _fields_of(actor, thing)) for thing in things
    )


def _fields(actor: Actor, about: About) -> tuple[Askable, ...]:
    held = visible_segments(actor, about=about).order_by("name")
    names = tuple((row, row) for row in held.values_list("name", flat=True))
    saved = Askable(SAVED, gettext("saved segment"), gettext("Segments"), "choice", ("=",), names)
    fields = tuple(_askable(actor, each, each, str(each.group)) for each in all_fields(actor, about=about))
    return (*fields, *([saved] if names else []))


def _fields_of(actor: Actor, thing: Thing) -> tuple[Askable, ...]:
    own = tuple(_askable(actor, each, each.comparison, "") for each in thing.fields)
    if not thing.through_people:
        return own
    keys = {each.key for each in own}
    return (*own, *(each for each in _fields(actor, "people") if each.key not in keys))


def _askable(actor: Actor, named: Field | ThingField, compared: Field | Comparison, group: str) -> Askable:
    choices = compared.choices(actor) if compared.choices else ()
    told = tuple((code, str(label)) for code, label in choices)
    return Askable(named.key, str(named.label), group, compared.type, compared.operators, told)


def segments_of(actor: Actor) -> tuple[SegmentRow, ...]:
    """The actor's own segments and those that are shared, by name."""
    actor.require("see_people")
    held = visible_segments(actor).select_related("member").order_by("name", "id")
    return tuple(_row(actor, each) for each in held)


def segment_of(actor: Actor, segment_id: int) -> SegmentRow:
    """One saved segment. Raises NotFound alike for foreign, private and nonexistent ids."""
    actor.require("see_people")
    held = visible_segments(actor).select_related("member").filter(pk=segment_id).first()
    if held is None:
        raise NotFound("There is no such segment.")
    return _row(actor, held)


def _row(actor: Actor, held: SavedSegment) -> SegmentRow:
    mine = held.member_id == actor.member_id
    sentence, trouble = "", ""
    try:
        sentence = said(actor, parse(held.text), about=held.about)
    except WrongInput as error:
        trouble = str(error)
    may_change = actor.may("save_segments") and (mine or actor.may("undo_of_others"))
    return SegmentRow(
        held.pk, held.name, held.text, sentence, held.member.name, mine, held.shared, held.at, may_change, held.about, trouble
    )  # fmt: skip


def meant(
    actor: Actor, asked: str | Expression, *, exact: bool = False, now: datetime | None = None, about: About = "people"
) -> Meant:
    """Whom a text or a tree means, while it is being built: the number, the first ten by name, and the sentence.

    Counts to 10,000, or to the end where `exact`. Raises WrongInput with the place in the text. Audited as reading a list.
    """
    tree = parse(asked) if isinstance(asked, str) else asked
    names = _first(actor, asked, now, about)
    most = None if exact else MOST_COUNTED
    number = len(names) if len(names) < FIRST else counted(actor, asked, most=most, now=now, about=about)
    record_audit(actor, "read_list", subject=about, detail={"where": text_of(tree), "rows": len(names)})
    return Meant(text_of(tree), said(actor, tree, about=about), number, names, about)


def _first(actor: Actor, asked: str | Expression, now: datetime | None, about: About) -> tuple[tuple[int, str], ...]:
    if about == "organisations":
        held: QuerySet[Any, Any] = matching_organisations(actor, asked, now=now).order_by("name", "id")
    else:
        held = matching(actor, asked, wanted=FIRST, now=now).order_by("sort_name", "id")
    return tuple(held.values_list("id", "name")[:FIRST])
