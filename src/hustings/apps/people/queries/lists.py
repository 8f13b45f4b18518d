"""Lists of people: the page with its filters and its search as you type, and the few rows that a palette wants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Exists, OuterRef, QuerySet

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import search
from hustings.apps.people.access import visible_people
from hustings.apps.people.models import Person, PersonTag, Position, Segment, SourceRecord
from hustings.apps.people.queries.keyset import beyond, cursor_of, cut, key_of
from hustings.apps.people.queries.shown import PersonRow, person_rows, positions_of
from hustings.apps.people.segments import joined, matching
from hustings.kernel.errors import WrongInput

_WORD = re.compile(r"[^\W_]+")
Order = Literal["name", "closeness", "due", "last_touch"]
TIES = ("in_touch", "never")
"""Whether anything ever went to and fro between us."""
MOST_FOUND = 500
"""A search shows at most so many people; nobody reads further, they type another letter."""
MOST_COUNTED = 1_000
RANKED_FROM = 3
"""Letters of a query from which on names come before organisations and notes."""
NOBODY = 0
"""As `assigned_to`: people in nobody's care."""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people. `next` opens the following one, empty at the end; `total` is None on later pages and above 1,000."""

    rows: tuple[PersonRow, ...]
    next: str
    total: int | None


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Just enough to recognise somebody in a short list."""

    id: int
    name: str
    headline: str
    organisation: str


class _Way:
    """How one order walks its index. `read` turns the value in a cursor into the column's."""

    def __init__(
        self, column: str, kind: type, read: Callable[[Any], Any] = lambda value: value, *, falling: bool = False
    ) -> None:
        self.column, self.kind, self.read, self.falling = column, kind, read, falling

    def first(self, people: QuerySet[Person]) -> QuerySet[Person]:
        if self.column in ("due_on", "last_touch_at"):
            people = people.filter(**{f"{self.column}__isnull": False})
        return people.order_by(f"-{self.column}" if self.falling else self.column, "id")

    def after(self, people: QuerySet[Person], cursor: str) -> QuerySet[Person]:
        value, number = key_of(cursor, self.kind, int)
        try:
            read = self.read(value)
        except ValueError as error:
            raise WrongInput("This page does not exist any more. Begin again at the first one.", field="after") from error
        return beyond(people, self.column, read, number, falling=self.falling)


WAYS: dict[str, _Way] = {
    "name": _Way("sort_name", str),
    "closeness": _Way("closeness", float, falling=True),
    "due": _Way("due_on", str, date.fromisoformat),
    "last_touch": _Way("last_touch_at", str, datetime.fromisoformat, falling=True),
}


def people_page(
    actor: Actor,
    *,
    query: str = "",
    segment: str = "",
    tag: str = "",
    organisation_id: int | None = None,
    source: str = "",
    assigned_to: int | None = None,
    tie: str = "",
    where: str = "",
    saved: int | None = None,
    order: Order = "name",
    after: str = "",
    limit: int = 50,
) -> PeoplePage:
    """People who match everything given. `query` finds names, organisations and notes by the beginnings of words.

    `tag` is a name, `source` a reader (`linkedin`), `assigned_to` a member, 0 for nobody, `tie` whether we were ever in touch
    (TIES), `where` a text in the language of segments and `saved` a saved one. `due` and `last_touch` leave out people without
    one.
    With a query the order is: names that begin with it, names that hold it, then the rest, at most 500.
    Raises WrongInput for an unknown order or segment and for a cursor that never was one. Leaves one line in the audit trail.
    """
    if order not in WAYS:
        raise WrongInput(f"{order!r} is no order. Use one of: {', '.join(WAYS)}.", field="order")
    people, narrowed = _narrowed(actor, segment, tag, organisation_id, source, assigned_to, where, saved)
    if tie:
        if tie not in TIES:
            raise WrongInput(f"{tie!r} is no tie. Use one of: {', '.join(TIES)}.", field="tie")
        people, narrowed = people.filter(last_touch_at__isnull=tie == "never"), True
    limit = max(1, min(limit, 200))
    if query.strip():
        page = _searched(actor, people, query.strip(), narrowed, after=after, limit=limit)
    else:
        page = _walked(people, WAYS[order], after=after, limit=limit)
    given = {"query": query, "segment": segment, "tag": tag, "organisation": organisation_id, "source": source, "tie": tie}
    given |= {"where": where, "saved": saved}
    record_audit(
        actor,
        "read_list",
        subject="people",
        detail={key: value for key, value in given.items() if value} | {"rows": len(page.rows)},
    )
    return page


def _narrowed(
    actor: Actor,
    segment: str,
    tag: str,
    organisation_id: int | None,
    source: str,
    assigned_to: int | None,
    where: str,
    saved: int | None,
) -> tuple[QuerySet[Person], bool]:
    """The people that the filters leave, and whether anything narrows them: a filter, or the actor's role."""
    asked = joined(actor, where=where, saved=saved)
    people = visible_people(actor) if asked is None else matching(actor, asked)
    if segment:
        if segment not in Segment.values:
            raise WrongInput(f"{segment!r} is no segment. Use one of: {', '.join(Segment.values)}.", field="segment")
        people = people.filter(segment=segment)
    if tag:
        people = people.filter(
            pk__in=PersonTag.objects.filter(workspace_id=actor.workspace_id, tag__name__iexact=tag).values("person_id")
        )
    if organisation_id is not None:
        held = Position.objects.filter(workspace_id=actor.workspace_id, organisation_id=organisation_id)
        people = people.filter(pk__in=held.values("person_id"))
    if source:
        people = people.filter(Exists(SourceRecord.objects.filter(person=OuterRef("pk"), source__reader=source)))
    if assigned_to is not None:
        people = people.filter(assigned_to_id=assigned_to or None) if assigned_to else people.filter(assigned_to__isnull=True)
    narrowed = bool(segment or tag or source or asked) or organisation_id is not None or assigned_to is not None
    return people, narrowed or not actor.may("see_all_people")


