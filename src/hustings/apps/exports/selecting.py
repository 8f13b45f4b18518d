"""What an export would hold: the people of a selection, and how many rows leave with it."""

from __future__ import annotations

from array import array

from django.db.models import Exists, OuterRef, QuerySet

from hustings.apps.accounts.actor import Actor
from hustings.apps.events.giving_out import count_untold
from hustings.apps.exports.tables import count_rows
from hustings.apps.intake.models import KeptRecord
from hustings.apps.people.access import visible_organisations, visible_people
from hustings.apps.people.models import Organisation, Person, SourceRecord, Tie
from hustings.apps.people.queries.whole import refused_sources
from hustings.apps.people.segments import matching, matching_organisations
from hustings.kernel.errors import WrongInput
from hustings.kernel.provenance import Use

SAMPLES = 5


def selected(actor: Actor, where: str) -> QuerySet[Person]:
    """The people whom the text of a segment means, or everybody; members themselves are no contacts and stay out."""
    people = matching(actor, where, wanted=None) if where.strip() else visible_people(actor)
    return people.filter(own_member__isnull=True)


def selected_organisations(actor: Actor, where: str) -> QuerySet[Organisation]:
    """The organisations which the text of a segment means, or all, without those of whom every source forbids it."""
    meant = matching_organisations(actor, where) if where.strip() else visible_organisations(actor)
    refused = refused_sources(actor.workspace_id, Use.EXPORT)
    if not refused:
        return meant
    told = SourceRecord.objects.filter(organisation_id=OuterRef("pk"))
    return meant.exclude(Exists(told.filter(source_id__in=refused)), ~Exists(told.exclude(source_id__in=refused)))


def ids_of(people: QuerySet[Person]) -> array[int]:
    """Their ids, rising; eight bytes each."""
    return array("q", people.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=10_000))


def rows_of(actor: Actor, what: str, where: str) -> int:
    """How many rows leave. Raises WrongInput for a selection of what has none."""
    if what == "people":
        return selected(actor, where).order_by().count()
    if what == "organisations":
        return selected_organisations(actor, where).order_by().count()
    if where.strip():
        raise WrongInput("Only people and organisations can be selected. Leave the condition out.", field="where")
    if what == "ties":
        return Tie.objects.filter(workspace_id=actor.workspace_id).count()
    if what == "events":
        told = KeptRecord.objects.filter(workspace_id=actor.workspace_id, kind="event").count()
        return told + count_untold(actor.workspace_id)
    return count_rows(actor)


def sample_names(actor: Actor, what: str, where: str) -> tuple[str, ...]:
    """The first few names of a selection of people, for whoever approves it."""
    if what == "organisations":
        return tuple(selected_organisations(actor, where).order_by("name", "pk").values_list("name", flat=True)[:SAMPLES])
    if what != "people":
        return ()
    return tuple(selected(actor, where).order_by("sort_name", "pk").values_list("name", flat=True)[:SAMPLES])
