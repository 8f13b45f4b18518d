"""What the demo campaign promises: the same day gives the same files, in the real forms, about nobody who exists."""

from __future__ import annotations

import csv
import io
import mailbox
import re
import zipfile
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path

import icalendar
import pytest
import vobject

from hustings.demo import Campaign, write_campaign
from hustings.demo.cast import LEAST_PEOPLE, build_cast
from hustings.kernel.identities import canonical_email, canonical_linkedin, canonical_phone

NOW = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)
ACTIVITY = ("Shares", "Comments", "Reactions", "InstantReposts", "Votes", "Member_Follows")
HEADERS = {
    "Connections": "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
    "messages": "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,"
    "FOLDER,ATTACHMENTS,IS MESSAGE DRAFT,IS CONVERSATION DRAFT",
    "Invitations": "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl",
    "Shares": "Date,ShareLink,ShareCommentary,SharedUrl,MediaUrl,Visibility",
    "Comments": "Date,Link,Message",
    "Reactions": "Date,Type,Link",
    "InstantReposts": "Date,Link",
    "Votes": "Date,Link,OptionText",
    "Member_Follows": "Date,Status,FullName",
    "Company Follows": "Organization,Followed On",
    "Profile": "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
    "Twitter Handles,Websites,Instant Messengers",
    "Positions": "Company Name,Title,Description,Location,Started On,Finished On",
    "Education": "School Name,Start Date,End Date,Notes,Degree Name,Activities",
    "Skills": "Name",
    "Recommendations_Received": "First Name,Last Name,Company,Job Title,Text,Creation Date,Status",
    "Recommendations_Given": "First Name,Last Name,Company,Job Title,Text,Creation Date,Status",
    "Endorsement_Received_Info": "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,"
    "Endorsement Status",
    "Endorsement_Given_Info": "Endorsement Date,Skill Name,Endorsee First Name,Endorsee Last Name,Endorsee Public Url,"
    "Endorsement Status",
    "Events": "Event Name,Event Time,Status,External Url",
    "Email Addresses": "Email Address,Confirmed,Primary,Updated On",
    "PhoneNumbers": "Extension,Number,Type",
    "Jobs/Saved Jobs": "Saved Date,Job Url,Job Title,Company Name",
    "Jobs/Job Applications": "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name,"
    "Question And Answers",
    "Imported Contacts": "First Name,Last Name,Companies,Title,Email Address,Phone Numbers,Created At,Addresses,Sites,Full Name,"
    "Birthday,Location,Bookmarked At,Profiles",
}


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    return write_campaign(tmp_path_factory.mktemp("demo"), now=NOW)


@pytest.fixture(scope="module")
def tables(campaign: Campaign) -> dict[str, list[dict[str, str]]]:
    """The rows of each CSV by the name without suffix and ending."""
    with zipfile.ZipFile(campaign.linkedin) as archive:
        return {_plain(name): _rows(name, archive.read(name).decode()) for name in archive.namelist()}


@pytest.fixture(scope="module")
def mails(campaign: Campaign) -> list[EmailMessage]:
    box = mailbox.mbox(campaign.mailbox, create=False)
    found = [message_from_bytes(box.get_bytes(key), policy=policy.default) for key in box.keys()]  # noqa: SIM118
    box.close()
    return [mail for mail in found if isinstance(mail, EmailMessage)]


def _plain(name: str) -> str:
    return re.sub(r"(_\d+)?\.csv$", "", name)


def _rows(name: str, text: str) -> list[dict[str, str]]:
    if _plain(name) == "Connections":
        text = text.partition("\n\n")[2]
    escaped = {"doublequote": False, "escapechar": "\\"} if _plain(name) == "Comments" else {}
    return list(csv.DictReader(io.StringIO(text), **escaped))


def _contents(campaign: Campaign) -> list[bytes]:
    return [path.read_bytes() for path in campaign.paths]


def test_same_day_gives_same_bytes(campaign: Campaign, tmp_path: Path) -> None:
    again = write_campaign(tmp_path, now=NOW + timedelta(hours=3))
    assert _contents(again) == _contents(campaign)
    assert [path.name for path in again.paths] == [path.name for path in campaign.paths]


