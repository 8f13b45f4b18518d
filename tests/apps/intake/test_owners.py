"""Whose an export is where it names its owner by a number alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.people.models import Identity, Source
from hustings.kernel.errors import WrongInput
from importing import bring_in

pytestmark = pytest.mark.django_db
ADAS, ANOTHERS = "UCaaaaaaaaaaaaaaaaaaaaaa", "UCbbbbbbbbbbbbbbbbbbbbbb"


def comments(folder: Path, channel: str) -> Path:
    """Takeout's table of comments of a channel, which is all that says whose it is."""
    path = folder / f"{channel}.csv"
    header = "Comment ID,Channel ID,Comment create timestamp,Price,Video ID,Comment text"
    path.write_text(f"{header}\nUg{channel[-1]}1,{channel},2026-03-01T10:00:00+00:00,0,dQw4w9WgXcQ,Well said\n", "utf-8")
    return path


def test_a_channel_that_nobody_is_known_by_is_that_of_whoever_brings_it(ada: Actor, ben: Actor, tmp_path: Path) -> None:
    bring_in(ada, comments(tmp_path, ADAS))
    assert Identity.objects.get(kind="youtube").person.own_member_id == ada.member_id
    assert set(Source.objects.filter(reader="youtube").values_list("member_id", flat=True)) == {ada.member_id}
    bring_in(ben, comments(tmp_path, ADAS))
    assert set(Source.objects.filter(reader="youtube").values_list("member_id", flat=True)) == {ada.member_id}


def test_a_second_channel_is_asked_about(ada: Actor, tmp_path: Path) -> None:
    bring_in(ada, comments(tmp_path, ADAS))
    with pytest.raises(WrongInput, match="--owner"):
        bring_in(ada, comments(tmp_path, ANOTHERS))
    bring_in(ada, comments(tmp_path, ANOTHERS), owner=ada)
    assert Identity.objects.filter(kind="youtube").count() == 2
