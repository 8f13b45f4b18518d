"""What segments can ask about conversations."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.apps.inbox.models import Conversation
from hustings.apps.people.segments import Thing, ThingField, asking, register_fields, register_things, yes_field

STATES: asking.Choices = (("open", _("open")), ("snoozed", _("snoozed")), ("closed", _("closed")))


def register_segments() -> None:
    """Registers the room's fields; called when it is ready."""
    register_fields(
        yes_field(
            "waiting for reply", _("waits for a reply"), _("How we stand"), Conversation,
            lambda scope: Q(needs_reply=True), phrases=(_("wait for our reply"), _("do not wait for our reply")),
            also=("needs reply",),
        ),
        yes_field(
            "offered help", _("offered help in a conversation"), _("How we stand"), Conversation,
            lambda scope: Q(closings__offers_help=True), phrases=(_("offered to help"), _("did not offer to help")),
        ),
    )  # fmt: skip
    register_things(
        Thing(
            "conversation", _("a conversation"), _("conversations"), Conversation,
            (
                ThingField("channel", _("channel"), asking.text("channel")),
                ThingField("needs reply", _("needs a reply"), asking.yes(Q(needs_reply=True))),
                ThingField("state", _("state"), asking.choice("state", STATES)),
                ThingField("member", _("member"), asking.member("member_id")),
                ThingField("subject", _("subject"), asking.text("subject")),
                ThingField("messages", _("number of messages"), asking.number("message_count")),
                ThingField("last received", _("last from them"), asking.day("last_in_at", moments=True)),
                ThingField("last sent", _("last to them"), asking.day("last_out_at", moments=True)),
            ),
        )
    )  # fmt: skip
