"""What can be changed for many people at once: each change knows whom it concerns, how to make it and how to take it back.

`make` returns what was before, by person; `back` gets it again. A value that somebody changed since stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import msgspec
from django.db.models import Exists, OuterRef, Q

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.records import source_for, state_by_hand
from hustings.apps.people.actions.tags import clean_tag, hiding, words_of
from hustings.apps.people.custom_values import IN_SEARCH, clean_value
from hustings.apps.people.models import CustomField, CustomValue, Person, PersonTag, Segment, SourceRecord, Tag, TagAlias
from hustings.engine.profile import fold
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.kernel.records import Name, PersonRecord, decode, encode
from hustings.storage import rows

Before = dict[str, Any]
"""What was before, by the person's id as text."""
Do = Literal["add_tag", "remove_tag", "set_value", "assign", "rhythm", "do_not_contact"]


class BulkChange(msgspec.Struct, frozen=True):
    """One change. `value` is the tag, the value, the member's id, the rhythm, or yes or no; `field` the custom field.

    An empty value clears a custom field, leaves people in nobody's care, and lets Hustings propose the rhythm again.
    """

    do: Do
    value: str = ""
    field: int | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of change is checked, whom of many it concerns, how it is made and taken back."""

    clean: Callable[[Actor, BulkChange], BulkChange]
    concerns: Callable[[Actor, BulkChange], Q]
    make: Callable[[Actor, BulkChange, list[int], datetime], Before]
    back: Callable[[Actor, BulkChange, Before], None]
    permission: str = "edit_people"


def _named(actor: Actor, name: str) -> Tag | None:
    held = Tag.objects.filter(workspace_id=actor.workspace_id)
    found = next((each for each in held if each.name.casefold() == name.casefold()), None)
    if found is None:
        others = TagAlias.objects.filter(workspace_id=actor.workspace_id).select_related("tag")
        found = next((each.tag for each in others if each.name.casefold() == name.casefold()), None)
    return found


# Tags


def _clean_new_tag(actor: Actor, change: BulkChange) -> BulkChange:
    return BulkChange("add_tag", clean_tag(change.value))


def _clean_known_tag(actor: Actor, change: BulkChange) -> BulkChange:
    found = _named(actor, clean_tag(change.value))
    if found is None:
        raise NotFound("There is no such tag.")
    return BulkChange("remove_tag", found.name)


def _bears(actor: Actor, change: BulkChange) -> Exists:
    found = _named(actor, change.value)
    return Exists(PersonTag.objects.filter(tag_id=found.pk if found else None, person_id=OuterRef("pk")))


def _add_tag(actor: Actor, change: BulkChange, people: list[int], now: datetime) -> Before:
    tag_id = folding.ensure_tags(actor.workspace_id, [change.value])[change.value.casefold()]
    held = set(PersonTag.objects.filter(tag_id=tag_id, person_id__in=people).values_list("person_id", flat=True))
    new = [person_id for person_id in people if person_id not in held]
    rows.insert(
        PersonTag, ("workspace_id", "person_id", "tag_id", "by_hand"), ((actor.workspace_id, i, tag_id, True) for i in new)
    )
    return {str(person_id): tag_id for person_id in new}


def _take_tag_back(actor: Actor, change: BulkChange, before: Before) -> None:
    for tag_id in set(before.values()):
        new = [int(person_id) for person_id, each in before.items() if each == tag_id]
        PersonTag.objects.filter(tag_id=tag_id, person_id__in=new, workspace_id=actor.workspace_id).delete()


def _remove_tag(actor: Actor, change: BulkChange, people: list[int], now: datetime) -> Before:
    tag = _named(actor, change.value)
    if tag is None:
        return {}
    held = dict(PersonTag.objects.filter(tag=tag, person_id__in=people).values_list("person_id", "by_hand"))
    PersonTag.objects.filter(tag=tag, person_id__in=held).delete()
    words = words_of(tag)
    told = [i for i, sources in folding.sources_of(held).items() if _says(sources, words)]
    hidden = _hide(actor, told, words)
    folding.refold(actor.workspace_id, told)
    return {str(i): {"tag": tag.pk, "by_hand": by_hand, "said": hidden.get(i)} for i, by_hand in held.items()}


def _says(sources: list[Any], words: list[str]) -> bool:
    tags = {tag.casefold() for tag in fold(sources).tags} if sources else set()
    return not tags.isdisjoint(word.casefold() for word in words)


def _hide(actor: Actor, people: list[int], words: list[str]) -> dict[int, list[str | None]]:
    """Puts down that sources' words for a tag are wrong for these people: what the member said before and says now."""
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="by-hand", use_rule="by-hand")
    held = SourceRecord.objects.filter(source=source, kind="person", external_id__in=[f"person:{i}" for i in people])
    payloads: dict[str, str] = dict(held.values_list("external_id", "payload"))
    found: dict[int, list[str | None]] = {}
    for person_id in people:
        key = f"person:{person_id}"
        record = decode(payloads[key]) if key in payloads else PersonRecord(external_id=key, name=Name(full=""))
        assert isinstance(record, PersonRecord)
        changed = msgspec.structs.replace(hiding(record, words), at=utc_now())
        state_by_hand(person_id, changed, member_id=actor.member_id, workspace_id=actor.workspace_id)
        found[person_id] = [payloads.get(key), encode(changed).decode()]
    return found


