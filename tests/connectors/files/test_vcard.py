"""The reader of address books: every version of vCard, whole and broken, and the cards of real programs."""

from __future__ import annotations

import io
import json
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest

from connectors.files.cards import card, person, read
from connectors.files.memory import Memory, as_json
from hustings.connectors.files.vcard import MAX_LINES, VCARD
from hustings.connectors.files.vcard_card import moment, partial_date
from hustings.connectors.protocol import FileReader, Found, Place, Rejected
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import USE_RULES
from hustings.kernel.records import Address, Identity, Name, OrganisationRecord, Position

GOLDENS = Path(__file__).parent / "goldens" / "vcard"


@pytest.mark.parametrize("path", sorted(GOLDENS.glob("*.vcf")), ids=lambda path: path.stem)
def test_golden_cards_are_read_as_written_beside_them(path: Path) -> None:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    assert [as_json(found) for found in read(path.read_bytes())] == expected


def test_the_reader_keeps_the_protocol_and_names_a_known_rule() -> None:
    reader: FileReader = VCARD
    assert (reader.name, reader.use_rule in USE_RULES) == ("vcard", True)


def test_only_address_books_are_recognised_whatever_their_names() -> None:
    good = [
        Memory(card("FN:Ada").encode(), "a.txt"),
        Memory(card("FN:Ada").encode("utf-16"), "b"),
        Memory(b"\n\n" + card().encode()),
    ]
    bad = [Memory(b"", "empty.vcf"), Memory(b"%PDF-1.7", "x.vcf"), Memory(b"BEGIN:VCALENDAR\n", "y.vcf")]
    assert VCARD.recognise([*bad, *good]) == good


def test_a_file_without_cards_is_rejected_in_words() -> None:
    assert read(b"hello") == [Rejected(Place("cards.vcf"), "The file holds no vCard: BEGIN:VCARD is missing.")]


def test_a_damaged_file_is_rejected_and_the_next_one_is_read() -> None:
    class Damaged(Memory):
        def open(self) -> BinaryIO:
            raise WrongInput("The file is damaged.")

    found = list(VCARD.read([Damaged(b"", "bad.vcf"), Memory(card("FN:Ada").encode())]))
    assert found[0] == Rejected(Place("bad.vcf"), "The file is damaged.")
    assert isinstance(found[1], Found)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_the_encoding_of_the_file_does_not_change_the_record(codec: str) -> None:
    data = card("FN:Zoë Müller", "EMAIL:zoe@example.org").encode(codec)
    assert [found.record for found in read(data)] == [
        found.record for found in read(card("FN:Zoë Müller", "EMAIL:zoe@example.org"))
    ]


def test_versions_may_be_mixed_in_one_file() -> None:
    text = card("FN:A\\, B", "N:A\\;B;x", version="2.1") + card("FN:A\\, B", "N:Doe;A,B") + card("FN:C", version="4.0")
    assert [found.record.name for found in read(text)] == [
        Name(full="A, B", family="A;B", given="x"),
        Name(full="A, B", family="Doe", given="A B"),
        Name(full="C"),
    ]


def test_the_same_card_has_the_same_id_wherever_it_stands() -> None:
    text = card("FN:Ada", "EMAIL:ada@example.org", "NOTE:new")
    first, second = read(card("FN:Otto") + text)[1], read(text.replace("new", "newer"))[0]
    assert first.record.external_id == second.record.external_id
    assert person("FN:Ada", "EMAIL:ben@example.org").external_id != first.record.external_id
    assert person("FN:Ada", "UID:").external_id == person("FN:Ada").external_id


def test_a_uid_too_long_to_be_kept_is_hashed() -> None:
    ids = {person("FN:Ada", f"UID:{'x' * length}").external_id for length in (200, 201, 202)}
    assert len(ids) == 3
    assert max(map(len, ids)) == 200