def _walked(people: QuerySet[Person], way: _Way, *, after: str, limit: int) -> PeoplePage:
    ordered = way.first(people)
    held, more = cut((way.after(ordered, after) if after else ordered).select_related("assigned_to"), limit)
    following = cursor_of(_cursor_value(held[-1], way), held[-1].pk) if more else ""
    return PeoplePage(person_rows(held), following, None if after else _counted(ordered))


def _cursor_value(person: Person, way: _Way) -> Any:
    value = getattr(person, way.column)
    return value.isoformat() if isinstance(value, date) else value


def _counted(people: QuerySet[Person]) -> int | None:
    """How many there are, as far as counting is cheap."""
    number = people.order_by()[: MOST_COUNTED + 1].count()
    return number if number <= MOST_COUNTED else None


def _searched(actor: Actor, people: QuerySet[Person], query: str, narrowed: bool, *, after: str, limit: int) -> PeoplePage:
    begin = key_of(after, int)[0] if after else 0
    if begin < 0:
        raise WrongInput("This page does not exist any more. Begin again at the first one.", field="after")
    ids = _found(actor, people if narrowed else None, query)
    chosen = ids[begin : begin + limit]
    held = people.filter(pk__in=chosen).select_related("assigned_to").in_bulk() if chosen else {}
    following = cursor_of(begin + limit) if len(ids) > begin + limit else ""
    total = None if after or len(ids) >= MOST_FOUND else len(ids)
    return PeoplePage(person_rows(held[i] for i in chosen if i in held), following, total)


def _found(actor: Actor, within: QuerySet[Person] | None, query: str, *, most: int = MOST_FOUND) -> list[int]:
    """Ids of the people found, those first whose sort name begins with the query. `within` is None for the whole workspace."""
    everybody = visible_people(actor) if within is None else within
    start = " ".join(query.casefold().split())
    named = list(
        everybody.filter(sort_name__gte=start, sort_name__lt=start + "\U0010ffff")
        .order_by("sort_name", "id")
        .values_list("id", flat=True)[:most]
    )
    if within is None:
        found = search.find(actor.workspace_id, query, most=most)
    else:
        matches = search.matching(query)
        found = list(within.filter(pk__in=matches).order_by().values_list("id", flat=True)[:most]) if matches else []
    ids = list(dict.fromkeys([*named, *found]))[:most]
    # Short words find more than anybody can rank; where they do not, ranking costs nothing.
    return _ranked(everybody, ids, query) if len(start) >= RANKED_FROM or len(ids) < most else ids


def _ranked(people: QuerySet[Person], ids: Sequence[int], query: str) -> list[int]:
    wanted = search.fold_text(" ".join(query.split()))
    held = people.filter(pk__in=ids).values_list("id", "name", "sort_name", "closeness")
    ranks = sorted((_rank(name, sort_name, wanted), -closeness, sort_name, i) for i, name, sort_name, closeness in held)
    return [rank[-1] for rank in ranks]


def _rank(name: str, sort_name: str, wanted: str) -> int:
    """0 for a name that begins with the query, 1 for one where each of its words begins a word, 2 for the rest."""
    folded = search.fold_text(name)
    if folded.startswith(wanted) or search.fold_text(sort_name).startswith(wanted):
        return 0
    words = folded.split()
    return 1 if all(any(word.startswith(part) for word in words) for part in wanted.split()) else 2


def find_people(actor: Actor, query: str, limit: int = 10) -> tuple[FoundPerson, ...]:
    """The likeliest few for a palette or an autocomplete, names first. Leaves nothing in the audit trail."""
    actor.require("see_people")
    if not query.strip():
        return ()
    narrowed = None if actor.may("see_all_people") else visible_people(actor)
    ids = _found(actor, narrowed, query.strip(), most=max(limit, 100))[:limit]
    people = visible_people(actor).in_bulk(ids)
    positions = positions_of(ids)
    return tuple(
        FoundPerson(i, people[i].name, people[i].headline, next((each.organisation for each in positions[i] if each.current), ""))
        for i in ids
        if i in people
    )


def called(found: Sequence[FoundPerson], text: str) -> list[FoundPerson]:
    """Of people found by a name those who bear it as it was written, else who bear all its words; case and accents aside."""
    wanted = _words(text)
    exact = [person for person in found if _words(person.name) == wanted]
    return exact or [person for person in found if set(wanted) <= set(_words(person.name))]


def _words(text: str) -> list[str]:
    return _WORD.findall(search.fold_text(text))


def people_of_ids(actor: Actor, person_ids: Iterable[int]) -> tuple[PersonRow, ...]:
    """These people in the order given; those that the actor may not see are left out."""
    ids = list(dict.fromkeys(person_ids))
    held = visible_people(actor).select_related("assigned_to").in_bulk(ids)
    return person_rows(held[i] for i in ids if i in held)


def nobody_assigned(actor: Actor) -> bool:
    """Whether the actor sees assigned people only, and nobody is assigned yet."""
    return not actor.may("see_all_people") and not visible_people(actor).filter(own_member__isnull=True).exists()
