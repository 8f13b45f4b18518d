"""Messages that come in and go out, put into conversations the way imports and live accounts do it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.actions import Threaded, settle, thread_messages
from hustings.apps.inbox.models import Conversation
from hustings.apps.people import actions as people
from hustings.apps.people.actions import dealings
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.clock import utc_now


def said(
    actor: Actor, text: str, *, by: str = "Marisol Etxeberria", at: datetime | None = None, direction: str = "in",
    thread: str = "", channel: str = "email", subject: str = "The night bus", html: str = "",
) -> int:  # fmt: skip
    """Somebody writes, or we do; returns the number of the conversation. Without a moment it was an hour ago."""
    moment = at or utc_now() - timedelta(hours=1)
    person = Person.objects.filter(workspace_id=actor.workspace_id, name=by).first()
    number = person.pk if person else people.add_person(actor, name=by, email=f"{by.split()[0].lower()}@example.org")
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="mail", use_rule="own-mail", account="inbox")
    key = f"{by} {Interaction.objects.count()}"
    told = dealings.Dealing(
        key, b"0" * 16, "message", direction, channel, moment, ((number, "from" if direction == "in" else "to"),),
        subject=subject, text=text,
    )  # fmt: skip
    (interaction,) = dealings.store(
        actor.workspace_id, [told], source_id=source.pk, member_id=actor.member_id,
        own_person_id=people.own_person(actor.member_id).pk,
    )  # fmt: skip
    context = json.dumps({"html": html, "list": "x"}) if html else ""
    place = Threaded(interaction, thread or by, channel, subject, moment, direction, number, f"email:{by}", context)
    touched = thread_messages(actor.workspace_id, [place], source_id=source.pk, member_id=actor.member_id)
    settle(touched)
    return Conversation.objects.get(pk__in=touched).pk
