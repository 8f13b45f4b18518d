"""Records whose room has not come yet are kept word for word, counted, and shown with the people whom they name."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake.kept_lines import kept_lines
from hustings.apps.intake.models import KeptMention, KeptRecord
from hustings.apps.people.models import Interaction, Person
from hustings.kernel.records import EventRecord, MessageRecord, PostRecord, decode
from importing import bring_in, counts
from small_files import (
    ADA,
    KWABENA,
    MARISOL,
    TOMASZ,
    Letter,
    Said,
    calendar,
    cards,
    linkedin_zip,
    mailbox,
    messages,
    profile,
    shares,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_drafts_and_automatic_mail_are_kept_and_weigh_nothing(ada: Actor, tmp_path: Path) -> None:
    draft = Said(ADA, MARISOL, DAY, "Not sent yet", draft=True)
    away = Letter(TOMASZ, ADA, DAY, "I am away.", "one", headers=(("Auto-Submitted", "auto-replied"),))
    listed = Letter(KWABENA, ADA, DAY, "News", "two", headers=(("List-Id", "<news.docks.example>"),))
    done = bring_in(
        ada,
        linkedin_zip(tmp_path / "x.zip", {"Profile": profile(), "messages": messages(draft)}),
        mailbox(tmp_path / "m.mbox", away, listed),
    )
    assert counts(done)["interactions"] == {"kept": 3}
    assert not Interaction.objects.exists()
    kept = [decode(payload) for payload in KeptRecord.objects.values_list("payload", flat=True)]
    assert {(record.is_draft, record.automatic) for record in kept if isinstance(record, MessageRecord)} == {
        (True, ""),
        (False, "auto-reply"),
        (False, "list"),
    }


def test_posts_are_kept_and_a_newer_export_updates_them(ada: Actor, tmp_path: Path) -> None:
    link = "https://www.linkedin.com/feed/update/1"
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "Shares": shares((DAY, link, "Come to the hearing"))}))
    done = bring_in(
        ada, linkedin_zip(tmp_path / "b.zip", {"Profile": profile(), "Shares": shares((DAY, link, "Come on Tuesday"))})
    )
    assert counts(done)["posts"] == {"updated": 1}
    record = decode(KeptRecord.objects.get().payload)
    assert isinstance(record, PostRecord)
    assert record.text == "Come on Tuesday"


@pytest.mark.parametrize("people_first", [True, False])
def test_an_event_shows_with_those_who_attended_whatever_came_first(ada: Actor, tmp_path: Path, people_first: bool) -> None:
    files = [
        cards(tmp_path / "b.vcf", KWABENA, TOMASZ),
        calendar(tmp_path / "c.ics", ("evening", DAY, "Evening of the tenants", [KWABENA, ADA])),
    ]
    for each in files if people_first else reversed(files):
        bring_in(ada, each)
    kwabena = Person.objects.get(name=KWABENA.name)
    (line,) = kept_lines(ada.workspace_id, kwabena.pk, 10)
    assert (line["kind"], line["text"], line["at"]) == ("event", "Evening of the tenants", DAY)
    assert kept_lines(ada.workspace_id, Person.objects.get(name=TOMASZ.name).pk, 10) == []


def test_a_kept_record_makes_nobody_known(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, calendar(tmp_path / "c.ics", ("evening", DAY, "Evening", [KWABENA, TOMASZ])))
    assert counts(done) == {"events": {"kept": 1}}
    assert Person.objects.count() == 1
    assert not KeptMention.objects.exclude(person__own_member__isnull=False).exists()
    assert isinstance(decode(KeptRecord.objects.get().payload), EventRecord)