@pytest.mark.parametrize(
    ("lines", "full"),
    [
        (("N:Souza;Ada;Maria;Dr.;PhD",), "Dr. Ada Maria Souza PhD"),
        (("NICKNAME:Adinha", "ORG:City"), "Adinha"),
        (("ORG:City;Parks", "EMAIL:ada@example.org"), "City"),
        (("EMAIL:Ada@Example.org",), "ada@example.org"),
        (("TEL:+16175550100",), "+16175550100"),
        (("FN:  Ada \t Souza ", "FN:Ada Souza"), "Ada Souza"),
    ],
)
def test_a_card_without_a_written_name_gets_the_next_best(lines: tuple[str, ...], full: str) -> None:
    record = person(*lines)
    assert record.name.full == full
    assert "fn" not in record.extra


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("X-ABSHOWAS:COMPANY", "FN:Other", "ORG:Union"), "Union"),
        (("X-ABShowAs:COMPANY", "EMAIL:a@union.example"), "a@union.example"),
        (("KIND:org", "FN:Union", "ORG:Parent"), "Union"),
        (("KIND:Organization", "ORG:Union"), "Union"),
        (("X-ADDRESSBOOKSERVER-KIND:group", "FN:Close friends", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1"), "Close friends"),
    ],
)
def test_cards_of_bodies_become_organisations(lines: tuple[str, ...], name: str) -> None:
    (found,) = read(card(*lines))
    assert isinstance(found.record, OrganisationRecord)
    assert found.record.name == name


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("1980-03-22", "1980-03-22"),
        ("19800322", "1980-03-22"),
        ("1980-03-22T00:00:00Z", "1980-03-22"),
        ("--0314", "--03-14"),
        ("--03-14", "--03-14"),
        ("--0229", "--02-29"),
        ("1604-03-14", "--03-14"),
        ("1985-04", "1985-04"),
        ("1985", "1985"),
        ("0000", ""),
        ("1985-13", ""),
        ("1981-02-29", ""),
        ("---12", ""),
        ("circa 1800", ""),
    ],
)
def test_birthdays_are_read_as_far_as_they_are_known(written: str, date: str) -> None:
    assert partial_date(written, without_year="1604") == date


def test_a_birthday_that_is_no_date_is_kept_as_text() -> None:
    record = person("FN:Ada", "BDAY:in spring", "BDAY:1980", "BDAY:1981")
    assert (record.birthday, record.extra) == ("1980", {"bday": "in spring"})


def test_revisions_are_moments_in_utc() -> None:
    assert moment("1995-10-31T22:27:10+02:00") == datetime(1995, 10, 31, 20, 27, 10, tzinfo=UTC)
    assert moment("0001-01-01T00:00:00+10:00") is None
    assert moment("soon") is None


@pytest.mark.parametrize(
    ("line", "identity"),
    [
        ("X-SOCIALPROFILE;TYPE=twitter:@Ada", Identity(kind="x", value="ada")),
        ("X-SOCIALPROFILE:https://x.com/Ada/", Identity(kind="x", value="ada")),
        ("X-SOCIALPROFILE;TYPE=instagram:x-apple:ada.s", Identity(kind="instagram", value="ada.s")),
        ("IMPP;X-SERVICE-TYPE=facebook:https://m.facebook.com/ada.s", Identity(kind="facebook", value="ada.s")),
        ("X-SOCIALPROFILE;TYPE=mastodon:ada@social.example", Identity(kind="mastodon", value="ada@social.example")),
        ("X-SOCIALPROFILE:@Ada@social.example", Identity(kind="mastodon", value="ada@social.example")),
        ("X-SOCIALPROFILE;TYPE=linkedin:https://linkedin.com/in/Ada", Identity(kind="linkedin", value="linkedin.com/in/ada")),
        ("SOCIALPROFILE:https://forum.example/ada/", Identity(kind="url", value="forum.example/ada")),
        ("URL:www.linkedin.com/in/ada", Identity(kind="linkedin", value="linkedin.com/in/ada")),
    ],
)
def test_profiles_on_networks_become_identities(line: str, identity: Identity) -> None:
    record = person("FN:Ada", line)
    assert record.identities == (identity,)
    assert record.websites == ()


@pytest.mark.parametrize("value", ["https://x.com/", "skype:ada", "https://[", "https://nohost/x"])
def test_profiles_that_say_nothing_usable_are_kept_as_text(value: str) -> None:
    record = person("FN:Ada", f"IMPP:{value}", f"IMPP:{value}")
    assert (record.identities, record.extra) == ((), {"impp": value})


