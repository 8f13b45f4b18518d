"""People, organisations, what sources say about them, what happened with them, and what members decided about them."""

from hustings.apps.people.models.contacts import (
    Address,
    BlockKey,
    Consent,
    Education,
    Identity,
    Organisation,
    Person,
    Position,
    Segment,
    Skill,
    Source,
    SourceRecord,
    Support,
)
from hustings.apps.people.models.dealings import Interaction, Occasion, Participation, Promise, Tie
from hustings.apps.people.models.decisions import ErasedMark, MergeEvent, NotSame, Review, UndoStep
from hustings.apps.people.models.evidence import Evidence, Issue
from hustings.apps.people.models.learnt import LearntWeights
from hustings.apps.people.models.remarks import (
    Beginning,
    CustomField,
    CustomValue,
    Note,
    PersonTag,
    Tag,
    TagAlias,
    Vouch,
    VouchQuestion,
)
from hustings.apps.people.models.rhythm import ContactLimits, QuietTime, Reassessment
from hustings.apps.people.models.segments import BulkChunk, BulkEdit, SavedSegment

__all__ = [
    "Address",
    "Beginning",
    "BlockKey",
    "BulkChunk",
    "BulkEdit",
    "Consent",
    "ContactLimits",
    "CustomField",
    "CustomValue",
    "Education",
    "ErasedMark",
    "Evidence",
    "Identity",
    "Interaction",
    "Issue",
    "LearntWeights",
    "MergeEvent",
    "NotSame",
    "Note",
    "Occasion",
    "Organisation",
    "Participation",
    "Person",
    "PersonTag",
    "Position",
    "Promise",
    "QuietTime",
    "Reassessment",
    "Review",
    "SavedSegment",
    "Segment",
    "Skill",
    "Source",
    "SourceRecord",
    "Support",
    "Tag",
    "TagAlias",
    "Tie",
    "UndoStep",
    "Vouch",
    "VouchQuestion",
]
