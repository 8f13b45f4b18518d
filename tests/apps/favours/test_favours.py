"""Giving before asking: the ledger, asks that are stopped with a better step, thanks owed, and gifts by rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import AuditEntry
from hustings.apps.favours import actions, queries
from hustings.apps.favours.actions import GIFT_WORDS, Stopped
from hustings.apps.favours.models import Ask, Favour, Gift
from hustings.apps.people.actions import add_person, keep_promise, log_touch, merge_people, set_do_not_contact, undo
from hustings.apps.people.models import Identity, Person, Promise
from hustings.apps.people.reaching_out import NotNow
from hustings.apps.today.planning import plan
from hustings.apps.today.reminders import reminders_of
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


@pytest.fixture
def cora(ada: Actor) -> int:
    person = add_person(ada, name="Cora Lind")
    log_touch(ada, [person], kind="meeting", at=ago(40), now=NOW)
    return person


def give(actor: Actor, person: int, days: float = 5, **rest: object) -> tuple[int, int]:
    given = {"direction": "given", "kind": "introduction", "at": ago(days), "now": NOW} | rest
    return actions.put_down_favour(actor, person, **given)  # type: ignore[arg-type]


def ask(actor: Actor, person: int, kind: str = "advice", days: float = 0, **rest: object) -> tuple[int, int]:
    return actions.put_down_ask(actor, person, kind=kind, at=ago(days), now=NOW, **rest)  # type: ignore[arg-type]


def test_the_ledger_shows_every_entry_behind_its_sums_and_each_is_undone(ada: Actor, cora: int) -> None:
    _, step = give(ada, cora, text="Met the editor through us")
    give(ada, cora, direction="received", kind="data", days=365)
    view = queries.ledger(ada, cora, now=NOW)
    assert view.balance.given == pytest.approx(3.0, rel=0.02)
    assert view.balance.received == pytest.approx(1.0, rel=0.01)
    assert [(entry.direction, entry.text) for entry in view.entries] == [("given", "Met the editor through us"), ("received", "")]
    undo(ada, step)
    assert queries.ledger(ada, cora, now=NOW).balance.given == 0


def test_an_ask_of_somebody_whom_we_only_ask_is_stopped_with_a_better_step(ada: Actor, cora: int) -> None:
    for days in (200, 100):
        number, _ = ask(ada, cora, days=days)
        actions.answer_ask(ada, number, answer="yes", now=ago(days - 1))
        actions.thank_for_ask(ada, number, now=ago(days - 1))
    with pytest.raises(Stopped, match=r"given nothing\. Find out what would help") as stopped:
        ask(ada, cora)
    assert stopped.value.verdict.reason == "only_asks"
    assert Ask.objects.count() == 2
    number, _ = ask(ada, cora, overrule=True)
    assert Ask.objects.get(pk=number).overruled == "only_asks"
    give(ada, cora, days=0)
    actions.answer_ask(ada, number, answer="withdrawn", now=NOW)
    ask(ada, cora)


def test_thanks_come_first(ada: Actor, cora: int) -> None:
    number, _ = give(ada, cora, direction="received", days=1)
    with pytest.raises(Stopped, match="still owed thanks"):
        ask(ada, cora)
    assert [(row.what, row.person, row.overdue) for row in queries.what_is_open(ada, now=NOW).owed] == [
        ("favour", "Cora Lind", False)
    ]
    step = actions.settle_favour(ada, number, now=NOW, thanked=True)
    assert queries.what_is_open(ada, now=NOW).owed == ()
    undo(ada, step)
    assert len(queries.ledger(ada, cora, now=NOW).owed) == 1


def test_nobody_asks_a_stranger_for_an_endorsement(ada: Actor) -> None:
    stranger = add_person(ada, name="Dan")
    with pytest.raises(Stopped, match="Nobody here ever talked with Dan"):
        ask(ada, stranger, "endorsement")
    ask(ada, stranger, "endorsement", planned=True)
    assert [entry.state for entry in queries.what_is_open(ada, now=NOW).asks] == ["planned"]


def test_an_official_is_never_offered_a_favour_before_an_ask(ada: Actor) -> None:
    senator = add_person(ada, name="Sen. Rue")
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=senator, kind="official", value="us:bioguide:R000001")
    with pytest.raises(Stopped, match="Bring information"):
        ask(ada, senator, "introduction")


def test_promises_wait_until_they_are_kept(ada: Actor, cora: int) -> None:
    ours, _ = give(ada, cora, done=False)
    give(ada, cora, direction="received", kind="time", done=False)
    found = queries.what_is_open(ada, now=NOW)
    assert ([e.kind for e in found.we_promised], [e.kind for e in found.they_promised]) == (["introduction"], ["time"])
    with pytest.raises(Stopped, match="still open"):
        ask(ada, cora)
    actions.settle_favour(ada, ours, now=NOW, done=True)
    assert queries.what_is_open(ada, now=NOW).we_promised == ()
    with pytest.raises(WrongInput, match="nothing to settle"):
        actions.settle_favour(ada, ours, now=NOW, done=True)


def test_wrong_entries_say_what_is_wrong(ada: Actor, cora: int) -> None:
    for wrong in ({"direction": "sideways"}, {"kind": "money"}, {"size": 9}, {"at": NOW + timedelta(days=1)}):
        with pytest.raises(WrongInput):
            give(ada, cora, **wrong)
    with pytest.raises(WrongInput, match="no kind of ask"):
        ask(ada, cora, "money")
    number, _ = ask(ada, cora)
    for wrong in (
        lambda: actions.answer_ask(ada, number, answer="perhaps", now=NOW),  # type: ignore[arg-type]
        lambda: actions.thank_for_ask(ada, number, now=NOW),
    ):
        with pytest.raises(WrongInput):
            wrong()
    actions.answer_ask(ada, number, answer="no", now=NOW)
    with pytest.raises(WrongInput, match="already"):
        actions.answer_ask(ada, number, answer="yes", now=NOW)


def test_undoing_needs_the_entry_to_be_there(ada: Actor, cora: int) -> None:
    number, _ = ask(ada, cora)
    step = actions.answer_ask(ada, number, answer="yes", now=NOW)
    Ask.objects.all().delete()
    with pytest.raises(WrongInput, match="not there any more"):
        undo(ada, step)


def test_a_step_taken_back_leaves_alone_what_came_since(ada: Actor, ben: Actor, cora: int) -> None:
    again = add_person(ada, name="Cora Lind-Weber")
    promised, _ = give(ada, again, done=False)
    done = actions.settle_favour(ada, promised, now=NOW, done=True)
    answered = actions.answer_ask(ada, ask(ada, again, overrule=True)[0], answer="yes", now=NOW)
    actions.settle_favour(ben, promised, now=NOW, thanked=True)
    merge_people(ben, cora, again)
    undo(ada, answered)
    undo(ada, done)
    favour, asked = Favour.objects.get(), Ask.objects.get()
    assert (favour.person_id, favour.done_at, favour.thanked_at) == (cora, None, NOW)
    assert (asked.person_id, asked.state, asked.answered_at) == (cora, "made", None)


def test_limits_stand_against_an_ask_today_and_the_wish_not_to_be_contacted_against_any(
    ada: Actor, ben: Actor, cora: int
) -> None:
    log_touch(ben, [cora], kind="call", at=ago(0.1), now=NOW)
    with pytest.raises(
        NotNow, match=r"in touch with Cora Lind today already\. Put it off until 2026-05-02\. If you asked all the same"
    ):
        ask(ada, cora)
    assert ask(ada, cora, planned=True)
    # Whoever was in touch today asked on that occasion.
    assert ask(ben, cora, kind="vote")
    assert ask(ada, cora, overrule=True)
    set_do_not_contact(ada, cora, silent=True, now=NOW)
    for more in ({"overrule": True}, {"planned": True}):
        with pytest.raises(WrongInput, match="does not want to be contacted"):
            ask(ada, cora, kind="endorsement", **more)
    # What was asked before is put down as it was.
    assert ask(ada, cora, kind="endorsement", days=30, overrule=True)


def gift(actor: Actor, person: int, value: str | None, **rest: object) -> tuple[int, str, int]:
    given = {"what": "A book", "on": date(2026, 4, 1), "rule": "us-house", "giver": "private"} | rest
    number, verdict, step = actions.put_down_gift(
        actor, person, value=Decimal(value) if value else None, **given  # type: ignore[arg-type]
    )  # fmt: skip
    return number, verdict.status, step


def test_gifts_to_an_official_add_up_to_the_limit_of_the_year(ada: Actor, cora: int) -> None:
    assert gift(ada, cora, "30")[1] == "allowed"
    assert gift(ada, cora, "45")[1] in ("allowed", "near_limit")
    with pytest.raises(WrongInput, match="limit"):
        gift(ada, cora, "49")
    _, said, step = gift(ada, cora, "49", despite=True)
    assert said == "forbidden"
    log = queries.gift_log(ada)
    assert [(row.said, row.value) for row in log].count(("forbidden", Decimal("49.00"))) == 1
    undo(ada, step)
    assert [row.what for row in queries.gift_log(ada) if row.taken_back_at] == ["A book"], (
        "the log strikes out, it does not rub out"
    )
    assert gift(ada, cora, "24")[1] in ("allowed", "near_limit"), "what was taken back counts towards no limit"
    told = AuditEntry.objects.get(verb="take_back_gift").detail
    assert (told["worth"], told["said"]) == ("49.00 USD", "forbidden")


def test_what_is_worth_money_goes_to_an_official_as_a_gift_alone(ada: Actor, cora: int) -> None:
    person = Person.objects.get(pk=cora)
    Identity.objects.get_or_create(workspace_id=ada.workspace_id, person=person, kind="official", value="ocd-person/cora")
    for kind in ("resource", "other"):
        with pytest.raises(WrongInput, match="log of gifts"):
            give(ada, cora, kind=kind)
    assert give(ada, cora, kind="data")
    number, _ = give(ada, cora, kind="other", done=False)
    with pytest.raises(WrongInput, match="log of gifts"):
        actions.settle_favour(ada, number, now=NOW, done=True)


def test_a_planned_ask_is_judged_when_it_is_made(ada: Actor) -> None:
    stranger = add_person(ada, name="Otto Fremd")
    number, _ = ask(ada, stranger, "endorsement", planned=True)
    with pytest.raises(WrongInput, match="only planned"):
        actions.answer_ask(ada, number, answer="yes", now=NOW)
    with pytest.raises(actions.Stopped):
        actions.make_ask(ada, number, now=NOW)
    actions.make_ask(ada, number, now=NOW, overrule=True)
    assert (Ask.objects.get().state, Ask.objects.get().overruled) == ("made", "never_talked")
    with pytest.raises(WrongInput, match="planned"):
        actions.make_ask(ada, number, now=NOW)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"value": None}, "worth"),
        ({"giver": "unknown"}, "what the giver is"),
        ({"giver": "lobbyist"}, "forbids this giver"),
        ({"giver": "nobody"}, "Use one of"),
        ({"cash": True}, "cash"),
        ({"currency": "EUR"}, "USD"),
        ({"for_official_act": True, "despite": True}, "official act"),
        ({"rule": "us-mars"}, "no rule"),
        ({"what": " "}, "what it was"),
        *(({"value": value, "despite": True}, "an amount") for value in ("NaN", "-5", "1E+10", "Infinity")),
        ({"currency": "EURO", "despite": True}, "three letters"),
    ],
)
def test_a_gift_that_may_not_be_given_says_why(ada: Actor, cora: int, wrong: dict[str, object], said: str) -> None:
    given: dict[str, object] = {"value": "10"} | wrong
    with pytest.raises(WrongInput, match=said):
        gift(ada, cora, given.pop("value"), **given)  # type: ignore[arg-type]
    assert not Gift.objects.exists()


def test_every_verdict_has_words() -> None:
    facts = dict.fromkeys(("on", "currency", "giver", "limit", "per", "total"), "x")
    assert all(words.format(**facts) for words in GIFT_WORDS.values())


def test_nothing_crosses_the_border_and_volunteers_see_their_people(ada: Actor, otto: Actor, vera: Actor, cora: int) -> None:
    number, _ = give(ada, cora)
    for refused in (
        lambda: queries.ledger(otto, cora, now=NOW),
        lambda: give(otto, cora),
        lambda: actions.settle_favour(otto, number, now=NOW, thanked=True),
        lambda: queries.ledger(vera, cora, now=NOW),
    ):
        with pytest.raises(NotFound):
            refused()
    with pytest.raises(NotPermitted):
        queries.gift_log(vera)
    assert queries.what_is_open(vera, now=NOW).we_promised == ()


def test_a_merge_takes_the_ledger_along(ada: Actor, cora: int) -> None:
    twin = add_person(ada, name="C. Lind")
    give(ada, twin)
    ask(ada, twin)
    merge_people(ada, cora, twin)
    assert {row.person_id for row in (*Favour.objects.all(), *Ask.objects.all())} == {cora}


def promised(actor: Actor, person: int, text: str = "Send the survey") -> int:
    made = log_touch(actor, [person], kind="call", at=ago(1), now=NOW, promise=text, promise_due=NOW.date()).promise_id
    assert made is not None
    return made


@pytest.mark.parametrize("first", ["favour", "promise"])
def test_a_promise_and_the_favour_made_of_it_are_settled_and_taken_back_together(ada: Actor, cora: int, first: str) -> None:
    promise = promised(ada, cora)
    favour, _ = actions.promise_into_ledger(ada, promise, kind="data", now=NOW)
    with pytest.raises(WrongInput, match="stands in the ledger already"):
        actions.promise_into_ledger(ada, promise, kind="data", now=NOW)

    def settled() -> tuple[bool, bool]:
        kept = Promise.objects.get(pk=promise).kept_at == NOW
        return kept, Favour.objects.get(pk=favour).done_at == NOW

    whole = first == "favour"
    step = actions.settle_favour(ada, favour, now=NOW, done=True) if whole else keep_promise(ada, promise, now=NOW)
    assert settled() == (True, True)
    undo(ada, step)
    assert settled() == (False, False)


def test_a_promise_that_was_kept_goes_into_the_ledger_as_done(ada: Actor, cora: int) -> None:
    promise = promised(ada, cora)
    keep_promise(ada, promise, now=ago(0.5))
    actions.promise_into_ledger(ada, promise, kind="data", now=NOW)
    assert Favour.objects.get().done_at == ago(0.5)


def test_a_kept_promise_to_an_official_leaves_a_gift_open_until_it_is_in_the_log(ada: Actor, cora: int) -> None:
    promise = promised(ada, cora)
    actions.promise_into_ledger(ada, promise, kind="other", now=NOW)
    Identity.objects.create(workspace_id=ada.workspace_id, person_id=cora, kind="official", value="us:bioguide:L000001")
    keep_promise(ada, promise, now=NOW)
    favour = Favour.objects.get()
    assert favour.done_at is None
    assert f"favour:{favour.pk}" in {each.id for each in reminders_of(ada, now=NOW)}
    assert f"favour:{favour.pk}" in {
        found for item in plan(ada, now=NOW + timedelta(days=20), minutes=60) for why in item.reasons for found in why.evidence
    }


def test_a_favour_of_a_promise_that_was_kept_before_takes_back_only_itself(ada: Actor, cora: int) -> None:
    promise = promised(ada, cora)
    favour, _ = actions.promise_into_ledger(ada, promise, kind="data", now=NOW)
    Promise.objects.update(kept_at=ago(0.2))
    undo(ada, actions.settle_favour(ada, favour, now=NOW, done=True))
    assert Promise.objects.get(pk=promise).kept_at == ago(0.2)
