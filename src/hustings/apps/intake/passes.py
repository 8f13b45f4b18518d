"""Drives a pass over an import's files: as a preview, or applied whole (up to 50,000 records) or in resumable chunks."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from time import time
from typing import Any, NamedTuple

import msgspec
from django.db import transaction

from hustings.apps.accounts.models import Member
from hustings.apps.intake import given, public, tables
from hustings.apps.intake.ahead import ahead
from hustings.apps.intake.counting import PreviewStore
from hustings.apps.intake.given import Progress
from hustings.apps.intake.mentions import link_mentions
from hustings.apps.intake.models import Import
from hustings.apps.intake.parties import Owner, bounded_id
from hustings.apps.intake.run import Run
from hustings.apps.intake.stores import Store
from hustings.apps.intake.tally import Tally
from hustings.apps.people.actions.folding import sources_of
from hustings.apps.people.actions.records import own_person, source_for
from hustings.apps.people.models import Identity, Source
from hustings.connectors.files.registry import Assignment, read
from hustings.connectors.protocol import FileReader, Found, Place, Rejected
from hustings.engine.linkage import name_key
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import WrongInput
from hustings.kernel.records import PersonRecord
from hustings.storage import rows

WHOLE = 50_000
"""Up to this many records an import is one transaction; one that looks larger is stored in chunks from its begin."""
CHUNK = 20_000
"""Beyond that, so many are one transaction, with all that follows from them."""
BATCH = 2_500
"""Records that are matched and stored at a time. Measured on 100,000 letters: twice as many take 50 MB more and are no faster."""
NOTHING_READ = "Nothing in this can be read."

Listener = Callable[[Progress], None]


REJECTED_KIND = {
    **dict.fromkeys(("mail", "whatsapp", "telegram", "signal"), "interactions"),
    **dict.fromkeys(("vcard", "table", "google_contacts", "outlook", "nationbuilder", "ngp_van", "civicrm"), "people"),
    **dict.fromkeys(("action_network", "actblue", "eventbrite", "mobilize", "hustings_table"), "people"),
    "icalendar": "events",
}
"""What most rows of a format are, for counting those that could not be used."""


class Step(NamedTuple):
    """A batch of records of one reader."""

    reader: FileReader
    found: list[Found]


class Pass:
    """One pass over the files of an import."""

    def __init__(self, imported: Import, *, preview: bool, listener: Listener | None = None) -> None:
        self.imported = imported
        self.preview = preview
        self.listener = listener
        self.now = utc_now()
        self.tally = Tally(None if preview else imported.report)
        self.opened = given.opened(Path(imported.kept_copy), readers=tables.readers_for(imported))
        self.progress = Progress(began=time())
        self._lines: dict[str, int] = {}
        self._passed: dict[str, int] = {}
        self._run: Run | None = None
        self._sources: dict[str, Any] = {}
        self._cycles = Cycles()

    def go(self) -> Tally:
        """Reads everything; writes it unless this is a preview. Raises WrongInput where nothing can be read at all."""
        with closing(self.opened.upload), closing(self), no_searches_for_cycles(), rows.bounded_memory():
            entries = [entry for assignment in self.opened.scan.assignments for entry in assignment.entries]
            self._lines = given.count_lines(entries)
            self.progress.total_lines = sum(self._lines.values())
            steps = self._steps(skip=0 if self.preview else self.imported.applied)
            if self.preview:
                for step in steps:
                    self._take(step)
                self._reject_unread()
                self._question_direction()
                self.tally.tables = tables.tables_of(self.opened, copy=self.imported.kept_copy)
            else:
                if not self.imported.applied:
                    tables.freeze(self.imported, self.opened)
                self._apply(steps)
        return self.tally

    def close(self) -> None:
        """Forgets whom the pass has met."""
        if self._run is not None:
            self._run.matcher.close()

    def _apply(self, steps: Iterator[Step]) -> None:
        ended = False
        while not ended:
            with transaction.atomic():
                ended = self._apply_chunk(steps)
                if self._run is not None:
                    self._tell(settling=True)
                    self._run.store.settle(self.now)
                if ended:
                    self._finish()
                self.imported.report = self.tally.as_json()
                self.imported.beat_at = utc_now()
                self.imported.save()

    def _apply_chunk(self, steps: Iterator[Step]) -> bool:
        """Takes steps until the transaction should end. True when nothing is left."""
        in_chunk = 0
        for step in steps:
            taken = len(step.found)
            self._take(step)
            in_chunk += taken
            self.imported.applied += taken
            if in_chunk >= CHUNK and self._looks_large():
                return False
        return True

    def _looks_large(self) -> bool:
        """Whether there are more records than one transaction should hold, judged by the lines that were read for them."""
        read = self.progress.lines
        expected = self.progress.records * self.progress.total_lines / read if read else 0
        return self.imported.applied >= WHOLE or expected > WHOLE

    def _finish(self) -> None:
        link_mentions(self.imported)
        self._reject_unread()
        self._question_direction()
        told = tables.tables_of(self.opened, copy=self.imported.kept_copy)
        self.tally.tables = tables.without_samples({"tables": told})["tables"]
        self.imported.preview = tables.without_samples(self.imported.preview)
        empty = self.tally.is_empty()
        self.imported.state = Import.State.FAILED if empty else Import.State.APPLIED
        self.imported.error = NOTHING_READ if empty else ""
        self.imported.finished_at = utc_now()
        self.imported.total = self.imported.applied

    def _reject_unread(self) -> None:
        for rejected in (*self.opened.upload.rejected, *self.opened.scan.unrecognised):
            line = self.tally.file(self._given_path(rejected.place.file), "")
            if not self.tally.is_rejected(line, self._as_given(rejected)):
                self.tally.reject(line, self._as_given(rejected), kind="files")
        told = {path for path, _ in self.tally.files}
        for path in (each for each in self.imported.paths if each not in told):
            nothing = Rejected(Place(Path(path).name), "There is nothing in this that Hustings can read.")
            self.tally.reject(self.tally.file(path, ""), nothing, kind="files")

    def _steps(self, *, skip: int) -> Iterator[Step]:
        """Batches in the order of the files; the first `skip` records were taken before."""
        for assignment in self.opened.scan.assignments:
            found = self._records(assignment, skip=skip)
            skipped = 0
            while batch := list(islice(found, BATCH)):
                read = len(batch)
                del batch[: max(0, skip - skipped)]
                skipped += read
                if batch:
                    # Nobody else holds the batch, so that it is gone once it was taken.
                    yield Step(assignment.reader, batch)
                else:
                    self._tell()
            skip = max(0, skip - skipped)

    def _records(self, assignment: Assignment, *, skip: int) -> Iterator[Found]:
        """The records of one reader; what was counted before an interruption is not counted again."""
        taken, name, line = 0, None, {}
        paths = given.paths_in(Path(self.imported.kept_copy))
        quick = assignment._replace(reader=ahead(*assignment, paths=paths))
        for reader, item in read([quick]):
            if item.place.file != name:
                name = item.place.file
                line = self.tally.file(self._given_path(name), reader.name)
            if isinstance(item, Rejected):
                shown = self._as_given(item)
                if taken >= skip and not (skip and self.tally.is_rejected(line, shown)):
                    self.tally.reject(line, shown, kind=rejected_kind(reader.name, item.place.file))
                continue
            taken += 1
            line["records"] += taken > skip
            self._passed[item.place.file] = item.place.line or 0
            yield _with_bounded_id(item)

    def _given_path(self, name: str) -> str:
        """The path that the member gave, in which this file of the copy lies."""
        number, _ = self._within_copy(name)
        return self.imported.paths[number] if number is not None else name

    def _as_given(self, rejected: Rejected) -> Rejected:
        """The same under the name that the member knows, not that of the copy."""
        _, shown = self._within_copy(rejected.place.file)
        return Rejected(Place(shown, rejected.place.line), rejected.reason)

    def _within_copy(self, name: str) -> tuple[int | None, str]:
        """Which of the given paths a file lies in, and its name from there on."""
        number, _, shown = name.removeprefix(f"{self.imported.kept_copy}/").partition("/")
        return (int(number), shown) if name.startswith(f"{self.imported.kept_copy}/") and number.isdecimal() else (None, name)

    def _take(self, step: Step) -> None:
        self._settle_owner(step)
        self._run_of().take(step.found, source=self._source(step.reader))
        self.progress.records += len(step.found)
        step.found.clear()
        self._cycles.look()
        self._tell()

    def _tell(self, *, settling: bool = False) -> None:
        """Says how far the pass is, to every door and to whoever listens."""
        self.progress.lines = sum(min(line, self._lines.get(name, 0)) for name, line in self._passed.items())
        self.progress.at = time()
        self.progress.settling = settling
        self.progress.counts = self.tally.as_json()["counts"]
        given.write_progress(self.imported.pk, self.progress)
        if self.listener is not None:
            self.listener(self.progress)

    def _run_of(self) -> Run:
        if self._run is None:
            owner = self._owner()
            since = self.imported.started_at if self.imported.applied and not self.preview else None
            self._run = Run(
                self._store(owner),
                tally=self.tally,
                owner=owner,
                now=self.now,
                region=self.imported.workspace.phone_region,
                since=since,
                left_out=self._reject,
                folder=Path(self.imported.kept_copy),
                as_of=public.as_of(self.imported).isoformat(),
            )
        return self._run

    def _reject(self, found: Found, reader: str, reason: str) -> None:
        """Tells of a record of which something, or all, could not be used."""
        line = self.tally.file(self._given_path(found.place.file), reader)
        self.tally.reject(line, self._as_given(Rejected(found.place, reason)), kind=rejected_kind(reader, found.place.file))

    def _store(self, owner: Owner) -> Store | PreviewStore:
        workspace_id = self.imported.workspace_id
        if self.preview:
            return PreviewStore(workspace_id, own_person=owner.person)
        return Store(workspace_id, import_id=self.imported.pk, member_id=self._owner_member().pk, own_person=owner.person)

    def _source(self, reader: FileReader) -> Any:
        if reader.name not in self._sources:
            self._sources[reader.name] = self._find_source(reader, self._owner_member().pk)
        return self._sources[reader.name]

    def _find_source(self, reader: FileReader, member_id: int) -> Any:
        workspace_id = self.imported.workspace_id
        if reader.name in public.READ and (known := public.source_of(workspace_id, reader.name)) is not None:
            return known
        if not self.preview:
            return source_for(workspace_id, member_id=member_id, reader=reader.name, use_rule=reader.use_rule)
        held = Source.objects.filter(workspace_id=workspace_id, member_id=member_id, reader=reader.name, account="").first()
        return held or Source(
            pk=-1 - len(self._sources),
            workspace_id=workspace_id,
            member_id=member_id,
            reader=reader.name,
            use_rule=reader.use_rule,
        )

    def _settle_owner(self, step: Step) -> None:
        """Whose export it is: the member whom it names by an address or by name; where it names somebody else, it is asked."""
        record = next((f.record for f in step.found if isinstance(f.record, PersonRecord) and f.record.is_owner), None)
        if record is None or self.imported.owner_said or self._run is not None:
            return
        member = owning_member(self.imported, record)
        if member is not None:
            self.imported.owner = member
            return
        self.tally.owner_unknown = True
        self.tally.owner_question = f"This is the export of {record.name.full}, whom Hustings does not know as a member."
        if not self.preview:
            raise WrongInput(f"{self.tally.owner_question} Say whose it is: --owner with the e-mail address of a member.")

    def _question_direction(self) -> None:
        """Messages without any address of the owner's have no direction; the member can say which addresses are theirs."""
        run = self._run
        if run is not None and run.messages and not run.messages_of_owner:
            self.tally.owner_question = (
                f"None of the {run.messages} messages is from or to an address of {self._owner_member().name}. Say which "
                "addresses are yours (--me ADDRESS, or on your own page), or under which name a chat shows you (--me NAME), so "
                "that Hustings knows who wrote to whom."
            )

    def _owner_member(self) -> Member:
        return self.imported.owner or self.imported.member

    def _owner(self) -> Owner:
        person = own_person(self._owner_member().pk)
        handles = set(Identity.objects.filter(person=person).values_list("kind", "value"))
        told = [held.record.name for held in sources_of([person.pk])[person.pk]]
        names = {name_key(text) for name in told for text in (name.full, name.nickname) if text}
        return Owner(person=person.pk, handles=handles, names=names | {name_key(person.name)})


