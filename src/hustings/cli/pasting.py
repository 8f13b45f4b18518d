"""The command paste: a message from anywhere that nothing else brings in."""

from __future__ import annotations

from typing import Any, BinaryIO

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import pasting
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.times import moment_of
from hustings.kernel.clock import utc_now


@click.command()
@click.argument("file", type=click.File("rb"), default="-")
@click.option("--from", "name", default="", metavar="NAME", help="Who wrote it; a letter with its header says so itself.")
@click.option("--handle", default="", metavar="HANDLE", help="Their address, number or account there.")
@click.option("--channel", default="other", metavar="CHANNEL", help="Where they wrote, such as linkedin, whatsapp or letter.")
@click.option("--at", "when", default="", metavar="TIME", help="When they wrote; now where nothing is said.")
@json_option
@acting
def paste(actor: Actor, file: BinaryIO, name: str, handle: str, channel: str, when: str, as_json: bool) -> None:
    """Take in a message from FILE, or from standard input: a text, or a whole letter (.eml)."""
    at = moment_of(when, now=utc_now(), zone=actor.zone) if when else None
    content = file.read()
    text = content.decode("utf-8", "replace")
    given: dict[str, Any] = {"name": name, "handle": handle, "channel": channel, "at": at}
    is_letter = not name and not handle and len(content) > pasting.LONGEST
    made = pasting.paste_letter(actor, content) if is_letter else pasting.paste_message(actor, text=text, **given)
    if as_json:
        showing.write_json({"conversation": made.conversation_id, "known": made.known})
    else:
        showing.line(f"It stands in conversation {made.conversation_id}{', as before' if made.known else ''}.")
