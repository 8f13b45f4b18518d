"""Small real files for tests of imports: LinkedIn exports, cards, mail and calendars, written as their makers write them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

Table = list[list[str]]
CONNECTIONS = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
MESSAGES = [
    "CONVERSATION ID", "CONVERSATION TITLE", "FROM", "SENDER PROFILE URL", "TO", "RECIPIENT PROFILE URLS", "DATE", "SUBJECT",
    "CONTENT", "FOLDER", "ATTACHMENTS", "IS MESSAGE DRAFT",
]  # fmt: skip
PROFILE = [
    "First Name", "Last Name", "Maiden Name", "Address", "Birth Date", "Headline", "Summary", "Industry", "Zip Code",
    "Geo Location", "Twitter Handles", "Websites", "Instant Messengers",
]  # fmt: skip
INVITATIONS = ["From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"]
ENDORSEMENTS = [
    "Endorsement Date", "Skill Name", "Endorser First Name", "Endorser Last Name", "Endorser Public Url", "Endorsement Status",
]  # fmt: skip


@dataclass(frozen=True)
class Somebody:
    """Somebody as the files of these tests name them."""

    first: str
    last: str
    slug: str = ""
    email: str = ""
    company: str = ""
    title: str = ""
    day: str = "30 Jan 2024"

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def url(self) -> str:
        return f"https://www.linkedin.com/in/{self.slug}" if self.slug else ""


ADA = Somebody("Ada", "Okafor", "ada-okafor", "ada@example.org")
BEN = Somebody("Ben", "Castillo", "ben-castillo", "ben@example.org")
MARISOL = Somebody("Marisol", "Etxeberria", "marisol", "", "City of Port Halden", "Transport planner")
KWABENA = Somebody("Kwabena", "Osei-Mensah", "kwabena", "kwabena@docks.example", "Tenants of the Old Docks", "Chair")
ANNELIE = Somebody("Annelie", "Thörnqvist", "annelie", "", "St Brigid Hospital", "Chief physician")
TOMASZ = Somebody("Tomasz", "Wiśniewski", "tomasz", "tomasz@energy.example", "Baltic Energy Forum", "Head of Policy")
PRIYA = Somebody("Priya", "Raghunathan", "priya", "priya@harbour.example", "Harbour Trust", "Director")
NETWORK = (MARISOL, KWABENA, ANNELIE, TOMASZ)


def profile(somebody: Somebody = ADA, *, headline: str = "Candidate for mayor") -> Table:
    """Profile.csv of the owner."""
    return [PROFILE, [somebody.first, somebody.last, *[""] * 3, headline, *[""] * (len(PROFILE) - 6)]]


def addresses(*emails: str) -> Table:
    """Email Addresses.csv of the owner."""
    head = ["Email Address", "Confirmed", "Primary", "Updated On"]
    return [head, *([email, "Yes", "Yes" if i == 0 else "No", "1/2/24, 3:04 PM"] for i, email in enumerate(emails))]


def connections(*people: Somebody) -> Table:
    """Connections.csv."""
    return [CONNECTIONS, *([p.first, p.last, p.url, p.email, p.company, p.title, p.day] for p in people)]


@dataclass(frozen=True)
class Said:
    """One message between two people."""

    sender: Somebody
    reader: Somebody
    at: datetime
    text: str
    thread: str = ""
    draft: bool = False


def messages(*said: Said) -> Table:
    """messages.csv."""
    return [MESSAGES, *(_message(each) for each in said)]


def _message(said: Said) -> list[str]:
    other = said.sender if said.reader == ADA else said.reader
    return [
        said.thread or f"thread-{other.slug or other.email}", "", said.sender.name, said.sender.url, said.reader.name,
        said.reader.url, f"{said.at:%Y-%m-%d %H:%M:%S} UTC", "", said.text, "INBOX", "", "Yes" if said.draft else "No",
    ]  # fmt: skip


def invitations(*found: tuple[Somebody, datetime, str], to: Somebody = ADA) -> Table:
    """Invitations.csv: who asked the owner to connect, when, and with which words."""
    return [
        INVITATIONS,
        *([p.name, to.name, f"{at:%m/%d/%y, %I:%M %p}", text, "INCOMING", p.url, to.url] for p, at, text in found),
    ]


def endorsements(*found: tuple[Somebody, datetime, str]) -> Table:
    """Endorsement_Received_Info.csv."""
    rows = ([f"{at:%Y/%m/%d %H:%M:%S} UTC", skill, p.first, p.last, p.url, "ACCEPTED"] for p, at, skill in found)
    return [ENDORSEMENTS, *rows]


def shares(*found: tuple[datetime, str, str]) -> Table:
    """Shares.csv: posts of the owner, by time, link and words."""
    head = ["Date", "ShareLink", "ShareCommentary", "SharedUrl", "MediaUrl", "Visibility"]
    return [head, *([f"{at:%Y-%m-%d %H:%M:%S}", link, text, "", "", "MEMBER_NETWORK"] for at, link, text in found)]


def as_csv(table: Table) -> str:
    """The table as text."""
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue()


def linkedin_zip(path: Path, tables: Mapping[str, Table], *, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    """An export as LinkedIn gives it; `tables` by the names of their files without `.csv`."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, table in tables.items():
            archive.writestr(f"{name}.csv", as_csv(table))
    return path