def _with_bounded_id(found: Found) -> Found:
    external_id = bounded_id(found.record.external_id)
    if external_id == found.record.external_id:
        return found
    return found.holding(msgspec.structs.replace(found.record, external_id=external_id))


class Cycles:
    """Searches for garbage in cycles after a batch: after each while some is found, else after every eighth."""

    SELDOM = 8
    FEW = 500

    def __init__(self) -> None:
        self._every = self._waited = 1

    def look(self) -> None:
        """Looks through what is young, if it is time. The batch should be gone by then: next to nothing is left of it."""
        if self._waited < self._every:
            self._waited += 1
            return
        self._waited = 1
        self._every = min(self._every * 2, self.SELDOM) if gc.collect(1) < self.FEW else 1


@contextmanager
def no_searches_for_cycles() -> Iterator[None]:
    """Stops Python's own searches for garbage in cycles; a pass looks through what is young after batches instead.

    Measured: what a pass remembers is walked over again and again, a third of its time, and next to no cycle is ever found.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def owning_member(imported: Import, record: PersonRecord) -> Member | None:
    """The member who is the owner of an export: by an address of theirs, else by name; the importing member first."""
    members = Member.objects.filter(workspace_id=imported.workspace_id, is_active=True).select_related("user")
    own_first = sorted(members, key=lambda member: (member.pk != (imported.owner or imported.member).pk, member.pk))
    addresses = {identity.value for identity in record.identities}
    handles = {member.pk: _handles(member) for member in own_first}
    by_address = (member for member in own_first if handles[member.pk] & addresses)
    by_name = (member for member in own_first if name_key(member.name) == name_key(record.name.full))
    return next(by_address, None) or next(by_name, None) or _of_nobody_named(own_first[0], record)


def _of_nobody_named(member: Member, record: PersonRecord) -> Member | None:
    """The member who brings it, where the export names its owner by the number of a channel alone, and they have no other."""
    channels = [identity.value for identity in record.identities if identity.kind == "youtube"]
    if channels != [identity.value for identity in record.identities] or record.name.full not in channels:
        return None
    has_another = Identity.objects.filter(person__own_member=member, kind="youtube").exists()
    return None if has_another else member


def _handles(member: Member) -> set[str]:
    held = Identity.objects.filter(person__own_member=member).values_list("value", flat=True)
    return {member.user.email, *held}


def rejected_kind(reader: str, file: str) -> str:
    """Under which kind of record a rejected row is counted."""
    if reader == "linkedin":
        stem = Path(file).stem.casefold()
        kinds = {"connections": "people", "contacts": "people", "messages": "interactions", "invitations": "invitations"}
        return next((kind for word, kind in kinds.items() if word in stem), "others")
    return REJECTED_KIND.get(reader, "others")
