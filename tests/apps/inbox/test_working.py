"""Working the inbox: done, put off, given to somebody, noted, corrected; each taken back, and due by the service level."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox import actions, corrections, labels, queries, seeing, working
from hustings.apps.inbox.models import Conversation, ConversationNote, Correction, Notice
from hustings.apps.inbox.tasks import open_put_off
from hustings.apps.people.actions import undo
from hustings.engine.service_level import ServiceLevel
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from importing import bring_in
from small_files import ADA, MARISOL, TOMASZ, Said, linkedin_zip, messages, profile

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
QUESTION = Said(MARISOL, ADA, DAY, "Does the night bus survive the budget?")


def export(folder: Path, *said: Said) -> Path:
    return linkedin_zip(folder / f"{len(list(folder.iterdir()))}.zip", {"Profile": profile(), "messages": messages(*said)})


@pytest.fixture
def asked(ada: Actor, tmp_path: Path) -> int:
    bring_in(ada, export(tmp_path, QUESTION))
    return Conversation.objects.get().pk


def listed(actor: Actor, state: str) -> list[int]:
    return [row.id for row in queries.conversations_page(actor, state=state).rows]  # type: ignore[arg-type]


def test_what_is_done_is_gone_until_they_write_again(ada: Actor, asked: int, tmp_path: Path) -> None:
    step = working.close(ada, [asked], now=utc_now())
    assert (listed(ada, "needs_reply"), listed(ada, "done")) == ([], [asked])
    undo(ada, step)
    assert (listed(ada, "needs_reply"), listed(ada, "done")) == ([asked], [])
    working.close(ada, [asked], now=utc_now())
    bring_in(ada, export(tmp_path, QUESTION, Said(MARISOL, ADA, DAY + timedelta(days=1), "Could you send me the figures?")))
    assert listed(ada, "needs_reply") == [asked]


def test_what_is_put_off_comes_back_at_its_time(ada: Actor, asked: int) -> None:
    now = utc_now()
    working.put_off(ada, [asked], until=now + timedelta(days=3), now=now)
    assert (listed(ada, "needs_reply"), listed(ada, "put_off")) == ([], [asked])
    assert working.wake(ada.workspace_id, now=now + timedelta(days=2)) == 0
    assert working.wake(ada.workspace_id, now=now + timedelta(days=4)) == 1
    assert listed(ada, "needs_reply") == [asked]
    assert open_put_off.call() == 0
    for wrong in (now - timedelta(days=1), now + timedelta(days=400)):
        with pytest.raises(WrongInput, match="next year"):
            working.put_off(ada, [asked], until=wrong, now=now)


def test_many_are_given_away_in_one_step_that_is_taken_back_as_one(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    bring_in(
        ada,
        export(
            tmp_path,
            QUESTION,
            Said(
                TOMASZ,
                ADA,
                DAY,
                "When is the hearing?",
            ),
        ),
    )
    both = sorted(Conversation.objects.values_list("pk", flat=True))
    step = working.assign(ada, both, member_id=ben.member_id)
    assert sorted(listed(ben, "mine")) == both
    assert queries.conversations_page(ada).rows[0].assigned_to == "Ben Castillo"
    undo(ada, step)
    assert listed(ben, "mine") == []
    with pytest.raises(WrongInput, match="no such member"):
        working.assign(ada, both, member_id=987_654)


def test_a_volunteer_works_what_was_given_to_them_and_nothing_else(ada: Actor, vera: Actor, otto: Actor, asked: int) -> None:
    with pytest.raises(NotFound):
        working.close(vera, [asked], now=utc_now())
    with pytest.raises(NotPermitted):
        working.assign(vera, [asked], member_id=vera.member_id)
    working.assign(ada, [asked], member_id=vera.member_id)
    assert listed(vera, "needs_reply") == [asked]
    working.close(vera, [asked], now=utc_now())
    with pytest.raises(NotFound):
        working.reopen(otto, [asked])
    with pytest.raises(NotFound):
        working.close(ada, [asked, 987_654], now=utc_now())


def test_opened_again_it_waits_as_before(ada: Actor, asked: int) -> None:
    working.close(ada, [asked], now=utc_now())
    working.reopen(ada, [asked])
    assert listed(ada, "needs_reply") == [asked]


def test_what_they_wrote_since_is_not_hidden_by_taking_back(ada: Actor, asked: int, tmp_path: Path) -> None:
    now = utc_now()
    working.put_off(ada, [asked], until=now + timedelta(days=3), now=now)
    step = working.reopen(ada, [asked])
    later = Said(MARISOL, ADA, DAY + timedelta(days=1), "Could you send me the figures?")
    bring_in(ada, export(tmp_path, QUESTION, later))
    undo(ada, step)
    assert (listed(ada, "needs_reply"), listed(ada, "put_off")) == ([asked], [])


def test_taking_back_leaves_alone_what_was_done_since(ada: Actor, ben: Actor, asked: int) -> None:
    step = working.close(ada, [asked], now=utc_now())
    working.assign(ada, [asked], member_id=ben.member_id)
    undo(ada, step)
    assert (listed(ada, "needs_reply"), listed(ben, "mine")) == ([asked], [asked])


def test_more_than_a_thousand_at_once_are_refused_instead_of_passed_over(ada: Actor, ben: Actor, asked: int) -> None:
    many = [asked, *range(10**6, 10**6 + seeing.AT_ONCE)]
    for work in (lambda: working.assign(ada, many, member_id=ben.member_id), lambda: labels.put_label(ada, many, name="late")):
        with pytest.raises(WrongInput, match="at most 1,000"):
            work()
    assert (listed(ben, "mine"), Notice.objects.count()) == ([], 0)


def test_a_correction_taken_back_leaves_what_was_said_before_and_closes_again(ada: Actor, ben: Actor, asked: int) -> None:
    first = working.correct(ada, asked, wants_reply=False, now=utc_now())
    working.close(ada, [asked], now=utc_now())
    second = working.correct(ben, asked, wants_reply=True, now=utc_now())
    assert listed(ada, "needs_reply") == [asked]
    undo(ben, second)
    assert (listed(ada, "done"), Correction.objects.get().wants_reply, Correction.objects.get().member_id) == (
        [asked], False, ada.member_id,
    )  # fmt: skip
    undo(ada, first)
    assert not Correction.objects.exists()


def test_a_correction_taken_back_after_they_wrote_again_judges_the_new_message(ada: Actor, asked: int, tmp_path: Path) -> None:
    step = working.correct(ada, asked, wants_reply=False, now=utc_now())
    later = Said(MARISOL, ADA, DAY + timedelta(days=1), "Could you send me the figures?")
    bring_in(ada, export(tmp_path, QUESTION, later))
    undo(ada, step)
    assert queries.conversation_view(ada, asked).messages[-1].needs_reply


def test_a_correction_counts_stays_and_is_taken_back(ada: Actor, asked: int) -> None:
    step = working.correct(ada, asked, wants_reply=False, now=utc_now())
    assert listed(ada, "needs_reply") == []
    actions.settle([asked])
    assert listed(ada, "needs_reply") == []
    undo(ada, step)
    assert not Correction.objects.exists()
    actions.settle([asked])
    assert listed(ada, "needs_reply") == [asked]


def test_what_wants_nothing_by_the_rules_can_be_said_to_want_an_answer(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, Said(MARISOL, ADA, DAY, "The night bus was late again.")))
    only = Conversation.objects.get().pk
    assert listed(ada, "needs_reply") == []
    working.correct(ada, only, wants_reply=True, now=utc_now())
    actions.settle([only])
    row = queries.conversations_page(ada).rows[0]
    assert (row.id, row.reply_kind) == (only, "corrected")


def test_from_enough_corrections_triage_learns(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "ENOUGH", 4)
    late = [
        Said(
            MARISOL,
            ADA,
            DAY + timedelta(days=i),
            f"The night bus was late again, {word}.",
        )
        for i, word in enumerate(("ugh", "sigh", "alas"))
    ]
    for number, _ in enumerate(late):
        bring_in(ada, export(tmp_path, *late[: number + 1]))
        working.correct(ada, Conversation.objects.get().pk, wants_reply=True, now=utc_now())
    bring_in(ada, export(tmp_path, *late, Said(TOMASZ, ADA, DAY, "Could you look at my newsletter?")))
    other = Conversation.objects.exclude(person__name=MARISOL.name).get().pk
    working.correct(ada, other, wants_reply=False, now=utc_now())
    bring_in(ada, export(tmp_path, *late, Said(MARISOL, ADA, DAY + timedelta(days=9), "The night bus was late again, today.")))
    assert Conversation.objects.get(person__name=MARISOL.name).needs_reply
    bring_in(ada, export(tmp_path, Said(TOMASZ, ADA, DAY + timedelta(days=9), "Could you look at my newsletter now?")))
    assert not Conversation.objects.get(pk=other).needs_reply


def test_a_correction_needs_a_message_of_theirs(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, export(tmp_path, Said(ADA, MARISOL, DAY, "Hello")))
    with pytest.raises(WrongInput, match="not written"):
        working.correct(ada, Conversation.objects.get().pk, wants_reply=False, now=utc_now())


def test_notes_stay_among_the_team_and_mention_members(ada: Actor, ben: Actor, vera: Actor, asked: int) -> None:
    step = working.add_conversation_note(ada, asked, text="@Ben please ask the depot; @nobody knows", now=utc_now())
    note = queries.conversation_view(ada, asked).notes[0]
    assert (note.member, note.mentions) == ("Ada Okafor", ("Ben Castillo",))
    undo(ada, step)
    assert not ConversationNote.objects.exists()
    working.add_conversation_note(ada, asked, text="no mention", now=utc_now())
    with pytest.raises(WrongInput):
        working.add_conversation_note(ada, asked, text=" ", now=utc_now())


def test_an_answer_is_due_by_the_service_level_of_its_channel(ada: Actor, ben: Actor, asked: int) -> None:
    assert queries.conversations_page(ada).rows[0].due_at is None
    working.set_service_level(ada, level=ServiceLevel(hours=8))
    row = queries.conversations_page(ada).rows[0]
    assert (row.due_at, row.overdue) == (datetime(2026, 3, 3, 9, 30, tzinfo=UTC), True)
    working.set_service_level(ada, channel="linkedin", level=ServiceLevel(hours=4))
    assert queries.conversations_page(ada).rows[0].due_at == datetime(2026, 3, 2, 13, 30, tzinfo=UTC)
    working.set_service_level(ada, channel="linkedin", level=None)
    working.set_service_level(ada, level=None)
    assert queries.conversations_page(ada).rows[0].due_at is None
    with pytest.raises(NotPermitted):
        working.set_service_level(ben, level=ServiceLevel(hours=8))
