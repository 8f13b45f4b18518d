"""Answers to invitations, one for each thing a member may do, and the words for an invitation of ours. In eight languages.

They say only what is true: where nothing true can be said, there is no letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from hustings.engine import invitation_words as words
from hustings.engine.invitations import KNOWN, Action, Known, Proposal, check_rule, rule_of
from hustings.engine.opening_words import MONTHS

ANSWERED: tuple[Action, ...] = ("accept", "meet_first", "decline")
"""What is said to the other side; who is held hears nothing."""


def answers_to(
    proposal: Proposal,
    known: Known,
    *,
    name: str = "",
    language: str = "",
    times: Sequence[datetime] = (),
    work_at: str = "",
    job_seeking: bool = False,
) -> dict[Action, str]:
    """A personal answer for every action that has one, whichever was proposed. Nothing for who must not be contacted.

    `times` are moments for a first meeting in the zone in which they are to be read. English where there are no words for a
    language. It mentions the event where both were, or `work_at`, only where that is known.
    """
    if known.do_not_contact:
        return {}
    stranger = proposal.rule == "met" and proposal.known < KNOWN
    exception = "recruiter" if known.recruiter and job_seeking and stranger and not known.sells else ""
    each = {action: msgspec.structs.replace(proposal, action=action) for action in ANSWERED}
    each["accept"] = msgspec.structs.replace(each["accept"], exception=exception)
    return {
        action: reply_to(one, known, name=name, language=language, times=times, work_at=work_at) for action, one in each.items()
    }


def reply_to(
    proposal: Proposal, known: Known, *, name: str = "", language: str = "", times: Sequence[datetime] = (), work_at: str = ""
) -> str:
    """The answer for the proposed action; empty for what is held."""
    code = _spoken(language)
    if proposal.action == "hold":
        return ""
    if proposal.action == "decline":
        return _letter(words.DECLINE[code], code, name)
    if proposal.action == "meet_first":
        said = words.MEET_AGAIN if _met(known) else words.MEET_FIRST
        return _letter(f"{said[code]} {_times(times, code)}", code, name)
    if proposal.exception == "recruiter":
        return _letter(words.RECRUITER[code], code, name)
    return _letter(_accepting(known, code, work_at), code, name)


def outgoing_note(known: Known, *, channel: str, name: str = "", language: str = "", where: str = "", work_at: str = "") -> str:
    """A note for an invitation of ours that says how we know each other; empty where nothing true can be said, or must be.

    `where` is what the member said with how they know them: the place, or who introduced them. Without acquaintance, on a network
    where one has to have met, there is no note: meeting comes first.
    """
    code = _spoken(language)
    introduced = known.vouch == "introduced_by"
    if known.do_not_contact or (rule_of(channel) == "met" and check_rule(known, channel=channel) and not introduced):
        return ""
    said = _how_we_know(known, code, where=where, work_at=work_at)
    return _letter(said, code, name) if said else ""


def letter_to_meet(known: Known, *, name: str = "", language: str = "", times: Sequence[datetime] = ()) -> str:
    """Our own letter that proposes a first meeting, to somebody who did not invite us; empty for whom we met, or must not
    contact.
    """
    code = _spoken(language)
    return "" if known.do_not_contact or _met(known) else _letter(f"{words.ASK_TO_MEET[code]} {_times(times, code)}", code, name)


def _how_we_know(known: Known, code: str, *, where: str, work_at: str) -> str:
    """What is said of it: the member's own word first, then meetings, then what was written."""
    if known.vouch == "family":
        return words.NOTE_FAMILY[code]
    if known.vouch == "introduced_by" and where:
        return words.NOTE_INTRODUCED[code].format(where=where)
    if known.vouch in words.KNOWN_FROM:
        place = where or (work_at if known.vouch == "worked_together" else _where(known))
        return _known_from(known.vouch, code, place)
    place = where or _where(known)
    if known.met and (place or not known.exchanged):
        return _known_from("met_in_person", code, place)
    return words.EXCHANGED[code] if known.exchanged else ""


def _known_from(how: str, code: str, where: str) -> str:
    at = words.AT.get(code, " ({where})").format(where=where) if where else ""
    return f"{words.KNOWN_FROM[how][code].format(at=at)} {words.STAY[code]}"


def _where(known: Known) -> str:
    """The event where we talked; to stand on the same list is not to meet."""
    return known.same_event if known.met_there else ""


def _met(known: Known) -> bool:
    return bool(known.met or known.claims.get("said_met")) or known.vouch == "met_in_person"


def _accepting(known: Known, code: str, work_at: str) -> str:
    if _where(known):
        return words.ACCEPT_EVENT[code].format(where=_where(known))
    if work_at and known.vouch == "worked_together":
        return words.ACCEPT_WORK[code].format(where=work_at)
    return words.ACCEPT[code]


def _spoken(language: str) -> str:
    code = language.lower().replace("_", "-").split("-")[0]
    return code if code in words.ACCEPT else "en"


def _letter(text: str, code: str, name: str) -> str:
    greeting = words.GREETING[code].format(name=" ".join(name.split())) if name.strip() else words.BARE_GREETING[code]
    return f"{greeting}\n{text}"


def _times(times: Sequence[datetime], code: str) -> str:
    if not times:
        return words.NO_TIMES[code]
    said = [_moment(each, code) for each in sorted(times)]
    joined = f"{', '.join(said[:-1])} {words.OR[code]} {said[-1]}" if len(said) > 1 else said[0]
    return words.TIMES[code].format(times=joined)


def _moment(at: datetime, code: str) -> str:
    zone = at.strftime("%Z")
    clock = at.strftime("%H:%M") + (f" ({zone})" if zone else "")
    weekday, month = words.WEEKDAYS[code][at.weekday()], MONTHS[code][at.month - 1]
    day = "1er" if code == "fr" and at.day == 1 else str(at.day)
    return words.TIME[code].format(weekday=weekday, day=day, month=month, clock=clock)
