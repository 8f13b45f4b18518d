"""Goals, stances and reasons in words, for the pages; steps and tiers are those of apps.goals.kinds."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.apps.goals.kinds import STEPS as STEPS
from hustings.apps.goals.kinds import TIERS as TIERS

TIER: dict[str, Promise] = {
    "decision_maker": _("decision-maker"),
    "influencer": _("influencer"),
    "constituent": _("constituent"),
}
RULES: dict[str, Promise] = {"majority": _("a majority"), "two_thirds": _("two thirds"), "one_person": _("one person")}
STATES: dict[str, Promise] = {"open": _("Open"), "won": _("Won"), "lost": _("Lost"), "dropped": _("Given up")}
EVIDENCE: dict[str, Promise] = {
    "told_us": _("told us"),
    "vote": _("voted"),
    "sponsorship": _("sponsored"),
    "position": _("took a position"),
    "statement": _("said in public"),
    "signature": _("signed"),
    "donation": _("gave money"),
    "action": _("took part in an action"),
    "reported": _("somebody reports"),
    "text": _("a text seems to say"),
    "network": _("inferred from the network"),
}
CONDITIONS: dict[str, Promise] = {
    "public": _("their own public words, or an act in public office"),
    "contact": _("they are a member or a regular contact of ours"),
    "consent": _("they agreed that we keep it"),
    "organisation": _("the position of an organisation"),
}
LEANS: tuple[tuple[str, Promise], ...] = (
    ("1", _("strongly for us")),
    ("0.5", _("rather for us")),
    ("0", _("undecided")),
    ("-0.5", _("rather against us")),
    ("-1", _("strongly against us")),
)

HINTS: dict[str, Promise] = {"lean_support": _("rather for us"), "lean_against": _("rather against us")}


def why(code: str, facts: dict[str, Any]) -> str:
    """The reason for a suggestion, as a sentence without its full stop."""
    match code:
        case "decides":
            return gettext("Decides: %(title)s, %(body)s") % {"title": facts.get("title") or gettext("member"), **_body(facts)}
        case "where_they_sit":
            number = facts["deciders"]
            return ngettext("%(n)d who decides sits there", "%(n)d who decide sit there", number) % {"n": number}
        case "sits_with":
            number = facts["deciders"]
            said = ngettext(
                "Sits with %(n)d who decides, at %(organisation)s", "Sits with %(n)d who decide, at %(organisation)s", number
            )
            return said % {"n": number, "organisation": facts["organisation"]}
        case "tied":
            number = facts["deciders"]
            return ngettext("In touch with %(n)d who decides", "In touch with %(n)d who decide", number) % {"n": number}
        case "influential":
            said = gettext("Influence %(value)s, through %(names)s")
            names = ", ".join(facts["through"]) or gettext("the deciders")
            return said % {"value": facts["influence"], "names": names}
        case "grassroots":
            return gettext("Holds no office, easily overlooked, and reaches several who decide")
        case "critic":
            return gettext("Against us here, with us on %(issue)s") % {"issue": facts["issue"]}
        case "voice":
            side = gettext("for us") if facts["for_us"] else gettext("not for us")
            return f"{str(EVIDENCE[facts['kind']]).capitalize()}, {side}"
    return code.replace("_", " ")


def _body(facts: dict[str, Any]) -> dict[str, str]:
    return {"body": facts.get("body", "")}


GROUND: dict[str, Promise] = {
    "issue": _("With us on “%(what)s”"),
    "organisation": _("%(what)s, like %(who)s of ours"),
    "school": _("Studied at %(what)s, like %(who)s of ours"),
}
PLACES: dict[str, Promise] = {"stakeholder": _("with one stakeholder"), "goal": _("once for the goal")}
