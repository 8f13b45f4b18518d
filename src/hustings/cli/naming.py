"""Which person a member means by an id or a name."""

from __future__ import annotations

from collections.abc import Sequence

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.queries import FoundPerson, called, find_people, people_of_ids
from hustings.kernel.errors import NotFound, WrongInput

MOST = 100
SHOWN = 10


def person_meant(actor: Actor, text: str) -> tuple[int, str]:
    """The id and the name of the person with this id, this very name, or the only one whose name has all these words.

    Case and accents do not matter. Raises NotFound for nobody, and WrongInput, which lists who could be meant, for several.
    """
    given = text.strip()
    if given.isascii() and given.isdecimal():
        rows = people_of_ids(actor, [int(given)])
        if not rows:
            raise NotFound("There is no such person.")
        return rows[0].id, rows[0].name
    found = called(find_people(actor, given, limit=MOST), given)
    if not found:
        raise NotFound(f"Nobody here is called {given!r}. Look with `hustings people`, or give the id.")
    if len(found) > 1:
        raise WrongInput(_several(given, found), field="person")
    return found[0].id, found[0].name


def _several(text: str, found: Sequence[FoundPerson]) -> str:
    lines = [f"  {person.id}  {person.name}{_beside(person)}" for person in found[:SHOWN]]
    more = [f"  and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "\n".join([f"Several people are called {text!r}. Give the id:", *lines, *more])


def _beside(person: FoundPerson) -> str:
    known = person.headline or person.organisation
    return f", {known}" if known else ""