def linkedin_folder(path: Path, tables: Mapping[str, Table]) -> Path:
    """The same, unpacked."""
    path.mkdir()
    for name, table in tables.items():
        (path / f"{name}.csv").write_text(as_csv(table), encoding="utf-8")
    return path


def cards(path: Path, *people: Somebody, extra: Mapping[str, Sequence[str]] | None = None) -> Path:
    """An address book; `extra` are further lines for the cards of these first names."""
    path.write_bytes("".join(_card(p, (extra or {}).get(p.first, ())) for p in people).encode())
    return path


def _card(p: Somebody, extra: Iterable[str]) -> str:
    lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{p.name}", f"N:{p.last};{p.first};;;"]
    lines += [f"EMAIL:{p.email}"] if p.email else []
    lines += [f"ORG:{p.company}"] if p.company else []
    lines += [f"TITLE:{p.title}"] if p.title else []
    return "".join(line + "\r\n" for line in (*lines, *extra, "END:VCARD"))


@dataclass(frozen=True)
class Letter:
    """One e-mail."""

    sender: Somebody
    reader: Somebody
    at: datetime
    text: str
    id: str
    subject: str = "The night bus"
    answers: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def mailbox(path: Path, *letters: Letter) -> Path:
    """An mbox file."""
    path.write_bytes(b"".join(_raw(letter) for letter in letters))
    return path


def _raw(letter: Letter) -> bytes:
    message = EmailMessage()
    message["From"] = f"{letter.sender.name} <{letter.sender.email}>"
    message["To"] = f"{letter.reader.name} <{letter.reader.email}>"
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.id}@mail.example>"
    message["Subject"] = letter.subject
    if letter.answers:
        message["In-Reply-To"] = message["References"] = f"<{letter.answers}@mail.example>"
    for name, value in letter.headers:
        message[name] = value
    message.set_content(letter.text)
    return b"From somewhere Thu Jan  1 00:00:00 2024\n" + message.as_bytes() + b"\n"


def calendar(path: Path, *events: tuple[str, datetime, str, Sequence[Somebody]]) -> Path:
    """A calendar of events: (uid, begin, title, attendees)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Port Halden//EN"]
    for uid, at, title, people in events:
        lines += ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20240101T000000Z", f"DTSTART:{at:%Y%m%dT%H%M%SZ}", f"SUMMARY:{title}"]
        lines += [f"ATTENDEE;CN={p.name};PARTSTAT=ACCEPTED:mailto:{p.email}" for p in people]
        lines += ["END:VEVENT"]
    path.write_text("\r\n".join([*lines, "END:VCALENDAR", ""]), encoding="utf-8", newline="")
    return path
