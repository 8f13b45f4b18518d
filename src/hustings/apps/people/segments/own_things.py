"""Things that people have, with fields of their own: interactions, ties, positions, addresses, handles, consent, promises."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.models import (
    Address,
    Consent,
    Identity,
    Participation,
    Position,
    Promise,
    Support,
    Tie,
)
from hustings.apps.people.segments import asking, own_parts
from hustings.apps.people.segments.asking import Comparison
from hustings.apps.people.segments.fields import (
    Thing,
    ThingField,
    register_things,
)

register_things(
    Thing(
        "interaction", _("an interaction"), _("interactions"), Participation,
        (
            ThingField("kind", _("kind"), asking.choice("interaction__kind", own_parts.KINDS)),
            ThingField("day", _("day"), asking.day("at", moments=True)),
            ThingField("direction", _("direction"), asking.choice("interaction__direction", own_parts.WAYS)),
            ThingField("channel", _("channel"), asking.text("interaction__channel")),
            ThingField("member", _("member"), asking.member("interaction__member_id")),
            ThingField("words", _("words"), asking.text("interaction__subject", "interaction__text", operators=("contains",))),
            ThingField("automatic", _("automatic"), asking.yes(~Q(interaction__automatic=""))),
        ),
        also=("contact", "touch"),
    ),
    Thing(
        "tie", _("a tie"), _("ties"), Tie,
        (
            ThingField("member", _("member"), asking.member("subject__own_member_id")),
            ThingField("sent", _("messages to them"), asking.number("out_count")),
            ThingField("received", _("messages from them"), asking.number("in_count")),
            ThingField("first", _("first contact"), asking.day("first_at", moments=True)),
            ThingField("last received", _("last from them"), asking.day("last_in_at", moments=True)),
            ThingField("last sent", _("last to them"), asking.day("last_out_at", moments=True)),
            ThingField("last together", _("last together"), asking.day("last_mutual_at", moments=True)),
        ),
        only=lambda scope: Q(subject__own_member__isnull=False), person="other_id",
    ),
    Thing(
        "position", _("a position"), _("positions"), Position,
        (
            ThingField("title", _("title"), asking.text("title")),
            ThingField("organisation", _("organisation"), Comparison("text", asking.TEXT, own_parts.at_organisation)),
            ThingField("current", _("current"), asking.yes(Q(current=True))),
            ThingField("place", _("place"), asking.text("location")),
        ),
        also=("job",),
    ),
    Thing(
        "address", _("an address"), _("addresses"), Address,
        (
            ThingField("street", _("street"), asking.text("street")),
            ThingField("city", _("town"), asking.text("locality")),
            ThingField("region", _("region"), asking.text("region")),
            ThingField("postcode", _("postcode"), asking.text("postal_code")),
            ThingField("country", _("country"), asking.text("country")),
        ),
        also=("addresses",),
    ),
    Thing(
        "handle", _("a handle"), _("handles"), Identity,
        (
            ThingField("kind", _("kind"), asking.choice("kind", own_parts.HANDLES)),
            ThingField("value", _("value"), asking.text("value")),
            ThingField("label", _("label"), asking.text("label")),
        ),
    ),
    Thing(
        "consent", _("said something about being reached"), _("words about being reached"), Consent,
        (
            ThingField("channel", _("channel"), asking.choice("channel", own_parts.LISTS)),
            ThingField("status", _("what holds"), asking.choice("status", own_parts.CONSENTS)),
            ThingField("purpose", _("list"), asking.text("purpose")),
            ThingField("value", _("address"), asking.text("value")),
            ThingField("day", _("day"), asking.day("at", moments=True)),
        ),
        listable=True,
    ),
    Thing(
        "rating", _("a rating"), _("ratings"), Support,
        (
            ThingField("level", _("level"), asking.choice("level", own_parts.LEVELS, known=Q(level__gt=0))),
            ThingField("subject", _("about"), asking.text("subject")),
            ThingField("day", _("day"), asking.day("at", moments=True)),
        ),
        listable=True, also=("support",),
    ),
    Thing(
        "promise", _("a promise from us"), _("promises from us"), Promise,
        (
            ThingField("due", _("due"), asking.day("due_on")),
            ThingField("kept", _("kept"), asking.yes(Q(kept_at__isnull=False))),
            ThingField("member", _("member"), asking.member("member_id")),
            ThingField("words", _("words"), asking.text("text", operators=("contains",))),
        ),
    ),
)  # fmt: skip
