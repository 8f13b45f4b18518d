"""Commands of the room people that write: add, edit, note, tag, log. Each prints how to take it back."""

from __future__ import annotations

from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.queries import members_of
from hustings.apps.people import actions, queries
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of, moment_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

KINDS = ("call", "meeting", "message", "letter")
SEGMENTS = ("close_allies", "network", "acquaintances", "none", "proposed")
HANDLES = ("email", "phone", "linkedin", "url")

person_argument = click.argument("who", metavar="PERSON")


def told(said: str, steps: list[int], as_json: bool, **more: Any) -> None:
    """Says what was done and how it is taken back, the last step first."""
    if as_json:
        showing.write_json({**more, "steps": steps})
        return
    showing.line(said)
    if steps:
        showing.line(f"{' then '.join(f'`hustings undo {step}`' for step in reversed(steps))} takes this back.", style="quiet")


@click.command()
@click.argument("name")
@click.option("--email", default="", help="E-mail address.")
@click.option("--phone", default="", help="Phone number, with its country: +1 ...")
@click.option("--linkedin", default="", metavar="URL", help="Address of the LinkedIn profile.")
@click.option("--organisation", default="", help="Where they work.")
@click.option("--title", default="", help="What they do there.")
@click.option("--note", default="", help="A first note.")
@json_option
@acting
def add(actor: Actor, as_json: bool, **given: str) -> None:
    """Add a person by hand."""
    person_id = actions.add_person(actor, **given)
    step = next(row.id for row in queries.undo_steps(actor, limit=3) if row.verb == "add_person")
    told(f"{given['name']} is person {person_id}.", [step], as_json, id=person_id)


@click.command()
@person_argument
@click.option("--name", help="Another name.")
@click.option("--headline", help="What they say they do. An empty text gives the sources their word back.")
@click.option("--summary", help="A longer text about them.")
@click.option("--location", help="Where they live.")
@click.option("--birthday", help="As 1980-03-31, or --03-31 without the year.")
@click.option("--email", multiple=True, help="A further e-mail address.")
@click.option("--phone", multiple=True, help="A further phone number.")
@click.option("--linkedin", multiple=True, metavar="URL", help="The address of the LinkedIn profile.")
@click.option("--url", multiple=True, help="A further web address.")
@click.option("--segment", type=click.Choice(SEGMENTS), help="How near to keep them; `proposed` leaves it to Hustings.")
@click.option("--every", type=click.IntRange(1, 3650), metavar="DAYS", help="A rhythm of their own.")
@click.option("--assign", metavar="EMAIL", help="Member who takes care of them; an empty text for nobody.")
@click.option("--contact/--do-not-contact", default=None, help="Whether they may be contacted.")
@json_option
@acting
def edit(actor: Actor, who: str, as_json: bool, **given: Any) -> None:
    """Correct a person: what a member writes wins over all sources. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    steps = [*_edit_texts(actor, person_id, given), *_edit_handles(actor, person_id, given), *_edit_care(actor, person_id, given)]
    if not steps:
        raise click.UsageError("Say what to change; see `hustings edit --help`.")
    told(f"{name} was changed.", steps, as_json, id=person_id)


def _edit_texts(actor: Actor, person_id: int, given: dict[str, Any]) -> list[int]:
    texts = ("name", "headline", "summary", "location", "birthday")
    changes = {key: given[key] for key in texts if given[key] is not None}
    return [actions.edit_person(actor, person_id, changes=changes)] if changes else []


def _edit_handles(actor: Actor, person_id: int, given: dict[str, Any]) -> list[int]:
    return [actions.add_identity(actor, person_id, kind=kind, value=value) for kind in HANDLES for value in given[kind]]


def _edit_care(actor: Actor, person_id: int, given: dict[str, Any]) -> list[int]:
    now = utc_now()
    steps = []
    if given["segment"] or given["every"]:
        segment = segment_meant(actor, person_id, given["segment"])
        steps.append(actions.set_rhythm(actor, person_id, segment=segment, period_days=given["every"], now=now))
    if given["assign"] is not None:
        steps.append(actions.assign_person(actor, person_id, member_id=member_meant(actor, given["assign"]), now=now))
    if given["contact"] is not None:
        steps.append(actions.set_do_not_contact(actor, person_id, silent=not given["contact"], now=now))
    return steps


def segment_meant(actor: Actor, person_id: int, chosen: str | None) -> str | None:
    """The segment to set by hand: the chosen one, the one chosen before, or None for a proposed one."""
    if chosen:
        return None if chosen == "proposed" else chosen
    view = queries.person_view(actor, person_id)
    return view.segment if view.segment_by_hand else None


def member_meant(actor: Actor, email: str) -> int | None:
    """The number of the member with this address; None for an empty one, which means nobody."""
    if not email.strip():
        return None
    found = next((row.id for row in members_of(actor) if row.email == email.strip().lower()), None)
    if found is None:
        raise NotFound(f"There is no member {email}. See `hustings members`.")
    return found


@click.command()
@person_argument
@click.argument("text")
@json_option
@acting
def note(actor: Actor, who: str, text: str, as_json: bool) -> None:
    """Put a note on a person. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    told(f"Noted for {name}.", [actions.add_note(actor, person_id, text=text)], as_json, id=person_id)


