"""A preview says what applying would do, and writes nothing: the same counts, examples and rejections for any files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dumps import tables
from hustings.apps.accounts.actions import accept_invitation, create_workspace, invite_member
from hustings.apps.accounts.actor import Actor
from hustings.apps.intake import actions
from hustings.apps.intake.models import Import
from hustings.apps.intake.remembering import Remembered
from hustings.engine.linkage import profile_of
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import Name, PersonRecord
from importing import begin, bring_in, counts, told
from small_files import (
    ADA,
    BEN,
    Letter,
    Said,
    Somebody,
    calendar,
    cards,
    connections,
    invitations,
    linkedin_zip,
    mailbox,
    messages,
    profile,
)

DAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FIRST = ("Ana", "Anna", "Robert", "Bob", "José", "Jose")
LAST = ("Souza", "Sousa", "Okafor", "Lee")
SLUGS = ("", "ana-souza", "bob-lee", "jose", "ada-okafor")
MAILS = ("", "ana@souza.example", "family@souza.example", "bob@lee.example", "ada@example.org", "ana.souza@office.example")
JOBS = (("", ""), ("City of Port Halden", "Planner"), ("Harbour Trust", "Director"))

somebody = st.builds(
    lambda first, last, slug, email, job: Somebody(first, last, slug, email, *job),
    st.sampled_from(FIRST), st.sampled_from(LAST), st.sampled_from(SLUGS), st.sampled_from(MAILS), st.sampled_from(JOBS),
)  # fmt: skip
crowd = st.lists(somebody, max_size=5)
talk = st.lists(st.tuples(somebody, st.booleans(), st.integers(0, 5), st.booleans()), max_size=4)


@st.composite
def uploads(draw: st.DrawFn) -> list[tuple[str, object]]:
    """Some of the kinds of files, each with a few people who are alike."""
    kinds = draw(st.lists(st.sampled_from(("linkedin", "cards", "mail", "days")), min_size=1, max_size=3, unique=True))
    return [
        (kind, draw(st.tuples(crowd, talk)) if kind == "linkedin" else draw(talk if kind == "mail" else crowd)) for kind in kinds
    ]


def written(folder: Path, upload: list[tuple[str, object]], *, owner: Somebody) -> list[Path]:
    """The files of an upload."""
    folder.mkdir()
    makers = {"linkedin": _export, "cards": _book, "mail": _mail, "days": _days}
    return [makers[kind](folder, what, owner) for kind, what in upload]


def _export(folder: Path, what: tuple[list[Somebody], list], owner: Somebody) -> Path:
    people, talked = what
    said = [
        Said(*((p, owner) if inward else (owner, p)), DAY + timedelta(hours=n), f"Word {n}?", draft=draft)
        for p, inward, n, draft in talked
    ]
    asked = invitations(*((p, DAY, "Hello") for p in people[:1] if p.slug), to=owner)
    tables = {"Profile": profile(owner), "Connections": connections(*people), "messages": messages(*said), "Invitations": asked}
    return linkedin_zip(folder / "export.zip", tables)


def _book(folder: Path, people: list[Somebody], owner: Somebody) -> Path:
    return cards(folder / "book.vcf", *people)


def _mail(folder: Path, talked: list, owner: Somebody) -> Path:
    letters = [
        Letter(p if inward else owner, owner if inward else p, DAY + timedelta(hours=n), f"Word {n}?", f"{p.email}-{n}",
               headers=(("Auto-Submitted", "auto-replied"),) if automatic else ())
        for p, inward, n, automatic in talked
        if p.email
    ]  # fmt: skip
    return mailbox(folder / "mail.mbox", *letters)


def _days(folder: Path, people: list[Somebody], owner: Somebody) -> Path:
    return calendar(folder / "days.ics", ("evening", DAY, "Evening", [p for p in people if p.email]))


class PreviewEqualsApplying(TestCase):
    """Over generated uploads, one after the other, of two members."""

    def setUp(self) -> None:
        self.ada = create_workspace(name="Ada for Mayor", owner_email="ada@example.org", owner_name="Ada Okafor")
        invited = invite_member(self.ada, email="ben@example.org", role="organiser")
        self.ben = accept_invitation(invited.token, name="Ben Castillo", password="a quiet walk by the river", door="cli")

    @given(st.lists(st.tuples(st.booleans(), uploads()), min_size=1, max_size=3))
    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
    def test_over_generated_uploads(self, given_in_turn: list[tuple[bool, list[tuple[str, object]]]]) -> None:
        with TemporaryDirectory() as folder:
            for number, (by_ada, upload) in enumerate([*given_in_turn, given_in_turn[0]]):
                actor, owner = (self.ada, ADA) if by_ada else (self.ben, BEN)
                paths = written(Path(folder) / str(number), upload, owner=owner)
                self.check(actor, paths)

    def check(self, actor: Actor, paths: Sequence[Path]) -> None:
        """Previewing writes nothing and tells what applying then does."""
        started = begin(actor, *paths)
        before = tables()
        foretold = actions.preview_import(actor, started.pk).preview
        assert tables() == before
        assert told(actions.apply_import(actor, started.pk)) == foretold


def test_somebody_new_in_a_preview_is_not_the_stored_person_of_the_same_number() -> None:
    met = Remembered()
    met.put(-1, profile_of(PersonRecord(external_id="a", name=Name(full="Ana Souza")), key=-1), ("n:souza",), None, is_new=True)
    assert met.has_made(-1)
    assert not met.has_made(1)
    assert met.place_of(1) is None


@pytest.mark.django_db
def test_people_who_share_a_key_with_a_crowd_are_counted_alike(ada: Actor, tmp_path: Path) -> None:
    crowd_of_one_household = [Somebody(f"P{i:02}", "Lee", email="family@lee.example") for i in range(80)]
    bring_in(ada, cards(tmp_path / "some.vcf", *crowd_of_one_household[:35]))
    started = begin(
        ada, cards(tmp_path / "all.vcf", *crowd_of_one_household, Somebody("Robert", "Lee", email="family@lee.example"))
    )
    foretold = actions.preview_import(ada, started.pk).preview
    assert told(actions.apply_import(ada, started.pk)) == foretold


@pytest.mark.django_db
def test_batches_make_no_difference(ada: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hustings.apps.intake.passes.BATCH", 7)
    household = [Somebody(f"P{i:02}", "Lee", email="family@lee.example") for i in range(70)]
    started = begin(ada, cards(tmp_path / "all.vcf", *household, *household[:5]))
    foretold = actions.preview_import(ada, started.pk).preview
    assert told(actions.apply_import(ada, started.pk)) == foretold


@pytest.mark.django_db
def test_an_applied_import_is_not_previewed_again(ada: Actor, tmp_path: Path) -> None:
    done = bring_in(ada, cards(tmp_path / "book.vcf", BEN))
    with pytest.raises(WrongInput, match="begun already"):
        actions.preview_import(ada, done.pk)
    assert Import.objects.get().state == "applied"


@pytest.mark.django_db
def test_a_message_can_be_written_by_hand_and_automatic_under_one_id(ada: Actor, tmp_path: Path) -> None:
    by_hand = Letter(BEN, ADA, DAY, "See you there.", "one")
    automatic = Letter(BEN, ADA, DAY, "See you there.", "one", headers=(("Auto-Submitted", "auto-replied"),))
    done = bring_in(ada, mailbox(tmp_path / "m.mbox", by_hand, automatic))
    assert counts(done)["interactions"] == {"created": 1, "kept": 1}


@pytest.mark.django_db
def test_a_preview_gives_examples_of_what_it_would_do(ada: Actor, tmp_path: Path) -> None:
    started = begin(ada, cards(tmp_path / "book.vcf", Somebody("Ana", "Souza", company="Harbour Trust", title="Director")))
    shown = actions.preview_import(ada, started.pk)
    assert shown.state == "planned"
    assert shown.preview["examples"]["people"]["created"] == ["Ana Souza, Director, Harbour Trust"]
    assert shown.total == 1
