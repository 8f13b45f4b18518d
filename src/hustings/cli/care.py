"""Commands on how we stand to a person: how a member knows them, in whose care they are, how often, and whether at all."""

from __future__ import annotations

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.cli.acting import acting, json_option
from hustings.cli.editing import SEGMENTS, member_meant, person_argument, segment_meant, told
from hustings.cli.naming import person_meant
from hustings.kernel.clock import utc_now

HOW = ("met_in_person", "worked_together", "studied_together", "introduced_by", "family", "online_only", "not_known")


@click.command()
@person_argument
@click.option("--how", type=click.Choice(HOW), required=True, help="How you know them.")
@click.option("--where", default="", help="Where, or through whom.")
@click.option("--i-would-say", default="", metavar="TEXT", help="What you would say about them.")
@click.option("--they-would-say", default="", metavar="TEXT", help="What they would say about you.")
@click.option("--shared", is_flag=True, help="Other members may read this.")
@json_option
@acting
def vouch(
    actor: Actor, who: str, how: str, where: str, i_would_say: str, they_would_say: str, shared: bool, as_json: bool
) -> None:
    """Say how you know somebody. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.vouch_for(
        actor, person_id, how=how, where=where, i_would_say=i_would_say, they_would_say=they_would_say, shared=shared
    )
    told(f"Your answer about {name} is kept.", [step], as_json, id=person_id)


@click.command()
@person_argument
@click.argument("email", metavar="[EMAIL]", default="")
@json_option
@acting
def assign(actor: Actor, who: str, email: str, as_json: bool) -> None:
    """Give a person into the care of the member with this address; without one into nobody's. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.assign_person(actor, person_id, member_id=member_meant(actor, email), now=utc_now())
    told(f"{name} is in the care of {email or 'nobody'} now.", [step], as_json, id=person_id)


@click.command()
@person_argument
@click.option("--segment", type=click.Choice(SEGMENTS), help="How near to keep them; `proposed` leaves it to Hustings.")
@click.option("--every", type=click.IntRange(1, 3650), metavar="DAYS", help="A period of their own; without it there is none.")
@json_option
@acting
def rhythm(actor: Actor, who: str, segment: str | None, every: int | None, as_json: bool) -> None:
    """Say how often a person wants a touch. PERSON is an id or a name."""
    if segment is None and every is None:
        raise click.UsageError("Give --segment, --every or both.")
    person_id, name = person_meant(actor, who)
    chosen = segment_meant(actor, person_id, segment)
    step = actions.set_rhythm(actor, person_id, segment=chosen, period_days=every, now=utc_now())
    told(f"The rhythm of {name} is set.", [step], as_json, id=person_id)


@click.command("do-not-contact")
@person_argument
@click.option("--off", is_flag=True, help="They may be contacted again.")
@json_option
@acting
def do_not_contact(actor: Actor, who: str, off: bool, as_json: bool) -> None:
    """Say that a person must not be contacted: they are proposed nowhere. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.set_do_not_contact(actor, person_id, silent=not off, now=utc_now())
    said = f"{name} may be contacted again." if off else f"{name} is not to be contacted."
    told(said, [step], as_json, id=person_id)


@click.command()
@person_argument
@click.option(
    "--channel", type=click.Choice(("any", "email", "phone", "sms", "post")), default="any", show_default=True, help="By what."
)
@click.option(
    "--said", "status", type=click.Choice(("given", "withdrawn", "refused", "bad")), required=True, help="What they said."
)
@click.option("--value", default="", help="The address or number meant; none for all of the channel.")
@click.option("--purpose", default="", help="What for, such as a newsletter; none for everything.")
@click.option("--words", default="", help="In their words, and where.")
@json_option
@acting
def consent(actor: Actor, who: str, channel: str, status: str, value: str, purpose: str, words: str, as_json: bool) -> None:
    """Put down what somebody said today about being reached. PERSON is an id or a name."""
    person_id, name = person_meant(actor, who)
    step = actions.record_consent(
        actor, person_id, channel=channel, status=status, value=value, purpose=purpose, words=words, now=utc_now()
    )
    told(f"What {name} said is kept.", [step], as_json, id=person_id)
