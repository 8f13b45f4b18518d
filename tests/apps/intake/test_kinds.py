"""Contacts, attendance, money, ties, posts and follows find their people, in whatever order they come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions, given
from hustings.apps.intake.kept_lines import kept_lines
from hustings.apps.intake.models import Import, KeptHandle, KeptMention, KeptRecord
from hustings.apps.people import actions as people
from hustings.apps.people.models import CustomValue, Interaction, Person, Tie
from hustings.connectors.files import registry
from hustings.connectors.protocol import Entry, Found, Place, Rejected
from hustings.kernel.records import (
    AnyRecord,
    AttendanceRecord,
    CommentRecord,
    Consent,
    ContributionRecord,
    EventRecord,
    FollowRecord,
    Identity,
    InteractionRecord,
    MessageRecord,
    Name,
    Party,
    PersonRecord,
    PostRecord,
    ReactionRecord,
    TieRecord,
    decode,
    encode,
)
from importing import bring_in, counts

DAY = datetime(2026, 5, 4, 18, tzinfo=UTC)
VAN = Identity(kind="external", value="van:100")
X = Identity(kind="x", value="anasouza")
ANA = PersonRecord(external_id="van:100", name=Name(full="Ana Souza"), identities=(VAN, X))
PARTY = Party(name="Ana Souza", identities=(VAN,))
ON_X = Party(name="Ana", identities=(X,))

Bring = Callable[..., Import]


class Lines:
    """A format for these tests alone: one encoded record a line."""

    name, title, use_rule = "lines", "Records", "own-archive"

    def recognise(self, entries: Sequence[Entry]) -> Sequence[Entry]:
        return [entry for entry in entries if entry.name.endswith(".lines")]

    def read(self, entries: Sequence[Entry]) -> Iterator[Found | Rejected]:
        for entry in entries:
            with entry.open() as stream:
                for number, line in enumerate(stream, 1):
                    yield Found(decode(line), Place(entry.name, number))


@pytest.fixture
def bring(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bring:
    """Brings these records in as a file."""
    monkeypatch.setattr(given, "scan", lambda entries, **_: registry.scan(entries, readers=(Lines(),)))

    def go(*records: AnyRecord, me: tuple[str, ...] = ()) -> Import:
        path = tmp_path / "all.lines"
        path.write_bytes(b"\n".join(encode(record) for record in records) + b"\n")
        return bring_in(ada, path, me=me)

    return go


def lines_of(name: str) -> list[tuple[str, str, str]]:
    person = Person.objects.get(name=name)
    return [(line["kind"], line["direction"], line["text"]) for line in kept_lines(person.workspace_id, person.pk, 10)]


def test_a_logged_contact_stands_on_the_timeline_and_weighs_when_somebody_was_met(ada: Actor, bring: Bring) -> None:
    met = InteractionRecord(
        external_id="c1", type="visit", at=DAY, party=PARTY, direction="mutual", outcome="Canvassed", by="Vera"
    )
    missed = InteractionRecord(external_id="c2", type="visit", at=DAY, party=PARTY, outcome="Not Home")
    done = bring(ANA, met, missed)
    assert counts(done) == {"people": {"created": 1}, "interactions": {"created": 2}, "ties": {"created": 1}}
    assert list(Interaction.objects.order_by("pk").values_list("kind", "direction", "subject", "counts")) == [
        ("visit", "mutual", "Canvassed, Vera", True), ("visit", "none", "Not Home", False),
    ]  # fmt: skip
    assert Tie.objects.filter(other__name="Ana Souza").exists()
    again = bring(ANA, met, missed)
    assert counts(again) == {"people": {"unchanged": 1}, "interactions": {"unchanged": 2}}


def test_attendance_money_and_ties_show_with_their_people(ada: Actor, bring: Bring) -> None:
    event = EventRecord(external_id="e1", title="Town hall", starts_at=DAY)
    came = AttendanceRecord(external_id="a1", event="e1", party=PARTY, status="no_show", at=DAY)
    gave = ContributionRecord(external_id="m1", party=Party(name="Rui Dias"), amount="25.00", currency="USD", at=DAY)
    tie = TieRecord(external_id="t1", subject=PARTY, other=Party(name="Nobody known"), relation="recruited by", at=DAY)
    done = bring(ANA, event, came, gave, tie)
    assert counts(done) == {
        "people": {"created": 2}, "events": {"kept": 1}, "attendance": {"kept": 1}, "contributions": {"kept": 1},
        "ties": {"kept": 1},
    }  # fmt: skip
    assert sorted(lines_of("Ana Souza")) == [
        ("attendance", "none", "Town hall, no show"), ("tie", "none", "Ana Souza: recruited by, Nobody known"),
    ]  # fmt: skip
    assert lines_of("Rui Dias") == [("contribution", "in", "25.00 USD")]


@pytest.mark.parametrize("people_first", [True, False])
def test_posts_and_follows_show_with_whom_they_name_whatever_came_first(bring: Bring, people_first: bool) -> None:
    said = [
        PostRecord(external_id="p1", channel="x", at=DAY, text="Thank you, Ana", answered=ON_X),
        CommentRecord(external_id="p2", channel="x", at=DAY.replace(hour=19), text="We need a bus", author=ON_X),
        ReactionRecord(external_id="p3", channel="x", at=DAY.replace(hour=20), reaction="like", about=ON_X),
        FollowRecord(external_id="f1", party=ON_X, direction="in", channel="x", at=DAY.replace(hour=21), status="follows"),
    ]
    for given_records in ([ANA], said) if people_first else (said, [ANA]):
        bring(*given_records)
    assert lines_of("Ana Souza") == [
        ("follow", "in", "follows"), ("reaction", "out", "like"), ("comment", "in", "We need a bus"),
        ("post", "out", "Thank you, Ana"),
    ]  # fmt: skip


def test_a_changed_post_names_its_new_parties_alone(bring: Bring) -> None:
    bring(ANA, PostRecord(external_id="p1", channel="x", at=DAY, text="Thank you", answered=ON_X))
    other = Party(identities=(Identity(kind="x", value="rui"),))
    bring(PostRecord(external_id="p1", channel="x", at=DAY, text="Thank you", answered=other))
    assert list(KeptHandle.objects.values_list("value", flat=True)) == ["rui"]


def test_an_undone_import_leaves_no_handle_behind(ada: Actor, bring: Bring) -> None:
    done = bring(ANA, FollowRecord(external_id="f1", party=ON_X, at=DAY))
    actions.undo_import(ada, done.pk)
    assert not KeptRecord.objects.exists()
    assert not KeptHandle.objects.exists()
    assert not KeptMention.objects.exists()


def test_an_erased_person_leaves_posts_and_comments(ada: Actor, bring: Bring) -> None:
    bring(
        ANA,
        PostRecord(external_id="p1", channel="x", at=DAY, text="To both", answered=ON_X, mentioned=(ON_X, Party(name="Rui"))),
        CommentRecord(external_id="c1", channel="x", at=DAY, text="Mine", answered=ON_X),
        CommentRecord(external_id="c2", channel="x", at=DAY, text="Hers", author=ON_X),
        ReactionRecord(external_id="r1", channel="x", at=DAY, about=ON_X),
        ReactionRecord(external_id="r2", channel="x", at=DAY, author=ON_X),
        TieRecord(external_id="t1", subject=ON_X, other=Party(name="Rui"), relation="friend"),
    )
    people.erase_person(ada, Person.objects.get(name="Ana Souza").pk)
    rest = {row.external_id: decode(row.payload) for row in KeptRecord.objects.all()}
    assert set(rest) == {"p1", "c1", "r1"}
    assert rest["p1"] == PostRecord(external_id="p1", channel="x", at=DAY, text="To both", mentioned=(Party(name="Rui"),))
    assert b"anasouza" not in b"".join(encode(record) for record in rest.values())
    assert not KeptHandle.objects.filter(value="anasouza").exists()
    assert counts(bring(CommentRecord(external_id="c3", channel="x", at=DAY, text="Hers", author=ON_X))) == {
        "others": {"rejected": 1}
    }


def test_direct_messages_of_every_network_have_a_direction(bring: Bring) -> None:
    me, group = Party(name="Ada Okafor", is_owner=True), Party(name="Group")
    said = {"channel": "whatsapp", "sent_at": DAY, "thread": "t"}
    bring(
        MessageRecord(external_id="1", sender=ON_X, recipients=(group, me), **said),
        MessageRecord(external_id="2", sender=me, recipients=(ON_X,), **said),
    )
    assert list(Interaction.objects.order_by("external_id").values_list("direction", flat=True)) == ["in", "out"]


def test_in_a_chat_that_does_not_show_us_nothing_has_a_direction_until_we_say_our_name(ada: Actor, bring: Bring) -> None:
    ana, we = Party(name="Ana Souza"), Party(name="ada 🌹")
    said = MessageRecord(external_id="1", channel="whatsapp", sent_at=DAY, sender=ana, recipients=(we,), thread="t")
    done = bring(said)
    assert list(Interaction.objects.values_list("direction", flat=True)) == ["none"]
    assert "--me NAME" in done.report["owner_question"]
    actions.undo_import(ada, done.pk)
    bring(said, me=("Ada 🌹",))
    assert list(Interaction.objects.values_list("direction", flat=True)) == ["in"]
    assert Person.objects.get(own_member=ada.member_id).name == "Ada Okafor"


def test_a_no_survives_a_newer_export_that_is_silent_on_it(bring: Bring) -> None:
    refused = PersonRecord(external_id="1", name=Name(full="Ana Souza"), consents=(Consent(channel="any", status="refused"),))
    bring(refused)
    assert counts(bring(PersonRecord(external_id="1", name=Name(full="Ana Souza"), headline="Teacher")))["people"] == {
        "updated": 1
    }
    assert Person.objects.get(name="Ana Souza").do_not_contact


def test_a_value_that_fits_no_custom_field_is_told_and_the_person_comes_in(ada: Actor, bring: Bring) -> None:
    people.add_field(ada, name="Ward", type="number", choices=())
    done = bring(
        PersonRecord(external_id="1", name=Name(full="Ana Souza"), fields={"Ward": "seven", "Shoe": "41"}),
        PersonRecord(external_id="2", name=Name(full="Rui Dias"), fields={"ward": "07"}),
    )
    assert counts(done)["people"] == {"created": 2}
    assert [told["reason"] for told in done.report["files"][0]["rejected"]] == [
        "Ward: 'seven' is no number.",
        "There is no custom field 'Shoe'. Make it first, or choose another use of the column.",
    ]
    assert list(CustomValue.objects.values_list("value", flat=True)) == ["7"]
