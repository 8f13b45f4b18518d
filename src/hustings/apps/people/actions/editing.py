"""What members put down about people by hand: new people, corrections, notes, tags, custom fields, vouches, rhythm."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import uuid4

import msgspec
from django.db import transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.access import person_of, visible_people
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.records import create_by_hand, source_for, state_by_hand
from hustings.apps.people.actions.removal import erase_person
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import (
    CustomField,
    CustomValue,
    Note,
    Person,
    PersonTag,
    Segment,
    SourceRecord,
    Tag,
    Vouch,
)
from hustings.engine.profile import HIDE, position_key
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.identities import canonical_url, email_identity, linkedin_identity, phone_identity
from hustings.kernel.records import Identity, Name, PersonRecord, Position, decode, encode

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
        remember(actor, "add_person", label=name, data={"person": person_id})
        record_audit(actor, "add_person", subject=f"person:{person_id}")
    return person_id


@way_back("add_person")
def _undo_add(actor: Actor, data: dict[str, Any]) -> None:
    erase_person(actor.workspace_id, data["person"])


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

    return _state(actor, person_id, change, verb="edit_person", label="edited")


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

    return _state(actor, person_id, change, verb="edit_person", label=f"{kind} added")


def hide_identity(actor: Actor, person_id: int, *, kind: str, value: str) -> int:
    """Takes a wrong handle away, whatever source names it; it stays away. Returns the undo step."""

    def change(record: PersonRecord) -> PersonRecord:
        kept = tuple(each for each in record.identities if (each.kind, each.value) != (kind, value))
        return msgspec.structs.replace(record, identities=kept, extra={**record.extra, f"{HIDE}identity:{kind}:{value}": "yes"})

    return _state(actor, person_id, change, verb="edit_person", label=f"{kind} removed")


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

    return _state(actor, person_id, change, verb="edit_person", label="position added")


def hide_position(actor: Actor, person_id: int, *, organisation: str, title: str) -> int:
    """Takes a wrong position away, whatever source names it. Returns the undo step."""

    def change(record: PersonRecord) -> PersonRecord:
        key = position_key(organisation, title)
        kept = tuple(each for each in record.positions if position_key(each.organisation, each.title) != key)
        return msgspec.structs.replace(record, positions=kept, extra={**record.extra, f"{HIDE}{key}": "yes"})

    return _state(actor, person_id, change, verb="edit_person", label="position removed")


def _state(actor: Actor, person_id: int, change: Any, *, verb: str, label: str) -> int:
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        source = source_for(actor.workspace_id, member_id=actor.member_id, reader="by-hand", use_rule="by-hand")
        external_id = f"person:{person_id}"
        held = SourceRecord.objects.filter(source=source, kind="person", external_id=external_id, person_id=person_id).first()
        # Without a name of its own the statement leaves the name to the sources.
        record = decode(held.payload) if held else PersonRecord(external_id=external_id, name=Name(full=""))
        assert isinstance(record, PersonRecord)
        changed = msgspec.structs.replace(change(record), at=utc_now())
        state_by_hand(person_id, changed, member_id=actor.member_id, workspace_id=actor.workspace_id)
        if not folding.fold(folding.sources_of([person_id])[person_id]).name.full:
            raise WrongInput("Give a name.", field="name")
        folding.refold(actor.workspace_id, [person_id])
        record_audit(actor, verb, subject=f"person:{person_id}", detail={"what": label})
        before = held.payload if held else None
        data = {"person": person_id, "source": source.pk, "before": before, "after": encode(changed).decode()}
        return remember(actor, verb, label=f"{person.name}: {label}", data=data)


@way_back("edit_person")
def _undo_edit(actor: Actor, data: dict[str, Any]) -> None:
    person = person_of(actor, data["person"])
    held = SourceRecord.objects.filter(source_id=data["source"], kind="person", external_id=f"person:{person.pk}")
    if held.values_list("payload", flat=True).first() != data["after"]:
        raise WrongInput("This was changed again since. Undo the later change first.")
    if data["before"] is None:
        held.delete()
    else:
        record = decode(data["before"])
        assert isinstance(record, PersonRecord)
        state_by_hand(
            person.pk, record, member_id=held.values_list("source__member_id", flat=True).get(), workspace_id=actor.workspace_id
        )
    folding.refold(actor.workspace_id, [person.pk])


def add_note(actor: Actor, person_id: int, *, text: str) -> int:
    """Puts a note on a person. Returns the undo step."""
    actor.require("add_note")
    if not text.strip():
        raise WrongInput("Write something.", field="text")
    with transaction.atomic():
        person = person_of(actor, person_id)
        note = Note.objects.create(workspace_id=actor.workspace_id, person=person, member_id=actor.member_id, text=text.strip())
        _refresh_search(actor.workspace_id, person_id)
        return remember(actor, "add_note", label=f"note on {person.name}", data={"note": note.pk, "person": person_id})


@way_back("add_note")
def _undo_note(actor: Actor, data: dict[str, Any]) -> None:
    Note.objects.filter(workspace_id=actor.workspace_id, pk=data["note"]).delete()
    _refresh_search(actor.workspace_id, data["person"])


def _refresh_search(workspace_id: int, person_id: int) -> None:
    profiles = {i: folding.fold(found) for i, found in folding.sources_of([person_id]).items() if found}
    folding.refresh_search(workspace_id, profiles)


def remove_note(actor: Actor, note_id: int) -> int:
    """Takes a note away: one's own, or anybody's for a manager. Returns the undo step."""
    actor.require("add_note")
    with transaction.atomic():
        # One question for both, so that a note on somebody hidden answers as one that never was.
        note = Note.objects.filter(person__in=visible_people(actor), pk=note_id).first()
        if note is None:
            raise NotFound("There is no such note.")
        if note.member_id != actor.member_id:
            actor.require("undo_of_others")
        kept, person_id = frozen([note]), note.person_id
        note.delete()
        _refresh_search(actor.workspace_id, person_id)
        return remember(actor, "remove_note", label="note removed", data={"rows": kept, "person": person_id})


@way_back("remove_note")
def _undo_remove_note(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
    _refresh_search(actor.workspace_id, data["person"])


def tag_person(actor: Actor, person_id: int, *, name: str) -> int:
    """Puts a tag on a person. Returns the undo step."""
    actor.require("edit_people")
    clean = " ".join(name.split())[:100]
    if not clean:
        raise WrongInput("Give the tag a name.", field="name")
    with transaction.atomic():
        person = person_of(actor, person_id)
        tag_id = folding.ensure_tags(actor.workspace_id, [clean])[clean.casefold()]
        before = PersonTag.objects.filter(person=person, tag_id=tag_id).values_list("by_hand", flat=True).first()
        PersonTag.objects.update_or_create(
            person=person, tag_id=tag_id, defaults={"workspace_id": actor.workspace_id, "by_hand": True}
        )
        return remember(
            actor, "tag_person", label=f"{clean} on {person.name}", data={"person": person_id, "tag": tag_id, "before": before}
        )


@way_back("tag_person")
def _undo_tag(actor: Actor, data: dict[str, Any]) -> None:
    held = PersonTag.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], tag_id=data["tag"])
    if data["before"] is None:
        held.delete()
    else:
        held.update(by_hand=data["before"])


def untag_person(actor: Actor, person_id: int, *, tag_id: int) -> int:
    """Takes a tag off a person. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = PersonTag.objects.filter(workspace_id=actor.workspace_id, person=person, tag_id=tag_id).select_related("tag")
        row = held.first()
        if row is None:
            raise NotFound("There is no such tag on this person.")
        if not row.by_hand:
            return _hide_tag(actor, person_id, row.tag.name)
        kept = frozen(held)
        held.delete()
        return remember(actor, "untag_person", label=f"tag off {person.name}", data={"rows": kept})


