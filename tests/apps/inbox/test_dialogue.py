"""The dialogue score of a workspace, from what was imported."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.inbox.dialogue import dialogue
from hustings.engine.dialogue import Share
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import NotPermitted
from importing import bring_in
from small_files import ADA, KWABENA, MARISOL, Said, linkedin_zip, messages, profile


@pytest.fixture
def known(ada: Actor, tmp_path: Path) -> Actor:
    """Marisol was answered after two hours; Kwabena waits."""
    start = utc_now().replace(microsecond=0) - timedelta(days=10)
    said = messages(
        Said(MARISOL, ADA, start, "Does the night bus survive?"),
        Said(ADA, MARISOL, start + timedelta(hours=2), "It does."),
        Said(KWABENA, ADA, start + timedelta(hours=3), "Can you come on Tuesday?"),
    )
    bring_in(ada, linkedin_zip(tmp_path / "a.zip", {"Profile": profile(), "messages": said}))
    return ada


def test_who_was_answered_and_who_waits(known: Actor) -> None:
    now = utc_now()
    view = dialogue(known, since=now - timedelta(days=30), now=now)
    assert (view.score.inbound, view.score.people, view.score.within_day) == (2, 2, Share(1, 2))
    assert view.score.median == timedelta(hours=2)
    assert [(row.name, row.text) for row in view.unanswered] == [(KWABENA.name, "Can you come on Tuesday?")]
    assert (set(view.by_channel), set(view.by_member)) == ({"linkedin"}, {"Ada Okafor"})


def test_only_the_channel_and_the_time_asked_for(known: Actor) -> None:
    now = utc_now()
    assert dialogue(known, since=now - timedelta(days=30), now=now, channel="email").score.inbound == 0
    assert dialogue(known, since=now - timedelta(days=1), now=now).score.inbound == 0


def test_nobody_else_sees_it(known: Actor, vera: Actor, otto: Actor) -> None:
    now = utc_now()
    assert dialogue(otto, since=now - timedelta(days=30), now=now).score.inbound == 0
    with pytest.raises(NotPermitted):
        dialogue(vera, since=now, now=now)
