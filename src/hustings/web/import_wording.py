"""What an import did or would do, in words: its name, its state, its counts with examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "people": _("People"),
    "organisations": _("Organisations"),
    "interactions": _("Messages and meetings"),
    "ties": _("Ties"),
    "invitations": _("Invitations"),
    "endorsements": _("Endorsements"),
    "recommendations": _("Recommendations"),
    "posts": _("Posts"),
    "comments": _("Comments"),
    "reactions": _("Reactions"),
    "events": _("Events"),
    "opportunities": _("Jobs"),
    "follows": _("Follows"),
    "attendance": _("Attendance"),
    "contributions": _("Contributions"),
    "datasets": _("Sets of public data"),
    "divisions": _("Districts and places"),
    "postcodes": _("Postcodes"),
    "filings": _("Filings of lobbyists"),
    "records": _("Other records"),
    "others": _("Other records"),
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
Counts = Mapping[str, Mapping[str, int]]
Examples = Mapping[str, Mapping[str, Sequence[str]]]


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


class Figure(NamedTuple):
    """How many records of a kind had one outcome, with a few of them."""

    number: int
    outcome: str
    examples: Sequence[str]


def lines(counts: Counts, examples: Examples) -> list[tuple[str, list[Figure]]]:
    """What happened to each kind of records, people first; files stand in a list of their own."""
    held = sorted(((code, row) for code, row in counts.items() if code != "files"), key=_place)
    rows = [(kind(code), _figures(row, examples.get(code, {}))) for code, row in held]
    return [(name, figures) for name, figures in rows if figures]


def _figures(row: Mapping[str, int], examples: Mapping[str, Sequence[str]]) -> list[Figure]:
    used = [code for code in OUTCOMES if row.get(code)]
    return [Figure(row[code], str(OUTCOMES[code]), examples.get(code, ())) for code in used]


def _place(row: tuple[str, object]) -> int:
    order = list(KINDS)
    return order.index(row[0]) if row[0] in order else len(order)


def summary(counts: Counts) -> str:
    """The counts that say most: `People: 412 new, 3 changed`; empty before anything was counted."""
    people = counts.get("people", {})
    parts = [
        f"{intcomma(people[code])} {OUTCOMES[code]}" for code in ("created", "updated", "linked", "review") if people.get(code)
    ]
    if parts:
        return gettext("People: %(counts)s") % {"counts": ", ".join(parts)}
    return gettext("Nothing new about people") if counts else ""


def taken_back(gone: Mapping[str, int], kept_by: Sequence[int]) -> str:
    """What an undo did, and which imports brought the same."""
    if not kept_by:
        return gettext("Taken back. What other imports or members also say stays.")
    numbers = ", ".join(map(str, kept_by))
    if any(gone.values()):
        said = ngettext(
            "Taken back. What import %(numbers)s brought too stays.",
            "Taken back. What imports %(numbers)s brought too stays.",
            len(kept_by),
        )
    else:
        said = ngettext(
            "Import %(numbers)s brought the same: nothing was removed.",
            "Imports %(numbers)s brought the same: nothing was removed.",
            len(kept_by),
        )
    return said % {"numbers": numbers}


def duration(seconds: float) -> str:
    """A length of time, rounded to what one would say."""
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("%(count)d second", "%(count)d seconds", count) % {"count": count}
    if seconds < 5400:
        return ngettext("%(count)d minute", "%(count)d minutes", round(seconds / 60)) % {"count": round(seconds / 60)}
    return ngettext("%(count)d hour", "%(count)d hours", round(seconds / 3600)) % {"count": round(seconds / 3600)}
