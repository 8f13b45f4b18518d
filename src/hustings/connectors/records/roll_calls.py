"""How officials voted on a question, and who sponsored it, from one file: congress (JSON), Open States or Popolo (JSON), or CSV.

A roll call says nothing of the question's merits: whoever gives the file says which goal it is about. Formats: README of
unitedstates/congress (votes and bills, data.json), Open States API v3 and Popolo's vote events; a CSV has columns name and vote.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Literal, NamedTuple

from hustings.kernel.errors import WrongInput

LARGEST = 20 << 20
"""Bytes of a file; a roll call of a large chamber takes a few hundred thousand."""
_LEANS = {"yes": 1.0, "yea": 1.0, "aye": 1.0, "y": 1.0, "for": 1.0, "no": -1.0, "nay": -1.0, "n": -1.0, "against": -1.0}
_NAMES = ("name", "member", "legislator", "voter", "voter_name")
_VOTES = ("vote", "option", "position", "vote_cast")
_NUMBERS = (("bioguide", "bioguide"), ("bioguide_id", "bioguide"), ("openstates", "openstates"), ("openstates_id", "openstates"))


class Act(NamedTuple):
    """What one official did. `number` is theirs in a system of public data (`bioguide:A000055`), empty where none is told.

    `lean` is 1 for the question and -1 against it.
    """

    name: str
    number: str
    kind: Literal["vote", "sponsorship"]
    lean: float


class RollCall(NamedTuple):
    """One question with what officials did about it. `abstained` counts those who took no side: that is no evidence."""

    title: str
    source: str
    on: date | None
    acts: tuple[Act, ...]
    abstained: int


def read_roll_call(content: bytes) -> RollCall:
    """The roll call or the sponsors in a file. Raises WrongInput for what is neither."""
    if len(content) > LARGEST:
        raise WrongInput("The file is too large for a roll call.", field="file")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise WrongInput("The file is no text in UTF-8.", field="file") from error
    found = _from_json(text) if text.lstrip()[:1] == "{" else _from_csv(text)
    if not found.acts:
        raise WrongInput("Nobody in this file voted for or against, or sponsored anything.", field="file")
    return found


def _from_json(text: str) -> RollCall:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WrongInput("The file is broken: it is no whole JSON.", field="file") from error
    votes = told.get("votes")
    if isinstance(votes, dict):
        return _congress_vote(told, votes)
    if "cosponsors" in told or "sponsor" in told:
        return _congress_bill(told)
    if isinstance(votes, list):
        return _vote_event(told, votes)
    if isinstance(told.get("sponsorships"), list):
        return _open_states_bill(told, told["sponsorships"])
    raise WrongInput("This JSON holds no votes and no sponsors that are known here.", field="file")


def _congress_vote(told: Mapping[str, Any], votes: Mapping[str, Any]) -> RollCall:
    cast = [(option, voter) for option, voters in votes.items() for voter in _dicts(voters)]
    acts = [
        Act(_text(voter, "display_name"), _numbered(_text(voter, "id")), "vote", lean)
        for option, voter in cast
        if (lean := _lean(option))
    ]
    title = _text(told, "question") or _text(told, "subject")
    return RollCall(title, _text(told, "vote_id"), _day(_text(told, "date")), tuple(acts), len(cast) - len(acts))


def _numbered(number: str) -> str:
    """A member's number: that of the House is of bioguide, that of the Senate (S307) of its own system."""
    return f"{'lis' if len(number) == 4 else 'bioguide'}:{number}" if number else ""


def _congress_bill(told: Mapping[str, Any]) -> RollCall:
    people = [told.get("sponsor"), *(told.get("cosponsors") or ())]
    acts = []
    for each in _dicts(people):
        number = _text(each, "bioguide_id")
        if not each.get("withdrawn_at"):
            acts.append(Act(_text(each, "name"), f"bioguide:{number}" if number else "", "sponsorship", 1.0))
    title = _text(told, "official_title") or _text(told, "short_title")
    return RollCall(title, _text(told, "bill_id"), _day(_text(told, "introduced_at")), tuple(acts), 0)


def _vote_event(told: Mapping[str, Any], votes: Iterable[Any]) -> RollCall:
    cast = list(_dicts(votes))
    acts = []
    for each in cast:
        inside = each.get("voter")
        voter: Mapping[str, Any] = inside if isinstance(inside, dict) else {}
        number = _text(voter, "id") or _text(each, "voter_id")
        name = _text(voter, "name") or _text(each, "voter_name")
        if lean := _lean(_text(each, "option")):
            acts.append(Act(name, _open_number(number), "vote", lean))
    motion = told.get("motion")
    title = _text(told, "motion_text") or (_text(motion, "text") if isinstance(motion, dict) else "")
    source = _text(told, "identifier") or _text(told, "id")
    return RollCall(title, source, _day(_text(told, "start_date")), tuple(acts), len(cast) - len(acts))


def _open_states_bill(told: Mapping[str, Any], people: Iterable[Any]) -> RollCall:
    acts = []
    for each in _dicts(people):
        person = each.get("person")
        number = _text(person, "id") if isinstance(person, dict) else ""
        acts.append(Act(_text(each, "name"), _open_number(number), "sponsorship", 1.0))
    return RollCall(_text(told, "title"), _text(told, "identifier"), _day(_text(told, "first_action_date")), tuple(acts), 0)


def _open_number(number: str) -> str:
    if not number:
        return ""
    kind = "openstates" if number.startswith("ocd-person/") else "popolo"
    return f"{kind}:{number.removeprefix('ocd-person/')}"


def _from_csv(text: str) -> RollCall:
    try:
        rows = list(csv.DictReader(io.StringIO(text)))
    except csv.Error as error:
        raise WrongInput(f"The table cannot be read: {error}.", field="file") from error
    if not rows:
        raise WrongInput("The file is empty.", field="file")
    named = {(column or "").strip().casefold().replace(" ", "_"): column for column in rows[0]}
    name, vote = (next((named[each] for each in known if each in named), None) for known in (_NAMES, _VOTES))
    if name is None or vote is None:
        raise WrongInput("The table needs a column name and a column vote (yes or no).", field="file")
    acts = tuple(_row_acts(rows, name, vote, named))
    cast = sum(bool((row.get(vote) or "").strip()) for row in rows)
    return RollCall("", "", None, acts, cast - len(acts))


def _row_acts(rows: Iterable[Mapping[str, Any]], name: str, vote: str, named: Mapping[str, str]) -> Iterator[Act]:
    for row in rows:
        numbers = (f"{system}:{row[named[column]].strip()}" for column, system in _NUMBERS if row.get(named.get(column, "")))
        if lean := _lean(row.get(vote) or ""):
            yield Act((row.get(name) or "").strip(), next(numbers, ""), "vote", lean)


def _lean(option: str) -> float:
    return _LEANS.get(option.strip().casefold(), 0.0)


def _dicts(values: Any) -> Iterator[Mapping[str, Any]]:
    return (each for each in values if isinstance(each, dict)) if isinstance(values, list) else iter(())


def _text(told: Mapping[str, Any], key: str) -> str:
    value = told.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
