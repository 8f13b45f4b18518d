"""What becomes of conversations when a person is erased: empty ones go, those with others stay without the person."""

from __future__ import annotations

from collections.abc import Callable, Collection

from hustings.apps.inbox import search
from hustings.apps.inbox.actions import conversations_of, recount, repair_partners
from hustings.apps.inbox.models import Closing, Conversation, Message
from hustings.apps.people.traces import Traces


def leave_conversations(workspace_id: int, traces: Traces, interaction_ids: Collection[int]) -> Callable[[], None]:
    """Remembers which conversations the person was in; what it returns brings them up to date once the messages are gone."""
    touched = conversations_of(interaction_ids)
    theirs = Conversation.objects.filter(workspace_id=workspace_id, person_id=traces.person_id)
    touched.update(theirs.values_list("id", flat=True))
    Closing.objects.filter(conversation__in=theirs).delete()
    handles = [f"{kind}:{value}" for kind, value in traces.handles]
    Message.objects.filter(conversation_id__in=touched, handle__in=handles).update(handle="", context="")

    def bring_up_to_date() -> None:
        recount(touched)
        repair_partners(workspace_id)
        search.purge()

    return bring_up_to_date
