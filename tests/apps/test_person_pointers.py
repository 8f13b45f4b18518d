"""Every row that points to a person follows the person: into a merge, and out of it again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import models, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.inbox.actions import Threaded, thread_messages
from hustings.apps.inbox.actions import settle as settle_conversations
from hustings.apps.people import actions, search
from hustings.apps.people.actions import dealings, occasions
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.models import NotSame, Person, PersonTag, Review
from hustings.apps.people.registry import POINTERS, Pointer

NOW = datetime(2026, 3, 9, 15, 4, 5, 678901, tzinfo=UTC)
FOLDED = {pointer.label for pointer in POINTERS if pointer.folded}
DECISIONS = {"people.MergeEvent", "people.UndoStep", "accounts.AuditEntry"}
DERIVED_WORDS = ("ana", "bea", "cleo", "kingfisher", "note0", "work0")


@pytest.fixture(autouse=True)
def _stopped_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def registered(model: type[models.Model], field: str) -> bool:
    return any((pointer.label, pointer.field) == (model._meta.label, field) for pointer in POINTERS)


def foreign_keys_to_people() -> list[tuple[type[models.Model], str]]:
    return [
        (model, field.name)
        for model in apps.get_models()
        if model is not Person
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is Person
    ]


def test_every_foreign_key_to_a_person_is_registered() -> None:
    missing = [f"{model._meta.label}.{field}" for model, field in foreign_keys_to_people() if not registered(model, field)]
    assert not missing, f"Register these in their room's ready() with people.registry.register(Pointer(...)): {missing}"


def test_every_pointer_names_a_foreign_key_to_a_person_once() -> None:
    known = {(model._meta.label, field) for model, field in foreign_keys_to_people()}
    names = [(pointer.label, pointer.field) for pointer in POINTERS]
    assert set(names) == known
    assert len(names) == len(set(names))


def generic_row(model: type[models.Model], actor: Actor, **given: Any) -> Any:
    """A row with a value in every field that needs one; what it points to is made as well."""
    values = dict(given)
    for field in model._meta.concrete_fields:
        if field.name in values or field.attname in values or (field.primary_key and not field.is_relation):
            continue
        if field.is_relation and not field.null:
            values[field.name] = _parent(field.related_model, actor)
        elif not field.is_relation and not field.has_default() and not field.null and not field.blank:
            values[field.name] = _value(field)
    return model._default_manager.create(**values)


def _parent(model: type[models.Model], actor: Actor) -> Any:
    if model is Workspace:
        return Workspace.objects.get(pk=actor.workspace_id)
    if model is Member:
        return Member.objects.get(pk=actor.member_id)
    return generic_row(model, actor)


def _value(field: Any) -> Any:
    if field.choices:
        return field.choices[0][0]
    if field.name in FITTING:
        return FITTING[field.name]
    if isinstance(field, models.CharField | models.TextField):
        return f"{field.name} {next(NUMBERS)}"[: field.max_length or 40]
    if isinstance(field, models.DateTimeField):
        return NOW
    if isinstance(field, models.DateField):
        return NOW.date()
    if isinstance(field, models.BinaryField):
        return b"0" * 16
    return 1


NUMBERS = count(1)
FITTING = {"direction": "in", "kind": "meeting"}
"""Words where the field allows only some, in the data base or in what reads it."""


def people_of(actor: Actor, *names: str) -> list[int]:
    actions.own_person(actor.member_id)
    return [actions.add_person(actor, name=name) for name in names]


MOVED = [pointer for pointer in POINTERS if not pointer.folded]


def name_of(pointer: Pointer) -> str:
    return f"{pointer.label}.{pointer.field}"


def row_about(pointer: Pointer, actor: Actor, person_id: int, **given: Any) -> Any:
    """A row that points to the person; of a pair, the other one comes first or last as the field demands."""
    if pointer.ordered_pair:
        other_field = pointer.ordered_pair.removesuffix("_id")
        if other_field not in given:
            given[other_field] = Person.objects.get(pk=actions.add_person(actor, name="Somebody else"))
    if pointer.model is PersonTag:
        given["by_hand"] = True
    return generic_row(pointer.model, actor, **{pointer.field: Person.objects.get(pk=person_id)}, **given)


def about(pointer: Pointer, row: Any) -> set[int]:
    fresh = pointer.model._default_manager.get(pk=row.pk)
    if pointer.ordered_pair:
        return {fresh.first_id, fresh.second_id}
    return {getattr(fresh, f"{pointer.field}_id")}


@pytest.mark.parametrize("pointer", MOVED, ids=name_of)
def test_rows_follow_a_merge_and_come_back(pointer: Pointer, ada: Actor) -> None:
    if pointer.field == "first":
        kept, gone = people_of(ada, "Ana Kept", "Bea Gone")
        row = row_about(pointer, ada, gone)
    else:
        third, kept, gone = people_of(ada, "Cleo Other", "Ana Kept", "Bea Gone")
        row = row_about(pointer, ada, gone, **({"first": Person.objects.get(pk=third)} if pointer.ordered_pair else {}))
    event = actions.merge_people(ada, kept, gone)
    assert kept in about(pointer, row)
    assert gone not in about(pointer, row)
    actions.unmerge_people(ada, event.pk)
    assert gone in about(pointer, row)
    assert kept not in about(pointer, row)


@pytest.mark.parametrize("pointer", [p for p in MOVED if p.alone_with and not p.ordered_pair], ids=name_of)
def test_of_rows_that_must_stay_alone_the_kept_persons_wins_and_the_other_comes_back(pointer: Pointer, ada: Actor) -> None:
    kept, gone = people_of(ada, "Ana Kept", "Bea Gone")
    mine = row_about(pointer, ada, kept)
    theirs = row_about(pointer, ada, gone, **{name: getattr(mine, name) for name in pointer.alone_with})
    event = actions.merge_people(ada, kept, gone)
    assert about(pointer, mine) == {kept}
    assert not pointer.model._default_manager.filter(pk=theirs.pk).exists()
    actions.unmerge_people(ada, event.pk)
    assert (about(pointer, mine), about(pointer, theirs)) == ({kept}, {gone})


HANGING = [
    (pointer, relation.field)
    for pointer in POINTERS
    if pointer.alone_with and not pointer.folded
    for relation in pointer.model._meta.related_objects
]


@pytest.mark.parametrize(("pointer", "field"), HANGING, ids=[f"{field.model._meta.label}.{field.name}" for _, field in HANGING])
def test_what_hangs_on_a_row_that_goes_hangs_on_the_one_that_stays_and_comes_back(
    pointer: Pointer, field: Any, ada: Actor
) -> None:
    kept, gone = people_of(ada, "Ana Kept", "Bea Gone")
    mine = row_about(pointer, ada, kept)
    theirs = row_about(pointer, ada, gone, **{name: getattr(mine, name) for name in pointer.alone_with})
    on_mine, on_theirs = (generic_row(field.model, ada, **{field.name: row}) for row in (mine, theirs))
    before = dump()
    event = actions.merge_people(ada, kept, gone)
    held = field.model._default_manager.filter(**{field.name: mine})
    assert set(held.values_list("pk", flat=True)) == {on_mine.pk, on_theirs.pk}
    actions.unmerge_people(ada, event.pk)
    assert dump(without={"people.NotSame"}) == before


def test_of_two_that_may_not_hang_on_one_row_the_kept_ones_stays_and_both_come_back(ada: Actor) -> None:
    pointer = next(each for each in POINTERS if each.label == "favours.Need")
    kept, gone = people_of(ada, "Ana Kept", "Bea Gone")
    mine = row_about(pointer, ada, kept)
    theirs = row_about(pointer, ada, gone, **{name: getattr(mine, name) for name in pointer.alone_with})
    Decision = apps.get_model("favours.MatchDecision")
    stays = generic_row(Decision, ada, need=mine)
    generic_row(Decision, ada, need=theirs, asset=stays.asset)
    before = dump()
    event = actions.merge_people(ada, kept, gone)
    assert Decision.objects.get().pk == stays.pk
    actions.unmerge_people(ada, event.pk)
    assert dump(without={"people.NotSame"}) == before


def dump(*, without: set[str] = frozenset()) -> Counter[tuple[Any, ...]]:  # type: ignore[assignment]
    """Every row of our tables, as far as it may not change; folded rows without their numbers, numbers to nine digits."""
    lines: Counter[tuple[Any, ...]] = Counter()
    for model in apps.get_models():
        if not model.__module__.startswith("hustings.apps.") or model._meta.label in without | DECISIONS:
            continue
        names = [f.attname for f in model._meta.concrete_fields if not (f.primary_key and model._meta.label in FOLDED)]
        for row in model._default_manager.values_list(*names):
            lines[(model._meta.label, *(_plain(name, value) for name, value in zip(names, row, strict=True)))] += 1
    for word in DERIVED_WORDS:
        lines[("search", word, *sorted(search.find(Person.objects.values_list("workspace_id", flat=True)[0], word)))] += 1
    return lines


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, float):
        return (name, float(f"{value:.9g}"))
    return (name, bytes(value) if isinstance(value, memoryview) else repr(value) if isinstance(value, list | dict) else value)


class World:
    """A workspace with three people and things that happen to them. Each method is one thing; numbers vary it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.own = actions.own_person(actor.member_id).pk
        self.people = [*people_of(actor, "Ana Ito", "Bea Lund", "Cleo Marsh"), self.own]
        dealings.refresh_rhythm(actor.workspace_id, [self.own], now=NOW)
        self.field = actions.add_field(actor, name="Ward", type="text")
        self.source = source_for(actor.workspace_id, member_id=actor.member_id, reader="mail", use_rule="own-mail")
        self.count = 0

    def do(self, verb: str, person: int, number: int) -> None:
        self.count += 1
        getattr(self, f"do_{verb}")(self.people[person], number)

    def others(self, person: int, number: int) -> list[int]:
        """The person and, as the number says, others; never our own."""
        chosen = [person, *(self.people[i] for i in range(3) if number & (1 << i))]
        return list(dict.fromkeys(each for each in chosen if each != self.own)) or [self.people[0]]

    def do_edit(self, person: int, number: int) -> None:
        actions.edit_person(self.actor, person, changes={"headline": f"kingfisher {number}", "name": f"Name {number}"})

    def do_identity(self, person: int, number: int) -> None:
        actions.add_identity(self.actor, person, kind="email", value=f"someone{number % 3}@example.org")

    def do_hide(self, person: int, number: int) -> None:
        actions.hide_identity(self.actor, person, kind="email", value=f"someone{number % 3}@example.org")

    def do_position(self, person: int, number: int) -> None:
        actions.add_position(self.actor, person, organisation=f"work{number % 2}", title="Clerk")

    def do_note(self, person: int, number: int) -> None:
        actions.add_note(self.actor, person, text=f"note{number}")

    def do_tag(self, person: int, number: int) -> None:
        actions.tag_person(self.actor, person, name=f"tag {number % 3}")

    def do_vouch(self, person: int, number: int) -> None:
        actions.vouch_for(self.actor, person, how=("worked_together", "online_only")[number % 2])

    def do_value(self, person: int, number: int) -> None:
        actions.set_value(self.actor, person, field_id=self.field, value=f"ward {number}")

    def do_rhythm(self, person: int, number: int) -> None:
        segment = (None, "close_allies", "network", "none")[number % 4]
        actions.set_rhythm(self.actor, person, segment=segment, period_days=number or None, now=NOW)

    def do_silence(self, person: int, number: int) -> None:
        actions.set_do_not_contact(self.actor, person, silent=bool(number % 2), now=NOW)

    def do_assign(self, person: int, number: int) -> None:
        actions.assign_person(self.actor, person, member_id=self.actor.member_id if number % 2 else None, now=NOW)

    def do_touch(self, person: int, number: int) -> None:
        actions.log_touch(
            self.actor,
            self.others(person, number),
            kind="call",
            at=NOW - timedelta(days=number, seconds=7),
            now=NOW,
            promise="Send it",
            promise_due=date(2026, 4, 1),
        )

    def do_mail(self, person: int, number: int) -> None:
        people = self.others(person, number)
        at = NOW - timedelta(days=number, hours=self.count)
        dealing = dealings.Dealing(
            f"mail {self.count}", b"0" * 16, "message", ("in", "out")[number % 2], "email", at, tuple((p, "to") for p in people),
            text="Could you tell me more about the river path?", participants=1 + len(people),
        )  # fmt: skip
        (made,) = dealings.store(
            self.actor.workspace_id, [dealing], source_id=self.source.pk, member_id=self.actor.member_id, own_person_id=self.own
        )
        thread = Threaded(made, f"thread {number % 3}", "email", "River", at, dealing.direction, people[0])
        touched = thread_messages(self.actor.workspace_id, [thread], source_id=self.source.pk, member_id=self.actor.member_id)
        settle_conversations(touched)
        dealings.refresh_rhythm(self.actor.workspace_id, people, now=NOW)

    def do_praise(self, person: int, number: int) -> None:
        (person, *_rest) = self.others(person, 0)
        kind = ("endorsement", "recommendation")[number % 2]
        praise = dealings.Dealing(
            f"praise {self.count}",
            b"0" * 16,
            kind,
            "in",
            "linkedin",
            NOW - timedelta(days=number),
            ((person, "from"),),
            text="Canvassing",
        )
        ids = dealings.store(
            self.actor.workspace_id, [praise], source_id=self.source.pk, member_id=self.actor.member_id, own_person_id=self.own
        )
        occasions.note_praise(self.actor.workspace_id, [(ids[0], praise)])
        occasions.note_new_positions(self.actor.workspace_id, [(person, "Clerk", f"work{number % 2}")])
        dealings.refresh_rhythm(self.actor.workspace_id, [person], now=NOW)

    def do_differ(self, person: int, number: int) -> None:
        other = self.people[number % 4]
        if other != person:
            actions.say_not_same(self.actor, person, other)

    def do_review(self, person: int, number: int) -> None:
        open_reviews(self.actor.workspace_id, [(person, self.people[number % 4], 0.5, [["name", 2.0]])])

    def do_list(self, person: int, number: int) -> None:
        TodayList = apps.get_model("today.TodayList")
        day = date(2026, 3, 1 + number % 2)
        held, _ = TodayList.objects.get_or_create(
            member_id=self.actor.member_id, day=day, defaults={"workspace_id": self.actor.workspace_id, "minutes": 30}
        )
        Item = apps.get_model("today.TodayItem")
        if not Item.objects.filter(list=held, person_id=person).exists():
            generic_row(Item, self.actor, list=held, person_id=person)

    def do_quiet(self, person: int, number: int) -> None:
        generic_row(apps.get_model("today.Quiet"), self.actor, person_id=person)

    def do_invitation(self, person: int, number: int) -> None:
        generic_row(apps.get_model("invitations.Invitation"), self.actor, person_id=person, source=self.source)


