"""The map of a goal, ties among others, warm paths and introductions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Schema
from pydantic import Field

from hustings.api.door import Call, Given, Id, Made, Room, Step
from hustings.apps.goals import introductions, mapping, paths
from hustings.apps.goals.alliances import Division, Strained
from hustings.apps.goals.map_files import map_file
from hustings.apps.goals.map_ties import MapEdge
from hustings.apps.goals.mapping import Community
from hustings.apps.goals.paths import VouchRow
from hustings.apps.network import actions, queries
from hustings.apps.network.nodes import Node
from hustings.apps.network.queries import NeverRow
from hustings.apps.today import introducing
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

room = Room(tags=["map"])
Words = Annotated[str, Field(max_length=20_000)]
Limit = Annotated[int, Field(ge=1, le=mapping.LARGEST)]


class FactShape(Schema):
    """Why two are tied. `chance` is what it adds by now, `sign` the side: 1 together, -1 against each other; `link` where it can
    be read."""

    kind: str
    words: str
    since: datetime | None
    at: datetime | None
    size: int
    sign: int
    chance: float
    evidence: str
    link: str = ""


class NodeShape(Schema):
    """Somebody on the map; `through` names who passes most influence on to them, `camp` has the letters of their camp."""

    id: str
    name: str
    tier: str
    stakeholder_id: int | None
    stance: str
    influence: float
    through: list[dict[str, Any]]
    decides: bool
    community: int
    constraint: float | None
    bridge: bool
    ties: int
    x: float
    y: float
    camp: str


class EdgeShape(Schema):
    """A tie on the map; `one` and `other` are places among the nodes."""

    one: int
    other: int
    strength: float
    sign: int
    since: date | None
    kinds: list[str]
    facts: list[FactShape]


class MapShape(Schema):
    """The map of a goal. `refused` says why there is none yet; `balanced` is the share of balanced triangles. Of each of the
    `divisions`, `least` ties run against it: where `exact`, no other division has fewer; else there may be one."""

    goal_id: int
    goal: str
    as_of: datetime | None
    refused: str
    left_out: int
    nodes: list[NodeShape]
    edges: list[EdgeShape]
    communities: list[Community]
    balanced: float | None
    strains: list[Strained]
    divisions: list[Division]

    @staticmethod
    def resolve_edges(view: mapping.MapView) -> list[MapEdge]:
        return list(view.edges)


class TieShape(Schema):
    """Somebody to whom a person is tied."""

    kind: Literal["person", "organisation"]
    id: int
    name: str
    headline: str
    probability: float
    sign: int
    facts: list[FactShape]


class IntroducerLedger(Schema):
    """What the ledger of favours says of asking somebody for an introduction: `cost` above 0 puts them later, below 0 earlier."""

    code: str
    cost: float
    facts: dict[str, str]
    evidence: list[str]


class LinkShape(Schema):
    """A link of a chain."""

    person_id: int
    name: str
    probability: float
    member: str
    vouch: VouchRow | None
    facts: list[FactShape]
    last_touch_at: datetime | None
    asked_lately: int
    ledger: list[IntroducerLedger]


class PathShape(Schema):
    """A chain from us to somebody."""

    people: list[int]
    probability: float
    links: list[LinkShape]


class PathsShape(Schema):
    """The best chains, by the ties as of a moment; `later` would be among them but for the ledger of favours."""

    target_id: int
    target: str
    paths: list[PathShape]
    never_asked: int
    refused: str
    as_of: datetime | None = None
    later: list[PathShape] = []


class IntroductionShape(Schema):
    """An introduction that was asked for."""

    id: int
    goal_id: int | None
    introducer_id: int
    introducer: str
    next_id: int
    next: str
    target_id: int
    target: str
    state: str
    draft: str
    member: str
    asked_at: datetime
    settled_at: datetime | None
    ask_number: int | None


class NewTie(Given):
    """How a person is tied to another person or an organisation, one of them. Not shared, it is used for you alone."""

    person: Id | None = None
    organisation: Id | None = None
    kind: Literal["family", "friend", "ally", "mentor", "worked_with", "knows", "opponent"]
    sign: Literal[-1, 0, 1] | None = None
    since: date | None = None
    until: date | None = None
    words: Words = ""
    link: Annotated[str, Field(max_length=2000)] = ""
    shared: bool = True


class NewIntroduction(Given):
    """Who is asked first, perhaps whom they are to ask, and the ask in one's words.

    The two questions about who is asked come first, with `how` you know them; empty ones are what you answered before.
    """

    first: Id
    second: Id | None = None
    goal: Id | None = None
    draft: Words
    how: str = ""
    i_would_say: Annotated[str, Field(max_length=20_000)] = ""
    they_would_say: Annotated[str, Field(max_length=20_000)] = ""
    overrule: bool = False


class IntroductionOutcome(Given):
    """What became of it."""

    outcome: Literal["agreed", "happened", "declined", "withdrawn"]


class NeverReason(Given):
    """Why somebody is never asked."""

    reason: Annotated[str, Field(max_length=400)] = ""


@room.get("/goals/{goal_id}/map", response=MapShape, summary="The map of a goal")
def show_map(request: Call, goal_id: Id, limit: Limit = mapping.USUAL, until: date | None = None) -> Any:
    """Everybody on it and those with most influence, how they are tied and why, circles, bridges and alliances."""
    return mapping.map_of(request.auth, goal_id, now=utc_now(), limit=limit, until=until)


@room.get("/goals/{goal_id}/map/file", response=None, summary="The map as a file")
def take_map(
    request: Call,
    goal_id: Id,
    what: Literal["map.svg", "map.graphml", "people.csv", "ties.csv"] = "map.graphml",
    limit: Limit = 150,
) -> HttpResponse:
    """A drawing, a graph that other programs read, or a table."""
    content, media = map_file(request.auth, goal_id, what, now=utc_now(), limit=limit)
    return HttpResponse(content, content_type=media)


@room.get("/people/{person_id}/ties", response=list[TieShape], summary="Whom a person is tied to")
def list_ties(request: Call, person_id: Id) -> Any:
    """Apart from us, the strongest first, with why."""
    return _ties(request, ("person", person_id))


@room.get("/organisations/{organisation_id}/ties", response=list[TieShape], summary="With whom an organisation is tied")
def list_organisation_ties(request: Call, organisation_id: Id) -> Any:
    """The strongest first, with why."""
    return _ties(request, ("organisation", organisation_id))


def _ties(request: Call, node: Node) -> list[dict[str, Any]]:
    rows = queries.ties_of(request.auth, node, now=utc_now())
    return [
        {
            "kind": row.node[0], "id": row.node[1], "name": row.name, "headline": row.headline, "probability": row.probability,
            "sign": row.sign, "facts": row.facts,
        }
        for row in rows
    ]  # fmt: skip


@room.post("/people/{person_id}/ties", response=Made, summary="Say how a person is tied to another")
def state_tie(request: Call, person_id: Id, given: NewTie) -> Made:
    """What a member knows."""
    if (given.person is None) == (given.organisation is None):
        raise WrongInput("Name a person or an organisation.", field="person")
    other: Node = ("person", given.person) if given.person is not None else ("organisation", given.organisation or 0)
    further = given.model_dump(exclude={"person", "organisation"})
    number, step = actions.state_tie(request.auth, ("person", person_id), other, now=utc_now(), **further)
    return Made(id=number, step=step)


@room.delete("/ties/{relation_id}", response=Step, summary="Take a stated tie away")
def remove_tie(request: Call, relation_id: Id) -> Step:
    """One's own, or anybody's shared one for a manager."""
    return Step(step=actions.remove_tie(request.auth, relation_id))


@room.get("/people/{person_id}/paths", response=PathsShape, summary="The warm way to a person")
def list_paths(request: Call, person_id: Id, goal: Id | None = None, best: Annotated[int, Field(ge=1, le=20)] = 3) -> Any:
    """The likeliest chains of introduction, each link with why."""
    return paths.paths_to(request.auth, person_id, now=utc_now(), goal_id=goal, best=best)


@room.post("/people/{person_id}/introductions", response=Made, summary="Ask for an introduction to a person")
def ask_introduction(request: Call, person_id: Id, given: NewIntroduction) -> Made:
    """Puts down an ask in the ledger of favours and an introduction to follow, both or neither."""
    chain = [given.first, *([given.second] if given.second else []), person_id]
    number, step = introducing.ask_for_introduction(
        request.auth, chain, draft=given.draft, now=utc_now(), goal_id=given.goal, overrule=given.overrule,
        how=given.how, i_would_say=given.i_would_say, they_would_say=given.they_would_say,
    )  # fmt: skip
    return Made(id=number, step=step)


@room.get("/introductions", response=list[IntroductionShape], summary="Introductions that were asked for")
def list_introductions(request: Call, open_only: bool = False) -> Any:
    """The newest first."""
    return list(introductions.introductions(request.auth, open_only=open_only))


@room.post("/introductions/{introduction_id}/outcome", response=Step, summary="What became of an introduction")
def settle_introduction(request: Call, introduction_id: Id, given: IntroductionOutcome) -> Step:
    """Its ask in the ledger is answered with it."""
    step = introducing.settle_introduction(request.auth, introduction_id, outcome=given.outcome, now=utc_now())
    return Step(step=step)


@room.get("/never-asked", response=list[NeverRow], summary="Who is never asked for an introduction")
def list_never_asked(request: Call) -> Any:
    """By name, with the reason."""
    return list(queries.never_asked(request.auth))


@room.put("/people/{person_id}/never-ask", response=Step, summary="Never ask a person for an introduction")
def never_ask(request: Call, person_id: Id, given: NeverReason) -> Step:
    """By anybody here."""
    return Step(step=actions.never_ask(request.auth, person_id, now=utc_now(), reason=given.reason))


@room.delete("/people/{person_id}/never-ask", response=Step, summary="Let a person be asked again")
def may_ask_again(request: Call, person_id: Id) -> Step:
    """Takes them off the list."""
    return Step(step=actions.may_ask_again(request.auth, person_id))


@room.put("/people/{person_id}/discretion", response=Step, summary="Keep one's tie to a person to oneself")
def keep_private(request: Call, person_id: Id) -> Step:
    """It makes no path, no tie and no influence for others."""
    return Step(step=actions.keep_ties_private(request.auth, now=utc_now(), person_id=person_id))


@room.delete("/people/{person_id}/discretion", response=Step, summary="Share one's tie to a person again")
def share_again(request: Call, person_id: Id) -> Step:
    """It may be used for others."""
    return Step(step=actions.share_ties(request.auth, person_id=person_id))
