"""Taking a step back takes back that step alone, whatever came since."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.db import connections

from conftest import PASSWORD
from hustings.apps.accounts.actions import create_workspace
from hustings.apps.accounts.actor import Actor
from hustings.apps.people import actions
from hustings.apps.people.actions.records import own_person
from hustings.apps.people.models import Interaction, Note, Person, SourceRecord, Tag, UndoStep
from hustings.apps.people.tasks import forget_old_steps
from hustings.jobs import schedule
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotPermitted, WrongInput
from importing import bring_in
from small_files import ADA, MARISOL, Said, linkedin_zip, messages
from small_files import connections as connections_csv

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def carl(ada: Actor) -> int:
    return actions.add_person(ada, name="Carl Abrams", note="Met at the fair.")


def added(person_id: int) -> int:
    return UndoStep.objects.get(verb="add_person", data__person=person_id).pk


@pytest.mark.django_db
def test_undoing_an_added_person_never_takes_what_a_file_brought(ada: Actor, tmp_path: Path) -> None:
    marisol = actions.add_person(ada, name="Marisol Etxeberria", linkedin="linkedin.com/in/marisol")
    said = messages(Said(MARISOL, ADA, DAY, "Does the night bus survive the budget?"))
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Connections": connections_csv(MARISOL), "messages": said}))
    before = (SourceRecord.objects.count(), Interaction.objects.count())
    with pytest.raises(WrongInput, match="More is known"):
        actions.undo(ada, added(marisol))
    assert before == (SourceRecord.objects.count(), Interaction.objects.count())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "since",
    [
        lambda a, p: actions.add_note(a, p, text="Ben's own words."),
        lambda a, p: actions.log_touch(a, [p], kind="call", at=DAY, now=utc_now()),
        lambda a, p: actions.tag_person(a, p, name="ally"),
        lambda a, p: actions.set_do_not_contact(a, p, silent=True, now=utc_now()),
    ],
)
def test_undoing_an_added_person_never_takes_what_others_put_down(
    ada: Actor, ben: Actor, carl: int, since: Callable[[Actor, int], object]
) -> None:
    since(ben, carl)
    notes = Note.objects.count()
    with pytest.raises(WrongInput, match="More is known"):
        actions.undo(ada, added(carl))
    assert Person.objects.filter(pk=carl).exists()
    assert Note.objects.count() == notes


@pytest.mark.django_db
def test_undoing_a_rhythm_keeps_a_later_wish_not_to_be_contacted(ada: Actor, carl: int) -> None:
    step = actions.set_rhythm(ada, carl, segment="network", now=utc_now())
    actions.set_do_not_contact(ada, carl, silent=True, now=utc_now())
    actions.undo(ada, step)
    found = Person.objects.get(pk=carl)
    assert (found.do_not_contact, found.segment_by_hand) == (True, False)


@pytest.mark.django_db
def test_undoing_what_was_done_again_since_says_so(ada: Actor, carl: int) -> None:
    actions.tag_person(ada, carl, name="ally")
    step = actions.untag_person(ada, carl, tag_id=Tag.objects.get().pk)
    actions.tag_person(ada, carl, name="ally")
    with pytest.raises(WrongInput, match="stands in the way"):
        actions.undo(ada, step)
    assert UndoStep.objects.get(pk=step).undone_at is None


@pytest.mark.django_db
def test_a_viewer_takes_nothing_back_that_they_did_in_another_role(ada: Actor, ben: Actor, carl: int) -> None:
    step = actions.set_do_not_contact(ben, carl, silent=True, now=utc_now())
    with pytest.raises(NotPermitted):
        actions.undo(replace(ben, role="viewer"), step)
    assert Person.objects.get(pk=carl).do_not_contact


@pytest.mark.django_db
def test_steps_are_forgotten_after_ninety_days(ada: Actor, carl: int) -> None:
    kept = actions.tag_person(ada, carl, name="ally")
    UndoStep.objects.exclude(pk=kept).update(at=utc_now() - timedelta(days=91))
    forget_old_steps.call()
    assert list(UndoStep.objects.values_list("pk", flat=True)) == [kept]
    assert forget_old_steps in {entry.task for entry in schedule.TABLE.values()}


def at_once(attempt: Callable[[], object], *, times: int) -> list[str]:
    """Runs the attempt several times together; the outcomes by name, sorted."""
    start, outcomes = Barrier(times), []

    def run() -> None:
        start.wait(10)
        try:
            attempt()
            outcomes.append("done")
        except Exception as refused:
            outcomes.append(type(refused).__name__)
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
def test_a_members_own_person_is_made_once_also_at_once() -> None:
    ada = create_workspace(name="W", owner_email="ada@example.org", owner_name="Ada", password=PASSWORD)
    assert at_once(lambda: own_person(ada.member_id), times=4) == ["done"] * 4
    assert (Person.objects.count(), SourceRecord.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_step_is_undone_once_also_at_once() -> None:
    ada = create_workspace(name="W", owner_email="ada@example.org", owner_name="Ada", password=PASSWORD)
    carl = actions.add_person(ada, name="Carl Abrams")
    step = actions.set_do_not_contact(ada, carl, silent=True, now=utc_now())
    assert at_once(lambda: actions.undo(ada, step), times=4) == ["WrongInput"] * 3 + ["done"]