def test_the_preferred_address_comes_first_and_twins_are_dropped() -> None:
    record = person(
        "FN:Ada", "EMAIL;PREF=x:a@example.org", "EMAIL;PREF=2:b@example.org", "EMAIL;PREF=1:c@example.org", "EMAIL:A@example.org"
    )
    assert [found.value[0] for found in record.identities] == ["c", "b", "a"]


def test_titles_find_their_organisations() -> None:
    lines = ("TITLE:One", "item2.TITLE:Two", "item2.ORG:B", "ORG:A", "ORG:;", "ROLE:Speaker", "ROLE:", "TITLE:")
    assert person("FN:Ada", *lines).positions == (
        Position(organisation="B", title="Two", current=True),
        Position(organisation="A", title="One", description="Speaker", current=True),
    )
    assert person("FN:Ada", "ROLE:Chair").positions == (Position(title="Chair", current=True),)


def test_empty_and_repeated_properties_leave_no_trace() -> None:
    record = person(
        "FN:Ada", "NOTE:", "URL:", "URL:a.example", "URL:a.example", "X-SPOUSE:", "X-SPOUSE:Jo", "X-SPOUSE:Jo", "X-MOOD:",
        "X-MOOD:a", "X-MOOD:a", "X-MOOD:b", "ADR:;;Street 1;Town", "ADR:;;Street 1;Town", "LOGO;ENCODING=b:AAAA", "NICKNAME:,",
    )  # fmt: skip
    assert record.extra == {"x-mood": "a\nb", "logo": "yes"}
    assert record.addresses == (Address(street="Street 1", locality="Town"),)
    assert (record.notes, record.websites, record.related) == ((), ("a.example",), (("spouse", "Jo"),))


def test_text_after_something_else_than_a_note_is_passed_over() -> None:
    record = person("FN:Ada", "stray text", "NOTE:one", "two", "three", "X-A:1", "stray text")
    assert (record.name.full, record.notes, record.extra) == ("Ada", ("one\ntwo\nthree",), {"x-a": "1"})


def test_an_agent_inside_a_card_does_not_disturb_it() -> None:
    inner = card("FN:Inside", "AGENT:", card("FN:Deeper").strip()).strip()
    record = person("FN:Ada", "AGENT:", inner, "NOTE:after", version="2.1")
    assert (record.name.full, record.notes) == ("Ada", ("after",))


def test_cards_that_are_no_cards_are_rejected_with_their_line_and_others_go_on() -> None:
    many = ["X-A:1"] * MAX_LINES
    text = card("FN:A") + card("FN:B", *many) + card("FN:C", "NOTE:" + "x" * 1_100_000) + card("FN:D")
    found = read(text)
    assert [one.place.line for one in found] == [1, 5, MAX_LINES + 9, MAX_LINES + 14]
    assert [one.reason for one in found if isinstance(one, Rejected)] == [
        "The card is too large to be one.",
        f"Line {MAX_LINES + 12} is too long.",
    ]
    (large,) = read(card("FN:A", *["NOTE:" + "x" * 900_000] * 5))
    assert large == Rejected(Place("cards.vcf", 1), "The card is too large to be one.")


def test_a_large_photo_does_not_cost_the_card() -> None:
    photo = "\r\n ".join(["PHOTO;ENCODING=b;TYPE=JPEG:AAAA", *["A" * 1000] * 3000])
    bare = "\r\n".join(["PHOTO;BASE64:", *["A" * 70] * 9000, ""])
    assert person("FN:Ada", photo).extra == {"photo": "yes"}
    assert person("FN:Ada", bare, "NOTE:after").notes == ("after",)


def test_memory_does_not_grow_with_the_number_of_cards() -> None:
    class Endless(io.RawIOBase):
        left = 5_000
        block = (card("FN:Ada", "EMAIL:ada@example.org", "NOTE:" + "x" * 500) * 10).encode()

        def read(self, size: int = -1) -> bytes:
            self.left -= 10
            return self.block if self.left >= 0 else b""

    class Large(Memory):
        def open(self) -> BinaryIO:
            return Endless()  # type: ignore[return-value]

    tracemalloc.start()
    count = sum(isinstance(found, Found) for found in VCARD.read([Large(b"")]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 5_000
    assert peak < 3_000_000
