"""What the room stores: conversations, what members do with them, and crises."""

from hustings.apps.inbox.models.conversations import Conversation, ConversationNote, Correction, Message, ServiceLevel
from hustings.apps.inbox.models.crisis import Alarm, AlarmMessage, CrisisEntry, CrisisMark, CrisisPlan, CrisisWatch
from hustings.apps.inbox.models.drafting import DraftHelper, MachineDraft
from hustings.apps.inbox.models.working import (
    Closing,
    ConversationLabel,
    Escalation,
    Label,
    Letter,
    Notice,
    Presence,
    SavedView,
    Snippet,
)

__all__ = [
    "Alarm",
    "AlarmMessage",
    "Closing",
    "Conversation",
    "ConversationLabel",
    "ConversationNote",
    "Correction",
    "CrisisEntry",
    "CrisisMark",
    "CrisisPlan",
    "CrisisWatch",
    "DraftHelper",
    "Escalation",
    "Label",
    "Letter",
    "MachineDraft",
    "Message",
    "Notice",
    "Presence",
    "SavedView",
    "ServiceLevel",
    "Snippet",
]
