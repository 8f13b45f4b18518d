"""Commands of the room invitations: who asked to connect."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, get_args

import click
import msgspec

from hustings.apps.accounts.actor import Actor
from hustings.apps.invitations import choosing, queries
from hustings.apps.invitations.triage import Advice, advise_outgoing
from hustings.apps.invitations.wording import reason_words
from hustings.apps.people.queries import people_of_ids
from hustings.apps.today.network import invitation_outcomes
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.care import HOW
from hustings.cli.defaulting import ListByDefault
from hustings.cli.editing import person_argument, told
from hustings.cli.naming import person_meant
from hustings.cli.times import day_of
from hustings.kernel.clock import utc_now
from hustings.kernel.records import Channel

OWN = {
    "accept": "Right to ask",
    "meet_first": "Better to meet first",
    "hold": "Nothing speaks for it yet",
    "decline": "Better not",
}
SAID = {
    "accept": "Accepted.",
    "meet_first": "Out of sight for three weeks: time to meet.",
    "hold": "Out of sight for three months.",
    "decline": "Declined.",
}


@click.group(cls=ListByDefault)
def invitations() -> None:
    """Decide about invitations to connect, received and of your own. Without a command: list those that wait."""


@invitations.command("list")
@click.option("--sent", is_flag=True, help="Those that we sent instead.")
@click.option("--mine", is_flag=True, help="Your own only, without those of other members.")
@click.option("--away", is_flag=True, help="Those that are out of sight: to be met first, or left for later.")
@click.option("--outcomes", is_flag=True, help="What became of them, by what was chosen.")
@click.option("--accept", type=int, metavar="ID", help="Put down that this one was accepted.")
@click.option("--meet-first", type=int, metavar="ID", help="Meet this one first; out of sight for three weeks.")
@click.option("--hold", type=int, metavar="ID", help="Leave this one for later; out of sight for three months.")
@click.option("--decline", type=int, metavar="ID", help="Put down that this one was declined.")
@click.option("--how", type=click.Choice(HOW), help="How you know them; asked before accepting.")
@click.option("--unsaid", is_flag=True, help="Say another time how you know them.")
@click.option("--overrule", is_flag=True, help="Connect against the rule of the network.")
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True, help="At most so many; 0 for all.")
@json_option
@acting
def listed(
    actor: Actor, sent: bool, mine: bool, away: bool, outcomes: bool, limit: int, as_json: bool, how: str | None, unsaid: bool,
    overrule: bool, **chosen: int | None,
) -> None:  # fmt: skip
    """List the invitations to connect that wait for a decision, or put a decision down.

    On the network itself you answer them yourself; Hustings remembers what you decided.
    """
    if any(number is not None for number in chosen.values()):
        _choose(actor, chosen, as_json, how=how or "", unsaid=unsaid, overrule=overrule)
        return
    if outcomes:
        _outcomes(actor, as_json)
        return
    rows = list(islice(_rows(actor, "out" if sent else "in", away=away, whose="mine" if mine else "all"), limit or None))
    if as_json:
        showing.write_json([_data(actor, row) for row in rows])
        return
    shown = [
        (
            row.id,
            showing.moment(row.sent_at, actor.zone),
            row.person.name,
            row.channel,
            row.member,
            *_said(row.advice),
            row.message[:60],
        )
        for row in rows
    ]
    showing.table(("id", "sent", "person", "on", "of", "proposal", "why", "they wrote"), shown, right=(0,))


@invitations.command("received")
@person_argument
@click.option("--on", "channel", type=click.Choice(get_args(Channel)), required=True, help="The network.")
@click.option("--note", default="", metavar="TEXT", help="What they wrote.")
@click.option("--at", default="", metavar="DAY", help="On which day; otherwise today.")
@json_option
@acting
def received(actor: Actor, who: str, channel: str, note: str, at: str, as_json: bool) -> None:
    """Put down that somebody asked you to connect, on any network. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    now = utc_now()
    day = day_of(at, now=now, zone=actor.zone) if at else None
    number, step = choosing.put_down_received(
        actor, person_id, channel=channel, now=now, message=note, sent_at=choosing.noon_of(actor, day, now=now)
    )
    told(f"{name} asked you to connect: it waits as {number}.", [step], as_json, id=number)


