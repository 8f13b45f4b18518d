"""Whoever stands twice is found in the whole workspace; sure pairs become one person only when asked, and can be taken apart."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from command_line import read, run
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions, queries
from hustings.apps.people.actions import duplicates
from hustings.apps.people.models import Person, Review
from hustings.apps.people.tasks import find_duplicates as task
from hustings.kernel.errors import NotPermitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(ada: Actor) -> dict[str, int]:
    """Two sure pairs, one doubtful one, and somebody else."""
    people = {
        "kim": {"name": "Kimberly Abara", "email": "kim@abara.example"},
        "kimberly": {"name": "Abara, Kim", "email": "kim@abara.example"},
        "tom": {"name": "Tom Zamora", "email": "tom@zamora.example", "phone": "+12015550123"},
        "thomas": {"name": "Thomas Zamora", "phone": "+12015550123", "email": "tom@zamora.example"},
        "rosa": {"name": "Rosa Quispe"},
        "other rosa": {"name": "Rosa Quispe"},
        "ivo": {"name": "Ivo Dvorak"},
    }
    return {word: added(ada, **known) for word, known in people.items()}


def added(actor: Actor, *, name: str, email: str = "", phone: str = "") -> int:
    person = actions.add_person(actor, name=name)
    for kind, value in (("email", email), ("phone", phone)):
        if value:
            actions.add_identity(actor, person, kind=kind, value=value)
    return person


def waiting() -> set[tuple[int, int]]:
    return set(Review.objects.values_list("first_id", "second_id"))


def pair(town: dict[str, int], one: str, other: str) -> tuple[int, int]:
    return min(town[one], town[other]), max(town[one], town[other])


def test_every_pair_waits_for_review_and_nothing_is_merged_unasked(ada: Actor, town: dict[str, int]) -> None:
    people = Person.objects.count()
    found = actions.find_duplicates(ada)
    assert waiting() == {pair(town, "kim", "kimberly"), pair(town, "tom", "thomas"), pair(town, "rosa", "other rosa")}
    assert (found.pairs, found.opened, found.merged, found.step) == (3, 3, 0, None)
    assert Person.objects.count() == found.people == people


def test_a_second_search_opens_nothing_twice(ada: Actor, town: dict[str, int]) -> None:
    actions.find_duplicates(ada)
    again = actions.find_duplicates(ada)
    assert (again.opened, again.known) == (0, 3)


def test_sure_pairs_become_one_person_when_asked_and_can_be_taken_apart(ada: Actor, town: dict[str, int]) -> None:
    people = Person.objects.count()
    found = actions.find_duplicates(ada, link_sure=True)
    assert (found.merged, Person.objects.count()) == (2, people - 2)
    assert waiting() == {pair(town, "rosa", "other rosa")}
    actions.undo(ada, found.step)
    assert Person.objects.count() == people


def test_who_was_called_different_is_never_proposed_again(ada: Actor, town: dict[str, int]) -> None:
    actions.say_not_same(ada, town["kim"], town["kimberly"])
    found = actions.find_duplicates(ada, link_sure=True)
    assert found.merged == 1
    assert pair(town, "kim", "kimberly") not in waiting()
    assert Person.objects.filter(pk__in=[town["kim"], town["kimberly"]]).count() == 2


def test_another_workspace_is_neither_searched_nor_changed(ada: Actor, otto: Actor, town: dict[str, int]) -> None:
    theirs = added(otto, name="Kimberly Abara", email="kim@abara.example")
    assert actions.find_duplicates(otto, link_sure=True).pairs == 0
    actions.find_duplicates(ada, link_sure=True)
    assert Person.objects.filter(pk=theirs).exists()


def test_only_who_may_merge_may_search(ada: Actor, vera: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.find_duplicates(vera)
    with pytest.raises(NotPermitted):
        actions.queue_search(vera)


def test_a_large_workspace_is_searched_with_duckdb_and_the_same_is_found(
    ada: Actor, town: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("duckdb", reason="The extra `bulk` is not installed.")
    actions.find_duplicates(ada)
    small = {(p.first.id, p.second.id): p.probability for p in queries.reviews_page(ada).rows}
    Review.objects.all().delete()
    monkeypatch.setattr(duplicates, "IN_MEMORY", 0)
    monkeypatch.setattr(duplicates, "PART", 3)
    actions.find_duplicates(ada)
    assert {(p.first.id, p.second.id): p.probability for p in queries.reviews_page(ada).rows} == small


def test_two_members_who_look_alike_stay_two(ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        person = actions.own_person(actor.member_id)
        actions.edit_person(actor, person.pk, changes={"name": "Kimberly Abara"})
        actions.add_identity(actor, person.pk, kind="email", value="kim@abara.example")
    found = actions.find_duplicates(ada, link_sure=True)
    assert (found.merged, found.opened) == (0, 1)


def test_the_command_says_what_was_found(ada: Actor, town: dict[str, int]) -> None:
    said = run("duplicates", "--link-sure").stdout
    assert "2 were sure and are one now" in said
    assert "1 new pairs wait for review" in said
    again = read("duplicates")
    assert again == {"people": again["people"], "pairs": 1, "opened": 0, "known": 1, "merged": 0, "step": None, "lessons": []}


def test_the_command_learns_first_when_asked(ada: Actor, town: dict[str, int]) -> None:
    assert "too few pairs of one person" in run("duplicates", "--learn").stdout
    [lesson] = read("duplicates")["lessons"]
    assert (lesson["why"], lesson["outcome"], lesson["moved"]) == ("asked", "too_few", [])


def test_the_worker_searches_for_the_member_who_asked(ada: Actor, town: dict[str, int]) -> None:
    queued = actions.queue_search(ada)
    assert actions.queue_search(ada) == queued
    assert DBTaskResult.objects.filter(pk=queued).exists()
    assert task.func(member_id=ada.member_id)["opened"] == 3
