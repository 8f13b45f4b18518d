"""Works the inbox: done, put off, taken up by somebody, noted; one conversation or many, and each step can be taken back."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member
from hustings.apps.inbox.actions import settle
from hustings.apps.inbox.models import Conversation, ConversationNote, Correction, ServiceLevel
from hustings.apps.inbox.notices import tell
from hustings.apps.inbox.seeing import seen_conversation, seen_conversations
from hustings.apps.people.actions.frozen import frozen, thawed
from hustings.apps.people.actions.undo import remember, way_back
from hustings.engine import service_level as engine
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput

MOST = 1_000
MOMENTS = ("state_at", "until")
GIVEN = ("assigned_to_id",)
JUDGED = ("state", *MOMENTS, "needs_reply", "reply_kind", "reply_to_id")
HELD = ("state", *MOMENTS, "needs_reply", *GIVEN)


def close(actor: Actor, conversation_ids: Collection[int], *, now: datetime) -> int:
    """Says that nothing more is to be done; what they write next opens it again. Returns the undo step."""
    return _change(
        actor, conversation_ids, "done", lambda row: _put(row, state="closed", state_at=now, until=None, needs_reply=False)
    )


def put_off(actor: Actor, conversation_ids: Collection[int], *, until: datetime, now: datetime) -> int:
    """Takes conversations away until a moment, or until they write again. Returns the undo step."""
    if not now < until <= now + timedelta(days=366):
        raise WrongInput("Put it off to a moment within the next year.", field="until")
    return _change(
        actor, conversation_ids, "put off", lambda row: _put(row, state="snoozed", state_at=now, until=until, needs_reply=False)
    )


def reopen(actor: Actor, conversation_ids: Collection[int]) -> int:
    """Opens conversations again; those that want an answer wait for it as before. Returns the undo step."""
    with transaction.atomic():
        step = _change(actor, conversation_ids, "opened again", lambda row: _put(row, state="open", state_at=None, until=None))
        settle(conversation_ids)
    return step


def assign(actor: Actor, conversation_ids: Collection[int], *, member_id: int | None) -> int:
    """Gives conversations to a member, or to nobody. Returns the undo step."""
    actor.require("see_inbox")
    members = Member.objects.filter(workspace_id=actor.workspace_id, is_active=True)
    if member_id is not None and not members.filter(pk=member_id).exists():
        raise WrongInput("There is no such member.", field="member")
    with transaction.atomic():
        step = _change(actor, conversation_ids, "assigned", lambda row: _put(row, assigned_to_id=member_id))
        if member_id is not None:
            tell(actor, [member_id], set(conversation_ids), kind="given", now=utc_now())
    return step


def wake(workspace_id: int | None = None, *, now: datetime) -> int:
    """Opens what was put off until now, in one workspace or in all. Returns how many. One query where there is none."""
    due = Conversation.objects.filter(state="snoozed", until__lte=now)
    held = due.filter(workspace_id=workspace_id) if workspace_id else due
    by_workspace: dict[int, list[int]] = {}
    for number, workspace in held.values_list("id", "workspace_id")[:MOST]:
        by_workspace.setdefault(workspace, []).append(number)
    for ids in by_workspace.values():
        with transaction.atomic():
            Conversation.objects.filter(id__in=ids).update(state="open", state_at=None, until=None)
            settle(ids)
    return sum(map(len, by_workspace.values()))


def _put(row: Conversation, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _change(actor: Actor, conversation_ids: Collection[int], said: str, change: Callable[[Conversation], None]) -> int:
    """Changes conversations that the actor may see, all of them or none. The step holds what was changed, and nothing else."""
    actor.require("log_touch")
    with transaction.atomic():
        wanted = seen_conversations(actor, conversation_ids)
        held = list(Conversation.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        before = []
        for row in held:
            known = {name: getattr(row, name) for name in HELD}
            change(row)
            changed = {name: _plain(value) for name, value in known.items() if getattr(row, name) != value}
            before.append([row.pk, _plain(row.last_in_at), changed])
        Conversation.objects.bulk_update(held, [name.removesuffix("_id") for name in HELD])
        label = str(held[0]) if len(held) == 1 else f"{len(held)} conversations"
        return remember(actor, "work_inbox", label=f"{label}: {said}", data={"before": before})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


@way_back("work_inbox")
def _back(actor: Actor, data: dict[str, Any]) -> None:
    """Where they wrote since, the conversation stays as open as that made it."""
    before = {number: (heard, changed) for number, heard, changed in data["before"]}
    held = list(Conversation.objects.select_for_update().filter(workspace_id=actor.workspace_id, pk__in=before).order_by("pk"))
    for row in held:
        heard, changed = before[row.pk]
        again = changed if _plain(row.last_in_at) == heard else {name: changed[name] for name in GIVEN if name in changed}
        for name, value in again.items():
            setattr(row, name, datetime.fromisoformat(value) if name in MOMENTS and value else value)
    Conversation.objects.bulk_update(held, [name.removesuffix("_id") for name in HELD])
    settle([row.pk for row in held])


def correct(actor: Actor, conversation_id: int, *, wants_reply: bool, now: datetime) -> int:
    """Says whether the last message of theirs wants an answer. The workspace learns from it. Returns the undo step."""
    actor.require("log_touch")
    with transaction.atomic():
        row = seen_conversation(actor, conversation_id)
        newest = row.messages.filter(interaction__direction="in").order_by("-interaction__at", "-pk").first()
        if newest is None:
            raise WrongInput("They have not written here.")
        before = {name: _plain(getattr(row, name)) for name in JUDGED}
        said = frozen(Correction.objects.filter(pk=newest.pk))
        Correction.objects.update_or_create(
            interaction_id=newest.pk,
            defaults={"workspace_id": actor.workspace_id, "member_id": actor.member_id, "wants_reply": wants_reply, "at": now},
        )
        kind = row.reply_kind or "corrected"
        Conversation.objects.filter(pk=row.pk).update(
            needs_reply=wants_reply, reply_kind=kind if wants_reply else "", reply_to_id=newest.pk, state="open", state_at=None,
            until=None,
        )  # fmt: skip
        label = f"{row}: {'wants' if wants_reply else 'wants no'} answer"
        data = {"conversation": row.pk, "interaction": newest.pk, "heard": _plain(row.last_in_at), "before": before, "said": said}
        return remember(actor, "correct_triage", label=label, data=data)


@way_back("correct_triage")
def _uncorrect(actor: Actor, data: dict[str, Any]) -> None:
    """What was said of the message before holds again; a conversation in which they wrote since is judged by that."""
    Correction.objects.filter(workspace_id=actor.workspace_id, interaction_id=data["interaction"]).delete()
    for row in thawed(data["said"]):
        row.save(force_insert=True)
    held = Conversation.objects.filter(workspace_id=actor.workspace_id, pk=data["conversation"])
    held.filter(last_in_at=data["heard"]).update(**data["before"])
    settle([data["conversation"]])


def add_conversation_note(actor: Actor, conversation_id: int, *, text: str, now: datetime) -> int:
    """Puts a note for the team beside a conversation; `@Vera` mentions a member. Returns the undo step."""
    actor.require("add_note")
    if not text.strip():
        raise WrongInput("Write something.", field="text")
    with transaction.atomic():
        row = seen_conversation(actor, conversation_id)
        note = ConversationNote.objects.create(conversation=row, member_id=actor.member_id, text=text.strip(), at=now)
        mentioned = _mentioned(actor, text)
        note.mentions.set(mentioned)
        tell(actor, mentioned, [row.pk], kind="mention", now=now, note_id=note.pk)
        return remember(actor, "add_conversation_note", label=f"note on {row}", data={"note": note.pk})


@way_back("add_conversation_note")
def _unnote(actor: Actor, data: dict[str, Any]) -> None:
    ConversationNote.objects.filter(conversation__workspace_id=actor.workspace_id, pk=data["note"]).delete()


_MENTION = re.compile(r"@(\w[\w'’-]*)")


def _mentioned(actor: Actor, text: str) -> list[int]:
    """Members whose whole name stands after an @, or whose first name does where only one bears it."""
    called = {word.casefold() for word in _MENTION.findall(text)}
    if not called:
        return []
    members = list(Member.objects.filter(workspace_id=actor.workspace_id, is_active=True).values_list("id", "name"))
    firsts = [name.split()[0].casefold() for _, name in members]
    whole = text.casefold()
    return [
        number
        for number, name in members
        if f"@{name.casefold()}" in whole
        or (name.split()[0].casefold() in called and firsts.count(name.split()[0].casefold()) == 1)
    ]


def set_service_level(actor: Actor, *, channel: str = "", level: engine.ServiceLevel | None) -> None:
    """Promises an answer within so many working hours on a channel (empty: on all others); None takes the promise back."""
    actor.require("manage_workspace")
    held = ServiceLevel.objects.filter(workspace_id=actor.workspace_id, channel=channel)
    if level is None:
        held.delete()
        return
    values = {
        "hours": level.hours, "opens": level.opens, "closes": level.closes, "days": sorted(level.days),
        "holidays": sorted(day.isoformat() for day in level.holidays),
    }  # fmt: skip
    ServiceLevel.objects.update_or_create(workspace_id=actor.workspace_id, channel=channel, defaults=values)
