"""What public data of the United States takes for granted: names of states and chambers, and Open Civic Data ids of districts.

Sources: unitedstates/congress-legislators (README), Open Civic Data OCDEP 2 (division ids), National Conference of State
Legislatures (names of chambers), read in November 2026.
"""

from __future__ import annotations

import re

from hustings.kernel.records import Position

STATES = {
    "al": "Alabama", "ak": "Alaska", "az": "Arizona", "ar": "Arkansas", "ca": "California", "co": "Colorado",
    "ct": "Connecticut", "de": "Delaware", "fl": "Florida", "ga": "Georgia", "hi": "Hawaii", "id": "Idaho", "il": "Illinois",
    "in": "Indiana", "ia": "Iowa", "ks": "Kansas", "ky": "Kentucky", "la": "Louisiana", "me": "Maine", "md": "Maryland",
    "ma": "Massachusetts", "mi": "Michigan", "mn": "Minnesota", "ms": "Mississippi", "mo": "Missouri", "mt": "Montana",
    "ne": "Nebraska", "nv": "Nevada", "nh": "New Hampshire", "nj": "New Jersey", "nm": "New Mexico", "ny": "New York",
    "nc": "North Carolina", "nd": "North Dakota", "oh": "Ohio", "ok": "Oklahoma", "or": "Oregon", "pa": "Pennsylvania",
    "ri": "Rhode Island", "sc": "South Carolina", "sd": "South Dakota", "tn": "Tennessee", "tx": "Texas", "ut": "Utah",
    "vt": "Vermont", "va": "Virginia", "wa": "Washington", "wv": "West Virginia", "wi": "Wisconsin", "wy": "Wyoming",
    "dc": "District of Columbia", "as": "American Samoa", "gu": "Guam", "mp": "Northern Mariana Islands", "pr": "Puerto Rico",
    "vi": "United States Virgin Islands",
}  # fmt: skip
CONGRESS = "United States Congress"
HOUSE = "United States House of Representatives"
SENATE = "United States Senate"
EXECUTIVE = "Executive Office of the President of the United States"
UNITED_STATES = "ocd-division/country:us"

_TERRITORIES = frozenset({"as", "gu", "mp", "pr", "vi"})
_ASSEMBLIES = {"ca": "State Assembly", "nv": "Assembly", "ny": "State Assembly", "wi": "State Assembly", "nj": "General Assembly"}
_DELEGATES = frozenset({"md", "va", "wv"})
_ORDINALS = {
    "First": "1st", "Second": "2nd", "Third": "3rd", "Fourth": "4th", "Fifth": "5th", "Sixth": "6th", "Seventh": "7th",
    "Eighth": "8th", "Ninth": "9th", "Tenth": "10th", ",": "",
}  # fmt: skip
"""Massachusetts counts its districts in words; Open Civic Data in figures."""
_COUNTED = re.compile("|".join(_ORDINALS))
_INVALID = re.compile(r"[^\w.~-]+")


def party_name(words: str) -> str:
    """A party by its name: the files of the Congress say `Democrat` of those whom everybody else calls `Democratic`."""
    return "Democratic" if words == "Democrat" else words


def state_division(state: str) -> str:
    """The Open Civic Data id of a state, a territory or the District of Columbia, from its two letters."""
    code = state.strip().lower()
    kind = "district" if code == "dc" else "territory" if code in _TERRITORIES else "state"
    return f"{UNITED_STATES}/{kind}:{code}"


def state_name(state: str) -> str:
    """The name behind two letters; the letters themselves where they stand for no state."""
    return STATES.get(state.strip().lower(), state.strip().upper())


def code_of(name: str) -> str:
    """The two letters of a state's name; nothing for any other words."""
    return next((code for code, words in STATES.items() if words == name.strip()), "")


def house_division(state: str, district: str) -> str:
    """The congressional district. Where a state has one seat only (district 0, `AL`, or 98 of a delegate) it is at large."""
    number = district.strip().lower().lstrip("0")
    return f"{state_division(state)}/cd:{'at-large' if number in ('', 'al', 'at-large', '98') else number}"


