"""A workspace teaches its own weights of linkage: with date, size and reason, and not against its members' decisions."""

from __future__ import annotations

import csv
from itertools import count, product
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake.matching import Matcher
from hustings.apps.people import actions
from hustings.apps.people.actions import evidence_of_pairs, learning
from hustings.apps.people.actions.learning import learn_now, learn_weights, queue_learning, reason_to_learn
from hustings.apps.people.models import LearntWeights, Person, Review
from hustings.apps.people.queries.decisions import reviews_page
from hustings.apps.people.queries.learnt import lessons, weights_of
from hustings.apps.people.tasks import learn_weights as task
from hustings.apps.people.tasks import learn_where_grown
from hustings.jobs.models import Ticket
from hustings.kernel.errors import NotPermitted
from hustings.kernel.records import Name, PersonRecord
from importing import bring_in

pytestmark = pytest.mark.django_db

GIVEN = ["Ada", "Ben", "Vera", "Otto", "Ida", "Karl", "Mona", "Nils", "Rosa", "Tom", "Uwe", "Lea", "Max", "Eva", "Jan", "Pia"]
FAMILY = ["Almeida", "Brandt", "Costa", "Duarte", "Ekberg", "Fischer", "Gomes", "Haas", "Ivanova", "Jansen", "Krause", "Lund",
          "Moreau", "Novak"]  # fmt: skip


def table(place: Path, *, every: int, wrong_birthday: bool) -> Path:
    """A table of 224 people, or of every so many-th one with somebody else's birthday."""
    with place.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["First name", "Last name", "Email", "Birthday", "City"])
        for number, (given, family) in enumerate(product(GIVEN, FAMILY)):
            if number % every == 0:
                day = f"19{30 + (number + 37 * wrong_birthday) % 60}-{number % 12 + 1:02d}-{number % 27 + 1:02d}"
                mail = f"{given}.{family}@mail.example".lower()
                writer.writerow([given, family, mail, day, f"Town{number % 50}"])
    return place


@pytest.fixture
def town(ada: Actor, ben: Actor, tmp_path: Path) -> Actor:
    """Everybody by Ada's table, and half of them once more by Ben's, in which birthdays are wrong."""
    bring_in(ada, table(tmp_path / "all.csv", every=1, wrong_birthday=False))
    bring_in(ben, table(tmp_path / "half.csv", every=2, wrong_birthday=True))
    return ada


def test_wrong_birthdays_come_to_speak_less_against_one_person(town: Actor) -> None:
    people = Person.objects.filter(workspace_id=town.workspace_id).count()
    assert weights_of(town.workspace_id) is None
    lesson = learn_weights(town.workspace_id, why="first")
    assert (lesson.outcome, lesson.why, lesson.people) == ("used", "first", people)
    assert lesson.looked_at >= 300
    assert 100 <= lesson.matches <= 250
    assert lesson.shifts["birthday_alike"] > 1
    held = weights_of(town.workspace_id)
    assert held is not None
    assert held.shifts == lesson.shifts


def test_an_import_uses_what_was_learnt_before_it_began(town: Actor) -> None:
    def doubts() -> float:
        matcher = Matcher(town.workspace_id, new_ids=count(-1, -1), own_person=0, preview=True)
        record = PersonRecord(
            external_id="new", name=Name(full="Otto Lund", given="Otto", family="Lund"), birthday="1979-09-17", location="Town13",
        )  # fmt: skip
        [match] = matcher.match([record], source_id=1)
        matcher.close()
        return 1.0 if match.verb == "linked" else max((doubt.probability for doubt in match.doubts), default=0.0)

    before = doubts()
    lesson = learn_weights(town.workspace_id, why="first")
    assert doubts() != before
    assert weights_of(town.workspace_id, before=lesson.at) is None


def test_waiting_pairs_are_shown_by_the_weights_that_hold(town: Actor) -> None:
    actions.add_person(town, name="Otto Lund")
    actions.find_duplicates(town)
    before = {review.pk: review.probability for review in Review.objects.all()}
    assert before
    learn_now(town)
    after = {review.pk: review.probability for review in Review.objects.all()}
    assert before.keys() == after.keys()
    assert before != after
    shown = reviews_page(town).rows[0]
    assert "trained" in {reason.code for reason in shown.reasons}
    assert abs(shown.weight) < 100


def test_decisions_that_fit_the_shipped_weights_better_keep_those(town: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_surprise", lambda _decided, _sample, _people, trained: 0.0 if trained is None else 1.0)
    assert learn_weights(town.workspace_id, why="first").outcome == "contradicted"
    assert weights_of(town.workspace_id) is None


def test_members_decisions_are_learnt_from_once_there_are_enough(town: Actor) -> None:
    ids = list(Person.objects.filter(workspace_id=town.workspace_id).order_by("id").values_list("id", flat=True))
    for one, other in zip(ids[1:25], ids[25:49], strict=True):
        actions.say_not_same(town, one, other)
    for one, other in zip(ids[60:63], ids[90:93], strict=True):
        actions.merge_people(town, one, other)
    decided = evidence_of_pairs.decided_pairs(town.workspace_id)
    assert [pair.is_same for pair in decided].count(True) == 3
    assert len(decided) == evidence_of_pairs.count_decided(town.workspace_id) == 27
    lesson = learn_weights(town.workspace_id, why="decided")
    assert lesson.decided == 27
    # Three people of whom members said that they bear two given names: the level speaks less against one person.
    assert lesson.shifts["given_different"] > 0


def test_an_empty_network_learns_nothing_and_says_so(otto: Actor) -> None:
    lesson = learn_weights(otto.workspace_id, why="asked")
    assert lesson.outcome == "too_few"
    assert weights_of(otto.workspace_id) is None
    assert reason_to_learn(otto.workspace_id) is None


def test_a_network_learns_anew_when_it_has_grown_or_decided_enough(town: Actor) -> None:
    assert reason_to_learn(town.workspace_id) == "first"
    learn_weights(town.workspace_id, why="first")
    assert reason_to_learn(town.workspace_id) is None
    LearntWeights.objects.update(people=100)
    assert reason_to_learn(town.workspace_id) == "grown"
    LearntWeights.objects.update(people=10_000)
    ids = list(Person.objects.filter(workspace_id=town.workspace_id).order_by("id").values_list("id", flat=True))
    for one, other in zip(ids[1:21], ids[21:41], strict=True):
        actions.say_not_same(town, one, other)
    assert reason_to_learn(town.workspace_id) == "decided"


def test_the_schedule_queues_whom_it_concerns_once(town: Actor, otto: Actor) -> None:
    assert learn_where_grown.call() == 1
    assert learn_where_grown.call() == 1
    assert Ticket.objects.filter(key=f"learn-weights:{town.workspace_id}").count() == 1
    task.call(town.workspace_id, "first")
    assert learn_where_grown.call() == 0


def test_only_ten_lessons_are_kept(otto: Actor) -> None:
    for _ in range(12):
        learn_weights(otto.workspace_id, why="asked")
    assert LearntWeights.objects.count() == 10


def test_what_was_learnt_is_told_to_who_may_see_reviews(town: Actor, otto: Actor, vera: Actor) -> None:
    learn_weights(town.workspace_id, why="first")
    [lesson] = lessons(town)
    assert lesson.moved[0].shift == max((each.shift for each in lesson.moved), key=abs)
    assert lessons(otto) == ()
    with pytest.raises(NotPermitted):
        queue_learning(vera)
    with pytest.raises(NotPermitted):
        learn_now(vera)
    queue_learning(town)
    assert Ticket.objects.filter(key=f"learn-weights:{town.workspace_id}").exists()
