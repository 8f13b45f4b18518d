"""Who else points to a person. Rooms above register here how their rows move in a merge, go into an export and are erased.

A test walks every foreign key to a person and fails if one is not registered.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from hustings.apps.accounts.actor import Actor
    from hustings.apps.people.traces import Traces


@dataclass(frozen=True, slots=True)
class Pointer:
    """A foreign key to a person. `alone_with` names the fields that, with the person, stay unique: the kept person's row wins.

    `folded` rows are made anew from source records instead of moved; where `folded_unless` names a field, so are those of which
    it is false. `follows_erasure` False means that the row stays, without
    the person (its foreign key is nullable). `own_only` rows are kept by one member to themself: exports by others lack them.
    """

    label: str
    field: str
    alone_with: tuple[str, ...] = ()
    folded: bool = False
    folded_unless: str = ""
    ordered_pair: str = ""
    follows_erasure: bool = True
    own_only: bool = False

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)


POINTERS: list[Pointer] = []
AFTER_MOVE: list[Callable[[int, list[int]], None]] = []
"""Called with (workspace id, person ids) after rows moved between people, so that rooms can bring derived state up to date."""

AFTER_FOLD: list[Callable[[int, Collection[int]], None]] = []
"""Called with (workspace id, person ids) after the rows of these people were made, or made anew otherwise than they were."""

TIMELINES: list[Callable[[int, int, int], list[dict[str, Any]]]] = []
"""Called with (workspace id, person id, most): further lines for a person's timeline from rooms above, newest first."""

THREADS: list[Callable[[int, Collection[int]], dict[int, int]]] = []
"""Called with (workspace id, interaction ids): the conversation that each of them belongs to, where it belongs to one."""

ERASURES: list[Callable[[int, Traces, Collection[int]], Callable[[], None]]] = []
"""Called with (workspace id, traces of a person, ids of the interactions that go) before a person is erased, so that rooms above
remove what names them without pointing to them. What each returns is called afterwards, to bring derived state up to date."""

DOSSIERS: list[Callable[[int, Traces], dict[str, list[Any]]]] = []
"""Called with (workspace id, traces of a person): rows about them that do not point to them, by label, for an export."""


class Together(NamedTuple):
    """A past event on whose list somebody stood with us. `small` ones are meetings; `talked` says that a talk there is kept."""

    person_id: int
    title: str
    evidence: str
    small: bool
    talked: bool


TOGETHER: list[Callable[[Actor, Collection[int], datetime], list[Together]]] = []
"""Called with (actor, person ids, now): past events at which we and these people were, the latest first."""

WANTED: list[Callable[[Actor, Collection[int]], dict[int, tuple[str, str]]]] = []
"""Called with (actor, person ids): for what we look for these people, by id, and its evidence."""

ON_KEPT: list[Callable[[Actor, int, datetime], list[int]]] = []
"""Called with (actor, promise id, now) when a promise was kept: rooms above settle what they made of it. Gives the undo steps."""

BUSY: list[Callable[[Actor, datetime, datetime], list[tuple[datetime, datetime]]]] = []
"""Called with (actor, since, until): when the member is not free; whole days are those of the member's time zone."""


def register(*pointers: Pointer) -> None:
    """Adds pointers; called from each room's `ready`."""
    POINTERS.extend(pointers)


register(
    *(
        Pointer(f"people.{name}", "person", folded=True)
        for name in ("Identity", "BlockKey", "Position", "Education", "Skill", "Address", "Consent", "Support")
    ),
    Pointer("people.SourceRecord", "person"),
    Pointer("people.Participation", "person", alone_with=("interaction_id",)),
    Pointer("people.Occasion", "person", alone_with=("kind", "evidence")),
    Pointer("people.Promise", "person"),
    Pointer("people.Note", "person"),
    Pointer("people.Evidence", "person"),
    Pointer("people.PersonTag", "person", alone_with=("tag_id",), folded_unless="by_hand"),
    Pointer("people.CustomValue", "person", alone_with=("field_id",), folded_unless="by_hand"),
    Pointer("people.Vouch", "person", alone_with=("member_id",)),
    Pointer("people.VouchQuestion", "person", alone_with=("member_id",), own_only=True),
    Pointer("people.QuietTime", "person"),
    Pointer("people.Reassessment", "person"),
    Pointer("people.Tie", "subject", folded=True),
    Pointer("people.Tie", "other", folded=True),
    Pointer("people.MergeEvent", "kept"),
    Pointer("people.NotSame", "first", alone_with=("second_id",), ordered_pair="second_id"),
    Pointer("people.NotSame", "second", alone_with=("first_id",), ordered_pair="first_id"),
    Pointer("people.Review", "first", alone_with=("second_id",), ordered_pair="second_id"),
    Pointer("people.Review", "second", alone_with=("first_id",), ordered_pair="first_id"),
)
