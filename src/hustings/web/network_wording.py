"""Ties, paths and the map in words, for the pages."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.network.queries import FactRow

STATED: dict[str, Promise] = {
    "knows": _("knows"),
    "worked_with": _("worked with"),
    "friend": _("is a friend of"),
    "ally": _("is an ally of"),
    "mentor": _("is a mentor of"),
    "family": _("is family of"),
    "opponent": _("is an opponent of"),
}
KINDS: dict[str, Promise] = {
    "family": _("family"),
    "household": _("one household"),
    "friend": _("friends"),
    "ally": _("allies"),
    "mentor": _("mentor"),
    "worked_with": _("worked together"),
    "knows": _("know each other"),
    "opponent": _("opponents"),
    "committee": _("sit together"),
    "colleague": _("work together"),
    "member": _("holds a position"),
    "met": _("met"),
    "attended": _("at the same event"),
    "copied": _("on the same letter"),
    "exchanged": _("in touch"),
    "same_side": _("same side in public"),
    "other_side": _("opposite sides in public"),
    "donor": _("gave money"),
    "client": _("firm and client"),
    "named": _("named together in public"),
}
SIDES: dict[int, Promise] = {1: _("allies"), -1: _("against each other"), 0: _("neither side")}
STATES: dict[str, Promise] = {
    "asked": _("asked"),
    "agreed": _("agreed"),
    "happened": _("it happened"),
    "declined": _("declined"),
    "withdrawn": _("withdrawn"),
}


def fact(row: FactRow) -> str:
    """Why two are tied, as a phrase: what, where, among how many."""
    said = str(KINDS.get(row.kind, row.kind))
    if row.words:
        said = gettext("%(what)s: %(words)s") % {"what": said, "words": row.words}
    if row.size > 2:
        said += " (" + ngettext("one of %(n)d", "two of %(n)d", row.size) % {"n": row.size} + ")"
    return said


def chance(value: float) -> str:
    """A probability in words of a hundred."""
    return gettext("%(n)d of 100") % {"n": round(100 * value)}


def through(rows: list[dict[str, Any]] | tuple[dict[str, Any], ...], names: dict[tuple[str, int], str]) -> str:
    """Through whom influence flows, with each part."""
    parts = [
        gettext("%(name)s (%(part)d%%)") % {"name": names[each["kind"], each["id"]], "part": round(100 * each["share"])}
        for each in rows
        if (each["kind"], each["id"]) in names
    ]
    return ", ".join(parts)
