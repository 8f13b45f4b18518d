"""Offers and needs, introductions and recommendations, and mentors on the command line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours import matches, mentoring, offering, references
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.care import HOW
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import person_argument, told
from hustings.cli.naming import person_meant
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound

number_argument = click.argument("number", type=click.IntRange(1))


@click.group(cls=ListByDefault)
def offers() -> None:
    """What we can give, what people need, and what fits. Without a command: show all of it."""


@offers.command("list")
@json_option
@acting
def show_offers(actor: Actor, as_json: bool) -> None:
    """Show matches, offers, needs, and needs that were heard in passing."""
    view = matches.offers(actor, now=utc_now())
    if as_json:
        showing.write_json(_as_data(actor, asdict(view)))
        return
    rows = [("fits", row.need.id, row.need.person, row.need.text, f"{row.asset.id}: {row.asset.text}") for row in view.matches]
    rows += [("needs", row.id, row.person, row.text, "") for row in view.needs]
    rows += [("offer", row.id, row.person or row.member, row.text, row.kind) for row in view.assets]
    rows += [("heard", None, row.person, row.text, row.evidence) for row in view.heard]
    showing.table(("", "id", "who", "what", "with"), rows, right=(1,))


@offers.command("add")
@click.argument("text")
@click.option("--kind", type=click.Choice(offering.KINDS), required=True)
@click.option("--of", "who", default="", metavar="PERSON", help="Of a person of the network, instead of your own.")
@json_option
@acting
def add_offer(actor: Actor, text: str, kind: str, who: str, as_json: bool) -> None:
    """Put down something that you can give."""
    person_id = person_meant(actor, who)[0] if who else None
    number, step = offering.put_down_asset(actor, kind=kind, text=text, person_id=person_id, now=utc_now())
    told(f"Offer {number}.", [step], as_json, id=number)


@offers.command("need")
@person_argument
@click.argument("text")
@click.option("--kind", type=click.Choice(offering.KINDS), default=None)
@json_option
@acting
def add_need(actor: Actor, who: str, text: str, kind: str | None, as_json: bool) -> None:
    """Put down what a PERSON (an id or a name) needs."""
    person_id, name = person_meant(actor, who)
    number, step = offering.put_down_need(actor, person_id, text=text, kind=kind or "", now=utc_now())
    told(f"{name} needs it: need {number}.", [step], as_json, id=number)


@offers.command("meet")
@click.argument("need", type=click.IntRange(1))
@click.argument("offer", type=click.IntRange(1))
@click.option("--done", is_flag=True, help="It is done already, not only promised.")
@click.option("--no", "aside", is_flag=True, help="It does not fit.")
@json_option
@acting
def meet(actor: Actor, need: int, offer: int, done: bool, aside: bool, as_json: bool) -> None:
    """Make a favour of a match, or set it aside."""
    if aside:
        told("Set aside.", [offering.dismiss_match(actor, need, offer, now=utc_now())], as_json)
        return
    favour, step = offering.meet_need(actor, need, offer, now=utc_now(), done=done)
    told(f"Favour {favour}.", [step], as_json, id=favour)


@offers.command("settle")
@click.argument("need", type=click.IntRange(1))
@click.argument("state", type=click.Choice(("open", "met", "dismissed")))
@json_option
@acting
def settle(actor: Actor, need: int, state: str, as_json: bool) -> None:
    """Say that a NEED was met elsewhere, is none, or is open again."""
    told("Kept.", [offering.settle_need(actor, need, state=state, now=utc_now())], as_json, id=need)


@offers.command("end")
@click.argument("offer", type=click.IntRange(1))
@json_option
@acting
def end(actor: Actor, offer: int, as_json: bool) -> None:
    """Say that an OFFER cannot be had any more."""
    told("It is gone.", [offering.end_asset(actor, offer, now=utc_now())], as_json, id=offer)


@offers.command("heard")
@person_argument
@click.argument("evidence")
@click.option("--no", "none", is_flag=True, help="It is no need.")
@json_option
@acting
def take_heard(actor: Actor, who: str, evidence: str, none: bool, as_json: bool) -> None:
    """Take over what was heard of PERSON at EVIDENCE (as `hustings offers` shows it), or say that it is no need."""
    person_id, name = person_meant(actor, who)
    now = utc_now()
    heard = [row for row in matches.offers(actor, now=now).heard if (row.person_id, row.evidence) == (person_id, evidence)]
    if not heard:
        raise NotFound(f"Nothing was heard of {name} at {evidence}.")
    steps = []
    for row in heard:
        said = {"text": row.text, "sentence": row.sentence, "evidence": evidence, "now": now}
        if none:
            steps.append(offering.dismiss_suggestion(actor, person_id, **said))
        else:
            steps.append(offering.put_down_need(actor, person_id, kind=row.kind, **said)[1])
    told("It is none." if none else f"{name} needs it.", steps, as_json)


@click.group("references", cls=ListByDefault)
def reference_group() -> None:
    """Introductions and recommendations. Without a command: list those on their way."""


@reference_group.command("list")
@click.option("--closed", is_flag=True, help="Closed ones too.")
@json_option
@acting
def list_references(actor: Actor, closed: bool, as_json: bool) -> None:
    """List introductions and recommendations."""
    rows = references.references(actor, closed=closed)
    if as_json:
        showing.write_json(_as_data(actor, [asdict(row) for row in rows]))
        return
    shown = [(row.id, row.kind, row.direction, row.person, row.to or row.what_for, row.state, row.came_of_it) for row in rows]
    showing.table(("id", "what", "", "about", "to", "state", "what came of it"), shown, right=(0,))


@reference_group.command("recommendations")
@json_option
@acting
def list_recommendations(actor: Actor, as_json: bool) -> None:
    """List recommendations that were written already, ours and theirs."""
    rows = references.recommendations(actor)
    if as_json:
        showing.write_json(_as_data(actor, [asdict(row) for row in rows]))
        return
    shown = [(showing.moment(row.at, actor.zone), row.direction, row.person, row.channel, row.text[:60]) for row in rows]
    showing.table(("at", "", "about", "on", "words"), shown)


@reference_group.command("add")
@person_argument
@click.option("--kind", type=click.Choice(references.KINDS), required=True)
@click.option("--given/--wanted", "given", default=True, help="Whether we give it or want it.")
@click.option("--how", type=click.Choice(HOW), required=True, help="How you know them.")
@click.option("--i-would-say", required=True, metavar="TEXT", help="What you would say about them.")
@click.option("--they-would-say", required=True, metavar="TEXT", help="What they would say about you.")
@click.option("--to", default="", metavar="PERSON", help="To whom, where they are among the people.")
@click.option("--for", "what_for", default="", metavar="TEXT", help="To whom, and for what.")
@json_option
@acting
def add_reference(actor: Actor, who: str, given: bool, to: str, as_json: bool, **said: Any) -> None:
    """Put down an introduction or a recommendation about a PERSON; two questions come first."""
    person_id, name = person_meant(actor, who)
    direction = "given" if given else "wanted"
    meant = person_meant(actor, to)[0] if to else None
    number, step = references.ask_reference(actor, person_id, direction=direction, to_id=meant, now=utc_now(), **said)
    told(f"Reference {number} about {name}.", [step], as_json, id=number)


@reference_group.command("move")
@number_argument
@click.argument("state", type=click.Choice(("given", "refused", "closed")))
@click.option("--came-of-it", default="", metavar="TEXT")
@json_option
@acting
def move(actor: Actor, number: int, state: str, came_of_it: str, as_json: bool) -> None:
    """Say that it was given or refused, or close it with what came of it."""
    told("Put down.", [references.move_reference(actor, number, state=state, came_of_it=came_of_it, now=utc_now())], as_json)


@click.group(cls=ListByDefault)
def mentors() -> None:
    """Who advises us. Without a command: list them."""


@mentors.command("list")
@json_option
@acting
def list_mentors(actor: Actor, as_json: bool) -> None:
    """List mentors with their sessions."""
    rows = mentoring.mentors(actor)
    if as_json:
        showing.write_json(_as_data(actor, [asdict(row) for row in rows]))
        return
    shown = [
        (row.id, row.person, row.topics, each.id if each else "", each.topic if each else "", each.came_of_it if each else "")
        for row in rows
        for each in (row.sessions or (None,))
    ]
    showing.table(("id", "mentor", "topics", "session", "about", "what came of it"), shown, right=(0, 3))


@mentors.command("add")
@person_argument
@click.argument("topics")
@click.option("--every", type=click.IntRange(1, 3_650), metavar="DAYS")
@json_option
@acting
def add_mentor(actor: Actor, who: str, topics: str, every: int | None, as_json: bool) -> None:
    """Say that a PERSON (an id or a name) advises you."""
    person_id, name = person_meant(actor, who)
    number, step = mentoring.add_mentor(actor, person_id, topics=topics, every_days=every, now=utc_now())
    told(f"{name} is mentor {number}.", [step], as_json, id=number)


@mentors.command("session")
@number_argument
@click.argument("topic")
@click.option("--advice", default="", metavar="TEXT")
@json_option
@acting
def add_session(actor: Actor, number: int, topic: str, advice: str, as_json: bool) -> None:
    """Put down a session with a mentor."""
    now = utc_now()
    made, step = mentoring.add_session(actor, number, topic=topic, advice=advice, at=now, now=now)
    told(f"Session {made}.", [step], as_json, id=made)


@mentors.command("close")
@number_argument
@click.argument("came_of_it")
@json_option
@acting
def close_session(actor: Actor, number: int, came_of_it: str, as_json: bool) -> None:
    """Say what came of the advice of a session."""
    told("Put down.", [mentoring.close_session(actor, number, came_of_it=came_of_it, now=utc_now())], as_json)


@mentors.command("end")
@number_argument
@json_option
@acting
def end_mentor(actor: Actor, number: int, as_json: bool) -> None:
    """Say that a mentor does not advise any more."""
    told("What they said stays.", [mentoring.end_mentor(actor, number, now=utc_now())], as_json)


def _as_data(actor: Actor, data: Any) -> Any:
    """The same with moments as text."""
    if isinstance(data, dict):
        moments = ("at", "since", "asked_at", "answered_at", "closed_at")
        return {
            name: showing.iso(value, actor.zone) if name in moments else _as_data(actor, value) for name, value in data.items()
        }
    if isinstance(data, list | tuple):
        return [_as_data(actor, each) for each in data]
    return data
