"""Commands of the room channels: connect accounts, see how they are, read them now."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs, urlsplit

import click

from hustings.apps.accounts.actor import Actor
from hustings.apps.channels import actions, queries
from hustings.apps.channels.signing_in import begin_sign_in, finish_sign_in
from hustings.apps.intake.actions import sync_channels
from hustings.cli import showing
from hustings.cli.acting import acting, json_option
from hustings.cli.defaulting import ListByDefault
from hustings.kernel.errors import WrongInput

set_option = click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE",
    help="What the platform asks for and is no secret; `hustings channels platforms` lists it.",
)  # fmt: skip
stdin_option = click.option(
    "--stdin", "from_stdin", is_flag=True, help="Read a JSON object with the rest, secrets included, from standard input."
)


@click.group(cls=ListByDefault)
def channels() -> None:
    """List the connected accounts; connect, pause and let them go. Without a command: list them.

    Secrets are asked for on a terminal, or read from standard input (--stdin): never from the command line, which others on this
    machine can see.
    """


@channels.command("list")
@json_option
@acting
def list_channels(actor: Actor, as_json: bool) -> None:
    """List the accounts with the state of their streams."""
    views = queries.channels_of(actor)
    if as_json:
        showing.write_json([_shape(actor, view) for view in views])
        return
    rows = [(view.id, view.platform, view.account, view.state, _last(actor, view), _trouble(view), view.member) for view in views]
    showing.table(("id", "platform", "account", "state", "last read", "trouble", "member"), rows, right=(0,))


def _last(actor: Actor, view: queries.ChannelView) -> str:
    moments = [stream.last_success_at for stream in view.streams if stream.last_success_at]
    return showing.moment(max(moments, default=None), actor.zone)


def _trouble(view: queries.ChannelView) -> str:
    return view.error or next((stream.error for stream in view.streams if stream.error), "")


@channels.command("platforms")
@json_option
@acting
def platforms(actor: Actor, as_json: bool) -> None:
    """Say what can be connected, and what each platform asks for."""
    views = queries.platforms(actor)
    if as_json:
        showing.write_json([_platform(view) for view in views])
        return
    rows = [(view.name, view.title, ", ".join(view.can), ", ".join(map(_question, view.asks))) for view in views]
    showing.table(("name", "platform", "can", "asks for"), rows)


def _platform(view: queries.PlatformView) -> dict[str, Any]:
    asks = [
        {"name": each.name, "title": each.title, "secret": each.secret, "needed": each.needed, "help": each.help}
        for each in view.asks
    ]
    return {
        "name": view.name,
        "title": view.title,
        "can": list(view.can),
        "may_not": view.may_not,
        "asks": asks,
        "signs_in": view.signs_in,
    }


def _question(question: Any) -> str:
    return f"{question.name}{' (secret)' if question.secret else ''}{'' if question.needed else ' (optional)'}"


@channels.command("connect")
@click.argument("platform")
@set_option
@stdin_option
@click.option("--purpose", default="", metavar="TEXT", help="What the account is for.")
@click.option("--audience", default="", metavar="TEXT", help="Whom it speaks to.")
@json_option
@acting
def connect(
    actor: Actor, platform: str, given: tuple[str, ...], from_stdin: bool, purpose: str, audience: str, as_json: bool
) -> None:
    """Connect an account of PLATFORM. Its credentials are verified first, and kept sealed."""
    credentials = _credentials(platform, given, from_stdin)
    channel = actions.connect(actor, platform=platform, credentials=credentials, purpose=purpose, audience=audience)
    _tell(actor, channel, as_json, "is connected; it is read in the background, or now with `hustings sync`")


@channels.command("sign-in")
@click.argument("platform")
@click.option(
    "--return-to", required=True, metavar="ADDRESS", help="Where the platform sends you then, as registered with your app."
)
@set_option
@stdin_option
@json_option
@acting
def sign_in(actor: Actor, platform: str, return_to: str, given: tuple[str, ...], from_stdin: bool, as_json: bool) -> None:
    """Begin to connect an account of PLATFORM where you agree in your browser. Ends with `hustings channels signed-in`."""
    credentials = _credentials(platform, given, from_stdin)
    address = begin_sign_in(actor, platform=platform, given=credentials, return_to=return_to)
    if as_json:
        showing.write_json({"address": address})
    else:
        showing.line(f"Open this within a quarter of an hour, agree, and give the address that you are sent to:\n{address}")


@channels.command("signed-in")
@click.argument("address")
@json_option
@acting
def signed_in(actor: Actor, address: str, as_json: bool) -> None:
    """Connect the account for which you have agreed: ADDRESS is what your browser shows after that."""
    asked = parse_qs(urlsplit(address).query)
    state, code = (asked.get(name, [""])[0] for name in ("state", "code"))
    channel = finish_sign_in(actor, state=state, code=code)
    _tell(actor, channel, as_json, "is connected; it is read in the background, or now with `hustings sync`")


@channels.command("reconnect")
@click.argument("channel_id", type=int, metavar="ID")
@set_option
@stdin_option
@json_option
@acting
def reconnect(actor: Actor, channel_id: int, given: tuple[str, ...], from_stdin: bool, as_json: bool) -> None:
    """Give an account new credentials, where the old ones hold no more."""
    platform = queries.channel_view(actor, channel_id).platform
    channel = actions.reconnect(actor, channel_id, credentials=_credentials(platform, given, from_stdin))
    _tell(actor, channel, as_json, "is connected again")


def _credentials(platform: str, given: tuple[str, ...], from_stdin: bool) -> dict[str, str]:
    asked = {question.name: question for question in queries.platform_of(platform).asks}
    held: dict[str, str] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or name not in asked:
            raise WrongInput(f"{pair!r} is none of {', '.join(f'{each}=...' for each in asked)}.", field="set")
        if asked[name].secret:
            raise WrongInput(f"Others on this machine see the command line: give {name} by --stdin, or when asked.", field=name)
        held[name] = value
    if from_stdin:
        held |= _from_stdin()
    elif sys.stdin.isatty():
        wanted = [each for each in asked.values() if each.secret and each.needed and each.name not in held]
        held |= {each.name: click.prompt(each.title, hide_input=True, err=True) for each in wanted}
    return held


def _from_stdin() -> dict[str, str]:
    try:
        read = json.loads(sys.stdin.read())
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise WrongInput('Standard input holds no JSON object such as {"password": "..."}.', field="stdin")
    return {str(name): str(value) for name, value in read.items()}


def _tell(actor: Actor, channel: Any, as_json: bool, said: str) -> None:
    if as_json:
        showing.write_json(_shape(actor, queries.channel_view(actor, channel.pk)))
    else:
        showing.line(f"{channel.account} ({channel.pk}) {said}.")


def _turn(name: str, act: Callable[[Actor, int], Any], help_text: str, said: str) -> None:
    @channels.command(name, help=help_text)
    @click.argument("channel_id", type=int, metavar="ID")
    @json_option
    @acting
    def turn(actor: Actor, channel_id: int, as_json: bool) -> None:
        _tell(actor, act(actor, channel_id), as_json, said)


_turn("pause", actions.pause, "Neither read nor answer by an account until it is resumed.", "is paused")
_turn("resume", actions.resume, "Read and answer by an account again.", "is read again")
_turn("disconnect", actions.disconnect, "Forget an account's credentials; its conversations stay.", "is let go")


@channels.command("rotate-key")
@acting
def rotate_key(actor: Actor) -> None:
    """Seal all credentials under a new key and drop the old one."""
    number = actions.rotate_key(actor)
    showing.line(f"The credentials of {number} accounts are sealed under the new key.")


@click.command()
@click.option("--channel", "channel_id", type=int, metavar="ID", help="This account alone.")
@json_option
@acting
def sync(actor: Actor, channel_id: int | None, as_json: bool) -> int:
    """Read the connected accounts now, to their end. Exit code 3 where one could not be read or a record was left out."""
    synced = sync_channels(actor, channel_id=channel_id)
    if as_json:
        showing.write_json([_synced(each) for each in synced])
    else:
        views = {view.id: view for view in queries.channels_of(actor)}
        accounts = {number: view.account for number, view in views.items()}
        rows = [(accounts[s.channel_id], s.stream, s.records, s.gone, s.rejected, s.error) for s in synced]
        showing.table(("account", "stream", "records", "gone", "left out", "trouble"), rows, right=(2, 3, 4))
        asked = [view for number, view in views.items() if channel_id in (None, number) and view.state == "connected"]
        _tell_put_off(actor, asked, {(s.channel_id, s.stream) for s in synced})
    return 3 if any(each.error or each.rejected for each in synced) else 0


def _tell_put_off(actor: Actor, views: Iterable[queries.ChannelView], read: set[tuple[int, str]]) -> None:
    """What was not read now, since it failed before: when it is tried again, and why it failed."""
    for view in views:
        for stream in view.streams:
            if stream.failures and (view.id, stream.name) not in read:
                again = showing.moment(stream.next_try_at, actor.zone)
                click.echo(f"{stream.name} of {view.account} is tried again at {again}: {stream.error}", err=True)


def _synced(synced: Any) -> dict[str, Any]:
    told = asdict(synced)
    return {"channel": told.pop("channel_id"), **told}


def _shape(actor: Actor, view: queries.ChannelView) -> dict[str, Any]:
    streams = [
        {
            "name": stream.name,
            "last_success_at": showing.iso(stream.last_success_at, actor.zone),
            "next_try_at": showing.iso(stream.next_try_at, actor.zone),
            "lag_seconds": stream.lag_seconds,
            "behind": stream.behind,
            "failures": stream.failures,
            "error": stream.error,
        }
        for stream in view.streams
    ]
    return {
        "id": view.id,
        "platform": view.platform,
        "account": view.account,
        "member": view.member,
        "purpose": view.purpose,
        "audience": view.audience,
        "state": view.state,
        "error": view.error,
        "may": list(view.may),
        "connected_at": showing.iso(view.connected_at, actor.zone),
        "expires_at": showing.iso(view.expires_at, actor.zone),
        "budgets": [{"spent": spent, "points": points, "seconds": seconds} for spent, points, seconds in view.spent],
        "streams": streams,
        "hears_at_once": view.hears_at_once,
    }