def _hide_tag(actor: Actor, person_id: int, name: str) -> int:
    """A source's tag stays away, whatever the source says next."""

    def change(record: PersonRecord) -> PersonRecord:
        return msgspec.structs.replace(record, extra={**record.extra, f"{HIDE}tag:{name.casefold()}": "yes"})

    return _state(actor, person_id, change, verb="edit_person", label=f"tag {name} removed")


@way_back("untag_person")
def _undo_untag(actor: Actor, data: dict[str, Any]) -> None:
    for row in thawed(data["rows"]):
        row.save(force_insert=True)


def add_field(actor: Actor, *, name: str, type: str, choices: tuple[str, ...] = ()) -> int:
    """A new custom field of the workspace. Returns its id."""
    actor.require("manage_fields")
    if type not in CustomField.Type.values:
        raise WrongInput(f"{type!r} is no type. Use one of: {', '.join(CustomField.Type.values)}.", field="type")
    if not name.strip() or CustomField.objects.filter(workspace_id=actor.workspace_id, name__iexact=name.strip()).exists():
        raise WrongInput("Give a name that no other field has.", field="name")
    if type == "choice" and not choices:
        raise WrongInput("Give the choices.", field="choices")
    made = CustomField.objects.create(workspace_id=actor.workspace_id, name=name.strip(), type=type, choices=list(choices))
    record_audit(actor, "add_field", subject=f"field:{made.pk}")
    return made.pk


def set_value(actor: Actor, person_id: int, *, field_id: int, value: str) -> int:
    """Sets or, with an empty value, clears a custom field. Returns the undo step."""
    actor.require("edit_people")
    with transaction.atomic():
        person = person_of(actor, person_id)
        field = CustomField.objects.filter(workspace_id=actor.workspace_id, pk=field_id).first()
        if field is None:
            raise NotFound("There is no such field.")
        held = CustomValue.objects.filter(person=person, field=field)
        before = held.values_list("value", flat=True).first()
        if value.strip():
            clean = clean_value(field, value.strip())
            CustomValue.objects.update_or_create(
                person=person, field=field, defaults={"workspace_id": actor.workspace_id, "value": clean}
            )
        else:
            held.delete()
        return remember(
            actor,
            "set_value",
            label=f"{field.name} of {person.name}",
            data={"person": person_id, "field": field_id, "before": before},
        )


