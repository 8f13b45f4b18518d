"""Equal handles are equal strings, however they are written; what is no handle is none."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.kernel import identities
from hustings.kernel.identities import (
    canonical_account,
    canonical_email,
    canonical_handle,
    canonical_linkedin,
    canonical_phone,
    canonical_url,
    email_identity,
    external_identity,
    handle_identity,
    linkedin_identity,
    phone_identity,
)
from hustings.kernel.records import Identity, IdentityKind

_SLUG = st.text("abcdefghijklmnopqrstuvwxyz0123456789-äłé", min_size=1, max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        " Ada@Example.ORG ",
        "mailto:ada@example.org",
        "Ada Lovelace <ada@example.org>",
        "'ada@example.org'",
        '"Ada" <ADA@example.org>,',
        "ada＠example.org",
        "ada@example.org.",
    ],
)
def test_one_address_however_it_is_written(text: str) -> None:
    assert canonical_email(text) == "ada@example.org"


@pytest.mark.parametrize("text", ["", "ada", "ada@", "@example.org", "ada@example", "a b", "x" * 2000 + "@example.org"])
def test_what_is_no_address_is_none(text: str) -> None:
    assert canonical_email(text) is None


@pytest.mark.parametrize("text", ["+1 617 555 0123", "tel:+1-617-555-0123", "'+1 (617) 555-0123", "＋１ 617 555 0123"])
def test_one_number_however_it_is_written(text: str) -> None:
    assert canonical_phone(text) == "+16175550123"


def test_a_number_without_country_needs_a_region_or_stays_digits() -> None:
    assert canonical_phone("(617) 555-0123", region="US") == "+16175550123"
    assert canonical_phone("(617) 555-0123") == "6175550123"
    assert canonical_phone("+99 1234 5") == "9912345"


@pytest.mark.parametrize("text", ["", "1234", "ask Ben", "1" * 61])
def test_what_is_no_number_is_none(text: str) -> None:
    assert canonical_phone(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://www.linkedin.com/in/ana-souza",
        "https://www.linkedin.com/in/ana-souza/",
        "http://linkedin.com/in/Ana-Souza/",
        "www.linkedin.com/in/ana-souza",
        "br.linkedin.com/in/ana%2Dsouza",
        "https://www.linkedin.com/in/ana-souza/en?trk=x#top",
        "'https://www.linkedin.com/in/ana-souza ",
        "//www.LinkedIn.com/in/ana-souza",
    ],
)
def test_one_profile_however_its_address_is_written(text: str) -> None:
    assert canonical_linkedin(text) == "linkedin.com/in/ana-souza"


def test_old_public_profiles_keep_their_whole_path() -> None:
    assert canonical_linkedin("https://www.linkedin.com/pub/Ana-Souza/1/2a/345") == "linkedin.com/pub/ana-souza/1/2a/345"


def test_the_two_ways_to_write_an_umlaut_are_one() -> None:
    assert canonical_linkedin("linkedin.com/in/j%C3%BCrgen") == canonical_linkedin("linkedin.com/in/ju\u0308rgen")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://www.linkedin.com/",
        "https://www.linkedin.com/in/",
        "https://www.linkedin.com/company/acme",
        "https://linkedin.com.example.org/in/ana",
        "https://notlinkedin.com/in/ana",
        "https://[::1/in/ana",
        "https://www.linkedin.com/in/" + "a" * 2000,
        "https://www.linkedin.com/in/" + "A" * 2000,
    ],
)
def test_what_is_no_profile_is_none(text: str) -> None:
    assert canonical_linkedin(text) is None


@given(_SLUG, st.sampled_from(["https://www.", "http://", "", "https://de."]), st.sampled_from(["", "/"]), st.booleans())
def test_every_writing_of_a_profile_gives_the_same_handle(slug: str, start: str, end: str, upper: bool) -> None:
    written = f"{start}linkedin.com/in/{slug.upper() if upper and slug.upper().lower() == slug else slug}{end}"
    assert canonical_linkedin(written) == canonical_linkedin(f"linkedin.com/in/{slug}") == f"linkedin.com/in/{slug}"


@given(st.text(max_size=60))
def test_canonical_forms_are_their_own_canonical_form(text: str) -> None:
    for canonical in (canonical_email, canonical_phone, canonical_linkedin):
        once = canonical(text)
        assert once is None or canonical(once) == once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.Example.org/", "example.org"),
        ("example.org/a/b/", "example.org/a/b"),
        ("http://example.org/a?b=c#d", "example.org/a?b=c"),
        ("ftp://example.org", None),
        ("nothing", None),
        ("two words.org", None),
        ("", None),
        ("http://[::1", None),
        ("x" * 2001 + ".org", None),
    ],
)
def test_web_addresses(text: str, expected: str | None) -> None:
    assert canonical_url(text) == expected


def test_identities_carry_the_canonical_value_and_the_label() -> None:
    assert email_identity("Ada@example.org", label="home") == Identity(kind="email", value="ada@example.org", label="home")
    assert phone_identity("617 555 0123", region="US") == Identity(kind="phone", value="+16175550123")
    assert linkedin_identity("linkedin.com/in/Ada") == Identity(kind="linkedin", value="linkedin.com/in/ada")
    assert (email_identity("no"), phone_identity("no"), linkedin_identity("no")) == (None, None, None)


@pytest.mark.parametrize("text", ["@Ana@Mastodon.example", "ana@mastodon.example", " @ana@mastodon.example "])
def test_one_fediverse_account_however_it_is_written(text: str) -> None:
    assert canonical_account(text) == canonical_handle("mastodon", text) == "ana@mastodon.example"


@pytest.mark.parametrize(
    ("kind", "text", "handle"),
    [
        ("x", "@AnaSouza", "anasouza"),
        ("x", "https://twitter.com/AnaSouza?s=20", "anasouza"),
        ("facebook", "https://www.facebook.com/profile.php?id=100&sk=about", "100"),
        ("instagram", "instagram.com/ana.souza/", "ana.souza"),
        ("tiktok", "https://www.tiktok.com/@ana", "ana"),
        ("youtube", "https://www.youtube.com/channel/UC123", "uc123"),
        ("bluesky", "https://bsky.app/profile/ana.bsky.social", "ana.bsky.social"),
        ("bluesky", "did:plc:abc123", "did:plc:abc123"),
        ("telegram", "https://t.me/ana", "ana"),
        ("x", "https://facebook.com/ana", None),
        ("x", "https://x.com/", None),
        ("x", "two words", None),
        ("mastodon", "ana", None),
    ],
)
def test_one_handle_however_it_is_written(kind: IdentityKind, text: str, handle: str | None) -> None:
    found = handle_identity(kind, text, label="work")
    assert found == (Identity(kind=kind, value=handle, label="work") if handle else None)


def test_the_number_of_another_system_names_its_system() -> None:
    assert external_identity("van", " '100023 ") == Identity(kind="external", value="van:100023")
    assert external_identity("van", " ") is None


def by_the_library(text: str) -> str:
    """What the library of phone numbers makes of a whole number after a plus."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return text[1:]
    whole = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return whole if phonenumbers.is_possible_number(number) else text[1:]


@given(st.sampled_from(sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)), st.from_regex(r"[0-9]{5,11}", fullmatch=True))
def test_the_short_way_for_whole_phone_numbers_says_what_the_library_says(code: int, national: str) -> None:
    assert canonical_phone(f"+{code}{national}") == by_the_library(f"+{code}{national}")


def test_a_code_of_no_country_has_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    assert canonical_phone("+99912345678") == "99912345678"
    monkeypatch.setattr(phonenumbers.PhoneMetadata, "metadata_for_region_or_calling_code", lambda *_: None)
    identities._number_plan.cache_clear()
    assert identities._number_plan("44") is None
    identities._number_plan.cache_clear()
