"""Warm paths: the likeliest chains, with vouches and evidence; private ties, never-ask and overuse are respected."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.goals import actions, introductions, paths
from hustings.apps.goals.models import Introduction
from hustings.apps.network.actions import keep_ties_private, never_ask, share_ties, state_tie
from hustings.apps.network.keeping import build
from hustings.apps.people.actions import add_person, log_touch, merge_people, set_do_not_contact, undo, vouch_for
from hustings.apps.people.models import Organisation, Person, Position
from hustings.kernel.errors import NotFound, NotPermitted, WrongInput

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _own_home(settings: object, tmp_path: object) -> None:
    settings.HUSTINGS_HOME = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def people(ada: Actor) -> dict[str, int]:
    """Ada knows Finn and Gus; both know Cora, Finn better; Cora knows Dan."""
    found = {name: add_person(ada, name=f"{name} Member") for name in ("Cora", "Dan", "Finn", "Gus")}
    for name in ("Finn", "Gus"):
        met(ada, found[name])
    state(ada, found["Finn"], found["Cora"], "friend", words="Neighbours since school")
    state(ada, found["Gus"], found["Cora"], "knows")
    state(ada, found["Cora"], found["Dan"], "ally")
    return found


def met(actor: Actor, person: int, times: int = 3) -> None:
    for day in range(times):
        log_touch(actor, [person], kind="meeting", at=NOW - timedelta(days=5 + day), now=NOW)


def state(actor: Actor, one: int, other: int, kind: str, **rest: object) -> None:
    state_tie(actor, ("person", one), ("person", other), kind=kind, now=NOW, **rest)  # type: ignore[arg-type]


def chains(actor: Actor, person: int, **rest: object) -> list[list[str]]:
    view = paths.paths_to(actor, person, now=NOW, **rest)  # type: ignore[arg-type]
    return [[link.name.split()[0] for link in path.links] for path in view.paths]


def test_the_likeliest_chain_comes_first_and_each_link_says_why(ada: Actor, people: dict[str, int]) -> None:
    assert chains(ada, people["Cora"]) == [["Finn", "Cora"], ["Gus", "Cora"]]
    best = paths.paths_to(ada, people["Cora"], now=NOW).paths[0]
    assert best.people == (people["Finn"], people["Cora"])
    assert best.probability == pytest.approx(best.links[0].probability * best.links[1].probability)
    assert (best.links[0].member, best.links[0].vouch) == ("Ada Okafor", None)
    assert best.links[1].facts[0].words == "Neighbours since school"
    assert chains(ada, people["Dan"], best=1) == [["Finn", "Cora", "Dan"]]


def test_whom_we_know_ourselves_needs_no_introduction(ada: Actor, people: dict[str, int]) -> None:
    assert chains(ada, people["Finn"])[0] == ["Finn"]


def test_own_words_of_a_vouch_stand_beside_the_first_link_and_those_of_others_only_where_shared(
    ada: Actor, ben: Actor, people: dict[str, int]
) -> None:
    vouch_for(ben, people["Finn"], how="worked_together", i_would_say="Keeps his word")
    assert paths.paths_to(ada, people["Cora"], now=NOW).paths[0].links[0].vouch is None
    vouch_for(ada, people["Finn"], how="met_in_person", i_would_say="Dependable")
    vouch = paths.paths_to(ada, people["Cora"], now=NOW).paths[0].links[0].vouch
    assert vouch is not None
    assert (vouch.member, vouch.i_would_say) == ("Ada Okafor", "Dependable")


def test_who_is_never_asked_introduces_nobody_but_can_be_reached(ada: Actor, people: dict[str, int]) -> None:
    never_ask(ada, people["Finn"], now=NOW)
    assert chains(ada, people["Cora"]) == [["Gus", "Cora"]]
    assert chains(ada, people["Finn"])[0] == ["Finn"]
    assert paths.paths_to(ada, people["Cora"], now=NOW).never_asked == 1
    with pytest.raises(WrongInput, match="never asked"):
        introductions.ask_introduction(ada, [people["Finn"], people["Cora"]], draft="Dear Finn", now=NOW)


def test_who_asked_not_to_be_contacted_is_not_asked(ada: Actor, people: dict[str, int]) -> None:
    set_do_not_contact(ada, people["Finn"], silent=True, now=NOW)
    assert chains(ada, people["Cora"]) == [["Gus", "Cora"]]
    with pytest.raises(WrongInput, match="not want to be contacted"):
        introductions.ask_introduction(ada, [people["Finn"], people["Cora"]], draft="Dear Finn", now=NOW)


def test_ties_that_a_member_keeps_private_carry_no_path_for_others(ada: Actor, ben: Actor, people: dict[str, int]) -> None:
    assert chains(ben, people["Cora"])[0] == ["Finn", "Cora"]
    keep_ties_private(ada, now=NOW, person_id=people["Finn"])
    assert chains(ben, people["Cora"]) == [["Gus", "Cora"]]
    assert chains(ada, people["Cora"])[0] == ["Finn", "Cora"]
    keep_ties_private(ada, now=NOW)
    assert chains(ben, people["Cora"]) == []
    met(ben, people["Finn"])
    view = paths.paths_to(ben, people["Cora"], now=NOW)
    assert [link.name for link in view.paths[0].links] == ["Finn Member", "Cora Member"]
    assert view.paths[0].links[0].member == "Ben Castillo"
    share_ties(ada)
    share_ties(ada, person_id=people["Finn"])
    assert len(chains(ben, people["Cora"])) == 2


def test_a_private_statement_carries_a_path_for_its_member_alone(ada: Actor, ben: Actor, people: dict[str, int]) -> None:
    eve = add_person(ada, name="Eve Member")
    state(ada, people["Gus"], eve, "friend", shared=False)
    assert chains(ada, eve) == [["Gus", "Eve"]]
    assert paths.paths_to(ben, eve, now=NOW).refused.startswith("Nobody whom we know")


def test_introducers_are_not_asked_too_often(ada: Actor, people: dict[str, int]) -> None:
    for _ in range(3):
        introductions.ask_introduction(ada, [people["Finn"], people["Cora"]], draft="Dear Finn", now=NOW)
    assert chains(ada, people["Cora"]) == [["Gus", "Cora"]]
    with pytest.raises(WrongInput, match="3 times"):
        introductions.ask_introduction(ada, [people["Finn"], people["Cora"]], draft="Dear Finn", now=NOW)
    Introduction.objects.update(asked_at=NOW - timedelta(days=120))
    assert chains(ada, people["Cora"])[0] == ["Finn", "Cora"]


def test_a_draft_says_what_why_and_what_can_be_forwarded(ada: Actor, people: dict[str, int]) -> None:
    goal, _ = actions.add_goal(ada, name="Council adopts the ordinance", success="The river is clean")
    chain = [people["Finn"], people["Cora"], people["Dan"]]
    draft = introductions.draft_introduction(ada, chain, goal_id=goal)
    for words in ("Finn", "Cora Member", "Dan Member", "Council adopts the ordinance", "To forward"):
        assert words in draft
    assert "introduce me to Cora Member?" in introductions.draft_introduction(ada, chain[:2])


def test_a_draft_gives_both_sides_the_reason_that_is_known(ada: Actor, people: dict[str, int]) -> None:
    chain = [people["Finn"], people["Cora"]]
    assert "You know Cora Member. A word" in introductions.draft_introduction(ada, chain)
    own = Person.objects.get(own_member_id=ada.member_id).pk
    for place, sitting in (
        ("Choir", [people["Cora"], own]),
        ("Regatta", [people["Finn"], people["Cora"]]),
        ("Water Board", [people["Finn"], people["Cora"], people["Dan"]]),
    ):
        body = Organisation.objects.create(workspace_id=ada.workspace_id, name=place, key=place)
        for person in sitting:
            Position.objects.create(workspace_id=ada.workspace_id, person_id=person, organisation=body, current=True)
    draft = introductions.draft_introduction(ada, chain)
    assert "You know Cora Member from Regatta." in draft
    assert "You have this in common: Choir." in draft.partition("To forward")[2]


def test_an_introduction_is_followed_until_it_happened(ada: Actor, people: dict[str, int]) -> None:
    chain = [people["Finn"], people["Cora"], people["Dan"]]
    number, step = introductions.ask_introduction(ada, chain, draft="Dear Finn", now=NOW, ask_number=7)
    row = introductions.introductions(ada, open_only=True)[0]
    assert (row.introducer, row.next, row.target, row.state, row.ask_number) == (
        "Finn Member",
        "Cora Member",
        "Dan Member",
        "asked",
        7,
    )
    introductions.settle_introduction(ada, number, outcome="agreed", now=NOW)
    settled = introductions.settle_introduction(ada, number, outcome="happened", now=NOW)
    assert introductions.introductions(ada, open_only=True) == ()
    assert introductions.introductions(ada, person_id=people["Dan"])[0].settled_at == NOW
    with pytest.raises(WrongInput):
        introductions.settle_introduction(ada, number, outcome="declined", now=NOW)
    undo(ada, settled)
    assert introductions.introductions(ada)[0].state == "agreed"
    with pytest.raises(WrongInput):
        introductions.settle_introduction(ada, number, outcome="forgotten", now=NOW)
    undo(ada, step)
    assert introductions.introductions(ada) == ()


def test_an_outcome_taken_back_leaves_an_introduction_with_whom_it_is_by_now(ada: Actor, people: dict[str, int]) -> None:
    again = add_person(ada, name="Finn M. Member")
    number, _ = introductions.ask_introduction(ada, [again, people["Dan"]], draft="Dear Finn", now=NOW)
    settled = introductions.settle_introduction(ada, number, outcome="happened", now=NOW)
    merge_people(ada, people["Finn"], again)
    undo(ada, settled)
    (row,) = introductions.introductions(ada)
    assert (row.introducer_id, row.state, row.settled_at) == (people["Finn"], "asked", None)


@pytest.mark.parametrize(("chain", "draft"), [(["Finn"], "Dear"), (["Finn", "Finn"], "Dear"), (["Finn", "Cora"], " ")])
def test_what_is_no_introduction_is_refused(ada: Actor, people: dict[str, int], chain: list[str], draft: str) -> None:
    with pytest.raises(WrongInput):
        introductions.ask_introduction(ada, [people[name] for name in chain], draft=draft, now=NOW)


def test_foreign_people_and_introductions_are_not_found(ada: Actor, otto: Actor, vera: Actor, people: dict[str, int]) -> None:
    number, _ = introductions.ask_introduction(ada, [people["Finn"], people["Cora"]], draft="Dear Finn", now=NOW)
    with pytest.raises(NotFound):
        paths.paths_to(otto, people["Cora"], now=NOW)
    with pytest.raises(NotFound):
        introductions.settle_introduction(otto, number, outcome="happened", now=NOW)
    with pytest.raises(NotPermitted):
        paths.paths_to(vera, people["Cora"], now=NOW)
    goal, _ = actions.add_goal(otto, name="Theirs")
    with pytest.raises(NotFound):
        paths.paths_to(ada, people["Cora"], now=NOW, goal_id=goal)


def test_a_tie_made_private_leaves_paths_of_others_at_once_in_a_large_workspace(
    ada: Actor, ben: Actor, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hustings.apps.network.keeping.AT_ONCE", 1)
    eve = add_person(ada, name="Eve Member")
    log_touch(ada, [people["Gus"], eve], kind="meeting", at=NOW - timedelta(days=2), now=NOW)
    met(ben, people["Gus"])
    build(ada.workspace_id, now=NOW)
    assert ["Gus", "Eve"] in chains(ben, eve)
    keep_ties_private(ada, now=NOW, person_id=eve)
    assert chains(ben, eve) == []
