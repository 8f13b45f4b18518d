"""The map of a goal and the warm way to somebody, on the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import introductions, mapping, paths
from hustings.apps.goals.alliances import Division
from hustings.apps.goals.map_files import WRITERS, map_file
from hustings.apps.goals.map_ties import MapEdge
from hustings.apps.today import introducing
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.care import HOW
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import person_argument, told
from hustings.cli.facts import facts_data
from hustings.cli.goals import goal_argument
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of
from hustings.engine.reciprocity import LedgerReason
from hustings.kernel.clock import utc_now

DIVISIONS = 5
"""So many divisions are printed, the largest; the JSON has all."""

limit_option = click.option(
    "--limit", type=click.IntRange(1, mapping.LARGEST), default=mapping.USUAL, show_default=True, help="How many stand on it."
)


@click.command("map")
@goal_argument
@limit_option
@click.option("--until", default="", metavar="DAY", help="Only ties that were known by that day.")
@click.option("--file", "what", type=click.Choice(tuple(WRITERS)), help="Write a file instead.")
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="Where; by default the file's name, here.")
@json_option
@acting
def goal_map(actor: Actor, goal: int, limit: int, until: str, what: str | None, to: Path | None, as_json: bool) -> None:
    """Show who moves whom on a goal: influence, circles, bridges, alliances."""
    now = utc_now()
    day = day_of(until, now=now, zone=actor.zone) if until else None
    if what:
        content, _ = map_file(actor, goal, what, now=now, limit=limit, until=day)
        place = to or Path(what)
        place.write_bytes(content)
        told(f"{place} holds the map.", [], as_json, path=str(place))
        return
    view = mapping.map_of(actor, goal, now=now, limit=limit, until=day)
    if as_json:
        showing.write_json(map_data(view))
        return
    _show_map(view)


def _show_map(view: mapping.MapView) -> None:
    showing.line(view.goal, style="title")
    if view.refused:
        showing.line(view.refused, style="warning")
    best = sorted(view.nodes, key=lambda node: (-node.influence, node.name))
    rows = [
        (node.name, "decides" if node.decides else node.tier.replace("_", "-"), node.stance.replace("_", " "),
         f"{node.influence:.2f}", node.community + 1, node.camp, "bridge" if node.bridge else "", node.ties)
        for node in best
    ]  # fmt: skip
    showing.table(("who", "tier", "stance", "influence", "circle", "camp", "", "ties"), rows, right=(3, 4, 7))
    for each in view.strains:
        third = ", ".join(each.third)
        showing.line(
            f"Under strain: {each.one} and {each.other} ({_side(each.sign)}), with {third} it does not fit.", style="quote"
        )
    for division in view.divisions[:DIVISIONS]:
        _show_division(division)


def _show_division(division: Division) -> None:
    """Two camps, and the ties that run against them."""
    camps = [f"Camp {camp.letters} ({camp.size}): {', '.join(camp.names)}" for camp in division.camps]
    showing.line(f"{', against '.join(camps)}.")
    if not division.least:
        showing.line("  No tie runs against it.", style="quiet")
        return
    surely = "exact: no division has fewer" if division.exact else "at most: another division may have fewer"
    showing.line(f"  Ties that run against it: {division.least} ({surely}).", style="quiet")
    for tie in division.against:
        showing.line(f"  {tie.one} and {tie.other} ({_side(tie.sign)})", style="quiet")


def _side(sign: int) -> str:
    return {1: "allies", -1: "against each other"}.get(sign, "neither side")


def map_data(view: mapping.MapView) -> dict[str, Any]:
    """A map in the shape of docs/reference/cli.md."""
    return {
        "goal": {"id": view.goal_id, "name": view.goal}, "as_of": showing.iso(view.as_of), "refused": view.refused,
        "left_out": view.left_out, "nodes": [_node(node) for node in view.nodes],
        "edges": [_edge(view, edge) for edge in view.edges],
        "communities": [{"number": each.number, "size": each.size, "names": list(each.names)} for each in view.communities],
        "balance": {
            "share": view.balanced,
            "strains": [
                {"one": each.one, "other": each.other, "sign": each.sign, "unbalanced": each.unbalanced,
                 "triangles": each.triangles, "third": list(each.third)}
                for each in view.strains
            ],
            "divisions": [_division(each) for each in view.divisions],
        },
    }  # fmt: skip


def _division(each: Division) -> dict[str, Any]:
    return {
        "camps": [{"letters": camp.letters, "size": camp.size, "names": list(camp.names)} for camp in each.camps],
        "least": each.least, "exact": each.exact,
        "against": [{"one": tie.one, "other": tie.other, "sign": tie.sign} for tie in each.against],
    }  # fmt: skip


def _node(node: mapping.MapNode) -> dict[str, Any]:
    kind, number = node.node
    reasons = [{"code": "decides", "facts": {}}] if node.decides else []
    reasons += [{"code": "on_the_map", "facts": {"tier": node.tier, "stakeholder": node.stakeholder_id}}] if node.tier else []
    reasons += [{"code": "influence_through", "facts": part} for part in node.through]
    return {
        "id": node.id, "kind": kind, "of": number, "name": node.name, "tier": node.tier, "stance": node.stance,
        "influence": node.influence, "community": node.community, "bridge": node.bridge, "constraint": node.constraint,
        "ties": node.ties, "camp": node.camp, "x": node.x, "y": node.y, "reasons": reasons,
    }  # fmt: skip


def _edge(view: mapping.MapView, edge: MapEdge) -> dict[str, Any]:
    return {
        "one": view.nodes[edge.one].id, "other": view.nodes[edge.other].id, "strength": edge.strength, "sign": edge.sign,
        "since": showing.iso(edge.since), "kinds": list(edge.kinds), "reasons": facts_data(edge.facts),
    }  # fmt: skip


@click.command("path")
@goal_argument
@person_argument
@click.option("--best", type=click.IntRange(1, 20), default=3, show_default=True, help="How many chains.")
@json_option
@acting
def path(actor: Actor, goal: int, who: str, best: int, as_json: bool) -> None:
    """Find the warm way to PERSON (an id or a name) for a goal: whom to ask for an introduction, and why they."""
    person_id, name = person_meant(actor, who)
    view = paths.paths_to(actor, person_id, now=utc_now(), goal_id=goal, best=best)
    if as_json:
        showing.write_json({"goal": goal, **paths_data(view)})
        return
    showing.line(f"The warm way to {name}", style="title")
    if not view.paths:
        showing.line(view.refused, style="warning")
    for each in view.paths:
        _show_path(each)
    if view.later:
        showing.line("Likelier, but later by the ledger:", style="quiet")
    for each in view.later:
        _show_path(each)


def _show_path(row: paths.PathRow) -> None:
    names = " -> ".join([row.links[0].member or "we", *(link.name for link in row.links)])
    showing.line(f"{names} ({row.probability:.0%})", style="name")
    for link in row.links:
        for reason in link.ledger:
            showing.line(f"  {link.name} stands {_ledger_words(reason)}", style="quiet")
    for link in row.links[1:]:
        facts = "; ".join(f"{fact.kind.replace('_', ' ')} {fact.words}".strip() for fact in link.facts)
        showing.line(f"  {link.name}: {facts}", style="quiet")


def _ledger_words(reason: LedgerReason) -> str:
    facts = ", ".join(f"{name} {value}" for name, value in reason.facts.items())
    side = "later" if reason.cost > 0 else "earlier"
    return f"{side}: {reason.code.replace('_', ' ')}" + (f" ({facts})" if facts else "")


def paths_data(view: paths.PathsView) -> dict[str, Any]:
    """Paths in the shape of docs/reference/cli.md."""
    return {
        "target": {"id": view.target_id, "name": view.target}, "refused": view.refused, "never_asked": view.never_asked,
        "as_of": showing.iso(view.as_of),
        "paths": [_path(each) for each in view.paths], "later": [_path(each) for each in view.later],
    }  # fmt: skip


def _path(row: paths.PathRow) -> dict[str, Any]:
    return {"people": list(row.people), "probability": row.probability, "links": [_link(link) for link in row.links]}


def _link(link: paths.LinkRow) -> dict[str, Any]:
    return {
        "person": {"id": link.person_id, "name": link.name}, "probability": link.probability, "member": link.member,
        "vouches": [
            {"member": each.member, "how": each.how, "i_would_say": each.i_would_say, "they_would_say": each.they_would_say}
            for each in (link.vouch,)
            if each
        ],
        "reasons": facts_data(link.facts), "last_touch": showing.iso(link.last_touch_at), "asked_lately": link.asked_lately,
        "ledger": [
            {"code": each.code, "cost": round(each.cost, 4), "facts": each.facts, "evidence": list(each.evidence)}
            for each in link.ledger
        ],
    }  # fmt: skip


@click.group("introductions", cls=ListByDefault)
def introductions_group() -> None:
    """Follow the introductions that were asked for. Without a command: list them."""


@introductions_group.command("list")
@click.option("--all", "everything", is_flag=True, help="Those that are settled too.")
@json_option
@acting
def list_introductions(actor: Actor, everything: bool, as_json: bool) -> None:
    """List introductions, the newest first."""
    rows = introductions.introductions(actor, open_only=not everything)
    if as_json:
        showing.write_json([introduction_data(row) for row in rows])
        return
    shown = [(row.id, row.introducer, row.next, row.target, row.state, row.goal, row.member) for row in rows]
    showing.table(("id", "asked", "to reach", "in the end", "state", "goal", "by"), shown, right=(0,))


def introduction_data(row: introductions.IntroductionRow) -> dict[str, Any]:
    """An introduction in the shape of docs/reference/cli.md."""
    return {
        "id": row.id, "goal": row.goal_id, "introducer": {"id": row.introducer_id, "name": row.introducer},
        "next": {"id": row.next_id, "name": row.next}, "target": {"id": row.target_id, "name": row.target}, "state": row.state,
        "draft": row.draft, "member": row.member, "asked_at": showing.iso(row.asked_at),
        "settled_at": showing.iso(row.settled_at), "ask": row.ask_number,
    }  # fmt: skip


@introductions_group.command("ask")
@person_argument
@click.option("--first", required=True, metavar="PERSON", help="Who is asked.")
@click.option("--second", default="", metavar="PERSON", help="Whom they are to ask, where the chain is longer.")
@click.option("--goal", type=click.IntRange(1), help="What it is for.")
@click.option("--draft", default="", help="The ask in your words; without it a draft is shown and nothing is put down.")
@click.option("--how", type=click.Choice(HOW), help="How you know who is asked, unless you said so before.")
@click.option("--i-would-say", default="", metavar="TEXT", help="What you would say about who is asked.")
@click.option("--they-would-say", default="", metavar="TEXT", help="What they would say about you.")
@click.option("--overrule", is_flag=True, help="Ask all the same where the ledger of favours says it is too early.")
@json_option
@acting
def ask(
    actor: Actor, who: str, first: str, second: str, goal: int | None, draft: str, overrule: bool, as_json: bool, how: str | None,
    **said: str,
) -> None:  # fmt: skip
    """Ask for an introduction to PERSON (an id or a name); two questions come first."""
    between = [person_meant(actor, each)[0] for each in (first, second) if each]
    chain = [*between, person_meant(actor, who)[0]]
    if not draft:
        showing.line(introductions.draft_introduction(actor, chain, goal_id=goal))
        return
    made, step = introducing.ask_for_introduction(
        actor, chain, draft=draft, now=utc_now(), goal_id=goal, overrule=overrule, how=how or "", **said
    )
    told("The ask is put down. Send it, and say what became of it.", [step], as_json, id=made)


@introductions_group.command("settle")
@click.argument("introduction", type=click.IntRange(1))
@click.argument("outcome", type=click.Choice(introductions.OUTCOMES))
@json_option
@acting
def settle(actor: Actor, introduction: int, outcome: str, as_json: bool) -> None:
    """Say what became of an introduction."""
    step = introducing.settle_introduction(actor, introduction, outcome=outcome, now=utc_now())
    told("Put down.", [step], as_json, id=introduction)
