"""Invitations inside of letters: what, when and where stand in the words of the message."""

from __future__ import annotations

import pytest

from hustings.connectors.reading.mail_invitation import in_words, invitation_in
from hustings.connectors.reading.mail_parse import parse_letter
from hustings.connectors.reading.mail_record import to_record

HEAD = "From: Ben <ben@example.org>\r\nTo: ada@example.org\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\nMIME-Version: 1.0\r\n"
EVENT = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:e1\r\n"
    "SUMMARY:Town hall\\, east\r\nDTSTART{start}\r\nLOCATION:Harbour\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Another\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)


def letter(text: str = "", *, method: str = "REQUEST", start: str = ":20261201T180000Z", event: str = EVENT) -> bytes:
    calendar = f"Content-Type: text/calendar; method={method}; charset=utf-8\r\n\r\n{event.format(method=method, start=start)}"
    if not text:
        return (HEAD + calendar).encode()
    parts = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\n{calendar}--b--\r\n"
    return (HEAD + 'Content-Type: multipart/alternative; boundary="b"\r\n\r\n' + parts).encode()


@pytest.mark.parametrize(
    ("method", "start", "words"),
    [
        ("REQUEST", ":20261201T180000Z", "Invitation: Town hall, east (2026-12-01 18:00 UTC, Harbour)"),
        ("CANCEL", ";TZID=Europe/Berlin:20261201T180000", "Cancelled: Town hall, east (2026-12-01 18:00 Europe/Berlin, Harbour)"),
        ("REPLY", ";VALUE=DATE:20261201", "Answer: Town hall, east (2026-12-01, Harbour)"),
        ("PUBLISH", ":soon", "Event: Town hall, east (soon, Harbour)"),
    ],
)
def test_an_invitation_is_said_in_words(method: str, start: str, words: str) -> None:
    record = to_record(parse_letter(letter(method=method, start=start)))
    assert (record.text, record.extra["event"]) == (words, "e1")


def test_words_stand_below_what_they_invite_to_unless_they_say_it() -> None:
    assert to_record(parse_letter(letter("Do come!"))).text == (
        "Invitation: Town hall, east (2026-12-01 18:00 UTC, Harbour)\n\nDo come!"
    )
    assert to_record(parse_letter(letter("Come to the Town hall, east."))).text == "Come to the Town hall, east."


@pytest.mark.parametrize(
    "payload",
    [
        b"From: a@example.org\r\n\r\nHello",
        HEAD.encode() + b"\r\nIt was of the type text/calendar.",
        letter(event="BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nX-START{start}\r\nEND:VCALENDAR\r\n"),
        letter() + b"x" * 3_000_000,
        HEAD.encode() + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/calendar\r\n'
        b'Content-Transfer-Encoding: \xff\xfe"\r\n\r\n',
    ],
)
def test_a_letter_without_an_event_invites_to_nothing(payload: bytes) -> None:
    assert invitation_in(payload) == {}


def test_an_event_without_place_and_time_is_its_name() -> None:
    assert in_words({"verb": "Event", "what": "Dinner"}) == "Event: Dinner"


def test_a_damaged_letter_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(payload: bytes) -> None:
        raise AttributeError("a malformed group")

    monkeypatch.setattr("email.message_from_bytes", broken)
    assert invitation_in(letter()) == {}