def _give_tag_back(actor: Actor, change: BulkChange, before: Before) -> None:
    source = source_for(actor.workspace_id, member_id=actor.member_id, reader="by-hand", use_rule="by-hand")
    there = _still_there(actor, before)
    for person_id in there:
        was, now = before[str(person_id)]["said"] or (None, None)
        held = SourceRecord.objects.filter(source=source, kind="person", external_id=f"person:{person_id}", payload=now)
        if now is None or not held.exists():
            continue
        if was is None:
            held.delete()
        else:
            record = decode(was)
            assert isinstance(record, PersonRecord)
            state_by_hand(person_id, record, member_id=actor.member_id, workspace_id=actor.workspace_id)
    tags = set(Tag.objects.filter(workspace_id=actor.workspace_id).values_list("id", flat=True))
    given = [(i, before[str(i)]) for i in there if before[str(i)]["tag"] in tags]
    rows.insert(
        PersonTag,
        ("workspace_id", "person_id", "tag_id", "by_hand"),
        ((actor.workspace_id, i, each["tag"], each["by_hand"]) for i, each in given),
        conflict="DO NOTHING",
    )
    folding.refold(actor.workspace_id, [i for i in there if before[str(i)]["said"]])


def _still_there(actor: Actor, before: Before) -> list[int]:
    """Those of the people who were not erased or merged away since."""
    wanted = [int(person_id) for person_id in before]
    held = Person.objects.filter(workspace_id=actor.workspace_id, pk__in=wanted)
    return sorted(held.values_list("pk", flat=True))


# Custom fields


def _field(actor: Actor, change: BulkChange) -> CustomField:
    found = CustomField.objects.filter(workspace_id=actor.workspace_id, pk=change.field).first()
    if found is None:
        raise NotFound("There is no such field.")
    return found


def _clean_value(actor: Actor, change: BulkChange) -> BulkChange:
    field, value = _field(actor, change), change.value.strip()
    return BulkChange("set_value", clean_value(field, value) if value else "", field.pk)


def _other_value(actor: Actor, change: BulkChange) -> Q:
    held = CustomValue.objects.filter(field_id=change.field, person_id=OuterRef("pk"))
    return ~Q(Exists(held.filter(value=change.value, by_hand=True))) if change.value else Q(Exists(held.filter(by_hand=True)))


def _set_value(actor: Actor, change: BulkChange, people: list[int], now: datetime) -> Before:
    field = _field(actor, change)
    held = CustomValue.objects.filter(field=field, person_id__in=people)
    was = {i: [value, by_hand] for i, value, by_hand in held.values_list("person_id", "value", "by_hand")}
    held.delete()
    if change.value:
        _write_values(actor, field, {i: [change.value, True] for i in people})
    folding.refold(actor.workspace_id, people) if not change.value else _look_again(actor, field, people)
    return {str(i): was.get(i) for i in people if was.get(i) != [change.value, True]}


def _write_values(actor: Actor, field: CustomField, values: dict[int, list[Any]]) -> None:
    rows.insert(
        CustomValue,
        ("workspace_id", "person_id", "field_id", "value", "by_hand"),
        ((actor.workspace_id, i, field.pk, value, by_hand) for i, (value, by_hand) in values.items()),
        conflict="DO NOTHING",
    )


def _look_again(actor: Actor, field: CustomField, people: Collection[int]) -> None:
    """The words of people for the search, where the field's values are words."""
    if field.type in IN_SEARCH:
        profiles = {i: fold(found) for i, found in folding.sources_of(people).items() if found}
        folding.refresh_search(actor.workspace_id, profiles)


