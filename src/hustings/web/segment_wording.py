"""The words of the builder of segments: operators by the type of a field, kinds of groups, changes to many."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.apps.people.queries import Askable

Told = tuple[str, Promise]

TEXTS: tuple[Told, ...] = (
    ("=", _("is")), ("not =", _("is not")), ("contains", _("contains")), ("not contains", _("does not contain")),
    ("begins with", _("begins with")), ("not begins with", _("does not begin with")),
)  # fmt: skip
NUMBERS: tuple[Told, ...] = (
    ("=", _("is")), ("not =", _("is not")), ("<", _("is below")), ("<=", _("is at most")), (">", _("is above")),
    (">=", _("is at least")),
)  # fmt: skip
DAYS: tuple[Told, ...] = (
    ("before", _("is before")), ("since", _("is since")), ("after", _("is after")), ("until", _("is until")),
    ("=", _("is on or in")), ("not since", _("is not since")), ("within", _("is within the next")),
    ("not within", _("is not within the next")),
)  # fmt: skip
CHOICES: tuple[Told, ...] = (("=", _("is")), ("not =", _("is not")))
KNOWN: tuple[Told, ...] = (("known", _("is known")), ("not known", _("is unknown")))
BY_TYPE = {"text": TEXTS, "number": NUMBERS, "day": DAYS, "length": DAYS, "choice": (*CHOICES, *TEXTS[2:]), "yes": CHOICES}

GROUPS: tuple[Told, ...] = (
    ("any", _("at least one of these")), ("all", _("all of these")), ("none", _("none of these")),
)  # fmt: skip
SUGGESTED_DAYS: tuple[str, ...] = (
    "today", "7 days ago", "30 days ago", "90 days ago", "1 year ago", "this month", "last month", "this year", "in 7 days",
    "in 1 month",
)  # fmt: skip
SUGGESTED_LENGTHS: tuple[str, ...] = ("7 days", "14 days", "30 days", "90 days")
CHANGES: dict[str, Promise] = {
    "add_tag": _("Put a tag on them"),
    "remove_tag": _("Take a tag off them"),
    "set_value": _("Set a field of your own"),
    "assign": _("Give them into a member's care"),
    "rhythm": _("Choose their rhythm"),
    "do_not_contact": _("Say whether they may be contacted"),
}
STATES: dict[str, Promise] = {
    "waiting": _("Waits for its turn"),
    "running": _("Being made"),
    "done": _("Done"),
    "undoing": _("Being taken back"),
    "undone": _("Taken back"),
    "failed": _("Stopped"),
}


def operators_of(field: Askable) -> Sequence[Told]:
    """The operators of a field, the usual one first; `not ` before one turns it round."""
    offered = (*BY_TYPE[field.type], *KNOWN)
    return [told for told in offered if told[0].removeprefix("not ") in field.operators]
