"""What delivery reports say did not arrive, from servers that write them for programs and from those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hustings.connectors.reading.mail_parse import parse_letter
from hustings.connectors.reading.mail_record import to_record
from hustings.connectors.reading.mail_returned import returned_in, with_returned

OWN = f"hustings.{'0a' * 20}@campaign.example"
HEAD = "From: MAILER-DAEMON@example.net\nDate: Mon, 1 Sep 2026 10:00:00 +0000\nMessage-ID: <r@example.net>\n"
REPORT = """MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"
{head}
--b

Sorry.

--b
Content-Type: message/{kind}

Reporting-MTA: dns; mx.example.net

{groups}

--b
Content-Type: {original}

From: ada@campaign.example
Message-ID:
 <First@Campaign.example>

--b--
"""
FAILED = "Final-Recipient: rfc822; Ben@example.org\nAction: failed\nStatus: {status}\n{more}"


def report(*groups: str, head: str = "", kind: str = "delivery-status", original: str = "text/rfc822-headers") -> bytes:
    text = HEAD + REPORT.format(groups="\n".join(groups), head=head, kind=kind, original=original)
    return text.replace("\n", "\r\n").encode()


@pytest.mark.parametrize("kind", ["delivery-status", "global-delivery-status"])
@pytest.mark.parametrize("original", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_names_the_letter_and_the_address_that_does_not_work(kind: str, original: str) -> None:
    told = returned_in(report(FAILED.format(status="5.1.1", more=""), kind=kind, original=original))
    assert told == {
        "returned": "first@campaign.example", "returned_to": "ben@example.org", "returned_bad": "ben@example.org",
    }  # fmt: skip


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_what_may_still_arrive_came_not_back(action: str) -> None:
    assert returned_in(report(FAILED.replace("failed", action).format(status="4.4.7", more=""))) == {}


@pytest.mark.parametrize(
    ("status", "more", "is_bad"),
    [
        ("5.1.1", "", True), ("5.2.1", "", True), ("5.2.2", "", True), ("5.0.0", "", True), ("5", "", True),
        ("4.4.7", "", False), ("5.7.1", "", False), ("5.2.3", "", False), ("5.3.4", "", False), ("5.6.0", "", False),
        ("5.0.0", "Diagnostic-Code: smtp; 550-5.7.1 Taken for spam\n", False),
        ("5.0.0", "Diagnostic-Code: smtp; 550\n  5.1.1 No such user\n", True),
        ("5.0.0", "Diagnostic-Code: smtp; 550 No such user\n", True),
    ],
)  # fmt: skip
def test_only_what_is_said_of_the_address_marks_the_address(status: str, more: str, is_bad: bool) -> None:
    told = returned_in(report(FAILED.format(status=status, more=more)))
    assert told["returned_to"] == "ben@example.org"
    assert told.get("returned_bad", "") == ("ben@example.org" if is_bad else "")


def test_the_address_that_was_written_to_counts_and_each_once() -> None:
    moved = "Original-Recipient: rfc822;<ada@old.example>\n" + FAILED.format(status="5.1.1", more="")
    nobody = "Final-Recipient: x400; nobody\nAction: failed\nStatus: 5.1.1\n"
    second = FAILED.format(status="5.7.1", more="")
    told = returned_in(report(moved, second, second, nobody))
    assert (told["returned_to"], told["returned_bad"]) == ("ada@old.example ben@example.org", "ada@old.example")


def test_a_report_without_the_letter_names_that_which_it_answers() -> None:
    content = report(FAILED.format(status="5.1.1", more=""), original="text/plain")
    answering = content.replace(b"Message-ID: <r@", b"References: <A@x.example> <B@x.example>\r\nMessage-ID: <r@")
    assert returned_in(answering)["returned"] == "b@x.example"
    assert "returned" not in returned_in(content)


@pytest.mark.parametrize(
    ("words", "is_bad"), [("This is a permanent error.", True), ("550 5.7.1 Taken for spam", False), ("451 4.7.1 Later", False)]
)
def test_servers_that_write_for_people_name_the_address_in_a_header(words: str, is_bad: bool) -> None:
    head = f"{HEAD}X-Failed-Recipients: Ben@example.org, nobody\nIn-Reply-To: <A@x.example>\n\n{words}\n"
    told = returned_in(head.encode())
    assert (told["returned"], told["returned_to"]) == ("a@x.example", "ben@example.org")
    assert ("returned_bad" in told) == is_bad


def test_of_a_report_with_parts_the_header_alone_is_read() -> None:
    head = f'{HEAD}X-Failed-Recipients: ben@example.org\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nNo.\n--b--\n'
    assert returned_in(head.encode())["returned_bad"] == "ben@example.org"


def test_our_own_letter_is_found_in_a_report_that_no_program_reads() -> None:
    assert returned_in(f"{HEAD}\nNobody there.\n\nMessage-Id: <{OWN.upper()}>\n".encode()) == {"returned": OWN}


def test_what_is_damaged_says_nothing() -> None:
    assert returned_in(b"Content-Type: message/rfc822\n\n" * 3_000) == {}


@given(st.binary(max_size=200))
def test_no_bytes_make_it_fail(tail: bytes) -> None:
    assert isinstance(returned_in(report(FAILED.format(status="5.1.1", more="")) + tail), dict)
    assert isinstance(returned_in(tail), dict)


def test_only_reports_are_looked_at() -> None:
    written = b"From: ben@example.org\nDate: Mon, 1 Sep 2026 10:00:00 +0000\nMessage-ID: <m@x.example>\n\n" + OWN.encode()
    record = to_record(parse_letter(written))
    assert with_returned(record, written) is record
    late = report(FAILED.replace("failed", "delayed").format(status="4.4.7", more=""))
    record = to_record(parse_letter(late))
    assert with_returned(record, late) is record
    final = report(FAILED.format(status="5.1.1", more=""))
    assert with_returned(to_record(parse_letter(final)), final).extra["returned_bad"] == "ben@example.org"
