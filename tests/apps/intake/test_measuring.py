"""The dialogue in an archive is measured without storing anything of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hustings.apps.intake import measuring
from hustings.apps.intake.measuring import Measured, measure_archive
from hustings.connectors.files import registry
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.engine.dialogue import Share
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import (
    AnyRecord,
    CommentRecord,
    Identity,
    MessageRecord,
    Name,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
    decode,
    encode,
)

DAY = datetime(2026, 5, 4, 18, tzinfo=UTC)
NOW = DAY + timedelta(days=60)
ME = Identity(kind="x", value="adaokafor")
ANA = Party(name="Ana", identities=(Identity(kind="x", value="ana"),))
RUI = Party(name="Rui")
OWNER = PersonRecord(external_id="me", name=Name(full="Ada Okafor"), identities=(ME,), is_owner=True)


class Lines:
    """A format for these tests alone: one encoded record a line, or a word that cannot be read."""

    name, title, use_rule = "lines", "Records", "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        return [entry for entry in entries if entry.name.endswith(".lines")]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        for entry in entries:
            with entry.open() as stream:
                for number, line in enumerate(stream, 1):
                    place = Place(entry.name, number)
                    yield Rejected(place, "No record.") if line == b"?\n" else Found(decode(line), place)


def measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *records: AnyRecord, own: tuple[str, ...] = (), bad: bool = False
) -> Measured:
    monkeypatch.setattr(measuring, "scan", lambda entries: registry.scan(entries, readers=(Lines(),)))
    path = folder / "all.lines"
    path.write_bytes((b"?\n" if bad else b"") + b"".join(encode(record) + b"\n" for record in records))
    return measure_archive([path], own=own, now=NOW)


def post(number: str, hours: float, text: str = "", **more: object) -> PostRecord:
    return PostRecord(external_id=number, channel="x", at=DAY + timedelta(hours=hours), text=text, **more)  # type: ignore[arg-type]


def test_posts_replies_and_answers_to_oneself_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = Party(identities=(ME,))
    found = measured(
        tmp_path, monkeypatch, OWNER,
        post("1", 0, "Good morning"), post("2", 1, "And more", in_reply_to="1", answered=mine), post("3", 2, in_reply_to="1"),
        post("4", 3, "Thank you", in_reply_to="99", answered=ANA), post("5", 4, is_repost=True, shared_link="x"),
        post("6", 5, status="scheduled"), ReactionRecord(external_id="7", channel="x", at=DAY),
        post("8", 6, author=Party(name="A feed")),
        PostRecord(external_id="9", channel="web", at=DAY, author=Party(name="A feed")),
    ).score  # fmt: skip
    assert (found.sent, found.broadcast, found.to_self, found.to_people) == (5, Share(2, 5), Share(2, 5), Share(1, 5))


def test_a_comment_that_was_answered_counts_and_another_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = DAY + timedelta(hours=1)
    found = measured(
        tmp_path, monkeypatch, OWNER, post("p", 0, link="x/p"),
        CommentRecord(external_id="c1", channel="x", at=at, link="x/p", author=ANA, text="Will the night bus stay?", thread="p"),
        CommentRecord(external_id="c2", channel="x", at=at, link="x/p", author=RUI, text="Can you call me?", thread="p"),
        CommentRecord(external_id="c3", channel="x", at=at, link="x/p", author=Party(name="Ivo"), text="Thanks!", thread="p"),
        post("r", 5, "It stays", in_reply_to="c1", answered=ANA, thread="p"),
    )  # fmt: skip
    assert (found.score.inbound, found.score.ever, found.score.within_day) == (3, Share(1, 3), Share(1, 3))
    assert [(row.name, row.handle, row.text) for row in found.unanswered] == [("Rui", "", "Can you call me?")]
    assert set(found.by_channel) == {"x"}
    assert set(found.by_week) == {"2026-W19"}


def test_messages_of_a_chat_are_measured_for_whom_one_says_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, rui = Party(name="Ada Okafor"), Party(name="Rui")
    said = [
        MessageRecord(external_id="1", channel="whatsapp", sent_at=DAY, sender=rui, recipients=(ada,), thread="t", text="When?"),
        MessageRecord(external_id="2", channel="whatsapp", sent_at=DAY, sender=ada, recipients=(rui,), thread="t", is_draft=True),
        MessageRecord(
            external_id="3", channel="whatsapp", sent_at=DAY + timedelta(hours=2), sender=ada, recipients=(rui,), thread="t"
        ),
        MessageRecord(external_id="4", channel="email", sent_at=DAY, sender=ada, recipients=(rui,) * 30),
        MessageRecord(external_id="5", channel="email", sent_at=DAY, sender=ada, recipients=(rui,), automatic="bulk"),
        MessageRecord(external_id="6", channel="email", sent_at=DAY, sender=rui, recipients=(ada,), automatic="list"),
    ]
    with pytest.raises(WrongInput, match="--me"):
        measured(tmp_path, monkeypatch, *said)
    found = measured(tmp_path, monkeypatch, *said, own=("ada okafor",), bad=True)
    assert (found.score.inbound, found.score.median, found.score.broadcast) == (1, timedelta(hours=2), Share(2, 3))
    assert [reason for _, reason in found.left_out] == ["No record."]


def test_what_cannot_be_measured_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(WrongInput, match="no file"):
        measure_archive([tmp_path / "gone.zip"], now=NOW)
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(WrongInput, match="PDF"):
        measure_archive([tmp_path / "a.pdf"], now=NOW)
    with pytest.raises(WrongInput, match="Nothing was said"):
        measured(tmp_path, monkeypatch, OWNER)
