"""Groups and opportunities in words, for the pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hustings.engine.opportunities import Reason

KINDS: dict[str, Promise] = {"group": _("group"), "coalition": _("coalition"), "committee": _("committee of ours")}
ROLES: dict[str, Promise] = {"job": _("Job"), "volunteer": _("Volunteer role"), "advisory": _("Advisory role")}
STATES: dict[str, Promise] = {"open": _("Open"), "filled": _("Filled"), "closed": _("Closed")}
PROGRESS: dict[str, Promise] = {
    "considered": _("considered"),
    "asked": _("asked"),
    "interested": _("interested"),
    "recommended": _("recommended"),
    "placed": _("has it"),
    "declined": _("declined"),
    "dropped": _("not pursued"),
}
SHARED: dict[str, Promise] = {
    "skill": _("skill: %(words)s"),
    "title": _("works in it now: %(words)s"),
    "earlier_title": _("did it before: %(words)s"),
    "headline": _("says so: %(words)s"),
    "near": _("lives there: %(words)s"),
    "vouch_worked_together": _("one of us worked with them"),
    "vouch_met_in_person": _("one of us has met them"),
    "vouch_studied_together": _("one of us studied with them"),
    "vouch_family": _("family of one of us"),
    "vouch_introduced_by": _("introduced to one of us"),
    "vouch_online_only": _("known to one of us online only"),
}


def why(reasons: Iterable[Reason]) -> list[str]:
    """Each reason as a phrase; a vouch that says that nobody knows them is none."""
    known = (reason for reason in reasons if reason.code in SHARED)
    return [str(SHARED[each.code]) % {"words": ", ".join(each.shared)} for each in known]


def reference(vouched: bool) -> str:
    """Whether one of us can speak for somebody."""
    return gettext("can be vouched for") if vouched else gettext("nobody of us can speak for them yet")
