"""Logging what happened: a constant number of rows, due dates that move, ties that equal their replay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dumps import content
from hustings.apps.accounts.actions import create_workspace
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions as intake
from hustings.apps.people import actions
from hustings.apps.people.actions import dealings
from hustings.apps.people.models import Interaction, Occasion, Person, Promise, Tie
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotFound, WrongInput
from importing import bring_in
from small_files import (
    ADA,
    KWABENA,
    MARISOL,
    TOMASZ,
    Letter,
    Said,
    cards,
    connections,
    endorsements,
    linkedin_zip,
    mailbox,
    messages,
    profile,
)

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CROWD = (MARISOL, KWABENA, TOMASZ)


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    bring_in(ada, linkedin_zip(tmp_path / "x.zip", {"Profile": profile(), "Connections": connections(*CROWD)}))
    return ada


def person(name: str = MARISOL.name) -> Person:
    return Person.objects.get(name=name)


def test_a_log_writes_a_constant_number_of_rows(known: Actor) -> None:
    def log(days: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            actions.log_touch(
                known, [person().pk], kind="call", at=DAY + timedelta(days=days), now=utc_now(), text="About the buses"
            )
        return len(asked)

    log(0)
    few = log(1)
    for days in range(2, 40):
        actions.log_touch(known, [person().pk], kind="message", at=DAY + timedelta(days=days), now=utc_now())
    assert log(41) == few
    assert Tie.objects.count() == 1


def test_due_dates_move_with_touches_of_any_member(known: Actor, ben: Actor) -> None:
    now = utc_now()
    actions.set_rhythm(known, person().pk, segment="network", now=now)
    actions.log_touch(known, [person().pk], kind="meeting", at=now - timedelta(days=80), now=now)
    first = person().due_on
    assert first is not None
    step = actions.log_touch(ben, [person().pk], kind="call", at=now - timedelta(days=10), now=now).step_id
    moved = person().due_on
    assert moved is not None
    assert (moved - first).days == 70
    assert person().last_touch_at == now - timedelta(days=10)
    actions.undo(ben, step)
    assert person().due_on == first
    assert Tie.objects.count() == 1


def test_a_touch_with_several_people_is_one_interaction(known: Actor) -> None:
    ids = [person(each.name).pk for each in CROWD]
    actions.log_touch(known, [*ids, ids[0]], kind="meeting", at=DAY, now=utc_now(), text="The hearing")
    found = Interaction.objects.get()
    assert (found.participations.count(), found.participants, found.direction, found.channel) == (3, 4, "mutual", "in_person")
    assert Tie.objects.count() == 3


def test_thanks_that_were_owed_are_given_by_a_touch_of_ours(known: Actor, tmp_path: Path) -> None:
    praise = endorsements((MARISOL, DAY, "Listening"))
    bring_in(known, linkedin_zip(tmp_path / "y.zip", {"Profile": profile(), "Endorsement_Received_Info": praise}))
    actions.log_touch(known, [person().pk], kind="message", at=DAY + timedelta(days=1), now=utc_now(), direction="in")
    assert Occasion.objects.get().settled_at is None
    step = actions.log_touch(known, [person().pk], kind="letter", at=DAY + timedelta(days=1), now=utc_now()).step_id
    assert Occasion.objects.get().settled_at is not None
    actions.undo(known, step)
    assert Occasion.objects.get().settled_at is None


def test_a_promise_is_kept_and_can_be_open_again(known: Actor, otto: Actor) -> None:
    logged = actions.log_touch(
        known, [person().pk], kind="call", at=DAY, now=utc_now(), promise="Send the map", promise_due=date(2026, 4, 1)
    )
    assert logged.promise_id is not None
    assert Promise.objects.get().due_on == date(2026, 4, 1)
    with pytest.raises(NotFound):
        actions.keep_promise(otto, logged.promise_id, now=utc_now())
    step = actions.keep_promise(known, logged.promise_id, now=utc_now())
    assert Promise.objects.get().kept_at is not None
    actions.undo(known, step)
    assert Promise.objects.get().kept_at is None
    actions.undo(known, logged.step_id)
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "telepathy"}, "kind of touch"),
        ({"direction": "sideways"}, "in, out or mutual"),
        ({"channel": "a very long word of nobody's"}, "no channel"),
        ({"at": utc_now() + timedelta(days=1)}, "still to come"),
        ({"person_ids": []}, "with whom"),
    ],
)
def test_wrong_touches_are_refused(known: Actor, change: dict[str, object], words: str) -> None:
    given_: dict[str, object] = {"person_ids": [person().pk], "kind": "call", "at": DAY, "now": utc_now()} | change
    with pytest.raises(WrongInput, match=words):
        actions.log_touch(known, given_.pop("person_ids"), **given_)  # type: ignore[arg-type]
    assert not Interaction.objects.exists()


def test_nobody_logs_a_touch_with_somebody_out_of_sight(known: Actor, otto: Actor, vera: Actor) -> None:
    for actor in (otto, vera):
        with pytest.raises(NotFound):
            actions.log_touch(actor, [person().pk], kind="call", at=DAY, now=utc_now())


def test_automatic_mail_and_lists_never_make_a_tie(ada: Actor, tmp_path: Path) -> None:
    letters = [
        Letter(TOMASZ, ADA, DAY, "Away", "1", headers=(("Auto-Submitted", "auto-replied"),)),
        Letter(
            TOMASZ, ADA, DAY, "News", "2", headers=(("List-Id", "<news.example>"), ("List-Unsubscribe", "<mailto:u@x.example>"))
        ),
    ]
    bring_in(ada, mailbox(tmp_path / "m.mbox", *letters))
    assert not Tie.objects.exists()


event = st.tuples(
    st.sampled_from(("log", "log", "import", "undo")),
    st.integers(0, 2),
    st.integers(0, 400),
    st.sampled_from(("call", "message", "letter", "meeting")),
    st.sampled_from(("", "in", "out")),
)


class ReplayEqualsLive(TestCase):
    """After any sequence of logs, imports and undo, replaying the stored interactions gives the same ties."""

    def setUp(self) -> None:
        self.ada = create_workspace(name="Ada for Mayor", owner_email="ada@example.org", owner_name="Ada Okafor")

    @given(st.lists(event, max_size=10))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
    def test_after_random_sequences(self, events: list[tuple[str, int, int, str, str]]) -> None:
        with TemporaryDirectory() as folder:
            bring_in(self.ada, cards(Path(folder) / "b.vcf", *CROWD))
            undoable: list[tuple[str, int]] = []
            for number, (what, who, days, kind, direction) in enumerate(events):
                self.step(Path(folder) / str(number), undoable, what, who, days, kind, direction)
        live = content(self.ada.workspace_id)
        dealings.rebuild_ties(self.ada.workspace_id, list(Person.objects.values_list("id", flat=True)))
        assert content(self.ada.workspace_id) == live

    def step(
        self, place: Path, undoable: list[tuple[str, int]], what: str, who: int, days: int, kind: str, direction: str
    ) -> None:
        """One event of the sequence."""
        at = DAY - timedelta(days=days)
        if what == "log":
            logged = actions.log_touch(
                self.ada, [person(CROWD[who].name).pk], kind=kind, at=at, now=utc_now(), direction=direction
            )
            undoable.append(("step", logged.step_id))
        elif what == "import":
            said = Said(CROWD[who], ADA, at, "Word?"), Said(ADA, CROWD[who], at + timedelta(hours=1), "Yes.")
            tables = {"Profile": profile(), "messages": messages(*said)}
            undoable.append(("import", bring_in(self.ada, linkedin_zip(place.with_suffix(".zip"), tables)).pk))
        elif undoable:
            which, number = undoable.pop(days % len(undoable))
            actions.undo(self.ada, number) if which == "step" else intake.undo_import(self.ada, number)
