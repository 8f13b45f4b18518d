"""Around an event on the command line: who is meant, times to speak, notes of the day, what is worth joining, card and feed."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.events import calendars, following, giving_out, joining, listing, noting, planning
from hustings.apps.events.wording import why
from hustings.apps.goals.stakes import deciding_bodies, weights_of
from hustings.apps.today.digest import origin
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.editing import told
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of, moment_of
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

event_argument = click.argument("event", type=click.IntRange(1), metavar="EVENT")
person_option = click.option("--person", "who", default="", metavar="PERSON", help="An id or a name.")


@click.command("standing")
@event_argument
@click.argument("standing", type=click.Choice(("going", "known", "dismissed")))
@json_option
@acting
def standing(actor: Actor, event: int, standing: str, as_json: bool) -> None:
    """Say that we go to EVENT, only know of it, or dismiss it."""
    told("Kept.", [planning.set_standing(actor, event, standing=standing)], as_json, id=event)


@click.command("guest")
@click.argument("guest", type=click.IntRange(1))
@person_option
@click.option("--nobody", is_flag=True, help="Nobody whom we know: only a name.")
@click.option("--new", is_flag=True, help="Add them as a person.")
@click.option("--answer", type=click.Choice(listing.ANSWERS), default=None)
@click.option("--drop", is_flag=True, help="Take them off the list.")
@json_option
@acting
def guest(actor: Actor, guest: int, who: str, nobody: bool, new: bool, answer: str | None, drop: bool, as_json: bool) -> None:
    """Say who GUEST is, what they answered, or take them off. `hustings event` tells the numbers of guests."""
    if new:
        told("Added.", [], as_json, id=guest, person=listing.make_known(actor, guest))
    elif who or nobody:
        person_id = None if nobody else person_meant(actor, who)[0]
        told("Kept.", [listing.say_who(actor, guest, person_id=person_id)], as_json, id=guest)
    elif answer is not None:
        told("Kept.", [listing.set_answer(actor, guest, answer=answer)], as_json, id=guest)
    elif drop:
        told("Taken off.", [listing.drop_guest(actor, guest)], as_json, id=guest)
    else:
        raise click.UsageError("Give --person, --nobody, --new, --answer or --drop.")


@click.command("slot")
@event_argument
@click.argument("topic")
@click.option("--slot", type=click.IntRange(1), default=None, help="Change this one.")
@person_option
@click.option("--speaker", default=None, help="Who speaks, where nobody known does.")
@click.option("--audience", default=None)
@click.option("--at", "at_text", default="", metavar="TIME")
@click.option("--minutes", type=click.IntRange(1, 1440), default=None)
@click.option("--pitch", default=None, metavar="TEXT", help="What is to be said.")
@click.option("--worked", default=None, metavar="TEXT", help="What worked, afterwards.")
@json_option
@acting
def slot(
    actor: Actor, event: int, topic: str, slot: int | None, who: str, at_text: str, as_json: bool, **given: Any
) -> None:  # fmt: skip
    """Put down a time to speak at EVENT, or change one."""
    values = {name: value for name, value in given.items() if value is not None}
    if at_text:
        values["starts_at"] = moment_of(at_text, now=utc_now(), zone=actor.zone)
    if who or "speaker" in values:
        values["person_id"] = person_meant(actor, who)[0] if who else None
    number, step = planning.put_slot(actor, event, topic=topic, slot_id=slot, **values)
    told(f"Slot {number}.", [step], as_json, id=number)


@click.command("drop-slot")
@click.argument("slot", type=click.IntRange(1))
@json_option
@acting
def drop_slot(actor: Actor, slot: int, as_json: bool) -> None:
    """Take a time to speak away."""
    told("Taken away.", [planning.drop_slot(actor, slot)], as_json, id=slot)


@click.command("note")
@event_argument
@click.argument("text", default="")
@click.option("--kind", type=click.Choice(("check_in", "note", "promise")), default="note", show_default=True)
@person_option
@click.option("--name", default="", help="A name, where it is not sure who is meant.")
@click.option("--due", "due_text", default="", metavar="DAY", help="Until when a promise is to be kept.")
@json_option
@acting
def note(actor: Actor, event: int, text: str, kind: str, who: str, name: str, due_text: str, as_json: bool) -> None:
    """Put down at EVENT that somebody came, what was said, or what we promised."""
    now = utc_now()
    item = noting.Jotted(
        client_id=uuid4().hex, kind=kind, at=now, person=person_meant(actor, who)[0] if who else None, name=name, text=text,
        due_on=day_of(due_text, now=now, zone=actor.zone) if due_text else None,
    )  # fmt: skip
    (done,) = noting.take_jottings(actor, event, [item], now=now)
    if done.state == "refused":
        raise WrongInput(done.reason)
    told(f"Note {done.id}.", [], as_json, id=done.id)


@click.command("who")
@click.argument("note", type=click.IntRange(1))
@click.argument("who", metavar="PERSON")
@json_option
@acting
def who_is_meant(actor: Actor, note: int, who: str, as_json: bool) -> None:
    """Say which PERSON a NOTE that waits is about."""
    person_id, name = person_meant(actor, who)
    told(f"It is {name}.", [noting.settle_jotting(actor, note, person_id=person_id, now=utc_now())], as_json, id=note)


@click.command("later")
@click.argument("follow_up", type=click.IntRange(1))
@click.argument("day", metavar="DAY")
@json_option
@acting
def later(actor: Actor, follow_up: int, day: str, as_json: bool) -> None:
    """Put FOLLOW_UP off until a day, two weeks after the talk at the latest."""
    until = day_of(day, now=utc_now(), zone=actor.zone)
    told(f"Until {until}.", [following.put_off_follow_up(actor, follow_up, until=until)], as_json, id=follow_up)


@click.command("joining")
@click.option("--dismiss", type=click.IntRange(1), default=None, metavar="ID", help="Propose this organisation no more.")
@json_option
@acting
def worth_joining(actor: Actor, dismiss: int | None, as_json: bool) -> None:
    """List events and organisations worth joining, with the reasons."""
    now = utc_now()
    if dismiss is not None:
        told(f"{joining.decline_organisation(actor, dismiss).name} is proposed no more.", [], as_json, id=dismiss)
        return
    weights, issues = weights_of(actor, now=now)
    found = [
        ("event", each.event.pk, each.event.title, each.event.starts_at, each.reasons)
        for each in joining.proposed_events(actor, stakeholders=weights, issues=issues, now=now)
    ]
    found += [
        ("organisation", each.id, each.name, None, each.reasons)
        for each in joining.proposed_organisations(actor, stakeholders=weights, but=deciding_bodies(actor), now=now)
    ]
    if as_json:
        names = ("kind", "id", "name", "at", "reasons")
        told_of = [(*row[:3], showing.iso(row[3], actor.zone), [each.code for each in row[4]]) for row in found]
        showing.write_json([dict(zip(names, row, strict=True)) for row in told_of])
        return
    shown = [(kind, number, name, "; ".join(why(each) for each in reasons)) for kind, number, name, _, reasons in found]
    showing.table(("", "id", "what", "why"), shown, right=(1,))


@click.command("card")
@acting
def card(actor: Actor) -> None:
    """Write our card as vCard."""
    click.echo(giving_out.card_text(actor), nl=False)


@click.command("feed")
@click.argument("name", default="")
@click.option("--revoke", type=click.IntRange(1), default=None, metavar="ID", help="Give nothing out under this address.")
@json_option
@acting
def feed(actor: Actor, name: str, revoke: int | None, as_json: bool) -> None:
    """Make a secret address for our events, named NAME; without one list those that hold."""
    if revoke is not None:
        giving_out.revoke_feed(actor, revoke, now=utc_now())
        told("Revoked.", [], as_json, id=revoke)
    elif name:
        number, secret = giving_out.make_feed(actor, name=name)
        told(f"Shown this once: {origin()}/events/feed/{secret}.ics", [], as_json, id=number, secret=secret)
    else:
        rows = giving_out.feeds_of(actor)
        if as_json:
            showing.write_json([{"id": row.id, "name": row.name} for row in rows])
            return
        shown = [(row.id, row.name, showing.moment(row.made_at, actor.zone)) for row in rows]
        showing.table(("id", "for", "made"), shown, right=(0,))


@click.command("let-go")
@click.argument("calendar", type=click.IntRange(1))
@json_option
@acting
def let_go(actor: Actor, calendar: int, as_json: bool) -> None:
    """Let a calendar go: it is not read any more, and what it brought stays."""
    calendars.let_go(actor, calendar)
    told("It is let go.", [], as_json, id=calendar)


COMMANDS = (standing, guest, slot, drop_slot, note, who_is_meant, later, worth_joining, card, feed, let_go)
