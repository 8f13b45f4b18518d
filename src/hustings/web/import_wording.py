"""What an import did or would do, in words: its name, its state, its counts and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, Promise] = {
    "people": _("People"),
    "organisations": _("Organisations"),
    "interactions": _("Messages and meetings"),
    "ties": _("Ties"),
    "invitations": _("Invitations"),
    "posts": _("Posts"),
    "comments": _("Comments"),
    "reactions": _("Reactions"),
    "events": _("Events"),
    "opportunities": _("Jobs"),
    "follows": _("Follows"),
    "records": _("Other records"),
}
OUTCOMES: dict[str, Promise] = {
    "created": pgettext_lazy("records of an import", "new"),
    "updated": pgettext_lazy("records of an import", "changed"),
    "linked": pgettext_lazy("records of an import", "linked"),
    "unchanged": pgettext_lazy("records of an import", "as before"),
    "review": pgettext_lazy("records of an import", "doubtful"),
    "kept": pgettext_lazy("records of an import", "kept for later"),
    "rejected": pgettext_lazy("records of an import", "not usable"),
}
STATES: dict[str, Promise] = {
    "staged": _("Reading the files"),
    "planned": _("Ready to be brought in"),
    "applying": _("Bringing it in"),
    "applied": _("Brought in"),
    "failed": _("Did not work"),
    "undoing": _("Taking it back"),
    "undone": _("Taken back"),
}
SHOWN = ("created", "updated", "linked", "review")
"""The outcomes whose examples are worth reading."""

Row = TypeVar("Row")
Counts = Mapping[str, Mapping[str, int]]


def title(paths: Sequence[str]) -> str:
    """The names of the given files, the first in full."""
    names = list(dict.fromkeys(PurePath(path).name for path in paths))
    if not names:
        return gettext("Files")
    if len(names) == 1:
        return names[0]
    more = len(names) - 1
    return ngettext("%(first)s and %(more)d more", "%(first)s and %(more)d more", more) % {"first": names[0], "more": more}


def state(code: str) -> str:
    """Where an import stands."""
    return str(STATES[code])


def kind(code: str) -> str:
    """The name of a kind of records."""
    return str(KINDS.get(code, code))


def table(counts: Counts) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """Column names and one row per kind; columns in which nothing happened are left out."""
    used = [outcome for outcome in OUTCOMES if any(row.get(outcome) for row in counts.values())]
    rows = [(kind(code), [row.get(outcome, 0) for outcome in used]) for code, row in _in_order(counts) if any(row.values())]
    return [str(OUTCOMES[outcome]) for outcome in used], rows


def summary(counts: Counts) -> str:
    """The counts that say most: `412 people new, 3 changed`."""
    people = counts.get("people", {})
    parts = [f"{people[outcome]} {OUTCOMES[outcome]}" for outcome in ("created", "updated", "review") if people.get(outcome)]
    if not parts:
        return gettext("nothing new") if counts else ""
    return gettext("people: %(counts)s") % {"counts": ", ".join(parts)}


def examples(given: Mapping[str, Mapping[str, Sequence[str]]]) -> list[tuple[str, Sequence[str]]]:
    """Titled lists of examples, people first."""
    return [
        (gettext("%(kind)s, %(outcome)s") % {"kind": kind(code), "outcome": OUTCOMES[outcome]}, texts[outcome])
        for code, texts in _in_order(given)
        for outcome in SHOWN
        if texts.get(outcome)
    ]


def duration(seconds: float) -> str:
    """A length of time, rounded to what one would say."""
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
    if seconds < 5400:
        return ngettext("%(count)d minute", "%(count)d minutes", round(seconds / 60)) % {"count": round(seconds / 60)}
    return ngettext("%(count)d hour", "%(count)d hours", round(seconds / 3600)) % {"count": round(seconds / 3600)}


def _in_order(rows: Mapping[str, Row]) -> list[tuple[str, Row]]:
    order = list(KINDS)
    return sorted(rows.items(), key=lambda row: order.index(row[0]) if row[0] in order else len(order))
