"""Promises of tables: columns are guessed with reasons, told otherwise, and no date or number is taken for what it may not be."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hustings.connectors.files.people_tables import (
    TABLES,
    Column,
    TableMapping,
    TableReader,
    TableView,
    checked,
    column_from,
    corrected,
    mapping_from,
    shape_of,
)
from hustings.connectors.files.people_tables import reader as reading
from hustings.connectors.files.people_tables.columns import by_header, guess_column, guess_columns
from hustings.connectors.files.people_tables.dates import DateColumn, moment, partial_date, plain, settle
from hustings.connectors.files.people_tables.follow import Attendance
from hustings.connectors.files.people_tables.layout import layout_of, opened
from hustings.connectors.files.people_tables.meanings import status_in, wish_in, wish_of
from hustings.connectors.files.people_tables.people import joined
from hustings.connectors.files.people_tables.seen import Seen
from hustings.connectors.files.people_tables.values import look_of, network_of
from hustings.connectors.protocol import DateOrder, Found, Rejected
from hustings.connectors.reading.container import open_upload
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import AttendanceRecord, EventRecord, InteractionRecord, Name, OrganisationRecord, PersonRecord


def written(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


def said(folder: Path, data: bytes, *, reader: TableReader = TABLES) -> list[Found | Rejected]:
    (folder / "table.csv").write_bytes(data)
    with open_upload([folder / "table.csv"]) as upload:
        return list(reader.read(reader.recognise(upload.entries)))


def records(folder: Path, data: bytes, *, reader: TableReader = TABLES) -> list[Any]:
    return [item.record for item in said(folder, data, reader=reader) if isinstance(item, Found)]


def seen(folder: Path, data: bytes, *, reader: TableReader = TABLES) -> TableView:
    (folder / "table.csv").write_bytes(data)
    with open_upload([folder / "table.csv"]) as upload:
        view = reader.look(upload.entries[0])
    assert view is not None
    return view


LANGUAGES = {
    "en": "First Name,Last Name,E-mail Address,Phone,City,Postcode,Date of Birth,Notes",
    "es": "Nombre,Apellidos,Correo electrónico,Teléfono,Ciudad,Código postal,Fecha de nacimiento,Observaciones",
    "fr": "Prénom,Nom,Adresse e-mail,Téléphone,Ville,Code postal,Date de naissance,Remarques",
    "de": "Vorname,Nachname,E-Mail-Adresse,Telefon,Ort,PLZ,Geburtsdatum,Bemerkungen",
    "pt": "Primeiro nome,Sobrenome,Correio eletrônico,Telefone,Cidade,CEP,Data de nascimento,Observações",
    "it": "Nome di battesimo,Cognome,Indirizzo e-mail,Telefono,Città,CAP,Data di nascita,Annotazioni",
    "pl": "Imię,Nazwisko,Adres e-mail,Telefon,Miasto,Kod pocztowy,Data urodzenia,Uwagi",
    "nl": "Voornaam,Achternaam,E-mailadres,Telefoonnummer,Woonplaats,Postcode,Geboortedatum,Opmerkingen",
    "ru": "Имя,Фамилия,Эл. почта,Телефон,Город,Индекс,Дата рождения,Примечания",
    "uk": "Ім'я,Прізвище,Електронна пошта,Телефон,Місто,Поштовий індекс,Дата народження,Примітки",
    "ar": "الاسم الأول,اسم العائلة,البريد الإلكتروني,رقم الهاتف,المدينة,الرمز البريدي,تاريخ الميلاد,ملاحظات",
    "he": "שם פרטי,שם משפחה,דואר אלקטרוני,טלפון,עיר,מיקוד,תאריך לידה,הערות",
    "zh": "名,姓,电子邮件,手机,城市,邮编,出生日期,备注",
    "ja": "名,姓,メールアドレス,電話番号,市区町村,郵便番号,生年月日,備考",
}


@pytest.mark.parametrize(
    "header",
    ["Schlagworte", "Schlagwörter", "Stichworte", "Gruppen", "Mots-clés", "Étiquettes", "Libellés", "Palabras clave", "Etiquetas",
     "Parole chiave", "Gruppi", "Palavras-chave", "Rótulos", "Trefwoorden", "Groepen", "Categorieën", "Tagi", "Słowa kluczowe",
     "Grupy", "Listy"],
)  # fmt: skip
def test_columns_of_tags_are_known_in_many_languages(header: str) -> None:
    guesses = guess_columns(["Name", "E-Mail", header], [["Ida Osei", "ida@example.org", "red, blue"]])
    assert guesses[-1].column.kind == "tags"


@pytest.mark.parametrize("header", LANGUAGES.values(), ids=LANGUAGES.keys())
def test_headers_are_understood_in_many_languages(header: str) -> None:
    row = ["Ida", "Osei", "ida@example.org", "+44 7911 123456", "Ely", "CB7 4AA", "1980-03-09", "tall"]
    kinds = [guess.column.kind for guess in guess_columns(header.split(","), [row])]
    assert kinds == ["given", "family", "email", "phone", "locality", "postal_code", "birthday", "note"]


@pytest.mark.parametrize(
    ("header", "kind", "detail"),
    [
        ("Work Email 2", "email", "work"),
        ("E-mail 1 - Value", "email", ""),
        ("Téléphone (domicile)", "phone", "home"),
        ("PreferredEmail", "email", ""),
        ("Mobile", "phone", "mobile"),
        ("Home City", "locality", "home"),
        ("Twitter handle", "handle", "x"),
        ("LinkedIn URL", "handle", "linkedin"),
        ("X", "", ""),
        ("X handle", "handle", "x"),
        ("Facebook followers", "", ""),
        ("VANID", "external", "everyaction"),
        ("Voter File VANID", "external", "van"),
        ("nationbuilder_id", "external", "nationbuilder"),
        ("Member No.", "external", ""),
        ("ID", "external", ""),
        ("External Identifier", "external", ""),
        ("Calle del trabajo", "street", "work"),
        ("Postal Code", "postal_code", ""),
        ("Parent ID", "", ""),
        ("Phone Number", "phone", ""),
        ("House Number", "street2", ""),
        ("Email Type", "label", "email"),
        ("Address Type", "label", "address"),
        ("Spouse Name", "relation", "spouse"),
        ("Email Opt In Date", "consent_date", "email:given"),
        ("Your best e-mail address please", "email", ""),
        ("What is the e-mail address that you really use every single day at home", "", ""),
        ("Volunteer Type", "", ""),
        ("#", "skip", ""),
        ("", "", ""),
        ("Shoe size", "", ""),
        ("Main contact person of the office", "", ""),
        ("Company Name", "organisation", ""),
        ("Mailing Address", "street", "mailing"),
        ("Job Title 2", "title", ""),
        ("Home Phone Number", "phone", "home"),
    ],
)
def test_headers_with_labels_networks_and_systems(header: str, kind: str, detail: str) -> None:
    found = by_header(header)
    assert (found.kind, found.detail) == (kind, detail) if found else kind == ""


@pytest.mark.parametrize(
    ("header", "detail"),
    [
        ("Do Not Email", "email:refused"),
        ("do_not_call", "phone:refused"),
        ("DoNotMail", "post:refused"),
        ("Do not contact", "any:refused"),
        ("Nicht anrufen", "phone:refused"),
        ("Не звонить", "phone:refused"),
        ("Unsubscribed", "email:withdrawn"),
        ("Text opt-out", "sms:withdrawn"),
        ("email1_is_bad", "email:bad"),
        ("Wrong number (phone)", "phone:bad"),
        ("GDPR consent", "any:given"),
        ("Newsletter", "email:given"),
        ("Consentement e-mail", "email:given"),
        ("Email subscription status", "email:status"),
        ("subscription_status", "email:status"),
        ("Trabajador", ""),
        ("Calle", ""),
        ("Bad", ""),
        ("Position", ""),
        ("Do you agree that we may send you the newsletter of our campaign by e-mail every week?", ""),
    ],
)
def test_wishes_are_known_by_the_words_of_headers(header: str, detail: str) -> None:
    wish = wish_in(header)
    assert (wish.detail if wish else "") == detail
    assert wish_of(detail) == wish


def test_wishes_in_cells() -> None:
    assert [status_in(text) for text in ("Unsubscribed", "Opted-In", "cleaned", "Do not contact", "blue")] == [
        "withdrawn", "given", "bad", "refused", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "look"),
    [
        (["", " "], ""),
        (["1", "2", "3"], "row-number"),
        (["1", "2"], "yes-no"),
        (["7", "19"], "number"),
        (["Ida <ida@example.org>", "ben@example.org"], "email"),
        (["+44 20 7946 0000", "020 7946 0000", "(202) 555-0123", "202-555-0123"], "phone"),
        (["https://a.example", "www.b.example/x"], "url"),
        (["03/04/2026 10:00", "2026-03-09", "9 March 2026", "1980年3月9日"], "date"),
        (["yes", "NO", "✓"], "yes-no"),
        (["Mr", "Dr."], "honorific"),
        (["Ana de Souza", "Mary O'Neil"], "name"),
        (["555-0101", "anything"], "words"),
    ],
)
def test_values_look_like_what_they_are(cells: list[str], look: str) -> None:
    if cells == ["1", "2"]:
        cells = ["1", "0"]
    assert look_of(cells) == look


def test_profiles_are_of_one_network() -> None:
    assert network_of(["https://x.com/ida", "twitter.com/ben"]) == "x"
    assert network_of(["linkedin.com/in/ida"]) == "linkedin"
    assert network_of(["https://ely.example/ida", "x"]) is None
    assert network_of([]) is None


@pytest.mark.parametrize(
    ("header", "cells", "kind", "reason"),
    [
        ("Contact", ["ida@example.org"], "email", "values"),
        ("Email", ["yes", "no"], "extra", "does-not-fit"),
        ("Email", ["ida@example.org", "none", "ask"], "email", "header"),
        ("Phone", ["yes", "no"], "extra", "does-not-fit"),
        ("Volunteer", ["yes", "no"], "extra", "does-not-fit"),
        ("Title", ["Mr", "Dr"], "prefix", "header-and-values"),
        ("Titel", ["Clerk of works", "Cook"], "title", "header-and-values"),
        ("Website", ["https://x.com/ida"], "handle", "header-and-values"),
        ("Support Level", ["maybe so", "red"], "extra", "does-not-fit"),
        ("ID", ["1", "2", "3"], "skip", "header-and-values"),
        ("Whatever", ["https://www.linkedin.com/in/ida"], "handle", "values"),
        ("Whatever", ["+44 20 7946 0000"], "phone", "values"),
        ("Whatever", ["", ""], "extra", "empty"),
        ("Whatever", ["red hat"], "extra", "unknown"),
        ("Phone", [""], "phone", "header"),
    ],
)
def test_values_confirm_a_header_or_overrule_it(header: str, cells: list[str], kind: str, reason: str) -> None:
    found = guess_column(header, cells)
    assert (found.column.kind, found.reason) == (kind, reason)
    assert list(found.samples) == [cell for cell in cells if cell][:5]


@pytest.mark.parametrize(
    ("header", "row", "kinds"),
    [
        ("Name,Vorname", "Osei,Ida", "family given"),
        ("Nom,E-mail", "Ida Osei,ida@example.org", "name email"),
        ("Name,Status", "Ida Osei,blue", "name extra"),
        ("Name,Status", "Ida Osei,no show", "name status"),
        ("Name,Value", "Ida Osei,7", "name extra"),
        ("Name,Date", "Ida Osei,2026-03-09", "name date"),
        ("Name,Event,Date", "Ida Osei,Fair,2026-03-09", "name event at"),
        ("Name,Full Name,Display Name", ",Ida Osei,Ida", "extra name extra"),
    ],
)
def test_words_are_settled_by_the_company_they_keep(header: str, row: str, kinds: str) -> None:
    assert [guess.column.kind for guess in guess_columns(header.split(","), [row.split(",")])] == kinds.split()


@pytest.mark.parametrize(
    "data",
    [
        b"Name\nGraphic design\nLobbying\n",
        b"Name,Colour\na,b\n",
        b"ID,Colour\n7,b\n",
        b"id,name\n7,Ely\n",
        b"Year,Budget\n2026,12\n",
        b"Organisation,Budget\nEly,12\n",
        b"Dear Ben,\nall the best, Ida\n",
        b'{"name": "Ida", "email": "ida@example.org"}\n',
        b"From: ida@example.org\nTo: ben@example.org\n",
        b"Ely,Cambs\nWells,Somerset\n",
        b"\x00\x01\x02\x03",
        b"",
        b"a," * 3_000 + b"\n",
    ],
)
def test_tables_that_name_nobody_are_left_to_others(data: bytes) -> None:
    assert layout_of(data, mappings={}) is None


def test_a_mapping_makes_any_table_one_of_people(tmp_path: Path) -> None:
    mapping = TableMapping(shape_of(["Name"]), (Column("Name", "name"),))
    data = b"list of 2026\nName\nIda Osei\n"
    assert [record.name.full for record in records(tmp_path, data, reader=TABLES.with_mappings({mapping.shape: mapping}))] == [
        "Ida Osei"
    ]


def test_what_was_chosen_for_a_file_comes_before_what_is_remembered(tmp_path: Path) -> None:
    data = b"Name,Email,Hat\nIda Osei,ida@example.org,red\n"
    shape = shape_of(["Hat", "Email", "Name"])
    columns = (Column("Name", "name"), Column("Email", "email"))
    remembered = TableMapping(shape, (*columns, Column("Hat", "note")))
    chosen = TableMapping(shape, (*columns, Column("Hat", "tags")))
    one = TABLES.with_mappings({shape: remembered})
    assert records(tmp_path, data, reader=one)[0].notes == ("red",)
    name = f"{tmp_path.as_posix()}/table.csv"
    two = TABLES.with_mappings({shape: remembered}, chosen={name: chosen})
    assert records(tmp_path, data, reader=two)[0].tags == ("red",)
    assert [guess.reason for guess in seen(tmp_path, data, reader=two).layout.guesses][2] == "chosen"
    assert records(tmp_path, b"Hat,Email,Name\nred,ida@example.org,Ida Osei\n", reader=two)[0].tags == ("red",)


def test_a_custom_field_is_known_by_its_name(tmp_path: Path) -> None:
    reader = TABLES.with_mappings({}, fields=("Shoe size", "Email"))
    (record,) = records(
        tmp_path, b"Name,Email,shoe_size\nIda Osei,ida@example.org,41\n", reader=reader.with_date_order("day-first")
    )
    assert record.fields == {"Shoe size": "41"}
    assert record.identities


def test_the_day_of_a_refusal_is_a_refusal_by_itself(tmp_path: Path) -> None:
    data = b"Name,Email,Unsubscribed at,Opt in date\nIda,ida@example.org,2026-03-09,2026-01-01\nBen,ben@example.org,,\n"
    ida, ben = records(tmp_path, data)
    assert [(each.channel, each.status, str(each.at)[:10]) for each in ida.consents] == [("email", "withdrawn", "2026-03-09")]
    assert ben.consents == ()


def test_answers_to_an_event_are_known_by_the_name_of_their_column(tmp_path: Path) -> None:
    assert seen(tmp_path, b"Name,Email,RSVP\nIda,ida@example.org,yes\n").layout.mapping.rows == "attendance"
    assert seen(tmp_path, b"Name,Email,Status\nIda,ida@example.org,confirmed\n").layout.mapping.rows == "person"


def test_dates_are_asked_where_a_column_leaves_them_open(tmp_path: Path) -> None:
    data = b"Name,Email,Born,Joined\nIda,ida@example.org,03/04/1980,24/12/2020\nBen,ben@example.org,05/05/1980,01/02/2020\n"
    view = seen(tmp_path, data)
    assert [(asked.column, asked.samples, asked.others) for asked in view.questions] == [("Born", ("03/04/1980",), "day-first")]
    first, second = records(tmp_path, data)
    assert (first.birthday, first.extra) == ("", {"Born": "03/04/1980", "Joined": "2020-12-24"})
    assert (second.birthday, second.extra) == ("1980-05-05", {"Joined": "2020-02-01"})
    told = TABLES.with_date_order("month-first")
    assert not seen(tmp_path, data, reader=told).questions
    assert records(tmp_path, data, reader=told)[0].birthday == "1980-03-04"
    assert records(tmp_path, data, reader=told)[1].extra == {"Joined": "2020-02-01"}


@pytest.mark.parametrize(
    ("header", "order"),
    [
        ("Birthday (DD/MM/YYYY)", "day-first"),
        ("Birthday mm-dd-yy", "month-first"),
        ("Date de naissance (JJ/MM/AAAA)", "day-first"),
        ("Geburtsdatum TT.MM.JJJJ", "day-first"),
        ("Birthday", ""),
        ("Birthday (YYYY-MM-DD)", ""),
    ],
)
def test_a_header_may_say_the_order_itself(header: str, order: str) -> None:
    (guess,) = guess_columns([header], [["03/04/1980"]])
    assert (guess.column.kind, guess.column.dates) == ("birthday", order)


def test_a_column_that_contradicts_itself_is_read_only_where_nothing_is_open() -> None:
    column = DateColumn(0, said="day-first")
    settle([column], enumerate([["24/12/2020"], ["12/24/2020"], ["03/04/2020"], ["03/04/2020"], [""], ["soon"]]))
    assert (column.order, column.is_mixed, column.is_open, column.open) == ("", True, True, ["03/04/2020"])
    assert [partial_date(text, column.order) for text in ("24/12/2020", "12/24/2020", "03/04/2020")] == [
        "2020-12-24",
        "2020-12-24",
        "",
    ]


@given(st.dates(), st.sampled_from(["day-first", "month-first"]), st.sampled_from("/-."))
def test_a_written_day_is_read_back_in_its_order_or_not_at_all(day: Any, order: DateOrder, sign: str) -> None:
    text = sign.join(day.strftime("%d %m %Y" if order == "day-first" else "%m %d %Y").split())
    if day.year < 1000 or sign == ".":
        return
    assert partial_date(text, order) == day.isoformat()
    assert partial_date(text, "") in ("", day.isoformat())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1980年3月9日", "1980-03-09"),
        ("1980년 3월 9일", "1980-03-09"),
        ("9 марта 1980", "1980-03-09"),
        ("9 березня 1980", "1980-03-09"),
        ("9 stycznia 1980", "1980-01-09"),
        ("9 March 1980", "1980-03-09"),
        ("1980", "1980"),
        ("someday", ""),
    ],
)
def test_dates_of_other_scripts(text: str, day: str) -> None:
    assert partial_date(text, "") == day


def test_moments() -> None:
    assert str(moment("2026-03-09 14:05", "")) == "2026-03-09 14:05:00+00:00"
    assert moment("03/04/2026", "") is None
    assert plain("1/2/2026") == "1/2/2026"


def test_a_number_of_a_list_is_nobody_without_the_name(tmp_path: Path) -> None:
    one = records(tmp_path, b"Contact ID,Name,Town\n17,Ida Osei,Ely\n9,Ben Roe,Ely\n")
    two = records(tmp_path, b"Contact ID,Name,Town\n17,Mo Lind,Ely\n9,Ben Roe,Wells\n")
    assert one[0].external_id != two[0].external_id
    assert one[1].external_id == two[1].external_id
    assert one[0].extra == {"Contact ID": "17"}


def test_rows_far_apart_are_further_records_of_the_same_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WINDOW", 2)
    rows = [
        ["Name", "VANID", "Email"],
        ["Ida", "5", "a@example.org"],
        *([f"P{n}", f"1{n}", f"p{n}@example.org"] for n in range(6)),
    ]
    found = records(tmp_path, written([*rows, ["Ida", "5", "b@example.org"], ["Ida", "5", "c@example.org"]]))
    ids = [record.external_id for record in found]
    assert len(ids) == len(set(ids)) == 8
    assert ids[-1].startswith(f"{ids[0]}#")
    assert [identity.value for identity in found[-1].identities] == ["everyaction:5", "b@example.org", "c@example.org"]
    assert records(tmp_path, written([*rows, ["Ida", "5", "b@example.org"], ["Ida", "5", "c@example.org"]])) == found


def test_rows_with_some_people_between_are_one_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WINDOW", 3)
    rows = [["Name", "VANID", "Email"], *([f"P{n % 5}", f"1{n % 5}", f"p{n}@example.org"] for n in range(8))]
    assert [len(record.identities) for record in records(tmp_path, written(rows))] == [3, 3, 3, 2, 2]


def test_seen_never_forgets() -> None:
    held = Seen(bits=1 << 12)
    numbers = [n * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 96) for n in range(1, 200)]
    assert not any(held.add(number) for number in numbers[:3])
    for number in numbers:
        held.add(number)
    assert all(held.add(number) for number in numbers)


def test_dated_notes_are_told_with_their_day_and_others_stay(tmp_path: Path) -> None:
    rows = ["Name,Email,Date,Notes", "Ida,ida@example.org,2026-03-09,Called", "Ida,ida@example.org,,Tall"]
    data = "\n".join([*rows, "Ben,ben@example.org,2026-03-09,", ""]).encode()
    shape = shape_of(["Name", "Email", "Date", "Notes"])
    columns = (Column("Name", "name"), Column("Email", "email"), Column("Date", "at"), Column("Notes", "note"))
    for told in (columns, (*columns[:2], Column("Date", "date"), columns[3])):
        reader = TABLES.with_mappings({shape: TableMapping(shape, told, rows="note")})
        found = records(tmp_path, data, reader=reader)
        assert [(type(item).__name__, getattr(item, "notes", ())) for item in found] == [
            ("PersonRecord", ("Tall",)), ("InteractionRecord", ()), ("PersonRecord", ()),
        ]  # fmt: skip
        assert isinstance(found[1], InteractionRecord)
        assert (found[1].text, str(found[1].at), found[1].party.name) == ("Called", "2026-03-09 00:00:00+00:00", "Ida")
    undated = TableMapping(shape, (*columns[:2], Column("Date", "extra"), columns[3]), rows="note")
    assert {type(item) for item in records(tmp_path, data, reader=TABLES.with_mappings({shape: undated}))} == {PersonRecord}


def test_an_event_is_named_by_the_member_or_by_the_file(tmp_path: Path) -> None:
    data = b"Name,Email\nIda,ida@example.org\n"
    shape = shape_of(["Name", "Email"])
    plain_mapping = TableMapping(shape, (Column("Name", "name"), Column("Email", "email")), rows="attendance")
    _, event, answer = records(tmp_path, data, reader=TABLES.with_mappings({shape: plain_mapping}))
    assert isinstance(event, EventRecord)
    assert (event.title, event.starts_at, event.all_day) == ("table", None, False)
    assert isinstance(answer, AttendanceRecord)
    assert (answer.status, answer.event) == ("registered", event.external_id)
    named = TableMapping(shape, plain_mapping.columns, rows="attendance", event="Fair", event_on="2026-03-09")
    _, event, _ = records(tmp_path, data, reader=TABLES.with_mappings({shape: named}))
    assert (event.title, str(event.starts_at), event.all_day) == ("Fair", "2026-03-09 00:00:00+00:00", True)


def test_many_events_are_told_again_rather_than_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.connectors.files.people_tables.follow.EVENTS_REMEMBERED", 1)
    mapping = TableMapping("s", (Column("Event", "event"), Column("Name", "name")))
    follow = Attendance(mapping, {}, file="a/b.csv")
    person = PersonRecord(external_id="p", name=Name(full="Ida"))
    told = [[type(item).__name__ for item in follow([title, "Ida", ""], person)] for title in ("A", "A", "B", "A")]
    assert [len(each) for each in told] == [2, 1, 2, 2]


@pytest.mark.parametrize(
    ("given_name", "family", "additional", "full"),
    [
        ("Ida", "Osei", "", "Ida Osei"),
        ("Ida", "", "", "Ida"),
        ("", "Osei", "", "Osei"),
        ("Ida", "Osei", "May", "Ida May Osei"),
        ("太郎", "山田", "", "山田太郎"),
        ("Taro", "山田", "", "Taro 山田"),
        ("지민", "박", "", "박지민"),
    ],
)
def test_whole_names_follow_their_script(given_name: str, family: str, additional: str, full: str) -> None:
    assert joined(given=given_name, family=family, additional=additional) == full


@pytest.mark.parametrize(
    ("word", "column"),
    [
        ("email", Column("A", "email")),
        ("Phone: work", Column("A", "phone", "work")),
        ("mobile", Column("A", "phone", "mobile")),
        ("linkedin", Column("A", "handle", "linkedin")),
        ("field:Team", Column("A", "field", "Team")),
        ("postal_code", Column("A", "postal_code")),
        ("relation", Column("A", "relation", "A")),
        ("relation:aunt", Column("A", "relation", "aunt")),
        ("consent:any:refused", Column("A", "consent", "any:refused")),
        ("external:van", Column("A", "external", "van")),
    ],
)
def test_members_say_columns_in_words(word: str, column: Column) -> None:
    assert column_from("A", word) == column


@pytest.mark.parametrize("word", ["shoe", "handle:myspace", "field", "consent", "consent:any:maybe", ""])
def test_words_that_mean_nothing_are_refused(word: str) -> None:
    with pytest.raises(WrongInput):
        column_from("A", word)


def test_corrections_hold_for_the_columns_of_that_name() -> None:
    mapping = TableMapping("s", (Column("E-mail", "extra"), Column("Hat", "extra"), Column("e mail", "extra")))
    changed = corrected(mapping, {"E-MAIL": Column("", "email")})
    assert changed.columns == (Column("E-mail", "email"), Column("Hat", "extra"), Column("e mail", "email"))
    with pytest.raises(WrongInput, match="There is no column 'Cap'"):
        corrected(mapping, {"Cap": Column("Cap", "skip")})


@given(
    st.builds(
        TableMapping,
        st.text(max_size=8),
        st.lists(st.builds(Column, st.text(max_size=9), st.sampled_from(["email", "extra", "field"]), st.text(max_size=5))).map(
            tuple
        ),
        rows=st.sampled_from(["person", "attendance"]),
        event=st.text(max_size=5),
        headed=st.booleans(),
    )
)
def test_a_mapping_comes_back_from_its_json(mapping: TableMapping) -> None:
    assert mapping_from(mapping.as_json()) == mapping


def test_what_is_no_mapping_is_refused() -> None:
    with pytest.raises(WrongInput, match="no description of a table"):
        mapping_from(b'{"shape": 1}')
    assert checked(Column("A", "tags")) == Column("A", "tags")


def test_a_shape_is_the_header_in_any_order() -> None:
    assert shape_of(["Name", "E-mail"]) == shape_of(["e_mail", "NAME"])
    assert shape_of(["Name", "Name"]) != shape_of(["Name"])
    assert shape_of(["Name"], headed=False) != shape_of(["Name"])


def test_columns_of_one_name_keep_their_order_and_unknown_ones_stay_as_they_are() -> None:
    mapping = TableMapping("s", (Column("Note", "note"), Column("Note", "tags")))
    assert mapping.by_place(["Note", "Hat", "Note"]) == [Column("Note", "note"), Column("Hat", "extra"), Column("Note", "tags")]


def test_a_file_that_changes_or_breaks_while_it_is_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"Name,Email\nIda,ida@example.org\n")
    reader = TABLES.with_mappings({})
    with open_upload([path]) as upload:
        (entry,) = reader.recognise(upload.entries)
        layout = reader.look(entry)
        path.write_bytes(b"\x00\x01\x02\x03")
        assert list(reader.read([entry])) == []
        assert layout is not None
        assert list(opened(entry, layout.layout)) == []
        path.unlink()
        (rejected,) = reader.read([entry])
        assert isinstance(rejected, Rejected)
        assert "damaged" in rejected.reason


def test_an_entry_without_a_table_is_neither_looked_at_nor_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"hello\n")
    with open_upload([tmp_path / "a.txt"]) as upload:
        assert TABLES.look(upload.entries[0]) is None
        assert list(TABLES.read(upload.entries)) == []


def test_damage_of_a_row_is_told_after_the_rows(tmp_path: Path) -> None:
    told = said(tmp_path, b'Name,Email\nIda,ida@example.org\n"Ben,ben@example.org\n')
    assert [type(item).__name__ for item in told] == ["Found", "Rejected"]


def test_a_long_table_is_peeked_at_without_its_broken_end(tmp_path: Path) -> None:
    rows = [["Name", "Email", "Note"], *([f"Person {n}", f"p{n}@example.org", "x" * 400] for n in range(300))]
    assert len(records(tmp_path, written(rows))) == 300


def test_organisations_without_a_column_of_that_name(tmp_path: Path) -> None:
    shape = shape_of(["Name", "Email", "Boss"])
    columns = (Column("Name", "name"), Column("Email", "email"), Column("Boss", "title"))
    reader = TABLES.with_mappings({shape: TableMapping(shape, columns, rows="organisation")})
    (record,) = records(tmp_path, b"Name,Email,Boss\nEly Council,office@ely.example,Ida\n", reader=reader)
    assert isinstance(record, OrganisationRecord)
    assert (record.name, record.extra) == ("Ely Council", {"Boss": "Ida"})


def test_blank_cells_say_nothing(tmp_path: Path) -> None:
    header = ["Name", "Email", "Phone", "Twitter", "VANID", "Organisation", "Notes", "Household", "Spouse", "Hat", "Team", "Tags"]
    header += ["Do Not Call", "Zip", "Email Opt In", "Joined"]
    shape = shape_of(header)
    kinds = [
        "name",
        "email",
        "phone",
        "handle",
        "external",
        "organisation",
        "note",
        "household",
        "relation",
        "extra",
        "field",
        "tags",
    ]
    kinds += ["consent", "postal_code", "consent", "date"]
    details = {"handle": "x", "external": "van", "relation": "spouse", "field": "Team", "date": "Since"}
    columns = tuple(Column(name, kind, details.get(kind, "")) for name, kind in zip(header, kinds, strict=True))
    told = TableMapping(shape, (*columns[:12], Column("Do Not Call", "consent", "phone:refused"), *columns[13:]))
    rows = [header, ["Ida", *[" "] * 15], ["Ben", *[" "] * 14, "2026-03-09"]]
    ida, ben = records(tmp_path, written(rows), reader=TABLES.with_mappings({shape: told}))
    assert ida == PersonRecord(external_id=ida.external_id, name=Name(full="Ida"))
    assert ben.fields == {"Since": "2026-03-09"}
    wordless = told.columns[14]
    assert (wordless.kind, wordless.detail) == ("consent", "")


def test_a_value_without_a_column_for_its_kind_is_kept(tmp_path: Path) -> None:
    shape = shape_of(["Name", "Value"])
    reader = TABLES.with_mappings({shape: TableMapping(shape, (Column("Name", "name"), Column("Value", "value")))})
    (record,) = records(tmp_path, b"Name,Value\nIda,red\n", reader=reader)
    assert record.extra == {"value": "red"}


def test_two_addresses_stay_two(tmp_path: Path) -> None:
    header = b"Name,Home Address,City,Work Street,Work City,Billing Town\n"
    (record,) = records(tmp_path, header + b"Ida,1 High Street,Ely,2 Mill Lane,Wells,Bath\n")
    assert [(each.label, each.street, each.locality) for each in record.addresses] == [
        ("home", "1 High Street", ""), ("", "", "Ely"), ("work", "2 Mill Lane", "Wells"), ("billing", "", "Bath"),
    ]  # fmt: skip
    (other,) = records(tmp_path, b"Name,City,Home City,Email\nIda,Ely,Wells,ida@example.org\n")
    assert [each.label for each in other.addresses] == ["", "home"]


@pytest.mark.parametrize(
    ("header", "row", "street"),
    [
        ("Street Number,Street", "6,Mill Lane", "6 Mill Lane"),
        ("Straße,Hausnummer", "Hauptstr.,5a", "Hauptstr. 5a"),
        ("Address 1,Address 2", "1 High Street,Flat 2", "1 High Street, Flat 2"),
    ],
)
def test_house_numbers_stand_beside_their_street(tmp_path: Path, header: str, row: str, street: str) -> None:
    (record,) = records(tmp_path, f"Name,{header}\nIda,{row}\n".encode())
    assert record.addresses[0].street == street


def test_whoever_has_only_a_handle_is_called_by_it(tmp_path: Path) -> None:
    (record,) = records(tmp_path, b"Twitter handle,City\n@ida,Ely\n")
    assert record.name.full == "ida"


@pytest.mark.parametrize("sign", [" ", ";", "\t", "/", ",", "@", "a@", "a.", "+", "1 / ", "or ", "\n", ":::"])
def test_cells_of_any_length_cost_no_more_than_their_length(tmp_path: Path, sign: str) -> None:
    header = [
        "Name",
        "Email",
        "Phone",
        "Twitter",
        "LinkedIn URL",
        "Website",
        "Tags",
        "Born",
        "Do Not Call",
        "Support Level",
        "Zip",
    ]
    sound = [[f"P{number}", *["x"] * (len(header) - 1)] for number in range(300)]
    data = written([header, *sound, ["Ida", *[sign * (300_000 // len(sign))] * (len(header) - 1)]])
    assert len(records(tmp_path, data)) == 301


def test_an_organisation_may_have_gaps(tmp_path: Path) -> None:
    (record,) = records(tmp_path, b"Organisation,Website,Email\nEly Council,,office@ely.example\n")
    assert record.websites == ()


CELL = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12).map(str.strip)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6, unique_by=lambda row: row[0].casefold()))
def test_what_was_written_is_read_as_it_was(tmp_path: Path, rows: list[tuple[str, str, str]]) -> None:
    people = [(f"N{name}", f"p{number}@example.org", note, hat) for number, (name, note, hat) in enumerate(rows)]
    data = written([("Name", "Email", "Notes", "Hat"), *people])
    shape = shape_of(["Name", "Email", "Notes", "Hat"])
    columns = (Column("Name", "name"), Column("Email", "email"), Column("Notes", "note"), Column("Hat", "extra"))
    found = records(tmp_path, data, reader=TABLES.with_mappings({shape: TableMapping(shape, columns)}))
    assert [(record.name.full, record.identities[0].value) for record in found] == [
        (" ".join(name.split()), email) for name, email, _, _ in people
    ]
    plain_notes = [(note, hat) for _, _, note, hat in people]
    assert [(next(iter(record.notes), ""), record.extra.get("Hat", "")) for record in found] == [
        (unquoted(note), unquoted(hat)) for note, hat in plain_notes
    ]


def unquoted(text: str) -> str:
    """The text without the apostrophe that spreadsheets put before numbers and formulas."""
    from hustings.connectors.reading.tables import without_apostrophe

    return without_apostrophe(text)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.integers(0, 200))
def test_any_bytes_are_read_or_refused(tmp_path: Path, noise: bytes, at: int) -> None:
    sound = b"Name,Email,Born,Phone,Do Not Call,Tags\nIda,ida@example.org,03/04/1980,+44 7911 123456,yes,a;b\n" * 3
    (tmp_path / "a.csv").write_bytes(sound[:at] + noise + sound[at:])
    (tmp_path / "b.csv").write_bytes(noise)
    with open_upload([tmp_path]) as upload:
        for item in TABLES.read(TABLES.recognise(upload.entries)):
            assert isinstance(item, Found | Rejected)


def test_the_same_rows_in_another_order_are_the_same_people(tmp_path: Path) -> None:
    rows = [[f"P{n}", f"p{n}@example.org", f"{n}"] for n in range(20)]
    one = {record.external_id: record for record in records(tmp_path, written([["Name", "Email", "Hat"], *rows]))}
    turned = [["Hat", "Name", "Email"], *([hat, name, email] for name, email, hat in reversed(rows))]
    two = {record.external_id: record for record in records(tmp_path, written(turned))}
    assert one == two
