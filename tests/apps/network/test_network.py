"""Ties among others: from positions, meetings, public acts and what members state; private ones stay private."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hustings.apps.accounts.actor import Actor
from hustings.apps.network import actions, changes, keeping, queries
from hustings.apps.network.models import Discretion, NeverAsk, Relation
from hustings.apps.network.nodes import Node, node_of, number_of
from hustings.apps.network.standing import day
from hustings.apps.network.tasks import build_graph, build_graphs
from hustings.apps.people.actions import (
    Fact,
    add_person,
    ensure_issue,
    erase_person,
    log_touch,
    merge_people,
    record_evidence,
    undo,
)
from hustings.apps.people.models import Organisation, Person, Position, Tie
from hustings.bulk import tie_table
from hustings.engine.ties import EPOCH
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput
from hustings.storage import locks

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(settings: object, tmp_path: object) -> None:
    settings.HUSTINGS_HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    board = dict.fromkeys(("Cora", "Dan", "Eve"), "Riverside Council") | dict.fromkeys(("Finn", "Gus"), "")
    return {name: add_person(ada, name=f"{name} Member", organisation=place, title="Member") for name, place in board.items()}


def person(number: int) -> Node:
    return "person", number


def ties(actor: Actor, number: int) -> dict[str, queries.TieRow]:
    return {row.name: row for row in queries.ties_of(actor, person(number), now=NOW)}


def state(actor: Actor, one: int, other: int, kind: str = "ally", **rest: object) -> tuple[int, int]:
    return actions.state_tie(actor, person(one), person(other), kind=kind, now=NOW, **rest)  # type: ignore[arg-type]


def test_who_sits_on_one_body_is_tied_and_the_seat_says_why(ada: Actor, people: dict[str, int]) -> None:
    found = ties(ada, people["Cora"])
    assert set(found) == {"Dan Member", "Eve Member", "Riverside Council"}
    fact = found["Dan Member"].facts[0]
    assert (fact.kind, fact.words, fact.size) == ("colleague", "Riverside Council", 3)
    assert fact.evidence.startswith("position:")
    assert found["Riverside Council"].node[0] == "organisation"
    assert found["Dan Member"].probability == pytest.approx(0.5 / 2**0.5)


def test_whoever_left_before_the_other_came_is_not_tied_by_it(ada: Actor, people: dict[str, int]) -> None:
    Position.objects.filter(person_id=people["Cora"]).update(current=False, since="2001", until="2004")
    Position.objects.filter(person_id=people["Dan"]).update(since="2010")
    assert "Dan Member" not in ties(ada, people["Cora"])
    Position.objects.filter(person_id=people["Dan"]).update(since="2002-05")
    past = ties(ada, people["Cora"])["Dan Member"]
    assert past.facts[0].at == datetime(2004, 12, 28, 12, tzinfo=UTC)
    assert past.probability < 0.01


def test_who_met_in_a_small_circle_is_tied(ada: Actor, people: dict[str, int]) -> None:
    log_touch(ada, [people["Finn"], people["Gus"]], kind="meeting", at=NOW - timedelta(days=3), now=NOW)
    found = ties(ada, people["Finn"])
    assert [fact.kind for fact in found["Gus Member"].facts] == ["met"]


def test_public_acts_on_one_issue_say_who_goes_with_whom(ada: Actor, people: dict[str, int]) -> None:
    issue = ensure_issue(ada.workspace_id, "Clean river").pk
    for name, lean in (("Cora", 1.0), ("Finn", 1.0), ("Gus", -1.0)):
        fact = Fact(kind="sponsorship", lean=lean, at=NOW - timedelta(days=40), condition="public")
        record_evidence(ada, issue, fact, now=NOW, person_id=people[name])
    private = Fact(kind="vote", lean=1.0, at=NOW - timedelta(days=40), condition="contact")
    record_evidence(ada, issue, private, now=NOW, person_id=people["Eve"])
    found = ties(ada, people["Cora"])
    assert found["Finn Member"].sign == 1
    assert found["Gus Member"].sign == -1
    assert [fact.words for fact in found["Gus Member"].facts] == ["Clean river"]
    assert {fact.kind for fact in found["Eve Member"].facts} == {"colleague"}


def test_households_and_exchanges_tie_too(ada: Actor, people: dict[str, int]) -> None:
    Person.objects.filter(pk__in=(people["Finn"], people["Gus"])).update(household="12 Mill Lane")
    Tie.objects.create(
        workspace_id=ada.workspace_id, subject_id=people["Finn"], other_id=people["Cora"], in_slow=3, out_slow=3, in_count=3,
        out_count=3, first_at=EPOCH, last_mutual_at=NOW,
    )  # fmt: skip
    assert {row.facts[0].kind for row in queries.ties_of(ada, person(people["Finn"]), now=NOW)} == {"household", "exchanged"}


def test_a_stated_tie_says_its_kind_side_and_words_and_can_be_taken_back(ada: Actor, people: dict[str, int]) -> None:
    number, step = state(
        ada, people["Finn"], people["Gus"], "opponent", words="Since the vote on the dam", since=date(2020, 1, 1)
    )
    row = ties(ada, people["Gus"])["Finn Member"]
    assert (row.sign, row.facts[0].kind, row.facts[0].words, row.facts[0].mine) == (
        -1,
        "opponent",
        "Since the vote on the dam",
        True,
    )
    undo(ada, step)
    assert ties(ada, people["Gus"]) == {}
    number, _ = state(ada, people["Finn"], people["Gus"])
    removed = actions.remove_tie(ada, number)
    assert not Relation.objects.exists()
    undo(ada, removed)
    assert Relation.objects.get().pk == number


def test_a_tie_to_an_organisation_can_be_stated(ada: Actor, people: dict[str, int]) -> None:
    council = Organisation.objects.get(name="Riverside Council").pk
    actions.state_tie(ada, ("organisation", council), person(people["Finn"]), kind="ally", now=NOW)
    assert "Riverside Council" in ties(ada, people["Finn"])
    assert {row.name for row in queries.ties_of(ada, ("organisation", council), now=NOW)} >= {"Finn Member", "Cora Member"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "enemy"}, "kind"), ({"sign": 2}, "sign"), ({"since": date(2030, 1, 1)}, "since"),
        ({"since": date(2020, 1, 1), "until": date(2019, 1, 1)}, "since"), ({"link": "javascript:1"}, "link"),
    ],
)  # fmt: skip
def test_what_makes_no_tie_is_refused(ada: Actor, people: dict[str, int], change: dict[str, object], field: str) -> None:
    with pytest.raises(WrongInput) as refused:
        state(ada, people["Finn"], people["Gus"], **{"kind": "ally", **change})  # type: ignore[arg-type]
    assert refused.value.field == field


def test_one_and_the_same_is_no_tie(ada: Actor, people: dict[str, int]) -> None:
    with pytest.raises(WrongInput):
        state(ada, people["Finn"], people["Finn"])


def test_a_tie_that_is_not_shared_is_seen_by_its_member_alone(ada: Actor, ben: Actor, people: dict[str, int]) -> None:
    number, _ = state(ada, people["Finn"], people["Gus"], shared=False)
    assert "Gus Member" in ties(ada, people["Finn"])
    assert ties(ben, people["Finn"]) == {}
    assert len(keeping.build(ada.workspace_id, now=NOW).table.one) == 6
    with pytest.raises(NotFound):
        actions.remove_tie(ben, number)


def test_meetings_that_a_member_keeps_private_tie_nobody_for_others(ada: Actor, ben: Actor, people: dict[str, int]) -> None:
    log_touch(ada, [people["Finn"], people["Gus"]], kind="meeting", at=NOW - timedelta(days=3), now=NOW)
    step = actions.keep_ties_private(ada, now=NOW, person_id=people["Finn"])
    assert ties(ben, people["Finn"]) == {}
    assert "Gus Member" in ties(ada, people["Finn"])
    assert queries.private_of(ada).people == {people["Finn"]}
    assert queries.kept_from(ben) == (frozenset(), {(ada.member_id, people["Finn"])})
    undo(ada, step)
    assert "Gus Member" in ties(ben, people["Finn"])
    actions.keep_ties_private(ada, now=NOW)
    assert queries.kept_from(ben)[0] == {ada.member_id}
    assert ties(ben, people["Finn"]) == {}
    shared = actions.share_ties(ada)
    assert not Discretion.objects.exists()
    undo(ada, shared)
    assert queries.private_of(ada).everything


def test_foreign_people_are_not_found_and_volunteers_state_nothing(
    ada: Actor, otto: Actor, vera: Actor, people: dict[str, int]
) -> None:
    with pytest.raises(NotFound):
        queries.ties_of(otto, person(people["Cora"]), now=NOW)
    with pytest.raises(NotFound):
        actions.never_ask(otto, people["Cora"], now=NOW)
    with pytest.raises(NotPermitted):
        state(vera, people["Finn"], people["Gus"])
    Person.objects.filter(pk=people["Cora"]).update(assigned_to_id=vera.member_id)
    assert set(ties(vera, people["Cora"])) == {"Riverside Council"}


def test_who_is_never_asked_stands_on_a_list_with_the_reason(ada: Actor, people: dict[str, int]) -> None:
    actions.never_ask(ada, people["Cora"], now=NOW, reason="Judge")
    step = actions.never_ask(ada, people["Cora"], now=NOW, reason="A judge")
    assert [(row.name, row.reason) for row in queries.never_asked(ada)] == [("Cora Member", "A judge")]
    undo(ada, step)
    assert [row.reason for row in queries.never_asked(ada)] == ["Judge"]
    again = actions.may_ask_again(ada, people["Cora"])
    assert queries.never_ask_of(ada, people["Cora"]) is None
    with pytest.raises(NotFound):
        actions.may_ask_again(ada, people["Cora"])
    undo(ada, again)
    assert queries.never_ask_ids(ada.workspace_id) == {people["Cora"]}


def test_queries_do_not_grow_with_the_people(ada: Actor, people: dict[str, int]) -> None:
    with CaptureQueriesContext(connection) as few:
        ties(ada, people["Cora"])
    for number in range(12):
        add_person(ada, name=f"Member {number}", organisation="Riverside Council", title="Member")
    with CaptureQueriesContext(connection) as many:
        assert len(ties(ada, people["Cora"])) == 15
    assert len(many) == len(few)


def test_the_graph_is_kept_and_built_anew_only_where_something_changed(ada: Actor, people: dict[str, int]) -> None:
    first = keeping.kept_graph(ada.workspace_id, now=NOW)
    assert first is not None
    assert first.people.entries == 6
    again = keeping.kept_graph(ada.workspace_id, now=NOW + timedelta(hours=1))
    assert again is not None
    assert again.as_of == NOW
    state(ada, people["Finn"], people["Gus"])
    later = keeping.kept_graph(ada.workspace_id, now=NOW + timedelta(hours=2))
    assert later is not None
    assert later.people.entries == 8
    old = keeping.kept_graph(ada.workspace_id, now=NOW + timedelta(days=3))
    assert old is not None
    assert old.as_of == NOW + timedelta(days=3)


def pairs(kept: keeping.Kept) -> dict[tuple[int, int], tuple[float, int, int, float]]:
    table = kept.table
    columns = (table.one, table.other, table.strength.round(9), table.sign, table.kinds, table.warm.round(9))
    return {(one, other): tuple(rest) for one, other, *rest in zip(*(each.tolist() for each in columns), strict=True)}


def meeting(actor: Actor, who: list[int]) -> None:
    log_touch(actor, who, kind="meeting", at=NOW, now=NOW)


def test_what_changed_is_put_into_the_graph_as_building_it_anew_would(
    ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.build(ada.workspace_id, now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(keeping, "build", lambda *_, **__: pytest.fail("Everything was read anew."))
        number, _ = state(ada, people["Finn"], people["Gus"], kind="opponent")
        meeting(ada, [people["Cora"], people["Finn"], people["Dan"]])
        keeping.kept_graph(ada.workspace_id, now=NOW)
        actions.remove_tie(ada, number)
        assert changes.is_touched(ada.workspace_id)
        folded = keeping.kept_graph(ada.workspace_id, now=NOW)
        assert not changes.is_touched(ada.workspace_id)
    assert folded is not None
    whole = keeping.build(ada.workspace_id, now=NOW)
    assert pairs(folded) == pairs(whole)
    for ours, theirs in ((folded.people, whole.people), (folded.everybody, whole.everybody)):
        assert ours.entries == theirs.entries
        assert ours.weights.round(9).tolist() == theirs.weights.round(9).tolist()


def test_a_new_interaction_reads_a_constant_number_of_ties_whatever_the_size(
    ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    read = keeping._rows

    def counted(*args: object, **more: object) -> list[object]:
        found = list(read(*args, **more))
        seen.append(len(found))
        return found

    monkeypatch.setattr(keeping, "_rows", counted)
    for round_ in range(3):
        for number in range(20 * round_):
            add_person(ada, name=f"Other {round_} {number}", organisation=f"Elsewhere {round_} {number % 5}", title="Member")
        keeping.build(ada.workspace_id, now=NOW)
        one = [add_person(ada, name=f"New {round_} {number}") for number in range(3)]
        meeting(ada, one)
        assert keeping.kept_graph(ada.workspace_id, now=NOW) is not None
    built, folded = seen[::2], seen[1::2]
    assert built == sorted(set(built))
    assert folded == [3, 3, 3]


def test_an_undone_import_and_a_kept_secret_are_read_from_the_whole(ada: Actor, people: dict[str, int]) -> None:
    first = keeping.build(ada.workspace_id, now=NOW)
    assert keeping.fold_in(ada.workspace_id, first, now=NOW) is not None
    actions.keep_ties_private(ada, now=NOW)
    assert keeping.fold_in(ada.workspace_id, first, now=NOW) is None
    second = keeping.build(ada.workspace_id, now=NOW)
    changes.outdate(ada.workspace_id)
    assert keeping.fold_in(ada.workspace_id, second, now=NOW) is None
    later = keeping.kept_graph(ada.workspace_id, now=NOW + timedelta(hours=1))
    assert later is not None
    assert later.whole_at == NOW + timedelta(hours=1)


def test_one_secret_given_up_for_another_is_read_from_the_whole(ada: Actor, people: dict[str, int]) -> None:
    actions.keep_ties_private(ada, now=NOW, person_id=people["Finn"])
    keeping.build(ada.workspace_id, now=NOW)
    shared = actions.share_ties(ada, person_id=people["Finn"])
    kept = actions.keep_ties_private(ada, now=NOW, person_id=people["Dan"])
    for hours, step in ((1, kept), (2, shared), (3, None)):
        later = keeping.kept_graph(ada.workspace_id, now=NOW + timedelta(hours=hours))
        assert later is not None
        assert later.whole_at == NOW + timedelta(hours=hours)
        if step is not None:
            undo(ada, step)


def test_where_too_much_changed_everything_is_read_anew(ada: Actor, people: dict[str, int]) -> None:
    held = keeping.build(ada.workspace_id, now=NOW)
    add_person(ada, name="Hal Member")
    assert changes.touched_since(ada.workspace_id, held.told.last, most=0) is None
    assert changes.touched_since(ada.workspace_id, held.told.last) is not None
    assert changes.touched_since(ada.workspace_id, {name: last + 9 for name, last in held.told.last.items()}) is None


def test_a_large_workspace_is_built_by_a_job(ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    assert keeping.kept_graph(ada.workspace_id, now=NOW) is None
    build_graph.func(ada.workspace_id)
    held = keeping.read_kept(ada.workspace_id)
    assert held is not None
    assert build_graphs.func() == 1
    build_graph.func(ada.workspace_id)
    build_graph.func(0)


def tied(kept: keeping.Kept | None, one: int, other: int) -> bool:
    """Whether the graph of people ties two."""
    assert kept is not None
    pairs = {frozenset(pair) for pair in zip(kept.table.one.tolist(), kept.table.other.tolist(), strict=True)}
    return frozenset((2 * one, 2 * other)) in pairs and bool(kept.people.knows([2 * one, 2 * other]).all())


def test_what_is_made_private_is_in_no_graph_at_once_however_large_the_workspace(
    ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2)
    finn, gus, cora, dan = (people[name] for name in ("Finn", "Gus", "Cora", "Dan"))
    log_touch(ada, [finn, gus], kind="meeting", at=NOW - timedelta(days=3), now=NOW)
    stated, _ = state(ada, cora, gus)
    keeping.build(ada.workspace_id, now=NOW)
    assert tied(keeping.kept_graph(ada.workspace_id, now=NOW), finn, gus)
    step = actions.keep_ties_private(ada, now=NOW, person_id=finn)
    one = keeping.kept_graph(ada.workspace_id, now=NOW)
    assert not tied(one, finn, gus)
    assert tied(one, cora, gus)
    assert tied(one, cora, dan)
    assert tied(keeping.read_kept(ada.workspace_id), finn, gus)
    actions.remove_tie(ada, stated)
    assert not tied(keeping.kept_graph(ada.workspace_id, now=NOW), cora, gus)
    build_graph.func(ada.workspace_id)
    undo(ada, step)
    keeping.build(ada.workspace_id, now=NOW)
    assert tied(keeping.kept_graph(ada.workspace_id, now=NOW), finn, gus)
    actions.keep_ties_private(ada, now=NOW)
    assert not tied(keeping.kept_graph(ada.workspace_id, now=NOW), finn, gus)
    undo(ada, actions.share_ties(ada))
    assert not tied(keeping.kept_graph(ada.workspace_id, now=NOW), finn, gus)
    monkeypatch.setattr(changes, "MOST", 1)
    assert keeping.kept_graph(ada.workspace_id, now=NOW) is None


def test_leaving_out_what_was_made_private_takes_as_many_queries_for_one_as_for_many(ada: Actor, people: dict[str, int]) -> None:
    counts = []
    for number in (1, 12):
        met = [add_person(ada, name=f"Met {number} {each}") for each in range(number + 1)]
        log_touch(ada, met, kind="meeting", at=NOW - timedelta(days=3), now=NOW)
        held = keeping.build(ada.workspace_id, now=NOW)
        for each in met[:number]:
            actions.keep_ties_private(ada, now=NOW, person_id=each)
        with CaptureQueriesContext(connection) as seen:
            assert not tied(keeping.without_secrets(ada.workspace_id, held, now=NOW), *met[-2:])
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_graph_of_an_earlier_version_is_not_used(ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    keeping.build(ada.workspace_id, now=NOW)
    told = tie_table.read_told(keeping.folder_of(ada.workspace_id))
    assert told is not None
    monkeypatch.setattr(tie_table, "read_told", lambda place: {name: told[name] for name in told if name != "whole_at"})
    assert keeping.read_kept(ada.workspace_id) is None


def test_the_graph_goes_with_who_is_erased_or_merged(ada: Actor, people: dict[str, int]) -> None:
    state(ada, people["Finn"], people["Gus"])
    actions.never_ask(ada, people["Gus"], now=NOW)
    keeping.build(ada.workspace_id, now=NOW)
    merge_people(ada, people["Finn"], people["Cora"])
    merged = keeping.kept_graph(ada.workspace_id, now=NOW)
    assert merged is not None
    gone = people["Cora"] if Person.objects.filter(pk=people["Finn"]).exists() else people["Finn"]
    assert not (merged.table.one == 2 * gone).any()
    assert not (merged.table.other == 2 * gone).any()
    assert "Finn Member" in ties(ada, people["Gus"]) or "Cora Member" in ties(ada, people["Gus"])
    keeping.build(ada.workspace_id, now=NOW)
    erase_person(ada, people["Gus"])
    assert keeping.read_kept(ada.workspace_id) is None
    assert not Relation.objects.exists()
    assert not NeverAsk.objects.exists()


def test_without_the_packages_there_is_no_graph(ada: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "is_able", lambda: False)
    assert keeping.kept_graph(ada.workspace_id, now=NOW) is None


def test_people_and_organisations_have_numbers_of_their_own() -> None:
    for node in (("person", 7), ("organisation", 7)):
        assert node_of(number_of(node)) == node


def test_partial_dates_are_days() -> None:
    assert day("2019", last=True) == datetime(2019, 12, 28, 12, tzinfo=UTC)
    assert day("2019-02") == datetime(2019, 2, 1, 12, tzinfo=UTC)
    assert day("2019-02-30") is None
    assert day("once") is None
    assert day(date(2020, 2, 3)) == datetime(2020, 2, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize("size", ["small", "large"])
def test_a_graph_that_is_replaced_while_it_is_read_is_not_taken_for_the_newest(
    ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    monkeypatch.setattr(keeping, "AT_ONCE", 2 if size == "large" else 1_000)
    stated, _ = state(ada, people["Cora"], people["Gus"])
    keeping.build(ada.workspace_id, now=NOW)
    actions.remove_tie(ada, stated)
    read, replaced = keeping.read_kept, []

    def read_meanwhile(workspace_id: int) -> keeping.Kept | None:
        held = read(workspace_id)
        if not replaced:
            replaced.append(keeping.build(workspace_id, now=NOW))
        return held

    monkeypatch.setattr(keeping, "read_kept", read_meanwhile)
    assert not tied(keeping.kept_graph(ada.workspace_id, now=NOW), people["Cora"], people["Gus"])
    assert replaced
    assert not tied(read(ada.workspace_id), people["Cora"], people["Gus"])


def test_a_graph_that_is_replaced_again_and_again_is_none(
    ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping.build(ada.workspace_id, now=NOW)
    told = tie_table.read_told(keeping.folder_of(ada.workspace_id))
    assert told is not None
    numbers = count()
    monkeypatch.setattr(tie_table, "read_told", lambda place: {**told, "read": next(numbers)})
    assert keeping.read_kept(ada.workspace_id) is None


def test_while_somebody_else_brings_the_graph_up_to_date_nobody_writes_over_it(
    ada: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    held = keeping.build(ada.workspace_id, now=NOW)
    state(ada, people["Cora"], people["Gus"])
    monkeypatch.setattr(locks, "PATIENCE", 0.0)
    with locks.take(keeping.folder_of(ada.workspace_id).with_suffix(".lock")):  # type: ignore[union-attr]
        assert keeping.kept_graph(ada.workspace_id, now=NOW) is None
        assert keeping.mark_of(keeping.read_kept(ada.workspace_id)) == keeping.mark_of(held)  # type: ignore[arg-type]
    assert tied(keeping.kept_graph(ada.workspace_id, now=NOW), people["Cora"], people["Gus"])


def test_a_graph_that_was_being_built_when_somebody_was_erased_is_built_anew(ada: Actor, people: dict[str, int]) -> None:
    keeping.forget(ada.workspace_id)
    assert not keeping.folder_of(ada.workspace_id).exists()
    building = keeping.build(ada.workspace_id, now=NOW)
    keeping.forget(ada.workspace_id)
    keeping._keep(ada.workspace_id, building)
    anew = keeping.kept_graph(ada.workspace_id, now=NOW + timedelta(hours=1))
    assert anew is not None
    assert anew.whole_at == NOW + timedelta(hours=1)
