"""The people of a Facebook export: its owner, friends, requests, followers, contacts, and names found in sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Literal

from hustings.connectors.reading.archives import Unusable, owner_record, stable_id
from hustings.connectors.reading.jsonvalues import at, first_text, list_at, moment_of_seconds, text_at, whole
from hustings.connectors.reading.meta import Header, owner_among, party_named
from hustings.kernel.identities import canonical_email, email_identity, handle_identity, phone_identity
from hustings.kernel.records import (
    AnyRecord,
    Education,
    FollowRecord,
    Identity,
    InvitationRecord,
    Name,
    Party,
    PersonRecord,
    Position,
    TieRecord,
)

KEPT = 200_000
"""Names that are remembered for finding them in sentences."""

_Build = Callable[[Any], Iterable[AnyRecord]]
_WORD = re.compile(r"[^\s,.:;!?«»\"“”]+")
_POSSESSIVE = re.compile(r"(?:['’]s|['’]|s)$")
_LONGEST = 5
_OWN = re.compile(r"\b(?:own|eigene[nrms]?|propre|propi[ao]|pr[oó]pri[ao]|własn\w+|eigen)\b", re.IGNORECASE)
_ENGLISH = re.compile(r"(?:commented on|replied to|reacted to|liked?|likes|wrote on) ([^'’]{2,80})['’]s? ")


class Owner:
    """What is known of the owner. `shown` is the name under which conversations know them."""

    def __init__(self) -> None:
        self.name = ""
        self.shown = ""
        self._profile: Any = None

    def take(self, profile: Any) -> None:
        """Take a profile; the first one counts."""
        if self._profile is None:
            self._profile = profile
            self.name = text_at(profile, "name", "full_name") or text_at(profile, "name")

    def meet(self, headers: Sequence[Header]) -> None:
        """Find the name that conversations give the owner: the profile's where it occurs, else who takes part in all."""
        people = {name for header in headers for name in header.people}
        self.shown = self.name if self.name in people else owner_among(headers)

    @property
    def party(self) -> Party:
        """The owner as others' records name them."""
        return Party(name=self.shown or self.name, is_owner=True)

    def record(self) -> PersonRecord | None:
        """The owner's record; None where nothing tells who it is."""
        if not (self.name or self.shown):
            return None
        profile = self._profile
        return owner_record(
            self.shown or self.name,
            identities=_owner_identities(profile),
            positions=tuple(position for job in list_at(profile, "work_experiences") if (position := _position(job))),
            educations=tuple(
                Education(school=school)
                for each in list_at(profile, "education_experiences")
                if (school := text_at(each, "name"))
            ),
            summary=first_text(profile, "about_me", "intro_bio"),
            location=text_at(profile, "current_city", "name"),
            birthday=_birthday(at(profile, "birthday")),
            websites=tuple(site for each in list_at(profile, "websites") if (site := text_at(each, "address"))),
            related=tuple(
                (text_at(each, "relation"), name)
                for each in list_at(profile, "family_members")
                if (name := text_at(each, "name"))
            ),
        )


def _owner_identities(profile: Any) -> list[Identity | None]:
    emails = map(text_at, list_at(profile, "emails", "emails"))
    phones = (text_at(each, "phone_number") for each in list_at(profile, "phone_numbers"))
    return [
        handle_identity("facebook", first_text(profile, "username", "profile_uri")),
        *map(email_identity, emails),
        *(phone_identity(phone) for phone in phones),
    ]


def _position(job: Any) -> Position | None:
    employer, title = text_at(job, "employer"), text_at(job, "title")
    since, until = (moment_of_seconds(at(job, key)) for key in ("start_timestamp", "end_timestamp"))
    if not (employer or title):
        return None
    return Position(
        organisation=employer,
        title=title,
        since=f"{since:%F}" if since else "",
        until=f"{until:%F}" if until else "",
        current=until is None,
        location=text_at(job, "location"),
    )


def _birthday(value: Any) -> str:
    year, month, day = (whole(at(value, key)) or 0 for key in ("year", "month", "day"))
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ""
    return f"{year:04}-{month:02}-{day:02}" if 0 < year < 9999 else f"--{month:02}-{day:02}"


