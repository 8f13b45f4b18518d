"""What is derived can be made anew: what was spoilt is named and put right, what is right stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.civic.models import Body, Postcode
from hustings.apps.inbox.models import Conversation
from hustings.apps.people.models import Person, Tie
from hustings.apps.records.models import Filing
from public_files import GOLDENS, add, members, write_congress, write_postcodes
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
        "bodies": [], "public_records": [],
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


def test_public_data_that_was_spoilt_is_made_anew_and_what_was_right_keeps_its_numbers(ada: Actor, tmp_path: Path) -> None:
    add(ada, write_congress(tmp_path / "us", members()), write_postcodes(tmp_path), GOLDENS / "ma_lobbying" / "lobbying.csv")
    before = read("officials", "Kentucky")
    filings = list(Filing.objects.order_by("pk").values_list("pk", flat=True))
    assert run("rebuild").stdout == "Nothing differed.\n"
    assert list(Filing.objects.order_by("pk").values_list("pk", flat=True)) == filings
    body, place = Body.objects.order_by("pk")[0], Postcode.objects.order_by("pk")[0]
    Body.objects.filter(pk=body.pk).update(classification="herd")
    Postcode.objects.filter(pk=place.pk).delete()
    Filing.objects.filter(pk=filings[0]).update(position="neutral", subject="Spoilt")
    orphan = 10**9
    Postcode.objects.create(workspace_id=ada.workspace_id, record_id=orphan, country="us", code="1", division="x")
    differed = read("rebuild")["differed"]
    assert differed["bodies"] == [body.organisation_id]
    assert {place.record_id, orphan} < set(differed["public_records"])
    assert run("rebuild").stdout == "Nothing differed.\n"
    assert read("officials", "Kentucky") == before
    assert not Filing.objects.filter(subject="Spoilt").exists()
