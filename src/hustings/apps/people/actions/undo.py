"""Ways back. An action remembers a step; undoing it calls the way back that was registered under the action's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db import IntegrityError, transaction

from hustings.apps.accounts.actions import record_audit
from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import UndoStep
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput

WayBack = Callable[[Actor, dict[str, Any]], None]
WAYS_BACK: dict[str, WayBack] = {}


def way_back(verb: str) -> Callable[[WayBack], WayBack]:
    """Registers the decorated function as what undoes the action `verb`."""

    def register(function: WayBack) -> WayBack:
        WAYS_BACK[verb] = function
        return function

    return register


AUDITED_THEMSELVES = frozenset({"add_person", "decide", "decide_invitation", "edit_person", "log_touch", "merge_people"})
"""Actions that write a line of the audit trail with more to say than a step knows."""


NEEDS = {
    verb: permission
    for permission, verbs in {
        "merge_people": ("merge_people", "merge_pairs", "say_not_same", "decide_later"),
        "edit_people": (
            "add_person", "edit_person", "decide", "tag_person", "untag_person", "rename_tag", "set_value", "bulk_edit",
            "add_quiet_time", "remove_quiet_time", "reassess", "state_tie", "remove_tie", "never_ask", "may_ask_again",
            "add_event", "change_event", "drop_event", "add_guests", "change_guest", "add_slot", "remove_label",
        ),
        "edit_goals": (
            "add_goal", "change_goal", "place_stakeholder", "change_stakeholder", "make_tasks", "link_subject", "unlink_subject",
            "take_acts", "groups_make", "groups_change", "groups_remove", "ask_introduction", "settle_introduction", "set_runway",
        ),
        "decide_invitations": ("choose_invitation", "put_down_invitation"),
        "manage_fields": ("set_limits",),
        "save_segments": ("save_segment", "change_segment", "delete_segment"),
        "send_replies": ("save_snippet",),
        "add_note": ("put_off_vouch", "note_occasion"),
    }.items()
    for verb in verbs
}  # fmt: skip
"""What taking a step back needs where it is more than logging a touch: the permission of the action itself."""


def remember(actor: Actor, verb: str, *, label: str, data: dict[str, Any]) -> int:
    """Puts down a step that can be undone, and a line of the audit trail. Returns the step's id."""
    step = UndoStep.objects.create(
        workspace_id=actor.workspace_id, member_id=actor.member_id, verb=verb, label=label[:400], data=data
    )
    if verb not in AUDITED_THEMSELVES:
        subject = f"person:{data['person']}" if "person" in data else f"step:{step.pk}"
        record_audit(actor, verb, subject=subject, detail={"step": step.pk})
    return step.pk


def remember_together(actor: Actor, steps: Iterable[int], *, label: str) -> int:
    """Puts several steps down as one, which takes all of them back. Returns its id."""
    return remember(actor, "together", label=label, data={"steps": list(steps)})


@way_back("together")
def _undo_together(actor: Actor, data: dict[str, Any]) -> None:
    undo_steps(actor, data["steps"])


def undo_steps(actor: Actor, steps: Iterable[int]) -> None:
    """Takes back those of these steps that still stand, the last first."""
    standing = UndoStep.objects.filter(workspace_id=actor.workspace_id, pk__in=list(steps), undone_at__isnull=True)
    for step in standing.order_by("-pk").values_list("pk", flat=True):
        undo(actor, step)


def undo(actor: Actor, step_id: int | None = None) -> UndoStep:
    """Takes back a step, or the actor's newest one.

    Raises NotFound where there is none, WrongInput where it was undone or something that came since stands in the way.
    """
    try:
        with transaction.atomic():
            step = _step(actor, step_id)
            # Whoever may do something no longer takes it back no longer either.
            actor.require(NEEDS.get(step.verb, "log_touch"))
            WAYS_BACK[step.verb](actor, step.data)
            step.undone_at = utc_now()
            step.save(update_fields=["undone_at"])
            record_audit(actor, "undo", subject=f"step:{step.pk}", detail={"verb": step.verb})
    except IntegrityError as error:
        raise WrongInput("Something that came since stands in the way. Take that back first.") from error
    return step


def _step(actor: Actor, step_id: int | None) -> UndoStep:
    """The step, with a lock on it: of two who undo it at the same moment, the second finds it undone."""
    steps = UndoStep.objects.select_for_update().filter(workspace_id=actor.workspace_id)
    if not actor.may("undo_of_others"):
        steps = steps.filter(member_id=actor.member_id)
    step = (
        steps.filter(pk=step_id).first()
        if step_id is not None
        else steps.filter(member_id=actor.member_id, undone_at__isnull=True).order_by("-id").first()
    )
    if step is None:
        raise NotFound("There is nothing to undo.")
    if step.undone_at is not None:
        raise WrongInput("This was undone already.")
    return step
