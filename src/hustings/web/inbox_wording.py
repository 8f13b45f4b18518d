"""The inbox, the dialogue score and crises in words, for all doors. Codes are those of the stored rows and the engine."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STATES: tuple[tuple[str, Promise], ...] = (
    ("inbox", _("Inbox")),
    ("needs_reply", _("Needs a reply")),
    ("mine", _("Mine")),
    ("waiting", _("We wait for theirs")),
    ("put_off", _("Put off")),
    ("done", _("Done")),
    ("all", _("All")),
)
SECTIONS: dict[str, Promise] = {
    "needs_reply": _("Needs a reply"),
    "open": _("Waiting for them, or nothing to do"),
    "done": _("Done"),
}
HEADINGS: dict[str, Promise] = {
    "inbox": _("Who waits for an answer"),
    "needs_reply": _("Who waits for an answer"),
    "waiting": _("Whose answer we wait for"),
    "mine": _("What you took up"),
    "put_off": _("What was put off"),
    "done": _("What is done"),
    "all": _("What was said"),
}
DAYS: tuple[tuple[str, Promise], ...] = (
    ("1", _("Until tomorrow")),
    ("3", _("For three days")),
    ("7", _("For a week")),
    ("30", _("For a month")),
)
COLOURS: dict[str, Promise] = {
    "grey": _("grey"),
    "red": _("red"),
    "amber": _("amber"),
    "green": _("green"),
    "teal": _("teal"),
    "blue": _("blue"),
    "violet": _("violet"),
    "pink": _("pink"),
}
LEANS: tuple[tuple[str, Promise], ...] = (
    ("1", _("Strongly for it")),
    ("0.5", _("Rather for it")),
    ("0", _("Undecided")),
    ("-0.5", _("Rather against it")),
    ("-1", _("Strongly against it")),
)
CONDITIONS: tuple[tuple[str, Promise], ...] = (
    ("contact", _("They told us, and are in regular contact with us")),
    ("consent", _("They agreed that we keep it")),
    ("public", _("They said it in public themselves")),
)
AGREED: tuple[tuple[str, Promise], ...] = (
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("sms", _("Text message")),
    ("post", _("Letter")),
    ("any", _("Any channel")),
)
STEPS: dict[str, Promise] = {
    "strong_support": _("strong support"),
    "lean_support": _("leans to support"),
    "undecided": _("undecided"),
    "lean_against": _("leans against"),
    "strong_against": _("strongly against"),
    "unknown": _("unknown"),
}
NOTICES: dict[str, Promise] = {
    "mention": _("mentioned you"),
    "forgotten": _("was forgotten"),
    "given": _("gave you"),
}
ALARMS: dict[str, Promise] = {
    "hostile": _("Hostile messages rise"),
    "repeated": _("Many say the same"),
    "by_hand": _("Raised by a member"),
}
ENTRIES: dict[str, Promise] = {
    "raised": _("Alarm"),
    "step": _("Step done"),
    "note": _("Note"),
    "approved": _("Statement approved"),
    "over": _("Over"),
}
WEEKDAYS: tuple[tuple[str, Promise], ...] = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)
