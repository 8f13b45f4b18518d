"""Makes the file of an export: counts again, writes, and says where it lies. Begins anew after a crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeVar

from django.db.models import F

from hustings.apps.accounts.actor import Actor
from hustings.apps.accounts.models import Member, Workspace
from hustings.apps.accounts.queries import actor_of
from hustings.apps.events.giving_out import records_untold
from hustings.apps.exports import archive, keeping
from hustings.apps.exports.formats import FORMATS
from hustings.apps.exports.models import Export
from hustings.apps.exports.selecting import ids_of, rows_of, selected, selected_organisations
from hustings.apps.intake.models import KeptRecord
from hustings.apps.intake.passes import no_searches_for_cycles
from hustings.apps.people.access import visible_people
from hustings.apps.people.models import Tie
from hustings.apps.people.queries.organisations import people_at
from hustings.apps.people.queries.whole import number_of, refused_sources, whole_people
from hustings.bulk.parquet import write_parquet
from hustings.connectors.exports.activitystreams import write_collection
from hustings.connectors.exports.calendar import write_calendar
from hustings.connectors.exports.network import Edge, Node, write_graphml, write_ties
from hustings.connectors.exports.organisations import OrganisationLine, write_organisations
from hustings.connectors.exports.table import write_csv, write_xlsx
from hustings.connectors.exports.vcard import write_vcards
from hustings.kernel.clock import utc_now
from hustings.kernel.errors import HustingsError, NotPermitted
from hustings.kernel.provenance import Use
from hustings.kernel.records import EventRecord, PersonRecord, decode
from hustings.storage import rows

STEP = 5_000
"""After so many rows it is told how far the work is."""
SLACK = 25
GROWTH = 0.05
"""An approved export may grow by this share, and by so many rows at least, before it must be approved again."""
T = TypeVar("T")


class Job(NamedTuple):
    """A file in the making: as whom, what, and where to."""

    actor: Actor
    export: Export
    stream: BinaryIO
    path: Path
    now: datetime


def asker_of(export: Export) -> Actor:
    """The member who asked, as they may act now. Raises NotPermitted where they may not export any more."""
    member = Member.objects.select_related("workspace", "user").get(pk=export.member_id)
    actor = actor_of(member, door="job")
    if not (member.is_active and member.user.is_active and actor.may("export_people")):
        raise NotPermitted("Whoever asked for this may not export any more.")
    return actor


def make(export_id: int) -> None:
    """Makes the file, if it is to be made. What went wrong is told in the export; faults of ours are raised too."""
    export = Export.objects.filter(pk=export_id, state=Export.State.MAKING).first()
    if export is None:
        return
    try:
        actor = asker_of(export)
        number = rows_of(actor, export.what, export.where)
        if _has_grown(export, number):
            _ask_again(export, number)
        else:
            _write(actor, export)
    except HustingsError as error:
        _fail(export, str(error))
    except Exception:
        _fail(export, "It did not work. Ask for it again.")
        raise


def _has_grown(export: Export, number: int) -> bool:
    if export.approved_rows is None:
        return number > export.rows + SLACK
    return number > export.approved_rows + max(SLACK, export.approved_rows * GROWTH)


def _ask_again(export: Export, number: int) -> None:
    was = export.rows if export.approved_rows is None else export.approved_rows
    told = f"It would hold {number:,} rows now instead of {was:,}. Somebody must approve that."
    Export.objects.filter(pk=export.pk, state=Export.State.MAKING).update(
        state=Export.State.WAITING, rows=number, approver=None, approved_at=None, approved_rows=None, error=told
    )


def _fail(export: Export, message: str) -> None:
    Export.objects.filter(pk=export.pk, state=Export.State.MAKING).update(state=Export.State.FAILED, error=message)


def _write(actor: Actor, export: Export) -> None:
    now = utc_now()
    ending = FORMATS[export.format].ending
    with rows.bounded_memory(), no_searches_for_cycles(), keeping.new_file(export.pk, ending) as (stream, path):
        keeping.drop_others(export.pk, kept=path.name)
        done = WRITERS[export.what, export.format](Job(actor, export, stream, path, now))
        stream.flush()
        stream.seek(0)
        digest = file_digest(stream, "sha256").hexdigest()
    told = {
        "state": Export.State.READY, "file": path.name, "size": path.stat().st_size, "sha256": digest, "done": done,
        "left_out": max(0, export.rows - done), "made_at": now, "expires_at": now + keeping.KEPT, "error": "",
    }  # fmt: skip
    if not Export.objects.filter(pk=export.pk, state=Export.State.MAKING).update(**told):
        # Withdrawn meanwhile, or somebody in it was erased.
        path.unlink(missing_ok=True)


def _people(job: Job) -> Iterator[PersonRecord]:
    ids = ids_of(selected(job.actor, job.export.where))
    return _told(job, whole_people(job.actor.workspace_id, ids))


def _organisations(job: Job) -> Iterator[OrganisationLine]:
    held = selected_organisations(job.actor, job.export.where).order_by("name", "pk")
    for chunk in rows.chunks(held.iterator(chunk_size=2_000), 2_000):
        known = people_at(job.actor, [row.pk for row in chunk])
        lines = (
            OrganisationLine(
                row.name, row.website, *known.get(row.pk, (0, 0)), f"{row.followed_at:%Y-%m-%d}" if row.followed_at else ""
            )
            for row in chunk
        )
        yield from _told(job, lines)


def _told(job: Job, items: Iterable[T]) -> Iterator[T]:
    """The items; now and then it is put down how many there were."""
    for number, item in enumerate(items, 1):
        yield item
        if number % STEP == 0:
            Export.objects.filter(pk=job.export.pk).update(done=number)


def _nodes(job: Job) -> Iterator[Node]:
    mark = Workspace.objects.values_list("mark", flat=True).get(pk=job.actor.workspace_id)
    people = visible_people(job.actor).order_by("pk").values_list("pk", "name")
    return (Node(number_of(mark, person), name) for person, name in people.iterator(chunk_size=2_000))


def _edges(job: Job) -> Iterator[Edge]:
    mark = Workspace.objects.values_list("mark", flat=True).get(pk=job.actor.workspace_id)
    columns = ("subject_id", "other_id", "out_count", "in_count", "first_at", "last_out_at", "last_in_at")
    held = Tie.objects.filter(workspace_id=job.actor.workspace_id).order_by("pk").values_list(*columns)
    for subject, other, sent, received, *moments in _told(job, held.iterator(chunk_size=2_000)):
        first, last_out, last_in = (each.isoformat() if each else "" for each in moments)
        yield Edge(number_of(mark, subject), number_of(mark, other), sent, received, first, last_out, last_in)


def _events(job: Job) -> Iterator[EventRecord]:
    refused = refused_sources(job.actor.workspace_id, Use.EXPORT)
    held = KeptRecord.objects.filter(workspace_id=job.actor.workspace_id, kind="event").exclude(source_id__in=refused)
    for payload in _told(job, held.order_by(F("at").asc(nulls_last=True), "pk").values_list("payload", flat=True).iterator()):
        record = decode(payload)
        assert isinstance(record, EventRecord)
        yield record
    yield from records_untold(job.actor.workspace_id)


WRITERS: dict[tuple[str, str], Callable[[Job], int]] = {
    ("people", "csv"): lambda job: write_csv(_people(job), job.stream, scratch=keeping.folder()),
    ("people", "xlsx"): lambda job: write_xlsx(_people(job), job.stream, scratch=keeping.folder()),
    ("people", "vcard"): lambda job: write_vcards(_people(job), job.stream),
    ("people", "vcard3"): lambda job: write_vcards(_people(job), job.stream, version="3.0"),
    ("people", "json"): lambda job: write_collection(_people(job), job.stream),
    ("people", "parquet"): lambda job: write_parquet(_people(job), job.path, scratch=keeping.folder()),
    ("organisations", "csv"): lambda job: write_organisations(_organisations(job), job.stream),
    ("ties", "csv"): lambda job: write_ties(_nodes(job), _edges(job), job.stream),
    ("ties", "graphml"): lambda job: write_graphml(_nodes(job), _edges(job), job.stream),
    ("events", "ical"): lambda job: write_calendar(_events(job), job.stream, now=job.now),
    ("archive", "zip"): lambda job: archive.write(job.actor, job.stream, now=job.now, told=lambda number: _tell(job, number)),
}


def _tell(job: Job, number: int) -> None:
    Export.objects.filter(pk=job.export.pk).update(done=number)
