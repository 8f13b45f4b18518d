"""What members put down about people by hand: new people, corrections, handles, positions, rhythm and care."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.access import person_of
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.records import create_by_hand
from hustings.apps.people.actions.remarks import add_note
from hustings.apps.people.actions.removal import remove_unsupported
from hustings.apps.people.actions.statements import state_change
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import Note, Person, Segment, SourceRecord
from hustings.engine.consent import undated_refusals
from hustings.engine.profile import HIDE, position_key
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.identities import canonical_url, email_identity, linkedin_identity, phone_identity
from hustings.kernel.records import Consent, Identity, Name, PersonRecord, Position

PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?|--(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
TEXTS = ("headline", "summary", "location", "birthday")


def add_person(
    actor: Actor,
    *,
    name: str,
    email: str = "",
    phone: str = "",
    linkedin: str = "",
    organisation: str = "",
    title: str = "",
    note: str = "",
) -> int:
    """A new person, by hand. Returns the id. Raises WrongInput without a name or for a handle that cannot be one."""
    actor.require("edit_people")
    if not name.strip():
        raise WrongInput("Give a name.", field="name")
    identities = _identities({"email": email, "phone": phone, "linkedin": linkedin})
    positions = (
        (Position(organisation=organisation.strip(), title=title.strip(), current=True),)
        if organisation.strip() or title.strip()
        else ()
    )
    with transaction.atomic():
        record = PersonRecord(
            external_id=f"new:{uuid4().hex}",
            name=Name(full=" ".join(name.split())),
            identities=identities,
            positions=positions,
        )
        person_id = create_by_hand(actor.workspace_id, record, member_id=actor.member_id)
        if note.strip():
            add_note(actor, person_id, text=note)
        dealings.refresh_rhythm(actor.workspace_id, [person_id], now=utc_now())
        notes = list(Note.objects.filter(person_id=person_id).values_list("pk", flat=True))
        data = {"person": person_id, "record": record.external_id, "notes": notes}
        remember(actor, "add_person", label=name, data=data)
        record_audit(actor, "add_person", subject=f"person:{person_id}")
    return person_id


@way_back("add_person")
def _undo_add(actor: Actor, data: dict[str, Any]) -> None:
    # Only what was said in adding goes. What a file, a talk or another member brought since is not this step's to take.
    Note.objects.filter(workspace_id=actor.workspace_id, pk__in=data["notes"]).delete()
    SourceRecord.objects.filter(person_id=data["person"], kind="person", external_id=data["record"]).delete()
    if not remove_unsupported(actor.workspace_id, [data["person"]]):
        raise WrongInput("More is known about this person by now. Take that back first.")


def _identities(given: Mapping[str, str]) -> tuple[Identity, ...]:
    makers = {"email": email_identity, "phone": phone_identity, "linkedin": linkedin_identity, "url": _url_identity}
    found: list[Identity] = []
    for kind, text in given.items():
        if not text.strip():
            continue
        identity = makers[kind](text)
        if identity is None:
            raise WrongInput(f"{text!r} is no {kind} that can be used.", field=kind)
        found.append(identity)
    return tuple(found)


def _url_identity(text: str) -> Identity | None:
    value = canonical_url(text)
    return Identity(kind="url", value=value) if value else None


def edit_person(actor: Actor, person_id: int, *, changes: Mapping[str, str]) -> int:
    """Corrects a person by hand: name, headline, summary, location, birthday. What a member writes wins over all sources.

    An empty text gives the sources their word back. Returns the undo step.
    """
    actor.require("edit_people")
    _check_date(changes.get("birthday", ""), field="birthday")
    unknown = set(changes) - {"name", *TEXTS}
    if unknown:
        raise WrongInput(f"{sorted(unknown)[0]!r} cannot be edited.", field=sorted(unknown)[0])

    def change(record: PersonRecord) -> PersonRecord:
        texts = {key: value.strip() for key, value in changes.items() if key in TEXTS}
        name = Name(full=" ".join(changes["name"].split())) if "name" in changes else record.name
        return msgspec.structs.replace(record, name=name, **texts)

    return state_change(actor, person_id, change, verb="edit_person", label="edited")


def _check_date(text: str, *, field: str) -> None:
    if text.strip() and not PARTIAL_DATE.fullmatch(text.strip()):
        raise WrongInput("Give the day as year, month and day, as far as it is known: 1980-02-29, 1980-02, 1980.", field=field)


def add_identity(actor: Actor, person_id: int, *, kind: str, value: str) -> int:
    """Adds a handle by hand. Returns the undo step."""
    if kind not in ("email", "phone", "linkedin", "url"):
        raise WrongInput("Choose e-mail, phone, LinkedIn or web address.", field="kind")
    (identity,) = _identities({kind: value}) or (None,)
    if identity is None:
        raise WrongInput("Give a value.", field="value")

    def change(record: PersonRecord) -> PersonRecord:
        extra = {key: held for key, held in record.extra.items() if key != f"{HIDE}identity:{identity.kind}:{identity.value}"}
        return msgspec.structs.replace(record, identities=(*record.identities, identity), extra=extra)

    return state_change(actor, person_id, change, verb="edit_person", label=f"{kind} added")


def hide_identity(actor: Actor, person_id: int, *, kind: str, value: str) -> int:
    """Takes a wrong handle away, whatever source names it; it stays away. Returns the undo step."""

    def change(record: PersonRecord) -> PersonRecord:
        kept = tuple(each for each in record.identities if (each.kind, each.value) != (kind, value))
        return msgspec.structs.replace(record, identities=kept, extra={**record.extra, f"{HIDE}identity:{kind}:{value}": "yes"})

    return state_change(actor, person_id, change, verb="edit_person", label=f"{kind} removed")


def add_position(actor: Actor, person_id: int, *, organisation: str, title: str, since: str = "", until: str = "") -> int:
    """Adds a position by hand; without an end it is current. Returns the undo step."""
    if not organisation.strip() and not title.strip():
        raise WrongInput("Give an organisation or a title.", field="organisation")
    _check_date(since, field="since")
    _check_date(until, field="until")
    position = Position(organisation=organisation.strip(), title=title.strip(), since=since, until=until, current=not until)

    def change(record: PersonRecord) -> PersonRecord:
        extra = {
            key: held for key, held in record.extra.items() if key != HIDE + position_key(organisation.strip(), title.strip())
        }
        return msgspec.structs.replace(record, positions=(*record.positions, position), extra=extra)

    return state_change(actor, person_id, change, verb="edit_person", label="position added")


def hide_position(actor: Actor, person_id: int, *, organisation: str, title: str) -> int:
    """Takes a wrong position away, whatever source names it. Returns the undo step."""

    def change(record: PersonRecord) -> PersonRecord:
        key = position_key(organisation, title)
        kept = tuple(each for each in record.positions if position_key(each.organisation, each.title) != key)
        return msgspec.structs.replace(record, positions=kept, extra={**record.extra, f"{HIDE}{key}": "yes"})

    return state_change(actor, person_id, change, verb="edit_person", label="position removed")


def set_rhythm(actor: Actor, person_id: int, *, segment: str | None = None, period_days: int | None = None, now: datetime) -> int:
    """Chooses a segment by hand (None: let Hustings propose one again) and a period of one's own. Returns the undo step."""
    if segment is not None and segment not in Segment.values:
        raise WrongInput("There is no such segment.", field="segment")
    return _decide(
        actor, person_id, {"segment": segment or "none", "segment_by_hand": segment is not None, "period_days": period_days}, now
    )


