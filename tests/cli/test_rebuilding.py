"""What is derived can be made anew: what was spoilt is named and put right, what is right stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.models import Conversation
from hustings.apps.people.models import Person, Tie
from small_export import with_people


@pytest.fixture(autouse=True)
def _people(ada: Actor, tmp_path: Path) -> None:
    with_people(ada, tmp_path)


def _shown() -> tuple[Any, Any]:
    """People and conversations, but for strengths, which fade while the test runs."""
    return [{**row, "strength": None} for row in read("people")], read("inbox")


def test_what_was_spoilt_is_named_and_put_right() -> None:
    before = _shown()
    person = Person.objects.get(name="Marisol Etxeberria")
    Person.objects.filter(pk=person.pk).update(headline="Spoilt", due_on="1999-01-01")
    Tie.objects.filter(other_id=person.pk).update(in_count=77)
    conversation = Conversation.objects.get(person=person)
    Conversation.objects.filter(pk=conversation.pk).update(needs_reply=False, message_count=9)
    assert read("rebuild")["differed"] == {
        "profiles": [person.pk], "ties": [person.pk], "rhythm": [person.pk], "conversations": [conversation.pk],
    }  # fmt: skip
    assert _shown() == before
    assert run("rebuild").stdout == "Nothing differed.\n"


def test_a_tie_that_was_lost_is_found_again() -> None:
    person = Person.objects.get(name="Kwabena Osei-Mensah")
    Tie.objects.filter(other_id=person.pk).delete()
    assert f"ties: {person.pk}" in run("rebuild").stdout


def test_a_conversation_that_a_member_closed_stays_closed() -> None:
    read("today")
    read("done", "Marisol")
    waiting = read("inbox")
    assert len(waiting) == 1
    read("rebuild")
    assert read("inbox") == waiting


def test_only_an_owner_rebuilds(ben: Actor) -> None:
    assert read("rebuild", "--as", "ben@example.org", code=1)["error"]["kind"] == "not_permitted"
