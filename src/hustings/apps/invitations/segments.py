"""What segments can ask about invitations to connect."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.apps.invitations.models import Invitation
from hustings.apps.people.segments import Thing, ThingField, asking, register_fields, register_things, yes_field

STATES: asking.Choices = (("pending", _("pending")), ("accepted", _("accepted")), ("declined", _("declined")))
WAYS: asking.Choices = (("in", _("from them")), ("out", _("to them")))


def register_segments() -> None:
    """Registers the room's fields; called when it is ready."""
    register_fields(
        yes_field(
            "invitation pending", _("pending invitation"), _("How we stand"), Invitation, lambda scope: Q(state="pending"),
            phrases=(_("have an invitation that nobody has decided"), _("have no invitation that waits")),
            also=("pending invitation",),
        )
    )  # fmt: skip
    register_things(
        Thing(
            "invitation", _("an invitation"), _("invitations"), Invitation,
            (
                ThingField("state", _("state"), asking.choice("state", STATES)),
                ThingField("direction", _("direction"), asking.choice("direction", WAYS)),
                ThingField("channel", _("channel"), asking.text("channel")),
                ThingField("day", _("day"), asking.day("sent_at", moments=True)),
                ThingField("words", _("words"), asking.text("message", operators=("contains", "known"))),
            ),
        )
    )  # fmt: skip
