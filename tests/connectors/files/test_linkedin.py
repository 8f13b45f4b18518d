"""Promises of the reader of LinkedIn exports that concern more than one table, or the same table in several forms."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.files.linkedin import LINKEDIN
from hustings.connectors.files.linkedin.parties import parties, party
from hustings.connectors.files.registry import scan
from hustings.connectors.protocol import Found, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.kernel.records import Education, MessageRecord, Party, PersonRecord, Position, encode, kind_of

GOLDENS = Path(__file__).parent / "goldens" / "linkedin"
OWNER_TABLES = ("Profile", "Email Addresses", "PhoneNumbers", "Positions", "Education", "Skills", "Invitations", "messages")
MESSAGES = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"


def _zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _golden(*names: str) -> dict[str, bytes]:
    return {f"{name}.csv": (GOLDENS / f"{name}.csv").read_bytes() for name in names}


def _read(*paths: Path) -> list[Found | Rejected]:
    with open_upload(paths) as upload:
        assert not upload.rejected
        return list(LINKEDIN.read(LINKEDIN.recognise(upload.entries)))


def _owner(*paths: Path) -> PersonRecord | None:
    owners = [item.record for item in _read(*paths) if isinstance(item, Found) and isinstance(item.record, PersonRecord)]
    found = [record for record in owners if record.is_owner]
    assert len(found) <= 1
    return found[0] if found else None


def test_the_owner_is_put_together_from_all_tables_that_tell_a_part(tmp_path: Path) -> None:
    owner = _owner(_zip(tmp_path / "e.zip", _golden(*OWNER_TABLES)))
    assert owner is not None
    assert (owner.external_id, owner.name.full) == ("owner", "Ada Lovelace")
    assert [(identity.kind, identity.value) for identity in owner.identities] == [
        ("email", "ada@example.org"),
        ("email", "old@example.org"),
        ("phone", "+16175550123"),
        ("linkedin", "linkedin.com/in/ada"),
        ("x", "ada_l"),
        ("x", "ada2"),
    ]
    assert owner.positions == (
        Position(
            organisation="Engine Works",
            title="Director",
            since="2021-03",
            current=True,
            location="London",
            description="Runs\nengines",
        ),
        Position(organisation="Ward 7", title="Volunteer", since="2015", until="2019-05"),
    )
    assert owner.educations == (
        Education(
            school="University of London", degree="BSc Mathematics", since="2001", until="2005-06", notes="With honours\nDebating"
        ),
    )
    assert owner.skills == ("Public speaking", "Canvassing")


def test_the_name_of_the_profile_tells_which_sender_is_the_owner(tmp_path: Path) -> None:
    url = "https://www.linkedin.com/in/ada-lovelace"
    rows = "1,,Ada Lovelace,,Ben,,2024-03-05 14:22:11 UTC,,from before there were addresses,INBOX\n"
    rows += f"1,,Ben,,Ada Lovelace,{url},2024-03-05 14:22:11 UTC,,x,INBOX\n"
    rows += f"1,,Ada Lovelace,{url},Ben,,2024-03-05 14:22:12 UTC,,y,INBOX\n"
    owner = _owner(_zip(tmp_path / "e.zip", {**_golden("Profile"), "messages.csv": (MESSAGES + rows).encode()}))
    assert owner is not None
    assert "linkedin.com/in/ada-lovelace" in [identity.value for identity in owner.identities]


def test_without_any_sign_of_the_owner_there_is_none(tmp_path: Path) -> None:
    assert _owner(_zip(tmp_path / "e.zip", _golden("Connections", "messages_2018"))) is None


def test_a_profile_without_name_and_further_profiles_are_passed_over(tmp_path: Path) -> None:
    header = "First Name,Last Name,Maiden Name,Headline,Summary\n"
    said = _read(_zip(tmp_path / "e.zip", {"Profile.csv": (header + ",,,x,y\nAda,Lovelace,,,\nNot,Ada,,,\n").encode()}))
    assert isinstance(said[0], Rejected)
    assert said[0].reason == "The profile holds no name."
    assert [item.record.name.full for item in said[1:] if isinstance(item, Found) and isinstance(item.record, PersonRecord)] == [
        "Ada Lovelace"
    ]


def test_both_parts_of_an_export_make_one_owner_and_the_same_records(tmp_path: Path) -> None:
    files = _golden("Profile", "Connections", "messages")
    once = _read(_zip(tmp_path / "Basic.zip", files))
    twice = _read(tmp_path / "Basic.zip", _zip(tmp_path / "Complete.zip", files))
    assert {encode(item.record) for item in once if isinstance(item, Found)} == {
        encode(item.record) for item in twice if isinstance(item, Found)
    }


def test_the_export_of_another_member_is_left_out_whole(tmp_path: Path) -> None:
    ada = _zip(tmp_path / "a.zip", _golden("Profile", "Connections"))
    header = "First Name,Last Name,Headline,Summary\n"
    ben = _zip(tmp_path / "b.zip", {"Profile.csv": f"{header}Ben,Okafor,,\n".encode(), **_golden("messages")})
    said = _read(ada, ben)
    assert isinstance(said[0], Rejected)
    assert said[0].place.file == ben.as_posix()
    assert said[0].reason.startswith("This is the export of Ben Okafor, the other one that of Ada Lovelace.")
    assert not any(item.place.file.startswith(ben.as_posix() + "/") for item in said)


def test_owner_comes_first_then_connections_then_contacts(tmp_path: Path) -> None:
    names = [path.stem for path in GOLDENS.glob("*.csv") if "_" not in path.stem]
    said = _read(_zip(tmp_path / "e.zip", _golden(*sorted(names, reverse=True))))
    records = [item for item in said if isinstance(item, Found)]
    assert isinstance(records[0].record, PersonRecord)
    assert records[0].record.is_owner
    kinds = [kind_of(item.record) for item in records]
    people = kinds.count("person")
    assert kinds[:people] == ["person"] * people
    files = list(dict.fromkeys(item.place.file.rpartition("/")[2] for item in records[1:people]))
    assert files == ["Connections.csv", "ImportedContacts.csv", "Contacts.csv"]


def test_rows_in_another_order_give_the_same_records(tmp_path: Path) -> None:
    lines = [f"2-a,,Ben,,Ada,,2024-03-05 14:22:{n % 7:02} UTC,,same words {n % 3},INBOX" for n in range(40)]
    before = _read(_zip(tmp_path / "a.zip", {"messages.csv": (MESSAGES + "\n".join(lines)).encode()}))
    random.Random(7).shuffle(lines)
    after = _read(_zip(tmp_path / "b.zip", {"messages.csv": (MESSAGES + "\n".join(lines)).encode()}))
    records = [{encode(item.record) for item in said if isinstance(item, Found)} for said in (before, after)]
    assert records[0] == records[1]
    assert len(records[0]) == 40


def test_a_changed_name_or_profile_address_keeps_the_id_of_a_message(tmp_path: Path) -> None:
    ids = []
    for name in ("Ana Souza", "Ana Lima"):
        url = f"https://www.linkedin.com/in/{name.replace(' ', '-').lower()}"
        row = f"2-a,,{name},{url},Ada,,2024-03-05 14:22:11 UTC,,hello,INBOX\n"
        said = _read(_zip(tmp_path / f"{name}.zip", {"messages.csv": (MESSAGES + row).encode()}))
        ids += [item.record.external_id for item in said if isinstance(item, Found)]
    assert len(set(ids)) == 1
    assert len(ids) == 2


def test_a_spreadsheet_between_does_not_change_the_ids_of_messages(tmp_path: Path) -> None:
    ids = set()
    for date in ("2024-03-05 14:22:11 UTC", "3/5/2024 14:22:11", "2024-03-05 14:22:11"):
        row = f"2-a,,Ana,,Ada,,{date},,hello,INBOX\n"
        (item,) = _read(_zip(tmp_path / "e.zip", {"messages.csv": (MESSAGES + row).encode()}))
        assert isinstance(item, Found)
        ids.add(item.record.external_id)
    assert len(ids) == 1


def test_files_that_hold_nothing_for_us_are_claimed_and_say_nothing(tmp_path: Path) -> None:
    files = {
        **_golden("Profile"),
        "Ad_Targeting.csv": b"Member Age,Buyer Groups\n30,x\n",
        "Logins_12345678.csv": b"Login Date,IP Address\nx,y\n",
        "Receipts_v2 (1).csv": b"a,b\n1,2\n",
        "learning_coach_messages.csv": (GOLDENS / "messages.csv").read_bytes(),
        "Media/me.jpg": b"\xff\xd8\xff\xe0rest",
        "Media/talk.mp4": b"\0\0\0\x18ftypmp42",
        "Articles/Articles/rent.html": b"<html>My article</html>",
        "unknown.csv": b"a,b\n1,2\n",
    }
    with open_upload([_zip(tmp_path / "e.zip", files)]) as upload:
        found = scan(upload.entries, readers=[LINKEDIN])
        said = list(LINKEDIN.read(found.assignments[0].entries))
    assert [item.place.file.rpartition("/")[2] for item in found.unrecognised] == ["unknown.csv"]
    assert [type(item) for item in said] == [Found]


@pytest.mark.parametrize("name", ["Ad_Targeting.csv", "me.jpg", "names.csv", "list.csv"])
def test_without_an_export_around_them_such_files_are_not_claimed(tmp_path: Path, name: str) -> None:
    content = {"me.jpg": b"\xff\xd8\xff\xe0rest", "names.csv": b"Name\nBen\n", "list.csv": b"Date,Type,Link\n1,2,3\n"}
    (tmp_path / name).write_bytes(content.get(name, b"Member Age,Buyer Groups\n30,x\n"))
    with open_upload([tmp_path]) as upload:
        assert LINKEDIN.recognise(upload.entries) == []


def test_tables_that_could_be_anybodys_count_beside_an_export_or_under_their_name(tmp_path: Path) -> None:
    assert len(_read(_zip(tmp_path / "e.zip", {**_golden("Profile"), "Fertigkeiten.csv": b"Name\nSpeaking\n"}))) == 1
    owner = _owner(tmp_path / "e.zip")
    assert owner is not None
    assert owner.skills == ("Speaking",)
    (tmp_path / "Skills.csv").write_bytes(b"Name\nSpeaking\n")
    (tmp_path / "Skills2.csv").write_bytes(b"Name,Level\nSpeaking,3\n")
    with open_upload([tmp_path / "Skills.csv", tmp_path / "Skills2.csv"]) as upload:
        assert [entry.name[-10:] for entry in LINKEDIN.recognise(upload.entries)] == ["Skills.csv"]


@pytest.mark.parametrize(
    "head", [b"From: ben@example.org\n\nName\n", b"BEGIN:VCARD\n", b"From ben Mon\n", b'{"a": 1}', b"%PDF-1.7 x"]
)
def test_other_formats_are_left_to_other_readers(tmp_path: Path, head: bytes) -> None:
    (tmp_path / "Skills.csv").write_bytes(head)
    with open_upload([tmp_path]) as upload:
        assert LINKEDIN.recognise(upload.entries) == []


def test_jobs_in_their_folder_belong_to_the_export(tmp_path: Path) -> None:
    files = {
        **_golden("Profile"),
        "Jobs/Saved Jobs.csv": _golden("Saved Jobs")["Saved Jobs.csv"],
        "Jobs/Job Alerts.csv": b"a,b\n",
    }
    with open_upload([_zip(tmp_path / "e.zip", files)]) as upload:
        assert len(LINKEDIN.recognise(upload.entries)) == 3


@pytest.mark.parametrize("table", ["Profile", "Skills", "Connections", "messages"])
def test_damage_in_the_middle_of_a_table_is_said_and_other_tables_go_on(tmp_path: Path, table: str) -> None:
    golden = (GOLDENS / f"{table}.csv").read_bytes()
    last = golden.splitlines(keepends=True)[-1]
    long = golden + last * (400_000 // len(last))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(f"{table}.csv", long)
        archive.writestr("Votes.csv", (GOLDENS / "Votes_1234567.csv").read_bytes())
    data = bytearray(out.getvalue())
    data[300_000] ^= 1
    (tmp_path / "e.zip").write_bytes(bytes(data))
    said = _read(tmp_path / "e.zip")
    assert [item.reason for item in said if isinstance(item, Rejected) and "damaged" in item.reason]
    assert [item for item in said if isinstance(item, Found) and kind_of(item.record) == "reaction"]


def test_an_unclosed_quotation_mark_names_its_line(tmp_path: Path) -> None:
    files = {**_golden("Profile"), "messages.csv": (MESSAGES + '2-a,,Ben,,Ada,,2024-03-05 14:22:11 UTC,,"cut').encode()}
    said = _read(_zip(tmp_path / "e.zip", files))
    assert [(item.place.line, "never closed" in item.reason) for item in said if isinstance(item, Rejected)] == [(2, True)]


def test_a_header_that_only_the_first_bytes_promise_gives_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.connectors.files.linkedin.read_table", lambda *_, **__: None)
    assert _read(_zip(tmp_path / "e.zip", _golden("Events"))) == []
    assert [type(item) for item in _read(_zip(tmp_path / "f.zip", _golden("Skills")))] == [Rejected]


def test_names_of_recipients_that_cannot_be_matched_are_dropped_not_guessed() -> None:
    ana, ben = "https://www.linkedin.com/in/ana", "https://www.linkedin.com/in/ben"
    assert parties("Ana Souza, Ben Okafor", f"{ana},{ben}") == (party("Ana Souza", ana), party("Ben Okafor", ben))
    assert parties("Souza, Ana, Ben", f"{ana},{ben}") == (party("", ana), party("", ben))
    assert parties("Souza, Ana", ana) == (party("Souza, Ana", ana),)
    assert parties("", "") == ()
    assert parties("LinkedIn Member", "") == ()


def test_the_word_for_people_who_left_is_nobodys_name() -> None:
    assert party("LinkedIn Member", "") == Party()
    assert party("LinkedIn Member", "https://www.linkedin.com/in/left").name == "LinkedIn Member"
    assert party("Ben", "https://example.org/ben") == Party(name="Ben")


def test_huge_names_are_read_but_not_remembered() -> None:
    long = "Ben " * 2_000
    assert party(long, "").name == long.strip()
    assert parties(long, "") == (party(long, ""),)


_WORD = st.text(st.characters(categories=["Lu", "Ll", "Nd"], include_characters=' ,"\n<>&'), max_size=20)


@given(st.lists(st.tuples(_WORD, _WORD, st.sampled_from(["Ben", "Ada"])), max_size=15))
def test_what_was_said_comes_out_as_it_was_said(rows: list[tuple[str, str, str]]) -> None:
    from hustings.connectors.files.linkedin.messages import read_messages
    from hustings.connectors.files.linkedin.shapes import columns_of, shape_of
    from hustings.connectors.reading.tables import read_table

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(MESSAGES.strip().split(","))
    for subject, text, name in rows:
        writer.writerow(["2-a", "", name, "", "Otto", "", "2024-03-05 14:22:11 UTC", subject, text, "INBOX"])
    table = read_table(io.BytesIO(out.getvalue().encode()), is_header=lambda row: shape_of(row) is not None)
    assert table is not None
    shape = shape_of(table.header)
    assert shape is not None
    said = list(read_messages(table, columns_of(table, shape), file="m"))
    records = [item.record for item in said if isinstance(item, Found) and isinstance(item.record, MessageRecord)]
    assert [(record.subject, record.sender.name) for record in records] == [(subject, name) for subject, _, name in rows]
    assert [record.text for record in records if "<" not in record.text] == [text for _, text, _ in rows if "<" not in text]
    assert len({record.external_id for record in records}) == len(rows)
