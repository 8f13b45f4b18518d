"""Proposals about invitations in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from hustings.engine.invitations import Reason

ACTIONS: dict[str, Promise] = {
    "accept": _("Accept"),
    "meet_first": _("Meet first"),
    "hold": _("Leave it for now"),
    "decline": _("Decline"),
}
ACTIONS_OUT: dict[str, Promise] = {
    "accept": _("Right to ask"),
    "meet_first": _("Better to meet first"),
    "hold": _("Nothing speaks for it yet"),
    "decline": _("Better withdrawn"),
}
ANSWERS: dict[str, Promise] = {
    "accept": _("If you accept"),
    "meet_first": _("To meet first"),
    "decline": _("If you decline"),
}
ANSWERS_OUT: dict[str, Promise] = {"accept": _("The note"), "meet_first": _("A letter to meet first")}
CHOICES: dict[str, Promise] = {
    "accept": _("Accepted"),
    "meet_first": _("Met first"),
    "hold": _("Left for later"),
    "decline": _("Declined"),
}
CHOSEN: dict[str, Promise] = {
    "accept": _("Put down as accepted."),
    "meet_first": _("Out of sight for three weeks: time to meet."),
    "hold": _("Out of sight for three months."),
    "decline": _("Put down as declined."),
}
HOWS: dict[str, Promise] = {
    "met_in_person": _("We have met in person"),
    "worked_together": _("We worked together"),
    "studied_together": _("We studied together"),
    "introduced_by": _("Somebody introduced us"),
    "family": _("Family"),
    "online_only": _("Only online"),
    "not_known": _("I do not know them"),
}
VOUCHES: dict[str, Promise] = {
    "family": _("family"),
    "worked_together": _("you worked together"),
    "met_in_person": _("you met in person"),
    "studied_together": _("you studied together"),
    "introduced_by": _("somebody introduced you"),
    "online_only": _("you know each other online only"),
}
PLAIN: dict[str, Promise] = {
    "recommended": _("they recommended you"),
    "public_role": _("they hold a public office"),
    "note": _("they wrote a note"),
    "note_asks": _("their note asks something"),
    "recruiter": _("they recruit"),
    "sells": _("their note sells something"),
    "not_known": _("you said that you do not know them"),
    "declined_before": _("you declined before"),
    "collects": _("their note is one for everybody"),
}
NAMED: dict[str, Promise] = {
    "same_company": _("you both work at %(fact)s"),
    "former_company": _("you were both at %(fact)s"),
    "same_event": _("you were both on the list of %(fact)s"),
    "wanted": _("you look for people like them: %(fact)s"),
    "said_met": _("they say that you met: “%(fact)s”"),
    "said_exchanged": _("they say that you wrote to each other: “%(fact)s”"),
    "said_introduced": _("they name who or what stands between you: “%(fact)s”"),
    "said_heard": _("they know what you said or wrote: “%(fact)s”"),
}


def action_words(action: str, direction: str) -> str:
    """What is proposed for an invitation that we received (`in`) or sent."""
    return str((ACTIONS if direction == "in" else ACTIONS_OUT)[action])


def answer_words(action: str, direction: str) -> str:
    """For what an answer is meant, to an invitation that we received (`in`) or sent."""
    return str((ANSWERS if direction == "in" else ANSWERS_OUT)[action])


def reason_words(reason: Reason) -> str:
    """A reason as a clause."""
    if reason.code in NAMED:
        return NAMED[reason.code] % {"fact": reason.fact}
    if reason.code in PLAIN:
        return str(PLAIN[reason.code])
    if reason.code == "vouch":
        return str(VOUCHES[reason.fact])
    number = int(reason.fact)
    if reason.code == "met":
        said = ngettext("met or spoke %(n)d time", "met or spoke %(n)d times", number)
    elif reason.code == "mutual":
        said = ngettext("%(n)d person whom you both know", "%(n)d people whom you both know", number)
    else:
        said = gettext("messages both ways: %(n)d")
    return said % {"n": number}