@invitations.command("connect")
@person_argument
@click.option("--on", "channel", type=click.Choice(get_args(Channel)), default="linkedin", show_default=True, help="The network.")
@click.option("--sent", is_flag=True, help="Put down that you asked them.")
@click.option("--note", default="", metavar="TEXT", help="The note that you sent.")
@click.option("--how", type=click.Choice(HOW), help="How you know them; asked before you ask them.")
@click.option("--overrule", is_flag=True, help="Ask against the rule of the network.")
@json_option
@acting
def connect(
    actor: Actor, who: str, channel: str, sent: bool, note: str, how: str | None, overrule: bool, as_json: bool
) -> None:  # fmt: skip
    """Say whether it is right to ask somebody to connect, with a note or a letter to meet first. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    if sent:
        number, step = choosing.put_down_invitation(
            actor, person_id, channel=channel, now=utc_now(), message=note, how=how or "", overrule=overrule
        )
        told(f"You asked {name} to connect: it waits as {number}.", [step], as_json, id=number)
        return
    advice = advise_outgoing(actor, person_id, channel=channel, now=utc_now())
    (person,) = people_of_ids(actor, [person_id])
    profile = queries.profile_on(person, channel)
    if as_json:
        showing.write_json({"person": {"id": person_id, "name": name}, "channel": channel, "link": profile, **_proposed(advice)})
        return
    since = choosing.connected_since(actor, person_id, channel=channel)
    if since is not None:
        showing.line(f"You are connected there already, since {since}.")
        return
    action, why = _advised(advice)
    showing.line(f"{OWN[action]}: {why}.")
    kept = advice.answers.values()
    text = advice.reply or next(iter(kept), "Nothing is ready: nothing is known of how you know each other.")
    for line in text.splitlines():
        showing.line(line)
    if profile:
        showing.line(profile)


def _choose(actor: Actor, chosen: dict[str, int | None], as_json: bool, **said: Any) -> None:
    given = [(choice, number) for choice, number in chosen.items() if number is not None]
    if len(given) > 1:
        raise click.UsageError("Give either --accept, --meet-first, --hold or --decline.")
    choice, number = given[0]
    step = choosing.choose(actor, number, choice, now=utc_now(), **said)  # type: ignore[arg-type]
    told(SAID[choice], [step], as_json)


def _outcomes(actor: Actor, as_json: bool) -> None:
    rows = [msgspec.structs.asdict(row) for row in invitation_outcomes(actor, now=utc_now())]
    if as_json:
        showing.write_json(rows)
        return
    columns = ("direction", "choice", "days", "number", "known", "connected", "talked", "answered", "favours", "unknown")
    showing.table(columns, [[row[name] for name in columns] for row in rows], right=range(2, 10))


def _rows(actor: Actor, direction: Any, *, away: bool, whose: Any) -> Iterator[queries.InvitationRow]:
    after = ""
    while True:
        page = queries.invitations_page(actor, direction=direction, away=away, after=after, limit=200, whose=whose)
        yield from page.rows
        after = page.next
        if not after:
            return


def _advised(advice: Advice | None) -> tuple[str, str]:
    """The proposal, and its three heaviest reasons."""
    if advice is None:
        return "", ""
    proposal = advice.proposal
    reasons = "; ".join(reason_words(each) for each in proposal.reasons[:3])
    return proposal.action, reasons or "nothing is known"


def _said(advice: Advice | None) -> tuple[str, str]:
    action, why = _advised(advice)
    return action.replace("_", " "), why


def _proposed(advice: Advice | None) -> dict[str, Any]:
    if advice is None:
        return {"proposal": "", "rule": "", "reasons": [], "reply": "", "answers": {}, "breaks": ""}
    proposal = advice.proposal
    reasons = [
        {"code": each.code, "weight": each.weight, "fact": each.fact, "evidence": list(each.evidence)}
        for each in proposal.reasons
    ]
    return {
        "proposal": proposal.action,
        "rule": proposal.rule,
        "reasons": reasons,
        "reply": advice.reply,
        "answers": dict(advice.answers),
        "breaks": advice.breaks.code if advice.breaks else "",
    }


def _data(actor: Actor, row: queries.InvitationRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "person": {"id": row.person.id, "name": row.person.name, "headline": row.person.headline},
        "channel": row.channel,
        "direction": row.direction,
        "sent_at": showing.iso(row.sent_at, actor.zone),
        "message": row.message,
        "state": row.state,
        "member": row.member,
        "mine": row.mine,
        "met": row.met,
        "exchanged": row.exchanged,
        "chosen": row.chosen,
        "away_until": showing.iso(row.away_until),
        "must_say": row.must_say,
        "evidence": f"invitation:{row.id}",
        "link": row.link,
        **_proposed(row.advice),
    }