class Known:
    """The owner and the names that an export knows, to find them again in its sentences."""

    def __init__(self, owner: Owner, names: Iterable[str] = ()) -> None:
        self.owner = owner
        self._names: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Take note of a name."""
        if name and name != self.owner.name and name != self.owner.shown and len(self._names) < KEPT:
            self._names.add(name)

    def found_in(self, sentence: str) -> Party | None:
        """Whom a sentence is about beside the owner: a known name in any language, or the owner's own things."""
        words = [match[0] for match in _WORD.finditer(sentence[:500])]
        for length in range(min(_LONGEST, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                phrase = " ".join(words[start : start + length])
                name = next((name for name in (phrase, _POSSESSIVE.sub("", phrase)) if name in self._names), "")
                if name:
                    return Party(name=name)
        if _OWN.search(sentence):
            return self.owner.party
        english = _ENGLISH.search(sentence)
        return party_named(english[1]) if english else None


def builder(word: str, known: Known) -> _Build | None:
    """What makes records of the entries of a list of people; None for other lists."""
    if word in _REQUESTS:
        return partial(_request, direction=_REQUESTS[word], known=known)
    if word in _FOLLOWS:
        return partial(_follow, direction=_FOLLOWS[word], known=known)
    if word == "blocked_users":
        return partial(_block, known=known)
    if word == "friends":
        return partial(_friend, known=known)
    return _contact if word == "address_book" else None


_REQUESTS: dict[str, Literal["in", "out"]] = {"received_requests": "in", "rejected_requests": "in", "sent_requests": "out"}
_FOLLOWS: dict[str, Literal["in", "out"]] = {"following": "out", "followers": "in"}


def _named(value: Any, known: Known) -> Party:
    party = party_named(first_text(value, "name", "title"))
    if not party.name:
        raise Unusable("The entry names nobody.")
    known.add(party.name)
    return party


def _friend(value: Any, *, known: Known) -> Iterator[AnyRecord]:
    """A friend. Two friends of one name are told apart by the moment in which they became friends."""
    party, moment = _named(value, known), moment_of_seconds(at(value, "timestamp"))
    email = email_identity(text_at(value, "contact_info"))
    yield PersonRecord(
        external_id=stable_id("friend", party.name.casefold(), f"{moment:%F %T}" if moment else ""),
        name=Name(full=party.name),
        identities=(email,) if email else (),
        connected_on=moment.date() if moment else None,
    )


def _request(value: Any, *, direction: Literal["in", "out"], known: Known) -> Iterator[AnyRecord]:
    party, moment = _named(value, known), moment_of_seconds(at(value, "timestamp"))
    if moment is None:
        raise Unusable("The request has no date.")
    owner = known.owner.party
    yield InvitationRecord(
        external_id=stable_id("request", direction, party.name.casefold(), f"{moment:%F %T}"),
        channel="facebook",
        sender=party if direction == "in" else owner,
        recipient=owner if direction == "in" else party,
        direction=direction,
        sent_at=moment,
    )


def _follow(value: Any, *, direction: Literal["in", "out"], known: Known) -> Iterator[AnyRecord]:
    party, moment = _named(value, known), moment_of_seconds(at(value, "timestamp"))
    key = stable_id("follow", direction, party.name.casefold())
    yield FollowRecord(external_id=key, party=party, at=moment, direction=direction, channel="facebook")


def _block(value: Any, *, known: Known) -> Iterator[AnyRecord]:
    party, moment = _named(value, known), moment_of_seconds(at(value, "timestamp"))
    key = stable_id("block", party.name.casefold())
    yield TieRecord(external_id=key, subject=known.owner.party, other=party, relation="blocks", at=moment)


def _contact(value: Any) -> Iterator[AnyRecord]:
    """A contact of the telephone that the app took over."""
    name, points = text_at(value, "name"), [text_at(each, "contact_point") for each in list_at(value, "details")]
    held = [email_identity(point) if canonical_email(point) else phone_identity(point) for point in points]
    identities = tuple(dict.fromkeys(one for one in held if one is not None))
    if not (name or identities):
        raise Unusable("The entry names nobody.")
    key = identities[0].value if identities else ""
    yield PersonRecord(external_id=stable_id("contact", name.casefold(), key), name=Name(full=name or key), identities=identities)