def test_another_day_moves_the_story_along(campaign: Campaign, tmp_path: Path) -> None:
    later = write_campaign(tmp_path, now=NOW + timedelta(days=100))
    pairs = zip(_contents(later)[:4], _contents(campaign)[:4], strict=True)
    assert all(ours != theirs for ours, theirs in pairs), "The public record alone stays, for a term."
    assert later.people == campaign.people


def test_campaign_says_whose_it_is(campaign: Campaign, tables: dict[str, list[dict[str, str]]]) -> None:
    profile = tables["Profile"][0]
    assert campaign.owner_name == f"{profile['First Name']} {profile['Last Name']}"
    assert campaign.owner_emails == tuple(row["Email Address"] for row in tables["Email Addresses"])
    assert campaign.election_on > NOW.date()
    assert campaign.election_on.weekday() == 1


def test_every_file_of_an_export_has_its_exact_header(campaign: Campaign) -> None:
    with zipfile.ZipFile(campaign.linkedin) as archive:
        headers = {}
        for name in archive.namelist():
            lines = archive.read(name).decode().splitlines()
            headers[_plain(name)] = lines[3] if _plain(name) == "Connections" else lines[0]
            assert (re.search(r"_\d+\.csv$", name) is not None) == (_plain(name) in ACTIVITY)
    assert headers == HEADERS


def test_every_row_of_an_export_fits_its_header(tables: dict[str, list[dict[str, str]]]) -> None:
    for name, rows in tables.items():
        assert rows, name
        assert all(None not in row and None not in row.values() for row in rows), name


def test_quirks_of_the_real_export_are_kept(campaign: Campaign, tables: dict[str, list[dict[str, str]]]) -> None:
    with zipfile.ZipFile(campaign.linkedin) as archive:
        connections = archive.read("Connections.csv").decode()
        comments = next(archive.read(name).decode() for name in archive.namelist() if name.startswith("Comments"))
        shares = next(archive.read(name).decode() for name in archive.namelist() if name.startswith("Shares"))
    assert connections.startswith('Notes:\n"When exporting')
    assert '\\"' in comments
    assert '""' in shares
    assert 0 < sum(bool(row["Email Address"]) for row in tables["Connections"]) < len(tables["Connections"]) / 4
    assert not any(row["Endorser Public Url"].startswith("http") for row in tables["Endorsement_Received_Info"])


def test_dates_have_the_form_of_their_file(tables: dict[str, list[dict[str, str]]]) -> None:
    forms = (
        ("Connections", "Connected On", "%d %b %Y"),
        ("messages", "DATE", "%Y-%m-%d %H:%M:%S UTC"),
        ("Invitations", "Sent At", "%m/%d/%y, %I:%M %p"),
        ("Shares", "Date", "%Y-%m-%d %H:%M:%S"),
        ("Company Follows", "Followed On", "%a %b %d %H:%M:%S UTC %Y"),
        ("Endorsement_Received_Info", "Endorsement Date", "%Y/%m/%d %H:%M:%S UTC"),
        ("Positions", "Started On", "%b %Y"),
    )
    for name, column, form in forms:
        for row in tables[name]:
            assert datetime.strptime(row[column], form).replace(tzinfo=UTC) < NOW, (name, row)


