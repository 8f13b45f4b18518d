"""Everything about one person is given out whole, or erased whole, and who was erased does not come back unasked."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.inbox.models import Conversation
from hustings.apps.intake import actions as intake
from hustings.apps.intake.models import Import, KeptRecord
from hustings.apps.people import actions
from hustings.apps.people.actions.records import source_for
from hustings.apps.people.models import ErasedMark, Interaction, Occasion, Person, Review, Tag, Tie, UndoStep
from hustings.apps.people.search import find
from hustings.apps.today import actions as today
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.kernel.records import EventRecord, FollowRecord, Party, PostRecord, decode, encode, kind_of
from importing import bring_in, counts
from small_files import (
    ADA,
    KWABENA,
    TOMASZ,
    Letter,
    Said,
    Somebody,
    addresses,
    calendar,
    cards,
    connections,
    endorsements,
    invitations,
    linkedin_zip,
    mailbox,
    messages,
    profile,
)

pytestmark = pytest.mark.django_db

CANARY = "quillcanary"
ZOE = Somebody("Zoë", "Quillcanary", "zoe-quillcanary", "zoe@quillcanary.example", "Quillcanary Works", "Quillcanary-in-chief")
DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = timedelta(days=1)
FOR_ALL = "Dear both, the meeting is on Tuesday."


def linkedin(folder: Path) -> Path:
    said = (
        Said(ADA, ZOE, DAY, "Could you read the Quillcanary draft?"),
        Said(ZOE, ADA, DAY + LATER, "I have a Quillcanary question: when?"),
        Said(ADA, TOMASZ, DAY, "Thank you for the paper."),
    )
    tables = {
        "Profile": profile(),
        "Email Addresses": addresses("ada@example.org"),
        "Connections": connections(ZOE, TOMASZ),
        "messages": messages(*said),
        "Invitations": invitations((ZOE, DAY, "Quillcanary asks to connect.")),
        "Endorsement_Received_Info": endorsements((ZOE, DAY, "Quillcanary speaking")),
    }
    return linkedin_zip(folder / "export.zip", tables)


def letters(folder: Path) -> Path:
    to_both = (("Cc", f"{KWABENA.name} <{KWABENA.email}>"),)
    away = (("Auto-Submitted", "auto-replied"),)
    return mailbox(
        folder / "mail.mbox",
        Letter(ZOE, ADA, DAY, "Only for you: Quillcanary.", "one", subject="Quillcanary news"),
        Letter(ADA, ZOE, DAY, FOR_ALL, "both", subject="Tuesday", headers=to_both),
        Letter(ZOE, ADA, DAY + LATER, "I am away, yours Quillcanary.", "away", headers=away),
    )


def book(folder: Path) -> Path:
    lines = {
        ZOE.first: ("TEL:+49301234567", "NOTE:Quillcanary of old", "CATEGORIES:Quillcanaries", "ADR:;;Quillcanary Way 1;Ulm;;;")
    }
    return cards(folder / "book.vcf", ZOE, KWABENA, extra=lines)


def dates(folder: Path) -> Path:
    return calendar(
        folder / "dates.ics",
        ("alone", DAY, "Breakfast with Quillcanary", [ADA, ZOE]),
        ("all", DAY, "Breakfast for all", [ADA, ZOE, TOMASZ]),
    )


def files(folder: Path) -> list[Path]:
    return [linkedin(folder), letters(folder), book(folder), dates(folder)]


@pytest.fixture
def zoe(ada: Actor, tmp_path: Path) -> int:
    """Somebody about whom there is a row of every kind."""
    bring_in(ada, *files(tmp_path))
    person_id = Person.objects.get(name__contains="Quillcanary").pk
    _say(ada, person_id)
    return person_id


def _say(ada: Actor, zoe: int) -> None:
    now = utc_now()
    actions.add_note(ada, zoe, text="Quillcanary likes tea")
    actions.remove_note(ada, _ids("people.Note", zoe)[0])
    actions.add_note(ada, zoe, text="Quillcanary likes tea")
    actions.tag_person(ada, zoe, name="Quillcanary friends")
    field = actions.add_field(ada, name="Ward", type="text")
    actions.set_value(ada, zoe, field_id=field, value="Quillcanary ward")
    actions.vouch_for(ada, zoe, how="worked_together", where="Quillcanary Works", i_would_say="Quillcanary is reliable")
    actions.edit_person(ada, zoe, changes={"headline": "The Quillcanary"})
    actions.log_touch(ada, [zoe], kind="call", at=DAY, now=now, text="Spoke of Quillcanary", promise="Send Quillcanary the map")
    # Another record of the same person, merged; one merged by mistake and split again; one that may be the same.
    actions.merge_people(ada, zoe, actions.add_person(ada, name="Z. Quillcanary", email="z@quillcanary.example"))
    tomasz = Person.objects.get(name=TOMASZ.name).pk
    slip = actions.merge_people(ada, zoe, actions.add_person(ada, name="Zora Quillcanary"))
    zora = actions.unmerge_people(ada, slip.pk)
    actions.erase_person(ada, zora.pk)
    first, second = sorted((zoe, tomasz))
    Review.objects.create(
        workspace_id=ada.workspace_id, first_id=first, second_id=second, probability=0.6, reasons=[["name", 1.0, "Quillcanary"]]
    )
    Occasion.objects.create(
        workspace_id=ada.workspace_id, person_id=zoe, kind="position", at=now, facts={"organisation": "Quillcanary"}, evidence="x"
    )
    made = today.refresh(ada, now=now)
    item = made.items.filter(person_id=zoe).first()
    if item is not None:
        today.postpone(ada, item.pk, until=now.date() + timedelta(days=3), now=now)


def _ids(label: str, person_id: int) -> list[int]:
    return list(apps.get_model(label)._default_manager.filter(person_id=person_id).values_list("pk", flat=True))


def dump() -> dict[str, str]:
    """Every row of every table as text, and the pages of the search index."""
    found = {
        model._meta.label: repr([tuple(map(_shown, row)) for row in model._default_manager.values_list()]).casefold()
        for model in apps.get_models()
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM people_search")
        found["search"] = repr(cursor.fetchall()).casefold()
        if connection.vendor == "sqlite":
            cursor.execute("SELECT block FROM people_search_data")
            found["search pages"] = repr([bytes(row[0]) for row in cursor.fetchall()]).casefold()
    return found


def _shown(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def test_an_export_holds_a_row_of_every_kind_about_them(ada: Actor, zoe: int) -> None:
    found = actions.export_person(ada, zoe)
    texts = {label: json.dumps(held, ensure_ascii=False) for label, held in found.items()}
    with_canary = {
        "people.Person", "people.Identity", "people.BlockKey", "people.Position", "people.Address", "people.SourceRecord",
        "people.Occasion", "people.Promise", "people.Note", "people.PersonTag", "people.CustomValue", "people.Vouch",
        "people.MergeEvent", "people.Review", "people.Interaction", "inbox.Conversation", "intake.KeptRecord",
        "invitations.Invitation",
    }  # fmt: skip
    assert {label for label in with_canary if CANARY not in texts.get(label, "").casefold()} == set()
    assert {"people.Participation", "people.Tie", "intake.KeptMention"} <= set(texts)
    said = texts["people.Interaction"]
    for text in ("Could you read", "when?", "Only for you", FOR_ALL, "Spoke of", "speaking"):
        assert text in said
    kept = texts["intake.KeptRecord"]
    for text in ("Breakfast with", "Breakfast for all", "I am away"):
        assert text in kept
    assert found["people.CustomValue"][0]["field_name"] == "Ward"


def test_an_export_is_audited_and_holds_nobody_else(ada: Actor, zoe: int) -> None:
    found = actions.export_person(ada, zoe)
    assert "Thank you for the paper" not in json.dumps(found)
    entry = AuditEntry.objects.get(verb="export_person")
    assert (entry.subject, entry.member_id) == (f"person:{zoe}", ada.member_id)


def test_the_erased_are_nowhere_in_the_database(ada: Actor, zoe: int) -> None:
    before = dump()
    held = {"people.UndoStep", "people.SourceRecord", "intake.Import", "intake.KeptRecord", "people.MergeEvent", "search"}
    assert all(CANARY in before[label] for label in held)
    actions.erase_person(ada, zoe)
    assert [label for label, text in dump().items() if CANARY in text] == []
    assert find(ada.workspace_id, CANARY) == []
    assert AuditEntry.objects.filter(verb="erase_person", subject=f"person:{zoe}").exists()
    with pytest.raises(NotFound):
        actions.export_person(ada, zoe)


def test_what_they_had_a_part_in_with_others_stays_without_them(ada: Actor, zoe: int) -> None:
    actions.erase_person(ada, zoe)
    shared = Interaction.objects.get(text__startswith=FOR_ALL)
    assert list(shared.participations.values_list("person__name", flat=True)) == [KWABENA.name]
    talk = Conversation.objects.get(subject="Tuesday")
    assert (talk.person.name if talk.person else "", talk.message_count) == (KWABENA.name, 1)
    events = [decode(payload) for payload in KeptRecord.objects.filter(kind="event").values_list("payload", flat=True)]
    assert [event.title for event in events if isinstance(event, EventRecord)] == ["Breakfast for all"]
    assert {tag.name for tag in Tag.objects.all()} == set()


def test_others_keep_their_messages_ties_and_steps(ada: Actor, zoe: int) -> None:
    tomasz = Person.objects.get(name=TOMASZ.name)
    step = actions.add_note(ada, tomasz.pk, text="Works on the grid")
    before = list(Tie.objects.filter(other=tomasz).values())
    talks = Conversation.objects.filter(person=tomasz).count()
    actions.erase_person(ada, zoe)
    assert list(Tie.objects.filter(other=tomasz).values()) == before
    assert Conversation.objects.filter(person=tomasz).count() == talks == 1
    assert actions.undo(ada, step).pk == step


def test_every_step_that_is_left_can_be_taken_back(ada: Actor, zoe: int) -> None:
    kwabena = Person.objects.get(name=KWABENA.name).pk
    actions.say_not_same(ada, zoe, kwabena)
    merge = actions.merge_people(ada, kwabena, actions.add_person(ada, name="K. Osei"))
    actions.erase_person(ada, zoe)
    assert actions.unmerge_people(ada, merge.pk).name == "K. Osei"
    for step in UndoStep.objects.filter(undone_at=None).order_by("-id"):
        if step.verb != "merge_people":
            actions.undo(ada, step.pk)
    assert not Person.objects.filter(pk=zoe).exists()


def test_a_merge_that_lost_a_row_about_them_is_split_without_it(ada: Actor, zoe: int) -> None:
    first, second = actions.add_person(ada, name="Ana Souza"), actions.add_person(ada, name="Ana de Souza")
    actions.say_not_same(ada, zoe, first)
    actions.say_not_same(ada, zoe, second)
    merge = actions.merge_people(ada, first, second)
    assert merge.moved["lost"]
    actions.erase_person(ada, zoe)
    assert actions.unmerge_people(ada, merge.pk).name == "Ana de Souza"


def test_the_same_files_do_not_bring_them_back_and_say_so(ada: Actor, zoe: int, tmp_path: Path) -> None:
    given = files(tmp_path)
    actions.erase_person(ada, zoe)
    people, talks = Person.objects.count(), Interaction.objects.count()
    started = intake.start_import(ada, given)
    preview = intake.preview_import(ada, started.pk)
    assert intake.apply_import(ada, started.pk).report["counts"] == preview.preview["counts"]
    assert (Person.objects.count(), Interaction.objects.count()) == (people, talks)
    assert [label for label, text in dump().items() if CANARY in text] == []
    done = started.__class__.objects.get(pk=started.pk)
    verbs = {verb for counted in counts(done).values() for verb in counted}
    assert verbs == {"unchanged", "rejected"}
    left_out = [each["reason"] for file in done.report["files"] for each in file["rejected"]]
    assert any("was erased here" in reason for reason in left_out)


def test_another_file_that_names_them_leaves_them_out_too(ada: Actor, zoe: int, tmp_path: Path) -> None:
    actions.erase_person(ada, zoe)
    other = Somebody("Z.", "Q.", "", ZOE.email)
    done = bring_in(
        ada,
        mailbox(tmp_path / "more.mbox", Letter(other, ADA, DAY + LATER, "Hello again", "more")),
        cards(tmp_path / "more.vcf", other),
    )
    assert counts(done) == {"interactions": {"rejected": 1}, "people": {"rejected": 1}}
    assert not Person.objects.filter(name="Z. Q.").exists()


def test_a_number_that_a_household_shares_keeps_nobody_else_away(ada: Actor, zoe: int, tmp_path: Path) -> None:
    actions.erase_person(ada, zoe)
    yann = Somebody("Yann", "Moreau", "", "yann@moreau.example")
    done = bring_in(ada, cards(tmp_path / "yann.vcf", yann, extra={"Yann": ("TEL:+49301234567",)}))
    assert counts(done)["people"] == {"created": 1}


def test_an_address_that_somebody_else_bears_too_keeps_nobody_away(ada: Actor, tmp_path: Path) -> None:
    shared = "family@moreau.example"
    gone, _ = actions.add_person(ada, name="Luc Moreau", email=shared), actions.add_person(ada, name="Yann Moreau", email=shared)
    actions.erase_person(ada, gone)
    done = bring_in(ada, cards(tmp_path / "yann.vcf", Somebody("Yann", "Moreau", "", shared)))
    assert "rejected" not in counts(done)["people"]


def test_a_member_lets_them_in_again_by_hand(ada: Actor, zoe: int, tmp_path: Path) -> None:
    actions.erase_person(ada, zoe)
    again = actions.add_person(ada, name=ZOE.name, email=ZOE.email)
    done = bring_in(ada, mailbox(tmp_path / "new.mbox", Letter(ZOE, ADA, DAY + LATER, "I am back", "back")))
    assert counts(done)["interactions"] == {"created": 1}
    assert Interaction.objects.get(text__startswith="I am back").participations.get().person_id == again


def test_what_is_kept_of_them_cannot_be_read_back(ada: Actor, zoe: int) -> None:
    actions.erase_person(ada, zoe)
    marks = [bytes(mark) for mark in ErasedMark.objects.values_list("mark", flat=True)]
    assert marks
    assert all(len(mark) == 16 for mark in marks)
    assert len(set(marks)) == len(marks)


def test_undoing_the_import_after_an_erasure_works(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, *files(tmp_path))
    actions.erase_person(ada, Person.objects.get(name__contains="Quillcanary").pk)
    intake.undo_import(ada, done.pk)
    assert not Person.objects.filter(own_member=None).exists()


def test_a_newer_and_an_older_word_of_them_go_too(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, dates(tmp_path), book(tmp_path))
    newer = calendar(tmp_path / "dates.ics", ("all", DAY, "Breakfast, moved", [ADA, ZOE, TOMASZ]))
    bring_in(ada, newer, cards(tmp_path / "book.vcf", ZOE, KWABENA))
    actions.erase_person(ada, Person.objects.get(name__contains="Quillcanary").pk)
    assert [label for label, text in dump().items() if CANARY in text] == []


def test_a_meeting_with_two_members_and_them_goes(ada: Actor, ben: Actor) -> None:
    zoe, own = actions.add_person(ada, name=ZOE.name), actions.own_person(ben.member_id).pk
    actions.log_touch(ada, [zoe, own], kind="meeting", at=DAY, now=utc_now(), text="The three of us")
    assert Tie.objects.filter(other_id=own).exists()
    actions.erase_person(ada, zoe)
    assert not Interaction.objects.exists()
    assert not Tie.objects.filter(other_id=own).exists()


def test_only_those_who_may_export_and_erase_do(ada: Actor, ben: Actor, vera: Actor, otto: Actor) -> None:
    zoe = actions.add_person(ada, name="Zoë Lindqvist")
    for actor in (ben, vera):
        with pytest.raises(NotPermitted):
            actions.export_person(actor, zoe)
        with pytest.raises(NotPermitted):
            actions.erase_person(actor, zoe)
    for act in (actions.export_person, actions.erase_person):
        with pytest.raises(NotFound):
            act(otto, zoe)
    assert Person.objects.filter(pk=zoe).exists()


def test_a_member_of_the_workspace_is_not_erased(ada: Actor, ben: Actor) -> None:
    with pytest.raises(WrongInput, match="membership"):
        actions.erase_person(ada, actions.own_person(ben.member_id).pk)


def test_somebody_of_the_same_name_stays(ada: Actor) -> None:
    one = actions.add_person(ada, name="Ana Souza", note="The baker")
    other = actions.add_person(ada, name="Ana Souza", note="The teacher")
    actions.erase_person(ada, one)
    assert Person.objects.get(name="Ana Souza").pk == other
    assert actions.export_person(ada, other)["people.Note"][0]["text"] == "The teacher"


def test_the_day_stays_a_day_in_an_export(ada: Actor) -> None:
    zoe = actions.add_person(ada, name=ZOE.name)
    actions.log_touch(ada, [zoe], kind="call", at=DAY, now=utc_now(), promise="A map", promise_due=date(2026, 4, 1))
    found = actions.export_person(ada, zoe)
    assert found["people.Promise"][0]["due_on"] == "2026-04-01"
    assert found["people.Interaction"][0]["at"] == DAY.isoformat()


def test_who_has_no_handle_does_not_come_back_with_the_same_file(ada: Actor, tmp_path: Path) -> None:
    book = cards(tmp_path / "book.vcf", Somebody("Yann", "Moreau"), KWABENA)
    bring_in(ada, book)
    actions.erase_person(ada, Person.objects.get(name="Yann Moreau").pk)
    assert counts(bring_in(ada, book))["people"] == {"unchanged": 1, "rejected": 1}


def test_what_a_member_keeps_to_themselves_is_in_an_owners_export_only(ada: Actor, ben: Actor) -> None:
    ana = actions.add_person(ada, name="Ana Souza")
    actions.vouch_for(ada, ana, how="family")
    manager = dataclasses.replace(ben, role="manager")
    actions.vouch_for(ben, ana, how="met_in_person")
    assert [row["how"] for row in actions.export_person(ada, ana)["people.Vouch"]] == ["family", "met_in_person"]
    assert [row["how"] for row in actions.export_person(manager, ana)["people.Vouch"]] == ["met_in_person"]


def test_who_is_named_without_a_handle_is_taken_out_of_kept_records_too(ada: Actor) -> None:
    ana = actions.add_person(ada, name="Ana Souza", email="ana@souza.example")
    source = source_for(ada.workspace_id, member_id=ada.member_id, reader="linkedin", use_rule="linkedin-own-export")
    named = Party(name="ana souza")
    for number, record in enumerate(
        (
            FollowRecord(external_id="follow", party=named),
            EventRecord(external_id="event", title="For all", organiser=named, attendees=((Party(name="Kwabena Osei"), ""),)),
            PostRecord(external_id="post", channel="linkedin", at=DAY, text="With Ana Souza at the harbour"),
        )
    ):
        KeptRecord.objects.create(
            workspace_id=ada.workspace_id, source=source, kind=kind_of(record), external_id=str(number), digest=b"0",
            payload=encode(record).decode(),
        )  # fmt: skip
    actions.erase_person(ada, ana)
    left = [decode(payload) for payload in KeptRecord.objects.order_by("id").values_list("payload", flat=True)]
    assert [kind_of(record) for record in left] == ["event", "post"]
    assert isinstance(left[0], EventRecord)
    assert left[0].organiser is None


@pytest.mark.parametrize(("name", "named"), [('Ana "Nana" Souza', 'Ana "Nana" Souza'), ("Ana Souza", "ANA SOUZA")])
def test_kept_records_are_found_however_they_write_the_name(ada: Actor, name: str, named: str) -> None:
    ana = actions.add_person(ada, name=name)
    source = source_for(ada.workspace_id, member_id=ada.member_id, reader="linkedin", use_rule="linkedin-own-export")
    KeptRecord.objects.create(
        workspace_id=ada.workspace_id, source=source, kind="follow", external_id="1", digest=b"0",
        payload=encode(FollowRecord(external_id="follow", party=Party(name=named))).decode(),
    )  # fmt: skip
    actions.erase_person(ada, ana)
    assert not KeptRecord.objects.exists()


def test_reasons_and_errors_that_name_them_say_so_no_more(ada: Actor) -> None:
    ana = actions.add_person(ada, name="Ana Souza")
    file = {"path": "a", "rejected": [{"reason": "Ana Souza has no day."}, {"reason": "Somebody else."}]}
    made = Import.objects.create(
        workspace_id=ada.workspace_id, member_id=ada.member_id, report={"files": [file]}, error="Ana Souza?"
    )
    actions.erase_person(ada, ana)
    made.refresh_from_db()
    assert [each["reason"] for each in made.report["files"][0]["rejected"]] == [made.error, "Somebody else."]
    assert "Ana" not in made.error
