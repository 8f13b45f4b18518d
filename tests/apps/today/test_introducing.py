"""An introduction and its ask in the ledger: made, settled and taken back together, whichever door they came through."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.favours.actions import answer_ask, put_down_favour
from hustings.apps.favours.models import Ask, Reference
from hustings.apps.favours.references import references
from hustings.apps.goals.models import Introduction
from hustings.apps.people.actions import add_person, log_touch, set_do_not_contact, undo, vouch_for
from hustings.apps.people.models import Vouch
from hustings.apps.people.reaching_out import NotNow
from hustings.apps.today.introducing import ask_for_introduction, settle_introduction
from hustings.kernel.errors import NotPermitted, WrongInput

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def chain(ada: Actor) -> list[int]:
    """Finn, about whom Ada answered the two questions once, and Cora, whom he knows."""
    people = [add_person(ada, name=name) for name in ("Finn Weir", "Cora Weir")]
    vouch_for(ada, people[0], how="worked_together", i_would_say="Keeps his word.", they_would_say="Prepared.", shared=True)
    return people


def states() -> tuple[list[str], list[str]]:
    return list(Ask.objects.values_list("state", flat=True)), list(Introduction.objects.values_list("state", flat=True))


def test_both_are_made_settled_and_taken_back_as_one(ada: Actor, chain: list[int]) -> None:
    made, step = ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW, overrule=True)
    assert (states(), Introduction.objects.get().ask_number) == ((["made"], ["asked"]), Ask.objects.get().pk)
    settled = settle_introduction(ada, made, outcome="happened", now=NOW)
    assert states() == (["yes"], ["happened"])
    undo(ada, settled)
    assert states() == (["made"], ["asked"])
    undo(ada, step)
    assert states() == ([], [])


def test_the_two_questions_come_first_and_it_stands_with_the_other_references(ada: Actor, ben: Actor, chain: list[int]) -> None:
    with pytest.raises(WrongInput, match="both questions"):
        ask_for_introduction(ben, chain, draft="Dear Finn", now=NOW, overrule=True)
    assert states() == ([], [])
    with pytest.raises(WrongInput, match="Meet them first"):
        ask_for_introduction(
            ben, chain, draft="D", now=NOW, how="online_only", i_would_say="A", they_would_say="B", overrule=True
        )
    made, step = ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW, overrule=True)
    (row,) = references(ada)
    assert (row.person, row.to, row.kind, row.direction, row.state) == (
        "Finn Weir",
        "Cora Weir",
        "introduction",
        "wanted",
        "asked",
    )
    assert (row.how, row.i_would_say, row.they_would_say) == ("worked_together", "Keeps his word.", "Prepared.")
    for outcome, state in (("happened", "given"), ("declined", "refused"), ("withdrawn", "closed")):
        settled = settle_introduction(ada, made, outcome=outcome, now=NOW)
        assert Reference.objects.get().state == state
        undo(ada, settled)
    undo(ada, step)
    assert not Reference.objects.exists()


def test_answers_to_the_two_questions_stay_with_who_gave_them(ada: Actor, chain: list[int]) -> None:
    given = {"how": "worked_together", "i_would_say": "Late at times.", "they_would_say": "Too strict."}
    ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW, overrule=True, **given)  # type: ignore[arg-type]
    shared = Vouch.objects.get()
    assert (shared.shared, shared.i_would_say, shared.they_would_say) == (True, "Keeps his word.", "Prepared.")
    assert references(ada)[0].i_would_say == "Late at times."


def test_neither_is_made_where_one_is_refused(ada: Actor, vera: Actor, chain: list[int]) -> None:
    with pytest.raises(WrongInput):
        ask_for_introduction(ada, chain, draft=" ", now=NOW, overrule=True)
    with pytest.raises(NotPermitted):
        ask_for_introduction(vera, chain, draft="Dear Finn", now=NOW)
    assert states() == ([], [])


def test_nobody_is_asked_beyond_a_limit_nor_led_to_whoever_wants_no_contact(ada: Actor, ben: Actor, chain: list[int]) -> None:
    log_touch(ben, chain[:1], kind="call", at=NOW, now=NOW)
    give = {"direction": "given", "kind": "data", "at": NOW, "now": NOW}
    put_down_favour(ada, chain[0], **give)  # type: ignore[arg-type]
    with pytest.raises(NotNow, match="today already"):
        ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW)
    set_do_not_contact(ada, chain[1], silent=True, now=NOW)
    with pytest.raises(WrongInput, match="Cora Weir does not want to be contacted"):
        ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW, overrule=True)
    assert states() == ([], [])
    set_do_not_contact(ada, chain[1], silent=False, now=NOW)
    assert ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW, overrule=True)


def test_an_ask_that_was_answered_in_the_ledger_keeps_its_answer(ada: Actor, chain: list[int]) -> None:
    made, _ = ask_for_introduction(ada, chain, draft="Dear Finn", now=NOW, overrule=True)
    answer_ask(ada, Ask.objects.get().pk, answer="no", now=NOW)
    settle_introduction(ada, made, outcome="happened", now=NOW)
    assert states() == (["no"], ["happened"])