VERBS = sorted(name.removeprefix("do_") for name in vars(World) if name.startswith("do_"))
THINGS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(0, 3), st.integers(0, 7)), max_size=14)
PAIRS = st.permutations(range(4)).map(lambda order: (order[0], order[1]))
PROPERTY = settings(
    max_examples=25, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@contextmanager
def tried_world(actor: Actor, things: list[tuple[str, int, int]]) -> Iterator[World]:
    """A world in which these things happened; gone after the block."""
    with transaction.atomic():
        world = World(actor)
        for thing in things:
            world.do(*thing)
        yield world
        transaction.set_rollback(True)


@PROPERTY
@given(things=THINGS, pair=PAIRS)
def test_merge_then_undo_is_identity(ada: Actor, things: list[tuple[str, int, int]], pair: tuple[int, int]) -> None:
    with tried_world(ada, things) as world:
        before = dump()
        actions.merge_people(ada, world.people[pair[0]], world.people[pair[1]])
        actions.undo(ada)
        assert dump() == before


@PROPERTY
@given(things=THINGS, pair=PAIRS)
def test_merge_then_unmerge_is_identity_but_for_what_was_said_of_the_pair(
    ada: Actor, things: list[tuple[str, int, int]], pair: tuple[int, int]
) -> None:
    with tried_world(ada, things) as world:
        first, second = sorted((world.people[pair[0]], world.people[pair[1]]))
        Review.objects.filter(first_id=first, second_id=second).delete()
        before = dump(without={"people.NotSame"})
        event = actions.merge_people(ada, world.people[pair[0]], world.people[pair[1]])
        actions.unmerge_people(ada, event.pk)
        assert dump(without={"people.NotSame"}) == before
        assert NotSame.objects.filter(first_id=first, second_id=second).count() == 1


@PROPERTY
@given(things=THINGS, order=st.permutations(range(3)))
def test_two_merges_taken_back_in_turn_are_identity(ada: Actor, things: list[tuple[str, int, int]], order: list[int]) -> None:
    with tried_world(ada, things) as world:
        first, second, third = (world.people[place] for place in order)
        before = dump()
        actions.merge_people(ada, first, second)
        actions.merge_people(ada, third, first)
        actions.undo(ada)
        actions.undo(ada)
        assert dump() == before
