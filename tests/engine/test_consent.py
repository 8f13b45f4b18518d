"""A "no" survives every older "yes", in whatever order they come."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hustings.engine.consent import forbids_everything, is_refused, settle
from hustings.kernel.records import Consent

MARCH, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (3, 6, 7))
_CONSENTS = st.lists(
    st.builds(
        Consent,
        channel=st.sampled_from(["any", "email"]),
        status=st.sampled_from(["given", "withdrawn", "refused", "bad"]),
        value=st.sampled_from(["", "ana@example.org"]),
        at=st.sampled_from([None, MARCH, JUNE]),
    ),
    max_size=6,
)


def consent(status: str, at: datetime | None = None, **said: str) -> Consent:
    return Consent(channel=said.pop("channel", "email"), status=status, at=at, **said)  # type: ignore[arg-type]


def holds(*consents: Consent) -> str:
    (standing,) = settle(consents)
    return standing.status


def test_a_no_wins_over_an_older_or_undated_yes() -> None:
    assert holds(consent("withdrawn", JUNE), consent("given", MARCH)) == "withdrawn"
    assert holds(consent("withdrawn", JUNE), consent("given")) == "withdrawn"
    assert holds(consent("refused", MARCH), consent("given", MARCH)) == "refused"


def test_an_undated_no_survives_whatever_files_say() -> None:
    assert holds(consent("refused"), consent("given", JUNE)) == "refused"


def test_a_consent_by_hand_lifts_the_undated_no_that_was_known_by_then() -> None:
    by_hand = msgspec.structs.replace(consent("given", JUNE, words="Card of 1 June"), lifts=1)
    assert holds(consent("refused"), by_hand) == "given"
    assert holds(consent("refused"), consent("withdrawn", MARCH), by_hand) == "given"
    # One more that nobody knew of, or a later one with its day, holds again.
    assert holds(consent("refused"), consent("refused", words="List of another system"), by_hand) == "refused"
    assert holds(consent("refused"), consent("withdrawn", JULY), by_hand) == "withdrawn"
    # Nobody's word without a day lifts anything.
    assert holds(consent("refused"), msgspec.structs.replace(consent("given"), lifts=1)) == "refused"


def test_a_later_dated_yes_lifts_a_no() -> None:
    assert holds(consent("withdrawn", MARCH), consent("given", JUNE)) == "given"


def test_no_word_of_a_person_is_hidden_behind_a_bad_address() -> None:
    assert holds(consent("bad", JUNE), consent("withdrawn", MARCH)) == "withdrawn"


@given(_CONSENTS, st.randoms())
def test_the_order_of_statements_does_not_matter(consents: list[Consent], dice: object) -> None:
    shuffled = list(consents)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    assert settle(shuffled) == settle(consents)


@given(_CONSENTS, st.sampled_from([None, MARCH, JUNE]))
def test_a_new_yes_never_lifts_what_is_undated_or_not_older(consents: list[Consent], at: datetime | None) -> None:
    before = {(each.channel, each.value, each.purpose): each for each in settle(consents)}
    yes = consent("given", at)
    (after,) = [each for each in settle([*consents, yes]) if (each.channel, each.value, each.purpose) == ("email", "", "")]
    held = before.get(("email", "", ""))
    noes = [each for each in held.evidence if each.status != "given"] if held else []
    if any(no.at is None or at is None or no.at >= at for no in noes) and held and held.status != "given":
        assert after.status != "given"


def test_what_is_refused_on_all_channels_or_one() -> None:
    all_of_it = settle([consent("refused", channel="any")])
    assert is_refused(all_of_it, channel="phone")
    assert forbids_everything(all_of_it)
    mail = settle([consent("bad", value="ana@example.org"), consent("withdrawn", purpose="newsletter")])
    assert is_refused(mail, channel="email", value="ana@example.org")
    assert not is_refused(mail, channel="email", value="other@example.org")
    assert is_refused(mail, channel="email", value="other@example.org", purpose="newsletter")
    assert not is_refused(mail, channel="phone")
    assert not forbids_everything(mail)
    assert not is_refused(settle([consent("given", channel="any")]), channel="email")
