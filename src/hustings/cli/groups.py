"""Groups and opportunities on the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.groups import actions, queries, roles
from hustings.apps.groups.fitting import FitRow, fitting
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import told
from hustings.cli.goals import organisation_meant
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of
from hustings.kernel.clock import utc_now

NUMBER = click.IntRange(1)
group_argument = click.argument("group", type=NUMBER, metavar="GROUP")
role_argument = click.argument("role", type=NUMBER, metavar="ROLE")
KINDS = ("group", "coalition", "committee")
ROLE_KINDS = ("job", "volunteer", "advisory")
PROGRESS = ("considered", "asked", "interested", "recommended", "placed", "declined", "dropped")


@click.group(cls=ListByDefault)
def groups() -> None:
    """Keep groups and coalitions: who belongs, what they share, what is said. Without a command: list them."""


@groups.command("list")
@click.option("--state", type=click.Choice(("open", "closed", "all")), default="open", show_default=True)
@json_option
@acting
def list_groups(actor: Actor, state: str, as_json: bool) -> None:
    """List groups by name."""
    rows = queries.groups_of(actor, state=state)
    if as_json:
        showing.write_json([_group(row) for row in rows])
        return
    shown = [(row.id, row.name, row.kind, row.members, row.owner, row.purpose) for row in rows]
    showing.table(("id", "group", "kind", "members", "owner", "for"), shown, right=(0, 3))


@groups.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice(KINDS), default="group", show_default=True)
@click.option("--purpose", default="", help="What it is for, in a sentence.")
@json_option
@acting
def add(actor: Actor, name: str, kind: str, purpose: str, as_json: bool) -> None:
    """Make a group or a coalition."""
    number, step = actions.add_group(actor, name=name, kind=kind, purpose=purpose)
    told(f"{name} is group {number}.", [step], as_json, id=number)


@groups.command("show")
@group_argument
@json_option
@acting
def show(actor: Actor, group: int, as_json: bool) -> None:
    """Show a group: who belongs, the goals that all share, the board and the discussion."""
    view = queries.group_view(actor, group, now=utc_now())
    if as_json:
        showing.write_json(as_data(view))
        return
    showing.line(view.group.name, style="title")
    showing.line(view.group.purpose, style="quiet")
    for _, name in view.goals:
        showing.line(f"Shares the goal: {name}")
    shown = [(row.id, row.name, row.role, row.since or "") for row in view.members]
    showing.table(("id", "who", "role", "since"), shown, right=(0,))
    for post in (*view.board, *view.topics):
        showing.line()
        day = post.at.astimezone(actor.zone).date()
        showing.line(f"{post.id}  {post.title or post.text[:60]} ({post.member}, {day})", style="title")
        showing.line(post.text, indent=2)
        for answer in post.answers:
            showing.line(f"{answer.member}: {answer.text}", indent=4)


@groups.command("change")
@group_argument
@click.option("--name", default=None)
@click.option("--purpose", default=None)
@click.option("--close", "closed", flag_value="yes", default=None, help="It has ended.")
@click.option("--open", "closed", flag_value="no", help="It goes on.")
@json_option
@acting
def change(actor: Actor, group: int, name: str | None, purpose: str | None, closed: str | None, as_json: bool) -> None:
    """Change a group."""
    changes: dict[str, Any] = {key: value for key, value in (("name", name), ("purpose", purpose)) if value is not None}
    if closed is not None:
        changes["closed_at"] = utc_now() if closed == "yes" else None
    if not changes:
        raise click.UsageError("Say what to change.")
    told("Changed.", [actions.change_group(actor, group, **changes)], as_json, id=group)


@groups.command("join")
@group_argument
@click.argument("who", metavar="PERSON", default="", required=False)
@click.option("--organisation", default="", metavar="NAME", help="An organisation in place of a person.")
@click.option("--role", default="", help="Such as chair or adviser.")
@json_option
@acting
def join(actor: Actor, group: int, who: str, organisation: str, role: str, as_json: bool) -> None:
    """Put PERSON (an id or a name) or an organisation into a group."""
    if bool(who) == bool(organisation):
        raise click.UsageError("Give a PERSON, or --organisation.")
    if organisation:
        subject, name = {"organisation_id": organisation_meant(actor, organisation)}, organisation
    else:
        person, name = person_meant(actor, who)
        subject = {"person_id": person}
    number, step = actions.add_membership(actor, group, role=role, **subject)
    told(f"{name} belongs to it (membership {number}).", [step], as_json, id=number)


@groups.command("member")
@click.argument("membership", type=NUMBER, metavar="MEMBERSHIP")
@click.option("--role", default=None)
@click.option("--until", default=None, metavar="DAY", help="They left on this day.")
@json_option
@acting
def member(actor: Actor, membership: int, role: str | None, until: str | None, as_json: bool) -> None:
    """Change a role in a group, or end a membership."""
    changes: dict[str, Any] = {} if role is None else {"role": role}
    if until is not None:
        changes["until"] = day_of(until, now=utc_now(), zone=actor.zone)
    if not changes:
        raise click.UsageError("Say what to change.")
    told("Changed.", [actions.change_membership(actor, membership, **changes)], as_json, id=membership)


@groups.command("share")
@group_argument
@click.argument("goal", type=NUMBER, metavar="GOAL")
@click.option("--not", "no_longer", is_flag=True, help="They share it no longer.")
@json_option
@acting
def share(actor: Actor, group: int, goal: int, no_longer: bool, as_json: bool) -> None:
    """Say that a group shares a goal."""
    step = actions.unshare_goal(actor, group, goal) if no_longer else actions.share_goal(actor, group, goal)[1]
    told("Changed.", [step], as_json, id=group)


@groups.command("say")
@group_argument
@click.argument("text")
@click.option("--title", default="")
@click.option("--notice", is_flag=True, help="On the noticeboard.")
@click.option("--until", default="", metavar="DAY", help="Until when the notice holds.")
@click.option("--answer-to", type=NUMBER, metavar="POST")
@json_option
@acting
def say(actor: Actor, group: int, text: str, title: str, notice: bool, until: str, answer_to: int | None, as_json: bool) -> None:
    """Say something to a group: on the board, as a topic, or as an answer."""
    now = utc_now()
    day = day_of(until, now=now, zone=actor.zone) if until else None
    number, step = actions.write_post(
        actor, group, text=text, title=title, notice=notice, answer_to=answer_to, until=day, now=now
    )
    told(f"Said (post {number}).", [step], as_json, id=number)


@groups.command("unsay")
@click.argument("post", type=NUMBER, metavar="POST")
@json_option
@acting
def unsay(actor: Actor, post: int, as_json: bool) -> None:
    """Take back what was said, with the answers to it."""
    told("Taken back.", [actions.remove_post(actor, post)], as_json, id=post)


@groups.command("reword")
@click.argument("post", type=NUMBER, metavar="POST")
@click.argument("text")
@json_option
@acting
def reword(actor: Actor, post: int, text: str, as_json: bool) -> None:
    """Say it in other words."""
    told("Changed.", [actions.change_post(actor, post, text=text, now=utc_now())], as_json, id=post)


@click.group(cls=ListByDefault)
def opportunities() -> None:
    """Keep jobs, volunteer and advisory roles, and who fits them. Without a command: list them."""


@opportunities.command("list")
@click.option("--state", type=click.Choice(("open", "filled", "closed", "all")), default="open", show_default=True)
@json_option
@acting
def list_opportunities(actor: Actor, state: str, as_json: bool) -> None:
    """List roles, the nearest day first."""
    rows = queries.opportunities(actor, state=state)
    if as_json:
        showing.write_json([_role(row) for row in rows])
        return
    shown = [(row.id, row.title, row.kind, row.organisation, row.until or "", row.candidates, row.state) for row in rows]
    showing.table(("id", "role", "kind", "at", "until", "considered", "state"), shown, right=(0, 5))


@opportunities.command("add")
@click.argument("title")
@click.option("--kind", type=click.Choice(ROLE_KINDS), default="volunteer", show_default=True)
@click.option("--text", default="", help="What somebody must be able to do.")
@click.option("--place", default="")
@click.option("--link", default="", metavar="URL")
@click.option("--organisation", default="", metavar="NAME")
@click.option("--group", type=NUMBER, default=None)
@click.option("--until", default="", metavar="DAY")
@json_option
@acting
def add_role(actor: Actor, title: str, organisation: str, until: str, as_json: bool, **given: Any) -> None:
    """Put down a role."""
    number, step = roles.add_opportunity(
        actor, title=title, organisation=organisation_meant(actor, organisation) if organisation else None,
        until=day_of(until, now=utc_now(), zone=actor.zone) if until else None, **given,
    )  # fmt: skip
    told(f"{title} is role {number}. `hustings opportunities show {number}` says who fits.", [step], as_json, id=number)


@opportunities.command("show")
@role_argument
@json_option
@acting
def show_role(actor: Actor, role: int, as_json: bool) -> None:
    """Show a role: how far it got with whom, and who else fits, with the reasons."""
    row, found, fit = queries.opportunity_of(actor, role), queries.candidates_of(actor, role), fitting(actor, role)
    if as_json:
        candidates = [{**asdict(each), "state_at": showing.iso(each.state_at)} for each in found]
        showing.write_json({**_role(row), "considered": candidates, "fitting": [_fit(each) for each in fit]})
        return
    showing.line(row.title, style="title")
    showing.line(row.text, style="quiet")
    showing.table(("id", "who", "how far", "note"), [(each.id, each.name, each.state, each.note) for each in found], right=(0,))
    showing.line("Who fits:")
    shown = [(each.person_id, each.name, f"{each.score:.2f}", "yes" if each.vouched else "", _why(each)) for each in fit]
    showing.table(("id", "who", "fit", "vouched", "why"), shown, right=(0, 2))


@opportunities.command("consider")
@role_argument
@click.argument("who", metavar="PERSON")
@click.option("--note", default="")
@json_option
@acting
def consider(actor: Actor, role: int, who: str, note: str, as_json: bool) -> None:
    """Consider PERSON (an id or a name) for a role."""
    person, name = person_meant(actor, who)
    number, step = roles.put_forward(actor, role, person, now=utc_now(), note=note)
    told(f"{name} is considered (candidate {number}).", [step], as_json, id=number)


@opportunities.command("move")
@click.argument("candidate", type=NUMBER, metavar="CANDIDATE")
@click.argument("state", type=click.Choice(PROGRESS))
@click.option("--note", default=None)
@json_option
@acting
def move(actor: Actor, candidate: int, state: str, note: str | None, as_json: bool) -> None:
    """Say how far it got with a candidate."""
    _, step = roles.move_candidate(actor, candidate, state=state, note=note, now=utc_now())
    told("Kept.", [step], as_json, id=candidate)


@opportunities.command("change")
@role_argument
@click.option("--state", type=click.Choice(("open", "filled", "closed")))
@click.option("--title", default=None)
@click.option("--text", default=None)
@click.option("--until", default=None, metavar="DAY", help="A day, or `none`.")
@json_option
@acting
def change_role(actor: Actor, role: int, until: str | None, as_json: bool, **given: Any) -> None:
    """Change a role: what it asks for, until when, whether it is filled."""
    changes = {name: value for name, value in given.items() if value is not None}
    if until is not None:
        changes["until"] = None if until == "none" else day_of(until, now=utc_now(), zone=actor.zone)
    if not changes:
        raise click.UsageError("Say what to change.")
    told("Changed.", [roles.change_opportunity(actor, role, **changes)], as_json, id=role)


def _why(each: FitRow) -> str:
    told = ((why.code.replace("_", " "), ", ".join(why.shared)) for why in each.reasons)
    return "; ".join(f"{code}: {shared}" if shared else code for code, shared in told)


def _group(row: queries.GroupRow) -> dict[str, Any]:
    return {**asdict(row), "closed_at": showing.iso(row.closed_at)}


def _role(row: queries.RoleRow) -> dict[str, Any]:
    return {**asdict(row), "until": showing.iso(row.until)}


def _fit(each: FitRow) -> dict[str, Any]:
    reasons = [{"code": why.code, "weight": round(why.weight, 4), "shared": list(why.shared), "evidence": list(why.evidence)}
               for why in each.reasons]  # fmt: skip
    return {
        "person": {"id": each.person_id, "name": each.name}, "headline": each.headline, "score": round(each.score, 4),
        "vouched": each.vouched, "reasons": reasons,
    }  # fmt: skip


def as_data(view: queries.GroupView) -> dict[str, Any]:
    """A group in the shape of docs/reference/cli.md."""
    return {
        **_group(view.group),
        "belong": [_member(row) for row in view.members],
        "former": [_member(row) for row in view.former],
        "goals": [{"id": number, "name": name} for number, name in view.goals],
        "board": [_post(post) for post in view.board],
        "topics": [_post(post) for post in view.topics],
        "opportunities": [_role(row) for row in view.opportunities],
    }


def _member(row: queries.MemberRow) -> dict[str, Any]:
    kind, number = row.subject
    return {
        "id": row.id, "kind": kind, "of": number, "name": row.name, "role": row.role, "since": showing.iso(row.since),
        "until": showing.iso(row.until),
    }  # fmt: skip


def _post(post: queries.PostRow) -> dict[str, Any]:
    return {
        "id": post.id, "title": post.title, "text": post.text, "member": post.member, "at": showing.iso(post.at),
        "until": showing.iso(post.until), "answers": [_post(answer) for answer in post.answers],
    }  # fmt: skip
