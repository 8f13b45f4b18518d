"""Favours, asks and gifts in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FAVOURS: dict[str, Promise] = {
    "expertise": _("expertise"),
    "data": _("figures"),
    "introduction": _("an introduction"),
    "recommendation": _("a recommendation"),
    "resource": _("a room, a tool, a thing"),
    "time": _("time"),
    "platform": _("a platform"),
    "attention": _("something sent because it matters to them"),
    "other": _("something else"),
}
OFFERS: dict[str, Promise] = {
    "expertise": _("expertise"),
    "data": _("figures"),
    "skill": _("a skill"),
    "introduction": _("an introduction"),
    "room": _("a room"),
    "resource": _("a tool or a thing"),
    "time": _("time"),
    "platform": _("a platform"),
}
REFERENCE_STATES: dict[str, Promise] = {
    "asked": _("on its way"),
    "given": _("given"),
    "refused": _("refused"),
    "closed": _("closed"),
}
ASKS: dict[str, Promise] = {
    "advice": _("advice"),
    "introduction": _("an introduction"),
    "recommendation": _("a recommendation"),
    "endorsement": _("an endorsement"),
    "contribution": _("a contribution"),
    "vote": _("their vote"),
    "volunteering": _("their help as a volunteer"),
    "other": _("something else"),
}
STATES: dict[str, Promise] = {
    "planned": _("planned"),
    "made": _("waits for an answer"),
    "yes": _("yes"),
    "no": _("no"),
    "thanked": _("thanked"),
    "withdrawn": _("withdrawn"),
    "promised": _("promised"),
    "done": _("done"),
}
GIVERS: dict[str, Promise] = {
    "private": _("a private person"),
    "lobbyist": _("a lobbyist"),
    "lobbyist_employer": _("somebody who employs lobbyists"),
    "foreign_agent": _("an agent of a foreign principal"),
    "business_before_official": _("somebody with business before them"),
    "unknown": _("not known"),
}
SAID: dict[str, Promise] = {
    "allowed": _("within the rule"),
    "near_limit": _("near the limit"),
    "forbidden": _("against the rule"),
    "incomplete": _("incomplete"),
    "no_rule": _("no rule for that day"),
}
