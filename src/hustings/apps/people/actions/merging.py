"""Makes two people one, and one two again. Rows move by the registry; folded rows are made anew on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import registry, search
from hustings.apps.people.access import person_of
from hustings.apps.people.actions import dealings, folding
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.apps.people.models import MergeEvent, NotSame, Person, Review
from hustings.apps.people.registry import Pointer
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from hustings.storage import rows


def merge_people(actor: Actor, kept_id: int, gone_id: int) -> MergeEvent:
    """Makes one person of two. Everything of the gone one moves to the kept one; nothing that a source says is lost."""
    actor.require("merge_people")
    if kept_id == gone_id:
        raise WrongInput("These are the same person already.")
    with transaction.atomic():
        kept, gone = person_of(actor, kept_id), person_of(actor, gone_id)
        if gone.own_member_id is not None:
            if kept.own_member_id is not None:
                raise WrongInput("Both are members of the workspace.")
            kept, gone = gone, kept
        before = {"gone": frozen([gone]), "kept": frozen([kept])}
        moved: dict[str, Any] = {"rows": {}, "lost": [], "hung": []}
        for pointer in registry.POINTERS:
            _drop_folded(pointer, (gone.pk, kept.pk))
            _move(pointer, gone.pk, kept.pk, moved)
        moved["carried"] = _carry_over(kept, gone)
        search.remove([gone.pk])
        gone_id, gone_name = gone.pk, gone.name
        gone.delete()
        event = MergeEvent.objects.create(
            workspace_id=actor.workspace_id,
            kept=kept,
            gone_id=gone_id,
            gone_name=gone_name,
            member_id=actor.member_id,
            before=before,
            moved=moved,
        )
        _bring_up_to_date(actor.workspace_id, [kept.pk])
        remember(actor, "merge_people", label=f"{gone_name} into {kept.name}", data={"merge": event.pk})
        record_audit(actor, "merge_people", subject=f"person:{kept.pk}", detail={"gone": gone_id})
    return event


def _drop_folded(pointer: Pointer, person_ids: tuple[int, int]) -> None:
    """Rows that come from source records go: they are made anew, and must not stand before what a member said by hand."""
    of_both = pointer.model._default_manager.filter(**{f"{pointer.field}__in": person_ids})
    if pointer.folded:
        of_both.filter(**{pointer.field: person_ids[0]}).delete()
    elif pointer.folded_unless:
        of_both.filter(**{pointer.folded_unless: False}).delete()


def _move(pointer: Pointer, gone_id: int, kept_id: int, moved: dict[str, Any]) -> None:
    if pointer.folded:
        return
    held = pointer.model._default_manager.filter(**{pointer.field: gone_id})
    lost = _in_the_way(pointer, held, kept_id)
    moved["lost"].extend(frozen(row for row, _ in lost))
    for row, stays in lost:
        _rehang(pointer, row, stays, moved)
    for chunk in rows.chunks(row.pk for row, _ in lost):
        pointer.model._default_manager.filter(pk__in=chunk).delete()
    ids = list(held.order_by("pk").values_list("pk", flat=True))
    if ids:
        moved["rows"][f"{pointer.label}.{pointer.field}"] = ids
    if pointer.ordered_pair:
        for row in held.all():
            _pair_with(row, getattr(row, pointer.ordered_pair), kept_id)
    else:
        held.update(**{pointer.field: kept_id})


def _in_the_way(pointer: Pointer, held: models.QuerySet[Any], kept_id: int) -> list[tuple[Any, int | None]]:
    """The rows of the gone one beside which the kept one has the same already, each with the id of that one."""
    if pointer.ordered_pair:
        return [(row, None) for row in held if _is_paired(pointer, getattr(row, pointer.ordered_pair), kept_id)]
    if not pointer.alone_with:
        return []
    of_kept = pointer.model._default_manager.filter(**{pointer.field: kept_id})
    taken = {tuple(key): number for number, *key in of_kept.values_list("pk", *pointer.alone_with)}
    keyed = ((row, tuple(getattr(row, name) for name in pointer.alone_with)) for row in held) if taken else ()
    return [(row, taken[key]) for row, key in keyed if key in taken]


def _rehang(pointer: Pointer, lost: models.Model, stays: int | None, moved: dict[str, Any]) -> None:
    """What hangs on a row that goes, such as the tasks with a stakeholder, hangs on the one that stays instead."""
    for relation in pointer.model._meta.related_objects if stays is not None else ():
        model, field = relation.field.model, relation.field
        hanging = list(model._default_manager.filter(**{field.attname: lost.pk}).order_by("pk"))
        others = list(model._default_manager.filter(**{field.attname: stays})) if hanging else []
        doubled = [row for row in hanging if any(_clash(row, other, field.name) for other in others)]
        moved["lost"].extend(frozen(doubled))
        ids = [row.pk for row in hanging if row not in doubled]
        if ids:
            moved["hung"].append([model._meta.label, field.name, pointer.field, lost.pk, ids])
        for chunk in rows.chunks(ids):
            model._default_manager.filter(pk__in=chunk).update(**{field.attname: stays})


def _clash(row: models.Model, other: models.Model, field: str) -> bool:
    """Whether both may not hang on one."""
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and field in constraint.fields:
            names = [name for name in constraint.fields if name != field]
            if all(row.serializable_value(name) == other.serializable_value(name) for name in names):
                return True
    return False


def _is_paired(pointer: Pointer, other: int, kept_id: int) -> bool:
    first, second = sorted((other, kept_id))
    return first == second or pointer.model._default_manager.filter(first_id=first, second_id=second).exists()


def _pair_with(row: Any, other: int, person_id: int) -> None:
    row.first_id, row.second_id = sorted((other, person_id))
    row.save()


CARRIED = ("silent_by_hand", "assigned_to_id", "period_days", "segment_by_hand")


def _carry_over(kept: Person, gone: Person) -> list[str]:
    """What a member decided about either holds for both; a wish not to be contacted always survives. Names what changed."""
    carried = [name for name in CARRIED if getattr(gone, name) and not getattr(kept, name)]
    if "segment_by_hand" in carried:
        carried.append("segment")
    for name in carried:
        setattr(kept, name, getattr(gone, name))
    kept.save(update_fields=[name.removesuffix("_id") for name in carried])
    return carried


def unmerge_people(actor: Actor, merge_id: int) -> Person:
    """Makes two people again of one, whatever happened since. What came after the merge stays with the kept one."""
    actor.require("merge_people")
    with transaction.atomic():
        event = MergeEvent.objects.filter(workspace_id=actor.workspace_id, pk=merge_id).first()
        if event is None:
            raise NotFound("There is no such merge.")
        if event.undone_at is not None:
            raise WrongInput("This merge was undone already.")
        gone = _split(actor, event)
        say_not_same(actor, event.kept_id, gone.pk)
    return gone


def _split(actor: Actor, event: MergeEvent) -> Person:
    gone = _revive(event)
    for pointer in registry.POINTERS:
        for chunk in rows.chunks(event.moved["rows"].get(f"{pointer.label}.{pointer.field}", ())):
            _move_back(pointer, pointer.model._default_manager.filter(pk__in=chunk), event, gone.pk)
    for row in thawed(event.moved["lost"]):
        if not type(row)._default_manager.filter(pk=row.pk).exists():
            row.save(force_insert=True)
    _hang_back(event)
    event.undone_at = utc_now()
    event.save(update_fields=["undone_at"])
    _bring_up_to_date(actor.workspace_id, [event.kept_id, gone.pk])
    record_audit(actor, "unmerge_people", subject=f"person:{gone.pk}", detail={"kept": event.kept_id})
    return gone


def _revive(event: MergeEvent) -> Person:
    (gone,) = thawed(event.before["gone"])
    (before,) = thawed(event.before["kept"])
    assert isinstance(gone, Person)
    assert isinstance(before, Person)
    gone.save(force_insert=True)
    kept = event.kept
    # Only what this merge itself carried over goes back; a later decision of a member, or one about a third person, stays.
    held = [name for name in event.moved["carried"] if kept.pk == before.pk and getattr(kept, name) == getattr(gone, name)]
    for name in held:
        setattr(kept, name, getattr(before, name))
    kept.save(update_fields=[name.removesuffix("_id") for name in held])
    return gone


def _move_back(pointer: Pointer, held: models.QuerySet[Any], event: MergeEvent, gone_id: int) -> None:
    if not pointer.ordered_pair:
        held.filter(**{pointer.field: event.kept_id}).update(**{pointer.field: gone_id})
        return
    for row in held:
        _pair_with(row, row.second_id if row.first_id == event.kept_id else row.first_id, gone_id)


def _hang_back(event: MergeEvent) -> None:
    """What hung on rows that are back hangs on them again, unless a member has moved it to somebody else since."""
    for label, field, person, row_id, ids in event.moved.get("hung", ()):
        for chunk in rows.chunks(ids):
            still = apps.get_model(label)._default_manager.filter(pk__in=chunk, **{f"{field}__{person}": event.kept_id})
            still.update(**{field: row_id})


def _bring_up_to_date(workspace_id: int, person_ids: list[int]) -> None:
    folding.refold(workspace_id, person_ids)
    dealings.rebuild_ties(workspace_id, person_ids)
    dealings.refresh_rhythm(workspace_id, person_ids, now=utc_now())
    for hook in registry.AFTER_MOVE:
        hook(workspace_id, person_ids)


@way_back("merge_people")
def _undo_merge(actor: Actor, data: dict[str, Any]) -> None:
    event = MergeEvent.objects.get(workspace_id=actor.workspace_id, pk=data["merge"])
    if event.undone_at is None:
        # A slip is taken back without a trace; only `unmerge_people` says that the two are different.
        _split(actor, event)


def say_not_same(actor: Actor, first_id: int, second_id: int) -> int:
    """Remembers that two people are different, and takes them out of the review queue. Returns the undo step."""
    actor.require("merge_people")
    first, second = sorted((first_id, second_id))
    with transaction.atomic():
        person_of(actor, first)
        person_of(actor, second)
        _, made = NotSame.objects.get_or_create(
            first_id=first, second_id=second, defaults={"workspace_id": actor.workspace_id, "member_id": actor.member_id}
        )
        reviews = frozen(Review.objects.filter(first_id=first, second_id=second))
        Review.objects.filter(first_id=first, second_id=second).delete()
        return remember(
            actor, "say_not_same", label="not the same person", data={"pair": [first, second], "made": made, "reviews": reviews}
        )


@way_back("say_not_same")
def _undo_not_same(actor: Actor, data: dict[str, Any]) -> None:
    first, second = data["pair"]
    if data["made"]:
        NotSame.objects.filter(workspace_id=actor.workspace_id, first_id=first, second_id=second).delete()
    for review in thawed(data["reviews"]):
        review.save(force_insert=True)


def decide_later(actor: Actor, review_id: int, *, until: datetime) -> int:
    """Puts a pair of the review queue off to a moment. Returns the undo step."""
    actor.require("merge_people")
    with transaction.atomic():
        review = Review.objects.filter(workspace_id=actor.workspace_id, pk=review_id).first()
        if review is None:
            raise NotFound("There is no such pair.")
        before = review.later_until.isoformat() if review.later_until else None
        Review.objects.filter(pk=review_id).update(later_until=until)
        return remember(actor, "decide_later", label="pair put off", data={"review": review_id, "before": before})


@way_back("decide_later")
def _undo_later(actor: Actor, data: dict[str, Any]) -> None:
    before = datetime.fromisoformat(data["before"]) if data["before"] else None
    Review.objects.filter(workspace_id=actor.workspace_id, pk=data["review"]).update(later_until=before)


def merge_pairs(actor: Actor, review_ids: Sequence[int]) -> tuple[int, int | None]:
    """Merges several pairs of the queue at once, the person closer to us kept. Returns how many, and one undo step for all.

    Pairs decided meanwhile are passed over, and so is every further pair of somebody who was merged in this run: a record that
    may be either of two people must not make one of them.
    """
    actor.require("merge_people")
    merges: list[int] = []
    touched: set[int] = set()
    with transaction.atomic():
        for review_id in review_ids:
            review = (
                Review.objects.filter(workspace_id=actor.workspace_id, pk=review_id).select_related("first", "second").first()
            )
            if review is not None and touched.isdisjoint((review.first_id, review.second_id)):
                touched |= {review.first_id, review.second_id}
                kept, gone = sorted((review.first, review.second), key=lambda person: (-person.closeness, person.pk))
                merges.append(merge_people(actor, kept.pk, gone.pk).pk)
        if not merges:
            return 0, None
        return len(merges), remember(actor, "merge_pairs", label=f"{len(merges)} merged", data={"merges": merges})


@way_back("merge_pairs")
def _undo_merges(actor: Actor, data: dict[str, Any]) -> None:
    for merge_id in reversed(data["merges"]):
        _undo_merge(actor, {"merge": merge_id})
