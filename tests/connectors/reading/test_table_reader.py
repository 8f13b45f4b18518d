"""What all readers of known tables promise: bad files harm nobody else, dates are settled once, repeats are parts."""

from __future__ import annotations

from typing import BinaryIO

from connectors.files.memory import Memory
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.protocol import Place as Where
from hustings.connectors.reading.people_columns import Columns
from hustings.connectors.reading.people_layout import Handle, PersonLayout, Place, Wish, Work
from hustings.connectors.reading.table_reader import WIDEST, Distinct, Kind, TableReader, people
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Consent, Name, OrganisationRecord, PersonRecord, Position, Support

LAYOUT = PersonLayout(
    system="test",
    number="Number",
    given="First",
    family="Last",
    nickname="Nick",
    emails=(Handle("Mail", by=";"),),
    phones=(Handle("Phone"),),
    handles=(("x", "X"), ("linkedin", "LinkedIn")),
    websites=("Site",),
    works=(Work("Employer", "Job", "Department"),),
    places=(Place(("Street",), "City", "State", "Zip", "Country"),),
    wishes=(
        Wish("No Mail", "email", yes="refused"),
        Wish("Bad", "email", yes="bad", about="Mail"),
        Wish("List", "email", words={"in": "given", "out": "withdrawn", "never": None}, at="Since", no_at="Left"),
    ),
    support="Support",
    flags=(("volunteer", "Volunteer"),),
    birthday="Born",
    at="Changed",
    household="House",
)
READER = TableReader(
    name="test",
    title="Test",
    use_rule="own-archive",
    kinds=(
        Kind("people", ("Number", "First | Last | Mail"), people(LAYOUT), forbids=("Event",)),
        Kind("others", ("Number", "Event"), people(LAYOUT), speaks_of_people=True),
    ),
)


class Damaged(Memory):
    """A file that can be looked at but not opened."""

    def open(self) -> BinaryIO:
        raise WrongInput("The file is damaged.")


def said(*rows: str, reader: TableReader = READER) -> list[Found | Rejected]:
    return list(reader.read([Memory("\n".join(rows).encode(), "t.csv")]))


def person(header: str, row: str) -> PersonRecord:
    (found,) = said(f"Number,First,{header}", f"7,Ada,{row}")
    assert isinstance(found, Found)
    assert isinstance(found.record, PersonRecord)
    return found.record


def test_a_damaged_file_is_named_and_the_next_one_is_read() -> None:
    sound = b"Number,First\n1,Ada\n"
    found = list(READER.read([Damaged(sound, "bad.csv"), Memory(sound, "good.csv")]))
    assert found[0] == Rejected(Where("bad.csv"), "The file is damaged.")
    assert isinstance(found[1], Found)


def test_people_come_before_what_speaks_of_them_whatever_the_order_of_files() -> None:
    events, members = Memory(b"Number,Event\n2,Rally\n", "e"), Memory(b"Number,First\n1,Ada\n", "p")
    assert [found.place.file for found in READER.read([events, members])] == ["p", "e"]


def test_a_preamble_is_passed_over_and_damage_is_named_with_its_line() -> None:
    found = said("Members of ward 7", "", "Number,First", "1,Ada", '2,"Ben')
    assert [item.place.line for item in found] == [4, 5]
    assert isinstance(found[1], Rejected)


def test_tables_of_one_column_and_other_files_are_nobodys() -> None:
    others = [Memory(b"Number\n1\n"), Memory(b"From ben@example.org\nNumber,First\n"), Memory(b"\0\1\2\3" * 50), Memory(b"")]
    assert READER.recognise(others) == []
    assert list(READER.read(others)) == []


def test_a_table_wider_than_any_system_writes_is_nobodys() -> None:
    wide = "Number,First" + ",x" * WIDEST
    assert READER.recognise([Memory(f"{wide}\n1,Ada\n".encode())]) == []


def test_a_file_that_is_no_table_any_more_when_it_is_read_gives_nothing() -> None:
    class Changed(Memory):
        def head(self, length: int = 65_536) -> bytes:
            return b"Number,First\n1,Ada\n"

    assert list(READER.read([Changed(b"something else")])) == []


def test_a_file_that_changes_between_two_looks_leaves_its_dates_open() -> None:
    class Shrinking(Memory):
        looks = 0

        def open(self) -> BinaryIO:
            self.looks += 1
            return super().open() if self.looks == 1 else Memory(b"gone").open()

    found = list(READER.read([Shrinking(b"Number,First,Born\n1,Ada,3/4/1980\n2,Ben,13/4/1980\n")]))
    assert isinstance(found[-1], Rejected)
    assert "3/4/1980" in found[-1].reason


def test_the_member_settles_what_a_file_leaves_open() -> None:
    rows = ("Number,First,Born", "1,Ada,3/4/1980")
    (told,) = said(*rows, reader=READER.with_date_order("day-first"))
    assert isinstance(told, Found)
    assert told.record.birthday == "1980-04-03"
    kept, asked = said(*rows)
    assert isinstance(kept, Found)
    assert kept.record.extra == {"Born": "3/4/1980"}
    assert isinstance(asked, Rejected)
    assert asked.place == Where("t.csv", 1)


