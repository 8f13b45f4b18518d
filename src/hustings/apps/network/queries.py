"""Ties as the doors show them: whom somebody is tied to and why, what ties each pair, who is never asked, who keeps
what private."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hustings.apps.accounts.actor import Actor
from hustings.apps.network.models import Discretion, NeverAsk, Relation
from hustings.apps.network.nodes import Node
from hustings.apps.network.sources import DESCRIBERS, Viewer, all_links, split
from hustings.apps.people.access import organisation_of, person_of, visible_organisations, visible_people
from hustings.apps.people.models import Evidence, Interaction, Position
from hustings.engine import among
from hustings.storage import rows

MOST = 60
"""Ties of one person that are shown, the strongest."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """Why two are tied: the kind, the words for it (an organisation, an issue, a remark), when, and what it adds. `link` is where
    it can be read, if anywhere."""

    kind: str
    words: str
    since: datetime | None
    at: datetime | None
    size: int
    sign: int
    chance: float
    evidence: str
    mine: bool = False
    shared: bool = True
    link: str = ""


@dataclass(frozen=True, slots=True)
class TieRow:
    """A tie to somebody: its strength and side by now, and the facts, the strongest first."""

    node: Node
    name: str
    headline: str
    probability: float
    sign: int
    facts: tuple[FactRow, ...]


@dataclass(frozen=True, slots=True)
class NeverRow:
    """Somebody who is never asked."""

    person_id: int
    name: str
    reason: str
    member: str
    at: datetime


def ties_of(actor: Actor, node: Node, *, now: datetime, limit: int = MOST) -> tuple[TieRow, ...]:
    """Whom somebody is tied to, apart from us, the strongest first. A constant number of queries."""
    _ = person_of(actor, node[1]) if node[0] == "person" else organisation_of(actor, node[1])
    facts: dict[Node, list[among.Fact]] = defaultdict(list)
    for link in all_links(Viewer(actor.workspace_id, actor.member_id), {node}):
        facts[link.other if link.one == node else link.one].append(link.fact)
    known = {other: among.strength(found, now=now) for other, found in facts.items() if other != node}
    best = sorted(known, key=lambda other: (-known[other].probability, other))[: limit * 2]
    names = names_of(actor, best)
    shown = [other for other in best if other in names][:limit]
    words = describe(actor, (part.fact for other in shown for part in known[other].parts))
    return tuple(
        TieRow(other, *names[other], known[other].probability, known[other].sign, facts_shown(known[other], words))
        for other in shown
    )


Pair = frozenset[Node]


def strengths_between(actor: Actor, nodes: Collection[Node], *, now: datetime, warm: bool = False) -> dict[Pair, among.Strength]:
    """The ties among some people and organisations, by pair, with their facts; `warm` ones without money and mere naming. A
    constant number of queries."""
    facts: dict[Pair, list[among.Fact]] = defaultdict(list)
    for link in all_links(Viewer(actor.workspace_id, actor.member_id), nodes, within=True):
        if warm and link.fact.kind in among.COLD:
            continue
        facts[frozenset((link.one, link.other))].append(link.fact)
    return {pair: among.strength(found, now=now) for pair, found in facts.items()}


def names_of(actor: Actor, nodes: Iterable[Node]) -> dict[Node, tuple[str, str]]:
    """Names and headlines of those whom the actor may see; our own members are left out."""
    people, organisations = split(set(nodes))
    found: dict[Node, tuple[str, str]] = {}
    for chunk in rows.chunks(people):
        seen = visible_people(actor).filter(pk__in=chunk, own_member__isnull=True).values_list("id", "name", "headline")
        found.update({("person", number): (name, headline) for number, name, headline in seen})
    for chunk in rows.chunks(organisations):
        known = visible_organisations(actor).filter(pk__in=chunk).values_list("id", "name")
        found.update({("organisation", number): (name, "") for number, name in known})
    return found


def describe(actor: Actor, facts: Iterable[among.Fact]) -> Mapping[str, dict[str, Any]]:
    """Words for evidence (`position:7`): a query for each kind of it, whatever the number."""
    ids: dict[str, set[int]] = defaultdict(set)
    for fact in facts:
        kind, _, number = fact.evidence.partition(":")
        if number.isdecimal():
            ids[kind].add(int(number))
    told: dict[str, dict[str, Any]] = {}
    for kind, numbers in ids.items():
        for chunk in rows.chunks(sorted(numbers)):
            told.update({f"{kind}:{number}": words for number, words in _described(actor, kind, chunk)})
    return told


def _described(actor: Actor, kind: str, numbers: list[int]) -> Iterable[tuple[int, dict[str, Any]]]:
    here: dict[str, Any] = {"workspace_id": actor.workspace_id, "pk__in": numbers}
    if kind == "position":
        held = Position.objects.filter(**here).values_list("id", "organisation__name", "title")
        return [(number, {"words": name or title}) for number, name, title in held]
    if kind == "interaction":
        return [
            (number, {"words": subject[:120]})
            for number, subject in Interaction.objects.filter(**here).values_list("id", "subject")
        ]
    if kind == "evidence":
        return [(number, {"words": name}) for number, name in Evidence.objects.filter(**here).values_list("id", "issue__name")]
    if kind == "relation":
        stated = Relation.objects.filter(**here).values_list("id", "words", "member__name", "member_id", "shared", "link")
        return [
            (number, {"words": words or name, "mine": member == actor.member_id, "shared": shared, "link": link})
            for number, words, name, member, shared, link in stated
        ]
    describer = DESCRIBERS.get(kind)
    return describer(actor.workspace_id, numbers).items() if describer else ()


def facts_shown(strength: among.Strength, words: Mapping[str, dict[str, Any]], *, most: int = 6) -> tuple[FactRow, ...]:
    """The facts of a tie with their words, the strongest first."""
    return tuple(_shown(part, words.get(part.fact.evidence, {})) for part in strength.parts[:most])


def _shown(part: among.Part, told: Mapping[str, Any]) -> FactRow:
    fact = part.fact
    words = ", ".join(each for each in (told.get("words", ""), fact.note) if each)
    return FactRow(
        kind=fact.kind, since=fact.since, at=fact.at, size=fact.size, chance=part.chance,
        sign=fact.sign or among.KINDS[fact.kind].sign, evidence=fact.evidence, **{**told, "words": words},
    )  # fmt: skip


def never_asked(actor: Actor) -> tuple[NeverRow, ...]:
    """Who is never asked for an introduction, by name."""
    seen = visible_people(actor).values("pk")
    held = NeverAsk.objects.filter(workspace_id=actor.workspace_id, person__in=seen).select_related("person", "member")
    return tuple(
        NeverRow(row.person_id, row.person.name, row.reason, row.member.name, row.at)
        for row in held.order_by("person__sort_name")[:500]
    )


def never_ask_ids(workspace_id: int) -> frozenset[int]:
    """The same as ids of people."""
    return frozenset(NeverAsk.objects.filter(workspace_id=workspace_id).values_list("person_id", flat=True))


def never_ask_of(actor: Actor, person_id: int) -> NeverRow | None:
    """Why somebody is never asked; None where they may be."""
    row = NeverAsk.objects.filter(workspace_id=actor.workspace_id, person_id=person_id).select_related("person", "member").first()
    return NeverRow(row.person_id, row.person.name, row.reason, row.member.name, row.at) if row else None


@dataclass(frozen=True, slots=True)
class Private:
    """What the actor keeps to themselves: all their ties, or those to some people."""

    everything: bool
    people: frozenset[int]


def private_of(actor: Actor) -> Private:
    """What the actor keeps to themselves."""
    held = list(Discretion.objects.filter(member_id=actor.member_id).values_list("person_id", flat=True))
    return Private(None in held, frozenset(number for number in held if number is not None))


def kept_from(actor: Actor) -> tuple[frozenset[int], frozenset[tuple[int, int]]]:
    """Members who keep all of their ties from the actor, and (member, person) pairs kept alone."""
    held = Discretion.objects.filter(workspace_id=actor.workspace_id).exclude(member_id=actor.member_id)
    pairs = list(held.values_list("member_id", "person_id"))
    return frozenset(member for member, person in pairs if person is None), frozenset(
        (member, person) for member, person in pairs if person is not None
    )
