"""The markup of a letter is kept beside its words where a person wrote it."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from hustings.connectors.reading.mail_parse import parse_letter
from hustings.connectors.reading.mail_record import MARKUP_LIMIT, to_record


def letter(html: str = "", **headers: str) -> bytes:
    made = EmailMessage()
    told = {"From": "Marta <marta@example.org>", "To": "ada@example.org", "Date": "Mon, 02 Mar 2026 09:30:00 +0000"}
    for name, value in {**told, **{name.replace("_", "-"): value for name, value in headers.items()}}.items():
        made[name] = value
    made.set_content("Does it come?")
    if html:
        made.add_alternative(html, subtype="html")
    return made.as_bytes()


@pytest.mark.parametrize(
    ("content", "kept"),
    [
        (letter("<p>Does it <b>come</b>?</p>"), True),
        (letter(), False),
        (letter("<p>News</p>", List_Id="<news.example.org>"), False),
        (letter("<p>" + "x" * MARKUP_LIMIT + "</p>"), False),
    ],
)
def test_markup_is_kept_of_letters_that_a_person_wrote(content: bytes, kept: bool) -> None:
    record = to_record(parse_letter(content))
    assert ("html" in record.extra) is kept
    assert record.text == "Does it come?"