def clean_value(field: CustomField, value: str) -> str:
    """The value in canonical form. Raises WrongInput where it does not fit the field's type."""
    try:
        if field.type == "number":
            number = Decimal(value.replace(",", "."))
            if not number.is_finite() or not -30 < number.adjusted() < 30:
                raise InvalidOperation
            return format(number.normalize(), "f")
        if field.type == "date":
            return date.fromisoformat(value).isoformat()
    except (InvalidOperation, ValueError) as error:
        raise WrongInput(f"{value!r} is no {field.get_type_display()}.", field="value") from error
    if field.type == "choice" and value not in field.choices:
        raise WrongInput(f"Choose one of: {', '.join(field.choices)}.", field="value")
    if field.type == "yes_no" and value not in ("yes", "no"):
        raise WrongInput("Say yes or no.", field="value")
    return value


@way_back("set_value")
def _undo_value(actor: Actor, data: dict[str, Any]) -> None:
    held = CustomValue.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], field_id=data["field"])
    if data["before"] is None:
        held.delete()
    else:
        CustomValue.objects.update_or_create(
            person_id=data["person"],
            field_id=data["field"],
            defaults={"workspace_id": actor.workspace_id, "value": data["before"]},
        )


def vouch_for(
    actor: Actor,
    person_id: int,
    *,
    how: str,
    where: str = "",
    i_would_say: str = "",
    they_would_say: str = "",
    shared: bool = False,
) -> int:
    """A member says how they know somebody. Returns the undo step."""
    actor.require("add_note")
    if how not in Vouch.How.values:
        raise WrongInput(f"Say how you know them: {', '.join(Vouch.How.values)}.", field="how")
    with transaction.atomic():
        person = person_of(actor, person_id)
        held = Vouch.objects.filter(person=person, member_id=actor.member_id)
        kept = frozen(held)
        columns = {
            "workspace_id": actor.workspace_id,
            "how": how,
            "where": where,
            "i_would_say": i_would_say,
            "they_would_say": they_would_say,
            "shared": shared,
            "at": utc_now(),
        }
        Vouch.objects.update_or_create(person=person, member_id=actor.member_id, defaults=columns)
        dealings.refresh_rhythm(actor.workspace_id, [person_id], now=utc_now())
        return remember(
            actor,
            "vouch_for",
            label=f"vouch for {person.name}",
            data={"person": person_id, "member": actor.member_id, "rows": kept},
        )


@way_back("vouch_for")
def _undo_vouch(actor: Actor, data: dict[str, Any]) -> None:
    Vouch.objects.filter(workspace_id=actor.workspace_id, person_id=data["person"], member_id=data["member"]).delete()
    for row in thawed(data["rows"]):
        row.save(force_insert=True)
    dealings.refresh_rhythm(actor.workspace_id, [data["person"]], now=utc_now())


RHYTHM = ("segment", "segment_by_hand", "period_days", "do_not_contact", "assigned_to_id")


def set_rhythm(actor: Actor, person_id: int, *, segment: str | None = None, period_days: int | None = None, now: datetime) -> int:
    """Chooses a segment by hand (None: let Hustings propose one again) and a period of one's own. Returns the undo step."""
    if segment is not None and segment not in Segment.values:
        raise WrongInput("There is no such segment.", field="segment")
    return _decide(
        actor, person_id, {"segment": segment or "none", "segment_by_hand": segment is not None, "period_days": period_days}, now
    )


def set_do_not_contact(actor: Actor, person_id: int, *, silent: bool, now: datetime) -> int:
    """Says that somebody must not, or may again, be contacted. Returns the undo step."""
    return _decide(actor, person_id, {"do_not_contact": silent}, now)


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
        before = {name: getattr(person, name) for name in RHYTHM}
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


def rename_tag(actor: Actor, tag_id: int, *, name: str) -> int:
    """Renames a tag; the name of another tag makes one of both. Returns the undo step."""
    actor.require("edit_people")
    clean = " ".join(name.split())[:100]
    if not clean:
        raise WrongInput("Give the tag a name.", field="name")
    with transaction.atomic():
        tag = Tag.objects.filter(workspace_id=actor.workspace_id, pk=tag_id).first()
        if tag is None:
            raise NotFound("There is no such tag.")
        other = Tag.objects.filter(workspace_id=actor.workspace_id, name__iexact=clean).exclude(pk=tag_id).first()
        data = {"tag": frozen([tag]), "other": other.pk if other else None}
        if other is not None:
            held = PersonTag.objects.filter(tag=other).values("person_id")
            data["borne"] = frozen(PersonTag.objects.filter(tag=tag))
            PersonTag.objects.filter(tag=tag).exclude(person_id__in=held).update(tag=other)
            tag.delete()
        else:
            Tag.objects.filter(pk=tag_id).update(name=clean)
        return remember(actor, "rename_tag", label=f"{tag.name}: {clean}", data=data)


@way_back("rename_tag")
def _undo_rename(actor: Actor, data: dict[str, Any]) -> None:
    (before,) = thawed(data["tag"])
    before.save()
    for row in thawed(data.get("borne", ())):
        PersonTag.objects.filter(pk=row.pk).delete()
        row.save(force_insert=True)