def set_do_not_contact(actor: Actor, person_id: int, *, silent: bool, now: datetime) -> int:
    """Says that somebody must not, or may again, be contacted. Returns the undo step.

    A wish that a source tells of is not lifted this way: only a later consent of the person does that (`record_consent`).
    """
    if not silent and Person.objects.filter(workspace_id=actor.workspace_id, pk=person_id, silent_by_source=True).exists():
        raise WrongInput(
            "A source says that this person does not want to be contacted. If they agreed since, record their consent."
        )
    return _decide(actor, person_id, {"silent_by_hand": silent}, now)


def record_consent(
    actor: Actor, person_id: int, *, channel: str, status: str, value: str = "", purpose: str = "", words: str = "", now: datetime
) -> int:
    """Puts down what a person said today about being reached. Returns the undo step.

    Of a new consent against an older "no" whose day nobody knows, `words` must say where it comes from: a form, a letter, a call.
    """
    try:
        said = msgspec.convert(
            {"channel": channel, "status": status, "value": value, "purpose": purpose, "words": words, "at": now}, Consent
        )
    except msgspec.ValidationError as error:
        raise WrongInput(
            "Choose a channel (any, email, phone, sms, post) and what they said (given, withdrawn, refused, bad)."
        ) from error

    if status == "given" and (lifted := _undated_refusals(actor, person_id, said)):
        if not words.strip():
            raise WrongInput(
                "A source says that they refused, and not when. Say where the new consent comes from: a form, a letter, a call.",
                field="words",
            )
        said = msgspec.structs.replace(said, lifts=lifted)

    def change(record: PersonRecord) -> PersonRecord:
        return msgspec.structs.replace(record, consents=(*record.consents, said))

    return state_change(actor, person_id, change, verb="edit_person", label="consent")


def _undated_refusals(actor: Actor, person_id: int, said: Consent) -> int:
    """How many sources say "no" to just this, and not since when."""
    person = person_of(actor, person_id)
    about = said.channel, said.value, said.purpose
    held = folding.fold(folding.sources_of([person.pk])[person.pk]).consents
    standing = next((each for each in held if (each.channel, each.value, each.purpose) == about), None)
    return undated_refusals(standing.evidence) if standing else 0


def assign_person(actor: Actor, person_id: int, *, member_id: int | None, now: datetime) -> int:
    """Gives a person into a member's care. Returns the undo step."""
    actor.require("assign_people")
    if (
        member_id is not None
        and not Member.objects.filter(workspace_id=actor.workspace_id, pk=member_id, is_active=True).exists()
    ):
        raise NotFound("There is no such member in this workspace.")
    return _decide(actor, person_id, {"assigned_to_id": member_id}, now)


def _decide(actor: Actor, person_id: int, columns: dict[str, Any], now: datetime) -> int:
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        # Nothing else goes back with it: least of all a wish not to be contacted that came later.
        before = {name: getattr(person, name) for name in columns}
        Person.objects.filter(pk=person_id).update(**columns)
        dealings.refresh_rhythm(actor.workspace_id, [person_id], now=now)
        record_audit(
            actor, "edit_person", subject=f"person:{person_id}", detail={key: str(value) for key, value in columns.items()}
        )
        return remember(actor, "decide", label=f"{person.name}", data={"person": person_id, "before": before})


@way_back("decide")
def _undo_decide(actor: Actor, data: dict[str, Any]) -> None:
    Person.objects.filter(workspace_id=actor.workspace_id, pk=data["person"]).update(**data["before"])
    dealings.refresh_rhythm(actor.workspace_id, [data["person"]], now=utc_now())
