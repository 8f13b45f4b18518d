"""The door for a single message from anywhere: pasted as text, or as a letter with its header. Known ones are recognised."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple, get_args

import msgspec
from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Workspace
from hustings.apps.channels.queries import reader_of
from hustings.apps.inbox.actions import conversations_of
from hustings.apps.intake.mentions import link_mentions
from hustings.apps.intake.models import Import
from hustings.apps.intake.owners import owner_of
from hustings.apps.intake.parties import Owner
from hustings.apps.intake.run import Run
from hustings.apps.intake.stores import Store
from hustings.apps.intake.tally import Tally
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Interaction
from hustings.connectors.protocol import Found, Place
from hustings.connectors.reading.mail_forwarded import original_of
from hustings.connectors.reading.mail_parse import MESSAGE_LIMIT, Unreadable, parse_letter
from hustings.connectors.reading.mail_record import to_record
from hustings.kernel.clock import as_utc, utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.identities import email_identity, handle_identity, linkedin_identity, phone_identity
from hustings.kernel.provenance import BY_HAND, OWN_MAIL
from hustings.kernel.records import Channel, Identity, MessageRecord, Party

LONGEST = 100_000
_MAIL = ("mail", "hustings", reader_of("email"))
"""Sources in which a letter may stand already."""


class Pasted(NamedTuple):
    """The conversation in which it stands, and whether it stood there before."""

    conversation_id: int
    known: bool


def paste_message(
    actor: Actor, *, text: str, name: str = "", handle: str = "", channel: str = "other", at: datetime | None = None
) -> Pasted:
    """Makes a conversation of a text that somebody wrote to us, or goes on with theirs. A letter with its header says all itself.

    `handle` is their address, number or account on that channel. Raises WrongInput where there is no text or nobody who wrote it.
    """
    actor.require("log_touch")
    text = text.strip()
    if not text or len(text) > LONGEST or "\0" in text:
        raise WrongInput(f"Paste a text of up to {LONGEST:,} characters.", field="text")
    letter = _letter(text.encode("utf-8", "replace"))
    if letter is not None:
        return _take(actor, letter, reader="mail", use_rule=OWN_MAIL.code)
    if channel not in get_args(Channel):
        raise WrongInput(f"There is no channel {channel!r}. Use one of: {', '.join(get_args(Channel))}.", field="channel")
    identity = _identity(actor, channel, handle.strip())
    sender = Party(name=" ".join(name.split())[:200], identities=(identity,) if identity else ())
    if not sender.name and identity is None:
        raise WrongInput("Say who wrote it: a name, or their address or account.", field="name")
    who = identity.value if identity else sender.name.casefold()
    # The same words by the same person are the same message, on whichever day somebody pastes them again.
    mark = blake2b(f"{channel}\n{who}\n{' '.join(text.split())}".encode("utf-8", "replace"), digest_size=16).hexdigest()
    record = MessageRecord(
        external_id=f"pasted:{mark}", channel=channel, sent_at=as_utc(at or utc_now()), sender=sender,  # type: ignore[arg-type]
        recipients=(Party(is_owner=True),), thread=f"pasted:{channel}:{who}", text=text,
    )  # fmt: skip
    return _take(actor, record, reader="pasted", use_rule=BY_HAND.code)


def paste_letter(actor: Actor, content: bytes) -> Pasted:
    """The same for the bytes of a letter (an .eml file). Raises WrongInput where they hold none."""
    actor.require("log_touch")
    letter = _letter(content[: MESSAGE_LIMIT + 1]) if len(content) <= MESSAGE_LIMIT else None
    if letter is None:
        raise WrongInput("This file holds no letter with a header (.eml).", field="file")
    return _take(actor, letter, reader="mail", use_rule=OWN_MAIL.code)


def _letter(content: bytes) -> MessageRecord | None:
    """The letter, or that which it forwards; None for what has no header of a letter."""
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n ")
    head = content[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0].lower()
    if not (b"\nfrom:" in b"\n" + head and b"\ndate:" in b"\n" + head):
        return None
    try:
        record = to_record(parse_letter(content))
        original = original_of(content, forwarded_at=record.sent_at)
    except Unreadable:
        return None
    found = original or record
    # Whoever pastes it knows that it matters, whatever sent it.
    recipients = (*found.recipients, Party(is_owner=True))
    return msgspec.structs.replace(found, automatic="", is_draft=False, recipients=tuple(dict.fromkeys(recipients)))


def _identity(actor: Actor, channel: str, handle: str) -> Identity | None:
    """The handle as what it is; an address and a number are known on any channel."""
    if not handle:
        return None
    region = Workspace.objects.values_list("phone_region", flat=True).get(pk=actor.workspace_id)
    kinds: Any = (
        (lambda: linkedin_identity(handle)) if channel == "linkedin" else (lambda: None),
        lambda: email_identity(handle) if channel != "mastodon" else None,
        lambda: handle_identity(channel, handle) if channel in _NETWORKS else None,  # type: ignore[arg-type]
        lambda: phone_identity(handle, region=region),
    )
    found = next((identity for make in kinds if (identity := make()) is not None), None)
    if found is None:
        raise WrongInput("This is no address, number or account there. Leave it empty and say a name.", field="handle")
    return found


_NETWORKS = frozenset({"x", "mastodon", "bluesky", "facebook", "instagram", "tiktok", "youtube", "telegram"})


def _take(actor: Actor, record: MessageRecord, *, reader: str, use_rule: str) -> Pasted:
    now = utc_now()
    with transaction.atomic():
        known = _known(actor, record, reader)
        if known is not None:
            return Pasted(_conversation(known), True)
        source = source_for(actor.workspace_id, member_id=actor.member_id, reader=reader, use_rule=use_rule)
        holder = Import.objects.create(
            workspace_id=actor.workspace_id, member_id=actor.member_id, owner_id=actor.member_id, owner_said=True,
            state=Import.State.APPLIED, paths=["Pasted message"], applied=1, total=1, started_at=now, finished_at=now,
        )  # fmt: skip
        owner = owner_of(actor.member_id)
        tally = Tally(holder.report)
        store = Store(actor.workspace_id, import_id=holder.pk, member_id=actor.member_id, own_person=owner.person)
        _run(store, tally, owner, record, source, now)
        link_mentions(holder)
        holder.report = tally.as_json()
        holder.save(update_fields=["report"])
        made = Interaction.objects.filter(source=source, kind="message", external_id=record.external_id).first()
        if made is None:
            raise WrongInput("Nobody but you took part in this, so there is no conversation in it.", field="name")
        return Pasted(_conversation(made.pk), False)


def _run(store: Store, tally: Tally, owner: Owner, record: MessageRecord, source: Any, now: datetime) -> None:
    run = Run(store, tally=tally, owner=owner, now=now)
    with closing(run.matcher):
        run.take([Found(record, Place("Pasted message"))], source=source)
    store.settle(now)


def _known(actor: Actor, record: MessageRecord, reader: str) -> int | None:
    """The message where it stands already, from whichever of the member's sources."""
    readers = _MAIL if reader == "mail" else (reader,)
    held = Interaction.objects.filter(
        workspace_id=actor.workspace_id, kind="message", external_id=record.external_id, source__reader__in=readers,
        source__member_id=actor.member_id,
    )  # fmt: skip
    return held.order_by("id").values_list("id", flat=True).first()


def _conversation(interaction_id: int) -> int:
    found = conversations_of([interaction_id])
    if not found:
        raise NotFound("This message stands in no conversation.")
    return found.pop()


__all__ = ["Pasted", "paste_letter", "paste_message"]
