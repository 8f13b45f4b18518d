"""Tasks of goals, playbooks, briefs and figures on the command line, and things to do of any room."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import acts, todo
from hustings.apps.goals.briefing import Brief, brief
from hustings.apps.goals.figures import figure
from hustings.apps.goals.playbooks import playbooks
from hustings.apps.intake import stances
from hustings.apps.people.offers import errands_due, put_off_errand, settle_errand
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import member_meant, told
from hustings.cli.times import day_of
from hustings.connectors.records.roll_calls import read_roll_call
from hustings.kernel.clock import utc_now

NUMBER = click.IntRange(1)
goal_argument = click.argument("goal", type=NUMBER, metavar="GOAL")
task_argument = click.argument("task", type=NUMBER, metavar="TASK")
until_option = click.option("--until", required=True, metavar="DAY", help="Such as tomorrow, friday, +3d or 2026-11-20.")


def add_to(goals: click.Group) -> None:
    """Puts the commands of this module into the group of goals."""
    for command in (tasks, task, play, brief_command, figure_command, bill, roll_call):
        goals.add_command(command)


@click.command("tasks")
@goal_argument
@click.option("--state", type=click.Choice(("open", "done", "dropped", "all")), default="open", show_default=True)
@json_option
@acting
def tasks(actor: Actor, goal: int, state: str, as_json: bool) -> None:
    """List the tasks of a goal, the earliest due first."""
    rows = todo.tasks_of(actor, goal, now=utc_now(), state=state)
    if as_json:
        showing.write_json([task_data(row) for row in rows])
        return
    shown = [(row.id, row.due_on or "", row.title, row.about, row.owner, row.state) for row in rows]
    showing.table(("id", "due", "task", "with", "owner", "state"), shown, right=(0,))


def task_data(row: todo.TaskRow) -> dict[str, Any]:
    """A task in the shape of docs/reference/cli.md."""
    return {**asdict(row), "due_on": showing.iso(row.due_on), "done_at": showing.iso(row.done_at)}


@click.command("play")
@goal_argument
@click.option("--playbook", type=click.Choice(tuple(playbooks())), default=None, help="Which; by default that of their tier.")
@click.option("--stakeholder", type=NUMBER, help="With whom, by the number on the map.")
@click.option("--begin", default="", metavar="DAY", help="From when; by default today.")
@click.option("--owner", default="", metavar="EMAIL", help="Who does it.")
@json_option
@acting
def play(actor: Actor, goal: int, playbook: str | None, stakeholder: int | None, begin: str, owner: str, as_json: bool) -> None:
    """Begin a playbook: what is usually done for a tier becomes tasks with days and an owner."""
    now = utc_now()
    ids, step = todo.start_playbook(
        actor, goal, playbook or "", now=now, begin=day_of(begin, now=now, zone=actor.zone) if begin else None,
        stakeholder_id=stakeholder, owner=member_meant(actor, owner) if owner else None,
    )  # fmt: skip
    told(f"{len(ids)} tasks are set; `hustings goals tasks {goal}` lists them.", [step], as_json, ids=list(ids))


@click.group("task")
def task() -> None:
    """Put down a task of a goal, and say what became of it."""


@task.command("add")
@goal_argument
@click.argument("title")
@click.option("--how", default="")
@click.option("--due", default="", metavar="DAY")
@click.option("--stakeholder", type=NUMBER, help="With whom, by the number on the map.")
@click.option("--owner", default="", metavar="EMAIL", help="Who does it; by default you.")
@json_option
@acting
def add(actor: Actor, goal: int, title: str, how: str, due: str, stakeholder: int | None, owner: str, as_json: bool) -> None:
    """Put down a task."""
    number, step = todo.add_task(
        actor, goal, title=title, how=how, due_on=day_of(due, now=utc_now(), zone=actor.zone) if due else None,
        stakeholder_id=stakeholder, owner=member_meant(actor, owner) if owner else None,
    )  # fmt: skip
    told(f"Put down as task {number}.", [step], as_json, id=number)


@task.command("change")
@task_argument
@click.option("--title", default=None)
@click.option("--due", default=None, metavar="DAY", help="A day, or `none`.")
@click.option("--owner", default=None, metavar="EMAIL", help="Who does it; empty for nobody.")
@json_option
@acting
def change(actor: Actor, task: int, title: str | None, due: str | None, owner: str | None, as_json: bool) -> None:
    """Change a task: its words, its day, its owner."""
    changes: dict[str, Any] = {} if title is None else {"title": title}
    if due is not None:
        changes["due_on"] = None if due == "none" else day_of(due, now=utc_now(), zone=actor.zone)
    if owner is not None:
        changes["owner"] = member_meant(actor, owner)
    if not changes:
        raise click.UsageError("Say what to change.")
    told("Changed.", [todo.change_task(actor, task, **changes)], as_json, id=task)


@task.command("done")
@task_argument
@json_option
@acting
def task_done(actor: Actor, task: int, as_json: bool) -> None:
    """Say that a task is done."""
    told("Done.", [todo.settle_task(actor, task, now=utc_now())], as_json, id=task)


@task.command("later")
@task_argument
@until_option
@json_option
@acting
def task_later(actor: Actor, task: int, until: str, as_json: bool) -> None:
    """Put a task off to a day."""
    now = utc_now()
    day = day_of(until, now=now, zone=actor.zone)
    told(f"Due on {day}.", [todo.put_off_task(actor, task, until=day, now=now)], as_json, id=task)


@task.command("drop")
@task_argument
@json_option
@acting
def task_drop(actor: Actor, task: int, as_json: bool) -> None:
    """Say that a task will not be done."""
    told("Dropped.", [todo.drop_task(actor, task, now=utc_now())], as_json, id=task)


@click.command("brief")
@click.argument("stakeholder", type=NUMBER, metavar="STAKEHOLDER")
@json_option
@acting
def brief_command(actor: Actor, stakeholder: int, as_json: bool) -> None:
    """Write the brief of a stakeholder: what to walk into a talk with."""
    found = brief(actor, stakeholder, now=utc_now())
    if as_json:
        showing.write_json(brief_data(found))
        return
    showing.line(found.row.name, style="title")
    showing.line(f"{found.row.headline or found.row.tier.replace('_', '-')} · {found.goal.name}", style="quiet")
    for title, told_ in _parts(found):
        if told_:
            showing.line()
            showing.line(title, style="title")
            showing.line(told_, indent=2)


def _parts(found: Brief) -> list[tuple[str, str]]:
    row = found.row
    ground = "; ".join(" ".join(part for part in (each.what, each.who and f"(like {each.who})") if part) for each in found.ground)
    talks = "; ".join(f"{each.at:%Y-%m-%d} {each.subject or each.text[:80] or each.kind}" for each in found.talks if each.at)
    step = row.stance.stance.step.replace("_", " ")
    facts = "; ".join(f"{each.kind.replace('_', ' ')} {each.at:%Y-%m-%d}" for each in row.stance.evidence[:5])
    return [
        ("Where they stand", f"{step}{f' ({facts})' if facts else ''}"), ("What moves them", row.motives),
        ("With whom they go", row.alliances), ("Common ground", ground), ("Last talks", talks),
        ("The way to them", "; ".join(found.paths)), ("Tactic", found.tactic), ("Next", row.next_step),
        (f"Pitch, {found.seconds} seconds", found.pitch),
    ]  # fmt: skip


def brief_data(found: Brief) -> dict[str, Any]:
    """A brief in the shape of docs/reference/cli.md."""
    row, known = found.row, found.row.stance.stance
    return {
        "stakeholder_id": row.id, "name": row.name, "headline": row.headline, "goal": found.goal.name, "tier": row.tier,
        "power": row.power, "interest": row.interest, "stance": known.step, "probability": known.probability,
        "pivotal": found.pivotal, "motives": row.motives, "alliances": row.alliances, "history": row.history,
        "ground": [each._asdict() for each in found.ground],
        "talks": [{"at": showing.iso(each.at), "kind": each.kind, "text": each.text or each.subject} for each in found.talks],
        "tasks": [task_data(each) for each in found.tasks], "paths": list(found.paths),
        "tactic": found.tactic, "next_step": row.next_step,
        "pitch": found.pitch, "seconds": found.seconds,
    }  # fmt: skip


@click.command("figure")
@goal_argument
@click.argument("what", type=click.Choice(("grid.svg", "grid.csv", "board.svg", "board.csv")))
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@acting
def figure_command(actor: Actor, goal: int, what: str, out: Path) -> None:
    """Write the grid of power and interest or the board of stances as a file."""
    content, _ = figure(actor, goal, what, now=utc_now())
    out.write_bytes(content)
    showing.line(f"Written to {out}.")


@click.command("bill")
@goal_argument
@click.argument("subject", default="", required=False)
@click.option("--against-us", is_flag=True, help="Its passing, or taking part in it, is what we do not want.")
@click.option(
    "--kind", type=click.Choice(("bill", "action", "event", "tag")), default="bill", show_default=True,
    help="What SUBJECT is: a bill, the title of a petition or another action, that of an event, a tag.",
)  # fmt: skip
@click.option(
    "--condition", type=click.Choice(("consent", "contact", "public")), default=None,
    help="Why what private people did may be kept: they agreed, are members or regular contacts, or said it in public.",
)  # fmt: skip
@json_option
@acting
def bill(actor: Actor, goal: int, subject: str, against_us: bool, kind: str, condition: str | None, as_json: bool) -> None:
    """Say that SUBJECT belongs to this goal: a bill as filings name it, a petition, an event, a tag; without it list what does.

    What organisations filed on it, and who signed, came or bears it, becomes evidence of their stance, now and after each import.
    """
    if subject:
        helps, now = not against_us, utc_now()
        number, taken, steps = stances.link(actor, goal, subject, kind=kind, helps=helps, condition=condition or "", now=now)
        counts = {"recorded": taken.recorded, "unknown": taken.unknown, "near": list(taken.near)}
        told(_said(taken, subject), steps, as_json, id=number, **counts)
        return
    rows = acts.subjects_of(actor, goal)
    if as_json:
        showing.write_json([asdict(row) for row in rows])
        return
    shown = [(row.id, row.kind, row.subject, "for us" if row.helps else "against us", row.facts) for row in rows]
    showing.table(("id", "kind", "subject", "it speaks", "facts"), shown, right=(0, 4))


def _said(taken: acts.Taken, subject: str) -> str:
    if not taken.unknown:
        return f"Linked: {taken.recorded} facts became evidence."
    meant = f" Did you mean: {'; '.join(taken.near)}?" if taken.near else ""
    return f"Linked, but nothing here is called {subject!r} yet: no fact rests on it until something comes that is.{meant}"


@click.command("roll-call")
@goal_argument
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@click.option("--against-us", is_flag=True, help="A yes is against us.")
@click.option("--title", default="", help="What was voted on, where the file does not say.")
@click.option("--link", default="", metavar="URL", help="Where it can be read.")
@json_option
@acting
def roll_call(actor: Actor, goal: int, path: Path, against_us: bool, title: str, link: str, as_json: bool) -> None:
    """Take a roll call, or the sponsors of a bill, as evidence: JSON of congress, Open States or Popolo, or CSV (name, vote)."""
    read = read_roll_call(path.read_bytes())
    taken = acts.take_roll_call(actor, goal, read, helps=not against_us, now=utc_now(), title=title, link=link)
    named = f" Nobody known here: {', '.join(taken.unplaced)}." if taken.unplaced else ""
    said = f"{taken.recorded} facts are new, {taken.known} were known.{named}"
    counts = {"recorded": taken.recorded, "known": taken.known, "unplaced": list(taken.unplaced)}
    told(said, [taken.step] if taken.step else [], as_json, **counts)


@click.group(cls=ListByDefault)
def errands() -> None:
    """See what is to be done today beside people, and settle it. Without a command: list it."""


@errands.command("list")
@json_option
@acting
def list_errands(actor: Actor, as_json: bool) -> None:
    """List what is due, the longest due first."""
    found = errands_due(actor, now=utc_now())
    if as_json:
        showing.write_json([{**each._asdict(), "due": showing.iso(each.due)} for each in found])
        return
    shown = [(each.id, each.due or "", each.title, each.about, each.why) for each in found]
    showing.table(("id", "due", "what", "for", "why"), shown)


@errands.command("done")
@click.argument("errand", metavar="ID")
@json_option
@acting
def errand_done(actor: Actor, errand: str, as_json: bool) -> None:
    """Say that it is done."""
    told("Done.", [settle_errand(actor, errand, now=utc_now())], as_json)


@errands.command("later")
@click.argument("errand", metavar="ID")
@until_option
@json_option
@acting
def errand_later(actor: Actor, errand: str, until: str, as_json: bool) -> None:
    """Put it off to a day."""
    now = utc_now()
    day = day_of(until, now=now, zone=actor.zone)
    told(f"Not before {day}.", [put_off_errand(actor, errand, until=day, now=now)], as_json)
