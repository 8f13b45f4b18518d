"""Pairs that may be one person, decided one after the other or the surest at once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from conftest import ClientOf
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.reviews import open_reviews
from hustings.apps.people.models import Address, LearntWeights, NotSame, Person, Review
from hustings.jobs.models import Ticket

HTMX = {"HX-Request": "true"}
REASONS: list[list[object]] = [
    ["prior", -12.0, ""],
    ["given_same", 6.3, "mara"],
    ["organisation_different", -1.5, "city ~ trust"],
    ["source_same", -2.0, "4711"],
]


def pair(actor: Actor, first: str, second: str, probability: float = 0.98) -> int:
    ids = sorted(actions.add_person(actor, name=name) for name in (first, second))
    open_reviews(actor.workspace_id, [(ids[0], ids[1], probability, REASONS)])
    return Review.objects.get(first_id=ids[0]).pk


@pytest.fixture
def hers(ada: Actor, client_of: ClientOf) -> Client:
    return client_of(ada)


def words(html: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.decode()))


def undo_in(html: str) -> str:
    return re.search(r'action="(/undo/\d+/)"', html).group(1)


def test_a_pair_stands_side_by_side_with_its_reasons_in_words(hers: Client, ada: Actor) -> None:
    pair(ada, "Mara Lind", "Mara Lindh", 0.62)
    page = words(hers.get("/reviews/").content)
    for said in ("One person, or two?", "1 pair to look at", "Mara Lind", "Mara Lindh", "62% sure that they are one",
                 "Same given name mara", "+6.3", "Different organisations", "−1.5"):  # fmt: skip
        assert said in page


def test_birthdays_and_addresses_stand_side_by_side_and_say_where_they_differ(hers: Client, ada: Actor) -> None:
    pair(ada, "Mara Lind", "Mara Lindh", 0.62)
    one, other = Person.objects.filter(name__startswith="Mara").order_by("id")
    Person.objects.filter(pk=one.pk).update(birthday="1980-05-17", location="Riverton")
    Person.objects.filter(pk=other.pk).update(birthday="1980-05-18")
    Address.objects.create(workspace_id=ada.workspace_id, person=other, street="12 Mill Lane", locality="Ely")
    html = hers.get("/reviews/").content
    assert "12 Mill Lane, Ely" in words(html)
    marked = [words(row.encode()) for row in re.findall(r'<tr class="differs">.*?</tr>', html.decode(), re.DOTALL)]
    assert any("Born" in row and "17" in row and "18" in row for row in marked)
    assert any("Lives" in row and "Riverton" in row for row in marked)


def test_what_the_reasons_come_to_together_stands_below_them(hers: Client, ada: Actor) -> None:
    pair(ada, "Mara Lind", "Mara Lindh", 0.62)
    assert "Together −9.2" in words(hers.get("/reviews/").content)


def test_the_number_of_a_source_says_nothing_to_a_member(hers: Client, ada: Actor) -> None:
    pair(ada, "Mara Lind", "Mara Lindh", 0.62)
    page = words(hers.get("/reviews/").content)
    assert "One export names both −2.0" in page
    assert "4711" not in page


@pytest.mark.parametrize("verb", ["merge", "not-same", "later"])
def test_each_decision_takes_the_pair_away_and_can_be_undone(hers: Client, ada: Actor, verb: str) -> None:
    review = pair(ada, "Mara Lind", "Mara Lindh")
    answer = hers.post(f"/reviews/{review}/{verb}/", headers=HTMX)
    assert "No doubts" in words(answer.content)
    hers.post(undo_in(answer.content.decode()))
    assert "1 pair to look at" in words(hers.get("/reviews/").content)
    assert Person.objects.filter(name__startswith="Mara").count() == 2
    assert not NotSame.objects.exists()


def test_without_scripts_a_decision_leads_back_to_the_queue(hers: Client, ada: Actor) -> None:
    review = pair(ada, "Mara Lind", "Mara Lindh")
    assert hers.post(f"/reviews/{review}/merge/").headers["Location"] == "/reviews/"
    assert hers.post(f"/reviews/{review}/merge/").status_code == 404


def test_the_surest_are_merged_at_once_after_a_look(hers: Client, ada: Actor) -> None:
    wanted, doubted = pair(ada, "Mara Lind", "Mara Lind"), pair(ada, "Olga Nowak", "Olga Nowak")
    pair(ada, "Bo Li", "Bo Li", 0.5)
    page = words(hers.get("/reviews/sure/").content)
    assert "Mara Lind" in page
    assert "Bo Li" not in page
    answer = hers.post("/reviews/sure/", {"pair": [wanted, "nonsense"]}, follow=True)
    assert "1 pair merged." in words(answer.content)
    assert Person.objects.filter(name="Mara Lind").count() == 1
    assert Review.objects.filter(pk=doubted).exists()
    hers.post(undo_in(answer.content.decode()))
    assert Person.objects.filter(name="Mara Lind").count() == 2


def test_nobody_decides_for_another_workspace(client_of: ClientOf, ada: Actor, otto: Actor, vera: Actor) -> None:
    review = pair(ada, "Mara Lind", "Mara Lindh")
    for verb in ("merge", "not-same", "later"):
        assert client_of(otto).post(f"/reviews/{review}/{verb}/").status_code == 404
        assert client_of(vera).post(f"/reviews/{review}/{verb}/").status_code == 403


def test_a_pair_names_whom_else_one_of_the_two_may_be(hers: Client, ada: Actor) -> None:
    pair(ada, "Mara Lind", "Membership Director", 0.97)
    third = actions.add_person(ada, name="Mara Lindqvist")
    ids = (Person.objects.get(name="Membership Director").pk, third)
    open_reviews(ada.workspace_id, [(min(ids), max(ids), 0.97, REASONS)])
    page = words(hers.get("/reviews/").content)
    assert "Also like: Mara Lindqvist" in page
    assert "Also like: Mara Lind " in page
    assert "Membership Director: from" in page


def test_the_review_says_where_its_weights_come_from_and_learns_again_when_asked(hers: Client, ada: Actor) -> None:
    assert "The weights are those that ship." in words(hers.get("/reviews/").content)
    answer = hers.post("/reviews/learn/", follow=True)
    assert "The records are being looked at." in words(answer.content)
    assert Ticket.objects.filter(key=f"learn-weights:{ada.workspace_id}").exists()
    for outcome, shifts in (("too_few", {}), ("used", {"birthday_alike": 2.5, "email_same": -1.0})):
        LearntWeights.objects.create(
            workspace_id=ada.workspace_id, why="grown", outcome=outcome, people=4_000, looked_at=900, matches=320.4, decided=12,
            shifts=shifts, constant=-0.5,
        )  # fmt: skip
    page = words(hers.get("/reviews/").content)
    for said in ("from 900 records among 4,000 people: 320 pairs came to be one person, and members had decided 12.",
                 "the network has grown", "these weights are in use", "Birthdays look alike", "+2.5", "−1.0",
                 "Earlier lessons", "too few pairs to learn from"):  # fmt: skip
        assert said in page
