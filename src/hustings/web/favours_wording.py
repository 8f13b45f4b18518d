"""Favours, asks and gifts in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hustings.engine.reciprocity import LedgerReason

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
LATER_OR_EARLIER: dict[str, Promise] = {
    "thanks_owed": _("later: thanks are owed since %(since)s (%(kind)s)"),
    "promise_open": _("later: something that we promised them is still open"),
    "ask_waits": _("later: another ask (%(kind)s) waits for their answer"),
    "said_no": _("later: they said no to the same on %(on)s"),
    "only_asks": _("later: asks since %(since)s: %(asks)s, and nothing given"),
    "overdrawn": _("later: they gave much more than was given back (%(received)s against %(given)s)"),
    "asked_lately": _("later: asks since %(since)s: %(asks)s"),
    "more_received": _("later: they gave more than was given back (%(received)s against %(given)s)"),
    "more_given": _("earlier: we gave more than we received (%(given)s against %(received)s)"),
    "they_promised": _("earlier: something that they promised is still open"),
    "said_yes": _("earlier: they said yes before and were thanked (%(asks)s)"),
}


def ledger_reason(reason: LedgerReason) -> str:
    """Why somebody who introduces stands earlier or later, with the figures of the ledger."""
    facts: dict[str, object] = dict(reason.facts)
    for name in {"since", "on"} & facts.keys():
        facts[name] = date_format(date.fromisoformat(reason.facts[name]), "DATE_FORMAT")
    if "kind" in facts:
        facts["kind"] = {**FAVOURS, **ASKS}.get(reason.facts["kind"], reason.facts["kind"])
    return str(LATER_OR_EARLIER[reason.code]) % facts