def _take_value_back(actor: Actor, change: BulkChange, before: Before) -> None:
    field = CustomField.objects.filter(workspace_id=actor.workspace_id, pk=change.field).first()
    if field is None:
        return
    now = CustomValue.objects.filter(field=field, person_id__in=_still_there(actor, before))
    changed_since = {
        i for i, value, by_hand in now.values_list("person_id", "value", "by_hand") if by_hand and value != change.value
    }
    people = [i for i in _still_there(actor, before) if i not in changed_since]
    now.filter(person_id__in=people).delete()
    given = {i: before[str(i)] for i in people if before[str(i)] is not None}
    _write_values(actor, field, given)
    folding.refold(actor.workspace_id, [i for i in people if i not in given])
    _look_again(actor, field, given)


# In whose care, how often, and whether at all


def _clean_member(actor: Actor, change: BulkChange) -> BulkChange:
    if not change.value:
        return BulkChange("assign")
    held = Member.objects.filter(workspace_id=actor.workspace_id, is_active=True)
    if not change.value.isdecimal() or not held.filter(pk=int(change.value)).exists():
        raise NotFound("There is no such member in this workspace.")
    return BulkChange("assign", change.value)


def _clean_rhythm(actor: Actor, change: BulkChange) -> BulkChange:
    if change.value and change.value not in Segment.values:
        raise WrongInput("There is no such rhythm.", field="value")
    return BulkChange("rhythm", change.value)


def _clean_silence(actor: Actor, change: BulkChange) -> BulkChange:
    if change.value not in ("yes", "no"):
        raise WrongInput("Say yes or no.", field="value")
    return BulkChange("do_not_contact", change.value)


def _columns(change: BulkChange) -> dict[str, Any]:
    if change.do == "assign":
        return {"assigned_to_id": int(change.value) if change.value else None}
    if change.do == "rhythm":
        return {"segment_by_hand": bool(change.value), **({"segment": change.value} if change.value else {})}
    return {"silent_by_hand": change.value == "yes"}


def _differ(actor: Actor, change: BulkChange) -> Q:
    """Whose columns are not as they shall be. Nobody lifts by hand what a source says about being contacted."""
    lifted = Q(silent_by_source=False) if change == BulkChange("do_not_contact", "no") else Q()
    wanted = {(f"{name}__isnull" if value is None else name): True if value is None else value
              for name, value in _columns(change).items()}  # fmt: skip
    return ~Q(**wanted) & lifted


def _decide(actor: Actor, change: BulkChange, people: list[int], now: datetime) -> Before:
    names = ("assigned_to_id", "segment", "segment_by_hand", "silent_by_hand")
    columns = _columns(change)
    kept = [name for name in names if name in columns or (change.do == "rhythm" and name == "segment")]
    held = Person.objects.filter(_differ(actor, change), workspace_id=actor.workspace_id, pk__in=people)
    before = {str(row["id"]): {name: row[name] for name in kept} for row in held.values("id", *kept)}
    Person.objects.filter(pk__in=[int(i) for i in before]).update(**columns)
    dealings.refresh_rhythm(actor.workspace_id, [int(i) for i in before], now=now)
    return before


def _take_decision_back(actor: Actor, change: BulkChange, before: Before) -> None:
    still = Person.objects.filter(workspace_id=actor.workspace_id, pk__in=[int(i) for i in before])
    people = list(still.filter(**_columns(change)).values_list("pk", flat=True))
    for columns in {tuple(sorted(before[str(i)].items(), key=str)) for i in people}:
        alike = [i for i in people if tuple(sorted(before[str(i)].items(), key=str)) == columns]
        Person.objects.filter(pk__in=alike).update(**dict(columns))
    dealings.refresh_rhythm(actor.workspace_id, people, now=utc_now())


WAYS: dict[str, Way] = {
    "add_tag": Way(_clean_new_tag, lambda actor, change: ~Q(_bears(actor, change)), _add_tag, _take_tag_back),
    "remove_tag": Way(_clean_known_tag, lambda actor, change: Q(_bears(actor, change)), _remove_tag, _give_tag_back),
    "set_value": Way(_clean_value, _other_value, _set_value, _take_value_back),
    "assign": Way(_clean_member, _differ, _decide, _take_decision_back, "assign_people"),
    "rhythm": Way(_clean_rhythm, _differ, _decide, _take_decision_back),
    "do_not_contact": Way(_clean_silence, _differ, _decide, _take_decision_back),
}