@click.command()
@person_argument
@click.argument("name")
@click.option("--off", is_flag=True, help="Take it off.")
@json_option
@acting
def tag(actor: Actor, who: str, name: str, off: bool, as_json: bool) -> None:
    """Put a tag on a person, or take it off. PERSON is an id or a name."""
    person_id, person_name = person_meant(actor, who)
    if off:
        step = actions.untag_person(actor, person_id, tag_id=tag_meant(actor, name))
        told(f"{name} is off {person_name}.", [step], as_json, id=person_id)
    else:
        told(f"{name} is on {person_name}.", [actions.tag_person(actor, person_id, name=name)], as_json, id=person_id)


def tag_meant(actor: Actor, name: str) -> int:
    """The number of the tag of this name."""
    found = next((row.id for row in queries.tags_of(actor) if row.name.casefold() == name.strip().casefold()), None)
    if found is None:
        raise WrongInput(f"There is no tag {name!r}.", field="name")
    return found


@click.command()
@click.argument("who", nargs=-1, required=True, metavar="PERSON...")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What it was.")
@click.option("--text", default="", help="What was said.")
@click.option("--at", "at_text", default="now", metavar="TIME", show_default=True, help="Such as yesterday, or 2026-11-20 14:30.")
@click.option(
    "--direction", type=click.Choice(["in", "out", "mutual"]), help="From them or to them; calls and meetings are mutual."
)
@click.option("--channel", default="", help="Such as phone, email or in_person; otherwise the usual one.")
@click.option("--promise", default="", metavar="TEXT", help="What you promised; it comes back on the day.")
@click.option("--due", metavar="DAY", help="Until when you promised it.")
@json_option
@acting
def log(actor: Actor, who: tuple[str, ...], kind: str, at_text: str, direction: str | None, as_json: bool, **given: Any) -> None:
    """Log a call, a meeting, a message or a letter with one or more people. PERSON is an id or a name."""
    now = utc_now()
    meant = dict(person_meant(actor, each) for each in who)
    at = moment_of(at_text, now=now, zone=actor.zone, hour=0)
    due = day_of(given["due"], now=now, zone=actor.zone) if given["due"] else None
    logged = actions.log_touch(
        actor, list(meant), kind=kind, at=at, now=now, direction=direction or "", channel=given["channel"], text=given["text"],
        promise=given["promise"], promise_due=due,
    )  # fmt: skip
    said = f"Logged a {kind} with {', '.join(meant.values())}."
    told(said, [logged.step_id], as_json, interaction=logged.interaction_id, promise=logged.promise_id, asks=logged.asks)
    if logged.asks is not None and not as_json:
        name = next(name for person, name in meant.items() if person == logged.asks)
        showing.line(f"You met {name} for the first time. How do you know each other? `hustings vouch {logged.asks} --how ...`")