def house_title(state: str, district: str) -> str:
    """What a member of the House of Representatives is called, with the district: each district is an office of its own."""
    code, number = state.strip().lower(), district.strip().lstrip("0")
    word = "Resident Commissioner" if code == "pr" else "Delegate" if code in _TERRITORIES | {"dc"} else "Representative"
    place = state_name(state)
    return f"{word}, {place} {number}" if number.isdecimal() else f"{word}, {place}"


def senate_title(state: str) -> str:
    """What a senator is called, with the state."""
    return f"Senator, {state_name(state)}"


def seat_in_congress(kind: str, *, state: str, district: str) -> Position | None:
    """The office of a representative (`rep`) or a senator (`sen`); None for any other word."""
    if kind == "rep":
        title, division = house_title(state, district), house_division(state, district)
        return Position(organisation=HOUSE, title=title, division=division)
    if kind == "sen":
        return Position(organisation=SENATE, title=senate_title(state), division=state_division(state))
    return None


_BODY = re.compile(r"\b(?:committee|commission|caucus|partnership|group)\b", re.IGNORECASE)
_OWN_SUBJECT = re.compile(r"\s+(?:sub)?committee\b\s*|\s+", re.IGNORECASE)


def committee_of_congress(chamber: str, words: str) -> str:
    """A committee of the House (`lower`), the Senate (`upper`) or both, called as the files of the Congress call it.

    `Agriculture` of the lower chamber is `House Committee on Agriculture`; what says already that it is a committee, a caucus or
    a commission keeps its words.
    """
    before = {"lower": "House", "upper": "Senate"}.get(chamber, "Joint")
    if not _BODY.search(words):
        return f"{before} Committee on {words}"
    return words if words.startswith(before) or "ommission" in words else f"{before} {words}"


def part_of_committee(parent: str, words: str) -> str:
    """The subject of a subcommittee whose name repeats that of its committee: `Budget Committee Defense` is `Defense`."""
    if not parent or not words.casefold().startswith(parent.casefold()):
        return words
    rest = words[len(parent) :]
    return rest[found.end() :] if (found := _OWN_SUBJECT.match(rest)) and found.end() < len(rest) else words


def chamber_name(state: str, chamber: str) -> str:
    """The name of a state's chamber (`upper`, `lower`) or of the whole legislature (any other word)."""
    name, code = state_name(state), state.strip().lower()
    if code == "dc":
        return "Council of the District of Columbia"
    if chamber == "upper":
        return f"{name} Senate"
    if chamber != "lower":
        return f"{name} Legislature"
    if code in _ASSEMBLIES:
        return f"{name} {_ASSEMBLIES[code]}"
    return f"{name} House of {'Delegates' if code in _DELEGATES else 'Representatives'}"


def chamber_title(state: str, chamber: str, district: str) -> str:
    """What a member of a state's chamber is called, with the district."""
    code, where = state.strip().lower(), district.strip()
    if chamber == "upper":
        word = "Senator"
    elif chamber != "lower":
        word = "Councilmember" if code == "dc" else "Senator" if code == "ne" else "Legislator"
    else:
        word = "Assembly Member" if code in _ASSEMBLIES else "Delegate" if code in _DELEGATES else "Representative"
    place = f"District {where}" if where.isalnum() and where[:1].isdecimal() else where
    return f"{word}, {place}" if place else word


def chamber_division(state: str, chamber: str, district: str) -> str:
    """The state legislative district (`sldu`, `sldl`); of a single chamber the upper one's, as Open Civic Data has it."""
    base, code = state_division(state), state.strip().lower()
    slug = ocd_slug(_COUNTED.sub(lambda found: _ORDINALS[found[0]], district) if code == "ma" else district)
    if not slug:
        return base
    if code == "dc":
        return base if slug.startswith(("at-large", "chair")) else f"{base}/ward:{slug.removeprefix('ward_')}"
    if code == "vt":
        slug = slug.replace("_", "-")
    return f"{base}/{'sldl' if chamber == 'lower' else 'sldu'}:{slug}"


def ocd_slug(words: str) -> str:
    """Words as they stand in an Open Civic Data id: lower case, blanks as `_`, all else that is not allowed as `~`."""
    return _INVALID.sub("~", "_".join(words.strip().lower().split()))
