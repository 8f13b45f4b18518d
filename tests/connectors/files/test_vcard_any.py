"""Address books as they come: anything at all, everything that can be written, and the cards of real programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.files.cards import card, person, read
from connectors.files.memory import Memory
from hustings.connectors.files.vcard import VCARD
from hustings.connectors.protocol import Found, Rejected
from hustings.kernel.records import Address, Identity, Name, PersonRecord, Position, decode, encode

REAL = Path(__file__).parents[4] / "shared" / "data" / "import_vcard"


def check_all(found: Iterator[Found | Rejected]) -> None:
    for one in found:
        if isinstance(one, Rejected):
            assert one.reason.endswith(".")
        else:
            assert decode(encode(one.record)) == one.record
            assert one.record.external_id
            assert "\x00" not in encode(one.record).decode()


@given(st.binary(max_size=300))
def test_any_bytes_give_records_or_reasons(data: bytes) -> None:
    check_all(VCARD.read([Memory(data)]))
    VCARD.recognise([Memory(data)])


_PEOPLE = ["FN", "N", "NICKNAME", "ORG", "TITLE", "ROLE", "EMAIL", "TEL", "ADR", "BDAY", "item1.EMAIL", "X-SPOUSE", "RELATED"]
_OTHERS = ["NOTE", "CATEGORIES", "URL", "IMPP", "X-SOCIALPROFILE", "UID", "REV", "KIND", "PHOTO", "item1.X-ABLABEL", "X-ABSHOWAS"]
_NAMES = st.sampled_from([*_PEOPLE, *_OTHERS, "AGENT", "VERSION", "BEGIN", "END", "X-ABLABEL", "stray"])
_HEADS = st.sampled_from(
    ["", ";TYPE=work", ";ENCODING=QUOTED-PRINTABLE", ";CHARSET=x;PREF", ';X="', ";ENCODING=b", ";PREF=9", ";;="]
)
_VALUES = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["VCARD", "2.1", "org", "a@b.co", "+16175550100", "=C3=", "\\", ";;;", "https://x.com/a", "1980"]),
)


@given(st.lists(st.tuples(_NAMES, _HEADS, _VALUES), max_size=20))
def test_any_properties_give_records_or_reasons(lines: list[tuple[str, str, str]]) -> None:
    text = card(*(f"{name}{head}:{value}" for name, head, value in lines))
    check_all(VCARD.read([Memory(text.encode("utf-8", "replace"))]))


_WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp", "Cn", "Cf")), min_size=1, max_size=12)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=4).map(" ".join)
_MAIL = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)


def escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")


def fold(line: str, width: int) -> str:
    return "\r\n ".join(line[start : start + width] for start in range(0, len(line), width))


@given(
    given_name=_TEXTS,
    family=_TEXTS,
    mails=st.lists(_MAIL, unique=True, max_size=3),
    work=st.tuples(_TEXTS, _TEXTS, _TEXTS),
    notes=st.lists(st.lists(_TEXTS, min_size=1, max_size=3).map("\n".join), max_size=3),
    tags=st.lists(_TEXTS, unique=True, max_size=3),
    place=st.tuples(_TEXTS, _TEXTS),
    uid=_WORDS,
    other=_TEXTS,
    width=st.integers(5, 75),
    version=st.sampled_from(["3.0", "4.0"]),
)
def test_a_written_card_comes_back_with_every_field(
    *,
    given_name: str,
    family: str,
    mails: list[str],
    work: tuple[str, str, str],
    notes: list[str],
    tags: list[str],
    place: tuple[str, str],
    uid: str,
    other: str,
    width: int,
    version: str,
) -> None:
    (org, unit, title), (street, town) = work, place
    lines = [
        f"FN:{escape(given_name)} {escape(family)}",
        f"N:{escape(family)};{escape(given_name)};;;",
        *(f"EMAIL;TYPE=home:{mail}" for mail in mails),
        f"ORG:{escape(org)};{escape(unit)}",
        f"TITLE:{escape(title)}",
        f"ADR;TYPE=work:;;{escape(street)};{escape(town)};;;",
        *(f"NOTE:{escape(note)}" for note in notes),
        f"CATEGORIES:{','.join(map(escape, tags))}",
        f"UID:{escape(uid)}",
        f"X-OTHER:{escape(other)}",
    ]
    assert person(*(fold(line, width) for line in lines), version=version) == PersonRecord(
        external_id=uid,
        name=Name(full=f"{given_name} {family}", given=given_name, family=family),
        identities=tuple(Identity(kind="email", value=mail, label="home") for mail in mails),
        positions=(Position(organisation=org, title=title, description=unit, current=True),),
        addresses=(Address(street=street, locality=town, label="work"),),
        notes=tuple(notes),
        tags=tuple(tags),
        extra={"x-other": other},
    )


def real(name: str) -> list[Found | Rejected]:
    path = REAL / name
    if not path.exists():
        pytest.skip("shared/data is not beside the repository")
    assert VCARD.recognise([Memory(path.read_bytes())])
    return read(path.read_bytes())


def test_no_real_card_is_lost() -> None:
    if not REAL.exists():
        pytest.skip("shared/data is not beside the repository")
    for path in sorted(REAL.glob("*.vcf")):
        found = read(path.read_bytes())
        assert len(found) == path.read_bytes().upper().count(b"BEGIN:VCARD")
        assert all(isinstance(one, Found) for one in found), path


def test_the_card_of_an_iphone() -> None:
    (found,) = real("John_Doe_IPHONE.vcf")
    record = found.record
    assert record.name == Name(
        full="Mr. John Richter James Doe Sr.", given="John", additional="Richter James", family="Doe", prefix="Mr.", suffix="Sr.",
        nickname="Johny",
    )  # fmt: skip
    assert [one.label for one in record.identities] == [
        "",
        "cell",
        "home",
        "work",
        "home fax",
        "work fax",
        "pager",
        "AssistantPhone",
    ]
    assert record.positions == (Position(organisation="IBM", title="Money Counter", description="Accounting", current=True),)
    assert record.addresses[1].street == "Street4\nBuilding 6\nFloor 8"
    assert (record.birthday, record.websites, record.extra["photo"]) == ("2012-06-06", ("http://www.ibm.com",), "yes")


def test_the_card_of_outlook() -> None:
    (found,) = real("John_Doe_MS_OUTLOOK.vcf")
    record = found.record
    assert record.identities[0] == Identity(kind="email", value="john.doe@ibm.cm")
    assert record.related == (("manager", "Big Blue"), ("assistant", "Jenny"))
    assert record.at == datetime(2012, 3, 5, 13, 19, 33, tzinfo=UTC)
    assert record.addresses[0] == Address(
        street="Cresent moon drive", locality="Albaney", region="New York", postal_code="12345",
        country="United States of America", label="work",
    )  # fmt: skip
    assert record.extra["label"].startswith("Cresent moon drive\nAlbaney, New York  12345")


def test_the_cards_of_android_with_a_damaged_photo() -> None:
    found = real("John_Doe_ANDROID.vcf")
    assert [one.record.name.full for one in found][:2] == ["john.doe@company.com", "jane.doe@company.com"]
    assert found[4].record.name == Name(full="Ñ Ñ Ñ Ñ", given="Ñ Ñ Ñ", family="Ñ Ñ")
    assert found[4].record.extra["photo"] == "yes"
    assert found[5].record.positions[0].organisation == "Ñ" * 44


def test_the_cards_of_gmail_and_of_the_standards() -> None:
    (found,) = real("John_Doe_GMAIL.vcf")
    assert found.record.related == (("spouse", "Jenny"),)
    assert found.record.name.additional == "Richter, James"
    assert [one.record.name.full for one in real("gmail-list.vcf")] == ["Arnold Smith", "Chris Beatle", "Doug White"]
    frank, tim = real("rfc2426-example.vcf")
    assert frank.record.addresses[0].locality == "Raleigh"
    assert tim.record.identities[0] == Identity(kind="phone", value="+14159373419", label="work")
    (simon,) = real("rfc6350-example.vcf")
    assert simon.record.birthday == "--02-03"
    assert simon.record.identities[1] == Identity(kind="phone", value="+14182626501", label="work cell")
