"""May we reach somebody this way? Of several statements by several sources, which one holds.

A "no" always survives: a dated one against any "yes" that is older, undated or of the same moment, an undated one against all
that files say. Only a dated "yes" that came later lifts it (GDPR, art. 7; the rule of every unsubscribe law); an undated "no"
only one that a member put down by hand when it was known already. A further undated "no" that comes in afterwards holds again.
A "bad" address is a "no" of its own: it stays bad until a later "yes" names that very address.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from hustings.kernel.records import Consent

_NO = frozenset({"withdrawn", "refused", "bad"})


class Standing(msgspec.Struct, frozen=True):
    """What holds for one channel, and one address where `value` is set. `evidence`: every statement, the deciding one first."""

    channel: str
    value: str
    purpose: str
    status: str
    evidence: tuple[Consent, ...]


def settle(consents: Iterable[Consent]) -> tuple[Standing, ...]:
    """What holds for each channel, address and purpose that anybody spoke of, in a fixed order whatever the order given."""
    groups: dict[tuple[str, str, str], list[Consent]] = {}
    for consent in consents:
        groups.setdefault((consent.channel, consent.value, consent.purpose), []).append(consent)
    return tuple(_standing(key, found) for key, found in sorted(groups.items()))


def is_refused(standings: Sequence[Standing], *, channel: str, value: str = "", purpose: str = "") -> bool:
    """Whether a "no" forbids this channel, this address or this purpose, or everything."""
    return any(
        each.status in _NO and each.channel in ("any", channel) and each.value in ("", value) and each.purpose in ("", purpose)
        for each in standings
    )


def forbids_everything(standings: Sequence[Standing]) -> bool:
    """Whether the person wants no contact at all."""
    return any(
        each.channel == "any" and not each.value and not each.purpose and each.status in ("refused", "withdrawn")
        for each in standings
    )


def undated_refusals(consents: Iterable[Consent]) -> int:
    """How many of them are a "no" of which nobody knows the day."""
    return sum(consent.status in _NO and consent.at is None for consent in consents)


def _standing(key: tuple[str, str, str], found: Sequence[Consent]) -> Standing:
    refusals = [consent for consent in found if consent.status in _NO]
    given = [consent for consent in found if consent.status == "given"]
    newest, undated = max(map(_moment, refusals), default=float("-inf")), undated_refusals(refusals)
    lifted = any(_moment(consent) > newest and consent.lifts >= undated for consent in given)
    deciding = refusals if refusals and not lifted else given
    rest = [consent for consent in found if consent not in deciding]
    evidence = (*sorted(deciding, key=_precedence, reverse=True), *sorted(rest, key=_precedence, reverse=True))
    channel, value, purpose = key
    return Standing(channel, value, purpose, evidence[0].status, evidence)


def _moment(consent: Consent) -> float:
    return consent.at.timestamp() if consent.at is not None else float("-inf")


def _precedence(consent: Consent) -> tuple[bool, float, bytes]:
    """Refusals of the person before mere bad addresses, then the newest; the content decides where nothing else does."""
    return (consent.status != "bad", _moment(consent), msgspec.json.encode(consent))
