"""States ties between others, keeps one's own to oneself, and says who is never asked for an introduction. All can be undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.network import changes, keeping
from hustings.apps.network.models import Discretion, NeverAsk, Relation
from hustings.apps.network.nodes import Node
from hustings.apps.network.standing import met_through
from hustings.apps.people.access import organisation_of, person_of
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.engine.among import KINDS, STATED
from hustings.kernel.errors import NotFound, WrongInput


def state_tie(
    actor: Actor, one: Node, other: Node, *, kind: str, now: datetime, sign: int | None = None, since: date | None = None,
    until: date | None = None, words: str = "", link: str = "", shared: bool = True,
) -> tuple[int, int]:  # fmt: skip
    """Puts down how two others are tied, with what shows it. Returns its id and the undo step.

    The side is that of the kind where none is given. One that is not shared is used for this member alone. Raises WrongInput
    for one and the same on both ends, an unknown kind, or a date to come.
    """
    actor.require("edit_people")
    _check(one, other, kind=kind, sign=sign, since=since, until=until, link=link, today=now.astimezone(actor.zone).date())
    with transaction.atomic():
        names = " and ".join(_named(actor, node) for node in (one, other))
        row = Relation.objects.create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, kind=kind, at=now, since=since, until=until,
            sign=KINDS[kind].sign if sign is None else sign, words=words.strip(), link=link.strip(), shared=shared,
            **_end("one", one), **_end("other", other),
        )  # fmt: skip
        return row.pk, remember(actor, "state_tie", label=names, data={"relation": row.pk, **_about(one, other)})


def _about(*nodes: Node) -> dict[str, int]:
    return next(({"person": number} for kind, number in nodes if kind == "person"), {})


def _end(side: str, node: Node) -> dict[str, int]:
    return {f"{side}_{node[0]}_id": node[1]}


def _named(actor: Actor, node: Node) -> str:
    return person_of(actor, node[1]).name if node[0] == "person" else organisation_of(actor, node[1]).name


def _check(
    one: Node, other: Node, *, kind: str, sign: int | None, since: date | None, until: date | None, link: str, today: date
) -> None:
    if one == other:
        raise WrongInput("Name two, and not the same twice.", field="other")
    if kind not in STATED:
        raise WrongInput(f"{kind!r} is no kind of tie. Use one of {', '.join(STATED)}.", field="kind")
    if sign not in (None, -1, 0, 1):
        raise WrongInput("Say 1 for allies, -1 for opponents, 0 for neither.", field="sign")
    if (since or until or today) > today or (since and until and until < since):
        raise WrongInput("A tie has begun by today, and ends after it began.", field="since")
    if link and not link.startswith(("https://", "http://")):
        raise WrongInput("Give the link with https://.", field="link")


@way_back("state_tie")
def _unstate(actor: Actor, data: dict[str, Any]) -> None:
    held = Relation.objects.filter(workspace_id=actor.workspace_id, pk=data["relation"])
    _touch(*held)
    held.delete()


def _touch(*held: Relation) -> None:
    """The graph reads the ties of both ends anew."""
    for row in held:
        ends = (("person", row.one_person_id), ("person", row.other_person_id))
        bodies = (("organisation", row.one_organisation_id), ("organisation", row.other_organisation_id))
        changes.touch(row.workspace_id, [(kind, number) for kind, number in (*ends, *bodies) if number is not None])


def remove_tie(actor: Actor, relation_id: int) -> int:
    """Takes a stated tie away: one's own, or anybody's shared one for a manager. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        row = Relation.objects.filter(_seen(actor), pk=relation_id).first()
        if row is None or (row.member_id != actor.member_id and not actor.may("undo_of_others")):
            raise NotFound("There is no such tie.")
        kept = frozen([row])
        _touch(row)
        row.delete()
        return remember(actor, "remove_tie", label="tie removed", data={"rows": kept})


def _seen(actor: Actor) -> Q:
    return Q(workspace_id=actor.workspace_id) & (Q(shared=True) | Q(member_id=actor.member_id))


@way_back("remove_tie")
@way_back("may_ask_again")
@way_back("share_ties")
def _put_back(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
        if isinstance(row, Relation):
            _touch(row)
        if isinstance(row, Discretion):
            _hide(row)


def never_ask(actor: Actor, person_id: int, *, now: datetime, reason: str = "") -> int:
    """Nobody here asks this person for an introduction. Returns the undo step; once said, the reason is replaced."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = NeverAsk.objects.filter(person=person)
        before = frozen(held)
        held.delete()
        NeverAsk.objects.create(
            workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, reason=reason.strip()[:400], at=now
        )
        return remember(actor, "never_ask", label=person.name, data={"person": person_id, "rows": before})


@way_back("never_ask")
def _unnever(actor: Actor, data: dict[str, Any]) -> None:
    NeverAsk.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"]).delete()
    _put_back(actor, data)


def may_ask_again(actor: Actor, person_id: int) -> int:
    """Takes somebody off the list. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = NeverAsk.objects.filter(person=person)
        kept = frozen(held)
        if not kept:
            raise NotFound("They may be asked already.")
        held.delete()
        return remember(actor, "may_ask_again", label=person.name, data={"person": person_id, "rows": kept})


def keep_ties_private(actor: Actor, *, now: datetime, person_id: int | None = None) -> int:
    """The member's own ties to a person, or all of them, are used for nobody else. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        label = person_of(actor, person_id).name if person_id is not None else "all of one's ties"
        row, _ = Discretion.objects.get_or_create(
            member_id=actor.member_id, person_id=person_id, defaults={"workspace_id": actor.workspace_id, "at": now}
        )
        _hide(row)
        return remember(actor, "keep_ties_private", label=label, data={"discretion": row.pk})


def _hide(row: Discretion) -> None:
    """What is private from now on is in nobody's graph any more, though it takes a while until all ties are read anew."""
    people = [row.person_id]
    if row.person_id is None:
        people = met_through(row.workspace_id, row.member_id, most=changes.MOST + 1)
    changes.touch(row.workspace_id, [("person", number) for number in people])
    changes.outdate(row.workspace_id)


@way_back("keep_ties_private")
def _unkeep(actor: Actor, data: dict[str, Any]) -> None:
    Discretion.objects.filter(workspace_id=actor.workspace_id, pk=data["discretion"]).delete()
    changes.outdate(actor.workspace_id)


def share_ties(actor: Actor, *, person_id: int | None = None) -> int:
    """The member's ties to a person, or all of them, may be used for others again. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        label = person_of(actor, person_id).name if person_id is not None else "all of one's ties"
        held = Discretion.objects.filter(workspace_id=actor.workspace_id, member_id=actor.member_id, person_id=person_id)
        kept = frozen(held)
        held.delete()
        changes.outdate(actor.workspace_id)
        return remember(actor, "share_ties", label=label, data={"rows": kept})


def follow_move(workspace_id: int, person_ids: list[int]) -> None:
    """Rows moved between people: the graph reads their ties anew."""
    changes.touch(workspace_id, [("person", number) for number in person_ids])


def forget_with(workspace_id: int, *_: object) -> Callable[[], None]:
    """Somebody is erased: what was derived of them goes too, once they are gone."""
    return lambda: keeping.forget(workspace_id)