def test_the_same_row_again_is_told_once_and_another_one_of_the_same_number_is_a_part() -> None:
    found = said("Number,First,Mail", "1,Ada,ada@example.org", "1,Ada,ada@example.org", "1,Ada,a@b.example", "1,Ada,a@b.example")
    ids = [item.record.external_id for item in found if isinstance(item, Found)]
    assert ids[0] == "test:1"
    assert ids[1].startswith("test:1#")
    assert len(ids) == 2


def test_what_was_seen_is_forgotten_beyond_a_bound() -> None:
    distinct = Distinct()
    assert distinct.is_new("first")
    assert not distinct.is_new("first")
    assert all(distinct.is_new(str(number)) for number in range(20_000))
    assert distinct.is_new("first")


def test_several_addresses_in_a_cell_are_parted_and_what_is_none_is_kept() -> None:
    ada = person("Mail", "ada@example.org; x ;a@b.example; y")
    assert [identity.value for identity in ada.identities] == ["test:7", "ada@example.org", "a@b.example"]
    assert ada.extra == {"Mail": "x\ny"}


def test_handles_websites_and_what_is_neither() -> None:
    ada = person("X,LinkedIn,Site", "@ada,https://linkedin.com/in/ada,https://x.com/other")
    assert [(identity.kind, identity.value) for identity in ada.identities[1:]] == [
        ("x", "ada"), ("linkedin", "linkedin.com/in/ada"), ("x", "other"),
    ]  # fmt: skip
    assert person("X,LinkedIn", "a b,nowhere").extra == {"X": "a b", "LinkedIn": "nowhere"}


def test_no_employer_is_no_organisation_and_a_department_alone_is_kept() -> None:
    assert person("Employer,Job", "Self-Employed,Carpenter").positions == (Position(title="Carpenter", current=True),)
    nobody = person("Employer,Job,Department", "N/A,None,Workshop")
    assert nobody.positions == ()
    assert nobody.extra == {"Employer": "N/A", "Job": "None", "Department": "Workshop"}


def test_a_country_alone_is_no_address() -> None:
    assert person("Street,City,Country", ",,US").addresses == ()


def test_support_is_a_level_or_kept() -> None:
    assert person("Support", "2 - Lean").supports == (Support(level=2, words="2 - Lean"),)
    assert person("Support", "Strong Oppose").supports[0].level == 5
    for text in ("12", "1.5", "warm"):
        assert person("Support", text).extra == {"Support": text}


def test_a_household_number_belongs_to_its_system() -> None:
    assert person("House", "55").household == "test:55"
    assert person("House", "Ferris").household == "Ferris"


def test_a_flag_says_no_only_where_it_is_set_and_what_it_does_not_know_is_kept() -> None:
    assert person("No Mail", "yes").consents == (Consent(channel="email", status="refused", words="No Mail: yes"),)
    assert person("No Mail", "no").consents == ()
    assert person("No Mail", " ").extra == {}
    assert person("No Mail,Volunteer", "perhaps,perhaps").extra == {"No Mail": "perhaps", "Volunteer": "perhaps"}
    assert person("Volunteer", "no").tags == ()


def test_a_bad_address_is_named_and_without_one_nothing_is_said() -> None:
    assert person("Mail,Bad", "Ada@Example.org,true").consents == (
        Consent(channel="email", status="bad", value="ada@example.org", words="Bad: true"),
    )
    assert person("Mail,Bad", ",true").consents == ()
    assert person("Bad", "true").consents == (Consent(channel="email", status="bad", words="Bad: true"),)


def test_words_of_a_subscription_are_dated() -> None:
    consents = [person("List,Since,Left", f"{word},2026-03-09,2026-03-10").consents for word in ("in", "Out", "never")]
    assert [(each.status, each.at.isoformat() if each.at else "") for (each,) in consents[:2]] == [
        ("given", "2026-03-09T00:00:00+00:00"), ("withdrawn", "2026-03-10T00:00:00+00:00"),
    ]  # fmt: skip
    assert consents[2] == ()
    assert person("List,Since", "gone,2026-03-09").extra == {"List": "gone"}


def test_no_more_than_a_thousand_words_of_a_column_are_remembered() -> None:
    rows = [f"{number},Ada,word {number}" for number in range(1_100)]
    found = said("Number,First,List", *rows)
    assert all(isinstance(item, Found) and item.record.extra for item in found)


def test_a_row_of_an_organisation_alone_is_one() -> None:
    (found,) = said("Number,First,Employer,Mail", ",,Tenants United,office@tenants.example")
    assert isinstance(found, Found)
    assert isinstance(found.record, OrganisationRecord)
    assert found.record.name == "Tenants United"
    (found,) = said("Number,First,Employer,Job", ",,Tenants United,Chair")
    assert isinstance(found, Found)
    assert isinstance(found.record, PersonRecord)


def test_a_nickname_stands_in_for_a_name() -> None:
    (found,) = said("Number,First,Nick", "1,,Addy")
    assert isinstance(found, Found)
    assert found.record.name == Name(full="Addy", nickname="Addy")


def test_columns_may_be_renamed_by_position() -> None:
    columns = Columns(["a", ""])
    columns.rename(["a", "Mail"])
    assert columns.find("mail") == 1
