"""A small LinkedIn export of Ada's, dated relative to now, with one reason of each kind to talk to somebody."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import

ADA = ("Ada Okafor", "https://www.linkedin.com/in/ada")
PEOPLE = {
    "marisol": ("Marisol", "Etxeberria", "City of Port Halden", "Transport planner"),
    "kwabena": ("Kwabena", "Osei-Mensah", "Tenants of the Old Docks", "Chair"),
    "annelie": ("Annelie", "Thörnqvist", "St Brigid Hospital", "Chief physician"),
    "tomasz": ("Tomasz", "Wiśniewski", "Baltic Energy Forum", "Head of Policy"),
}
QUESTION = "Does the night bus to Harbour East survive the budget?"


def write_export(path: Path, *, messages: bool = True) -> Path:
    """Marisol and Kwabena asked something, Annelie endorsed, Priya wants to connect, Tomasz is merely known."""
    now = datetime.now(UTC)
    tables = {"Profile": _profile(), "Connections": _connections(now)}
    if messages:
        tables |= {"messages": _messages(now), "Invitations": _invitations(now), "Endorsement_Received_Info": _endorsements(now)}
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in tables.items():
            archive.writestr(f"{name}.csv", _csv(rows))
    return path


def bring_in(actor: Actor, path: Path) -> Import:
    """Imports the file through the same door as everybody."""
    started = actions.start_import(actor, [path])
    return actions.apply_import(actor, started.pk)


def with_people(actor: Actor, folder: Path) -> Import:
    """Gives the actor's workspace the people of the export."""
    return bring_in(actor, write_export(folder / "export.zip"))


def _profile() -> list[list[str]]:
    return [["First Name", "Last Name", "Headline"], ["Ada", "Okafor", "Candidate for mayor"]]


def _connections(now: datetime) -> list[list[str]]:
    head = ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"]
    day = (now - timedelta(days=500)).strftime("%d %b %Y")
    return [head, *([first, last, _url(slug), "", company, job, day] for slug, (first, last, company, job) in PEOPLE.items())]


def _messages(now: datetime) -> list[list[str]]:
    senders, readers = ["FROM", "SENDER PROFILE URL"], ["TO", "RECIPIENT PROFILE URLS"]
    head = ["CONVERSATION ID", "CONVERSATION TITLE", *senders, *readers, "DATE", "SUBJECT", "CONTENT", "FOLDER"]
    said = (
        ("marisol", 40, "out", "Thank you for the map of the bus lines."),
        ("marisol", 39, "in", "Gladly. The council voted on it yesterday."),
        ("marisol", 3, "in", QUESTION),
        ("kwabena", 60, "out", "It was good to see you at the hearing."),
        ("kwabena", 5, "in", "Could you send me the draft of the rent report?"),
    )
    return [head, *(_message(now, *each) for each in said)]


def _message(now: datetime, slug: str, days: int, direction: str, text: str) -> list[str]:
    first, last, *_ = PEOPLE[slug]
    ends = [ADA, (f"{first} {last}", _url(slug))]
    (sender, sender_url), (reader, reader_url) = ends if direction == "out" else reversed(ends)
    at = (now - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S UTC")
    return [f"thread-{slug}", "", sender, sender_url, reader, reader_url, at, "", text, "INBOX"]


def _invitations(now: datetime) -> list[list[str]]:
    head = ["From", "To", "Sent At", "Message", "Direction", "inviterProfileUrl", "inviteeProfileUrl"]
    at = (now - timedelta(days=2)).strftime("%m/%d/%y, %I:%M %p")
    return [head, ["Priya Raghunathan", ADA[0], at, "Shall we talk about the harbour?", "INCOMING", _url("priya"), ADA[1]]]


def _endorsements(now: datetime) -> list[list[str]]:
    endorser = ["Endorser First Name", "Endorser Last Name", "Endorser Public Url"]
    head = ["Endorsement Date", "Skill Name", *endorser, "Endorsement Status"]
    at = (now - timedelta(days=6)).strftime("%Y/%m/%d %H:%M:%S UTC")
    return [head, [at, "Public Speaking", "Annelie", "Thörnqvist", _url("annelie"), "ACCEPTED"]]


def _url(slug: str) -> str:
    return f"https://www.linkedin.com/in/{slug}"


def _csv(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
