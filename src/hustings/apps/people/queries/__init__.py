"""Reads of the room: what the actor may see, as frozen records, in a number of queries that does not grow with the people."""

from hustings.apps.people.queries.asked import text_of_filters
from hustings.apps.people.queries.consents import ConsentLine, SupportLine, refused_handles
from hustings.apps.people.queries.decisions import (
    MergeRow,
    Pair,
    ReviewsPage,
    UndoRow,
    duplicates_of,
    merge_preview,
    merges_of,
    reviews_page,
    sure_pairs,
    undo_steps,
)
from hustings.apps.people.queries.evidence import EvidenceRow, StanceView, stances
from hustings.apps.people.queries.labels import FieldView, Filters, TagCount, custom_fields, filters_of, members_of, tags_of
from hustings.apps.people.queries.lists import FoundPerson, PeoplePage, find_people, nobody_assigned, people_of_ids, people_page
from hustings.apps.people.queries.organisations import (
    OrganisationPerson,
    OrganisationRow,
    OrganisationsPage,
    OrganisationView,
    organisation_names,
    organisation_view,
    organisations_called,
    organisations_page,
)
from hustings.apps.people.queries.person import PersonView, person_view
from hustings.apps.people.queries.segments import (
    Askable,
    AskableThing,
    Meant,
    SegmentRow,
    askable,
    meant,
    segment_of,
    segments_of,
)
from hustings.apps.people.queries.shown import IdentityRow, PersonRow, PositionRow, SourceNote, TagRow
from hustings.apps.people.queries.timeline import Line, TimelinePage, timeline
from hustings.apps.people.segments import About

__all__ = [
    "About",
    "Askable",
    "AskableThing",
    "ConsentLine",
    "EvidenceRow",
    "FieldView",
    "Filters",
    "FoundPerson",
    "IdentityRow",
    "Line",
    "Meant",
    "MergeRow",
    "OrganisationPerson",
    "OrganisationRow",
    "OrganisationView",
    "OrganisationsPage",
    "Pair",
    "PeoplePage",
    "PersonRow",
    "PersonView",
    "PositionRow",
    "ReviewsPage",
    "SegmentRow",
    "SourceNote",
    "StanceView",
    "SupportLine",
    "TagCount",
    "TagRow",
    "TimelinePage",
    "UndoRow",
    "askable",
    "custom_fields",
    "duplicates_of",
    "filters_of",
    "find_people",
    "meant",
    "members_of",
    "merge_preview",
    "merges_of",
    "nobody_assigned",
    "organisation_names",
    "organisation_view",
    "organisations_called",
    "organisations_page",
    "people_of_ids",
    "people_page",
    "person_view",
    "refused_handles",
    "reviews_page",
    "segment_of",
    "segments_of",
    "stances",
    "sure_pairs",
    "tags_of",
    "text_of_filters",
    "timeline",
    "undo_steps",
]
