"""What segments can ask about kept records: events and who came, posts, reactions, follows, contributions."""

from __future__ import annotations

import msgspec
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.people.segments import Thing, ThingField, asking, register_things
from hustings.engine.linkage.folding import fold
from hustings.engine.segments import WrongText
from hustings.kernel.records import EventRecord, decode

STATUSES: asking.Choices = (
    ("invited", _("invited")), ("registered", _("registered")), ("accepted", _("accepted")), ("declined", _("declined")),
    ("tentative", _("tentative")), ("cancelled", _("cancelled")), ("attended", _("attended")), ("no_show", _("did not come")),
)  # fmt: skip
KINDS: asking.Choices = (
    ("event", _("event")), ("attendance", _("attendance")), ("post", _("post")), ("comment", _("comment")),
    ("reaction", _("reaction")), ("follow", _("follow")), ("contribution", _("contribution")), ("opportunity", _("opportunity")),
    ("tie", _("tie to somebody else")),
)  # fmt: skip
MOST_EVENTS = 200


def _named(scope: asking.Scope, operator: str, values: tuple[str, ...]) -> Q:
    """Mentions by the events of these names, and by answers to them."""
    records = [record for value in values for record in _events(scope, operator, value)]
    answers = asking.any_of(
        Q(record__source_id=record.source_id, record__payload__contains=_field("event", record.external_id)) for record in records
    )
    return Q(record_id__in=[record.pk for record in records]) | (Q(record__kind="attendance") & answers if records else Q())


def _events(scope: asking.Scope, operator: str, value: str) -> list[KeptRecord]:
    held = KeptRecord.objects.filter(workspace_id=scope.workspace_id, kind="event").order_by("-at", "-id")
    found = [record for record in held.iterator() if _fits(record, operator, fold(value))]
    if len(found) > MOST_EVENTS:
        raise WrongText(f"More than {MOST_EVENTS} events are called like this")
    return found


def _fits(record: KeptRecord, operator: str, wanted: str) -> bool:
    event = decode(record.payload)
    title = fold(event.title) if isinstance(event, EventRecord) else ""
    if operator == "=":
        return title == wanted
    return title.startswith(wanted) if operator == "begins with" else wanted in title


def _field(name: str, value: str) -> str:
    """A field as a kept record's compact JSON writes it."""
    return f'"{name}":{msgspec.json.encode(value).decode()}'


def _status(scope: asking.Scope, operator: str, values: tuple[str, ...]) -> Q:
    codes = asking.chosen(STATUSES, values)
    return asking.any_of(Q(record__kind="attendance", record__payload__contains=_field("status", code)) for code in codes)


def register_segments() -> None:
    """Registers the room's things; called when it is ready."""
    register_things(
        Thing(
            "event", _("an event"), _("events"), KeptMention,
            (
                ThingField("name", _("name"), asking.Comparison("text", ("=", "contains", "begins with"), _named)),
                ThingField("status", _("answer"), asking.Comparison("choice", ("=",), _status, lambda actor: STATUSES)),
                ThingField("day", _("day"), asking.day("record__at", moments=True)),
            ),
            only=lambda scope: Q(record__kind__in=("event", "attendance")), also=("attendance",),
        ),
        Thing(
            "record", _("a record"), _("records"), KeptMention,
            (
                ThingField("kind", _("kind"), asking.choice("record__kind", KINDS)),
                ThingField("day", _("day"), asking.day("record__at", moments=True)),
                ThingField("words", _("words"), asking.text("record__payload", operators=("contains",))),
            ),
        ),
    )  # fmt: skip