def test_history_spans_eighteen_months_and_ends_before_now(
    tables: dict[str, list[dict[str, str]]], mails: list[EmailMessage]
) -> None:
    moments = [datetime.strptime(row["DATE"], "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC) for row in tables["messages"]]
    moments += [parsedate_to_datetime(str(mail["Date"])) for mail in mails]
    assert max(moments) < NOW
    assert timedelta(days=535) < NOW - min(moments) < timedelta(days=560)
    assert NOW - max(moments) < timedelta(days=7)


def test_about_four_hundred_people_appear(
    campaign: Campaign, tables: dict[str, list[dict[str, str]]], mails: list[EmailMessage]
) -> None:
    profiles = {row["URL"] for row in tables["Connections"]}
    profiles |= {row[column] for row in tables["Invitations"] for column in ("inviterProfileUrl", "inviteeProfileUrl")}
    names = {f"{row['First Name']} {row['Last Name'].split(',')[0]}" for row in tables["Connections"]}
    only_mail = {address for mail in mails for name, address in getaddresses([str(mail["From"])]) if name not in names}
    assert campaign.people == 400
    assert 290 < len(profiles) < 400
    assert len(only_mail) > 20


def _unfolded(path: Path) -> str:
    return path.read_bytes().decode().replace("\r\n ", "")


def test_everybody_of_the_cast_appears_somewhere(campaign: Campaign) -> None:
    with zipfile.ZipFile(campaign.linkedin) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())
    text += campaign.mailbox.read_text(encoding="utf-8") + _unfolded(campaign.address_book)
    numbers = {int(found) for found in re.findall(r"-demo0*(\d+)", text)} | {
        int(found) for found in re.findall(r"4000-8000-0*(\d+)", text)
    }
    unseen = [person for person in build_cast(400) if person.number not in numbers]
    missing = [person.name for person in unseen if not any(address in text for address in person.emails)]
    assert missing == []


def test_at_least_twelve_conversations_await_an_answer(
    campaign: Campaign, tables: dict[str, list[dict[str, str]]], mails: list[EmailMessage]
) -> None:
    latest = _latest_on_linkedin(tables) + _latest_by_mail(mails)
    open_ones = [text for sender, text in latest if sender != campaign.owner_name and text.rstrip().find("?") > 0]
    assert len(open_ones) >= 12


def _latest_on_linkedin(tables: dict[str, list[dict[str, str]]]) -> list[tuple[str, str]]:
    latest: dict[str, tuple[str, str]] = {}
    for row in tables["messages"]:
        if row["CONVERSATION TITLE"] != "Sponsored Conversation":
            latest.setdefault(row["CONVERSATION ID"], (row["FROM"], row["CONTENT"]))
    return list(latest.values())


def _latest_by_mail(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    latest: dict[str, tuple[str, str]] = {}
    for mail in sorted(mails, key=lambda one: parsedate_to_datetime(str(one["Date"]))):
        body = mail.get_body(("plain", "html"))
        if body is not None and not mail["List-Id"] and not mail["Auto-Submitted"]:
            root = str(mail["References"] or mail["Message-ID"]).split()[0]
            latest[root] = (getaddresses([str(mail["From"])])[0][0], body.get_content().split("wrote:")[0])
    return list(latest.values())


def test_mailbox_holds_threads_quotes_lists_and_automatic_mail(mails: list[EmailMessage]) -> None:
    ids = {str(mail["Message-ID"]) for mail in mails}
    answers = [mail for mail in mails if mail["In-Reply-To"]]
    assert len(ids) == len(mails)
    assert len(answers) > 100
    assert all(str(mail["In-Reply-To"]) in ids and set(str(mail["References"]).split()) <= ids for mail in answers)
    assert sum(bool(mail["List-Id"]) for mail in mails) > 40
    assert sum(str(mail["Auto-Submitted"]) == "auto-replied" for mail in mails) >= 6
    assert sum(mail.get_content_type() == "multipart/report" for mail in mails) == 1
    assert sum(mail.get_content_type() == "text/html" for mail in mails) > 5
    assert any(mail["Cc"] for mail in mails)
    assert any("\n> " in mail.get_content() for mail in answers if mail.get_content_type() == "text/plain")


def test_nobody_shares_a_phone_number(campaign: Campaign) -> None:
    numbers = [number for person in build_cast(campaign.people) for number in person.phones]
    assert len(set(numbers)) == len(numbers)


def test_address_book_parses_and_mixes_versions(campaign: Campaign) -> None:
    cards = list(vobject.readComponents(campaign.address_book.read_text(encoding="utf-8")))
    versions = defaultdict(int)
    for card in cards:
        versions[card.version.value] += 1
        assert card.fn.value.strip()
    assert set(versions) == {"3.0", "4.0"}
    assert len(cards) > 100
    assert sum(hasattr(card, "bday") for card in cards) > 20
    assert any(len(card.contents.get("tel", [])) > 1 for card in cards)


def test_calendar_parses_with_meetings_behind_and_ahead(campaign: Campaign) -> None:
    calendar = icalendar.Calendar.from_ical(campaign.calendar.read_bytes())
    events = list(calendar.walk("VEVENT"))
    starts = [event.decoded("DTSTART") for event in events]
    timed = [start for start in starts if isinstance(start, datetime)]
    assert sum(start < NOW for start in timed) > 30
    assert sum(start > NOW for start in timed) > 10
    assert sum("RRULE" in event for event in events) == 1
    assert sum("RECURRENCE-ID" in event for event in events) == 1
    statuses = {str(guest.params["PARTSTAT"]) for event in events for guest in _list(event.get("ATTENDEE"))}
    assert {"ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION"} == statuses


def _list(value: object) -> list[icalendar.vCalAddress]:
    return [] if value is None else value if isinstance(value, list) else [value]


def test_lines_of_cards_and_events_are_folded_at_75_octets(campaign: Campaign) -> None:
    for path in (campaign.address_book, campaign.calendar):
        assert all(len(line) <= 75 for line in path.read_bytes().split(b"\r\n"))


def test_people_with_awkward_data_are_there(tables: dict[str, list[dict[str, str]]], campaign: Campaign) -> None:
    names = [f"{row['First Name']} {row['Last Name']}" for row in tables["Connections"]]
    book = campaign.address_book.read_text(encoding="utf-8")
    assert names.count("Maria Alvarez") == 2
    assert book.count("the.ezeigbos@mailhaven.example") == 2
    assert any(re.search(r"[\u4e00-\u9fff]", name) for name in names)
    assert any(re.search(r"[\u0400-\u04ff]", name) for name in names)
    assert any(re.search(r"[\u0590-\u05ff]", name) for name in names)
    assert any(re.search(r"[\u0600-\u06ff]", name) for name in names)


def test_twenty_invitations_are_pending(tables: dict[str, list[dict[str, str]]]) -> None:
    connected = {row["URL"] for row in tables["Connections"]}
    pending = [row for row in tables["Invitations"] if not {row["inviterProfileUrl"], row["inviteeProfileUrl"]} & connected]
    assert len(pending) == 20
    assert {row["Direction"] for row in pending} == {"INCOMING", "OUTGOING"}


def test_every_address_lies_in_a_reserved_range(campaign: Campaign, tables: dict[str, list[dict[str, str]]]) -> None:
    texts = [cell for rows in tables.values() for row in rows for cell in row.values()]
    texts += [_unfolded(campaign.address_book), _unfolded(campaign.calendar)]
    texts += [campaign.mailbox.read_text(encoding="utf-8").replace("=\n", "")]
    for text in texts:
        for address in re.findall(r"[\w.+-]+@[\w.-]+\w", text):
            assert canonical_email(address)
            assert address.endswith(".example"), address
        for host in re.findall(r"https?://([\w.-]+)", text):
            assert host.endswith(".example") or host == "www.linkedin.com", host
        for slug in re.findall(r"linkedin\.com/in/[\w%.-]+", text):
            assert re.search(r"-demo\d{4}$", slug), slug
            assert canonical_linkedin(slug)
        for number in re.findall(r"\(?\b[2-9]\d{2}\)?[ -]\d{3}-\d{4}\b", text):
            assert re.search(r"555-01\d\d$", number), number
            assert canonical_phone(number, region="US")


def test_no_slot_of_a_scene_stays_empty(tables: dict[str, list[dict[str, str]]], mails: list[EmailMessage]) -> None:
    texts = [row["CONTENT"] for row in tables["messages"]]
    bodies = [mail.get_body(("plain", "html")) for mail in mails]
    texts += [body.get_content() for body in bodies if body is not None]
    assert not [text for text in texts if "{" in text or "[[" in text or "None" in text]


def test_too_small_a_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=str(LEAST_PEOPLE)):
        write_campaign(tmp_path, now=NOW, people=LEAST_PEOPLE - 1)


def test_the_smallest_city_still_makes_all_files(tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path / "new" / "folder", now=NOW, people=LEAST_PEOPLE)
    assert campaign.people == LEAST_PEOPLE
    assert all(path.stat().st_size > 10_000 for path in campaign.paths[:4])
