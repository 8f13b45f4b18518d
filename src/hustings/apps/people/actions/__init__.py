"""All writes of the room: what sources say, what happened, and what members decide. The doors call the functions named here."""

from hustings.apps.people.actions.bulk import (
    BulkPreview,
    BulkState,
    Selection,
    begin_bulk,
    bulk_state,
    checked_change,
    preview_bulk,
)
from hustings.apps.people.actions.bulk_changes import BulkChange
from hustings.apps.people.actions.dossier import erase_person, export_person
from hustings.apps.people.actions.duplicates import DuplicatesFound, find_duplicates, queue_search
from hustings.apps.people.actions.editing import (
    add_identity,
    add_person,
    add_position,
    assign_person,
    edit_person,
    hide_identity,
    hide_position,
    record_consent,
    set_do_not_contact,
    set_rhythm,
)
from hustings.apps.people.actions.evidence import Fact, confirm_evidence, ensure_issue, record_evidence, remove_evidence
from hustings.apps.people.actions.limits import add_quiet_time, remove_quiet_time, set_limits
from hustings.apps.people.actions.merging import decide_later, merge_pairs, merge_people, say_not_same, unmerge_people
from hustings.apps.people.actions.occasions import note_occasion, settle_occasion
from hustings.apps.people.actions.records import add_own_address, own_person
from hustings.apps.people.actions.remarks import (
    add_field,
    add_note,
    remove_note,
    set_value,
    vouch_for,
)
from hustings.apps.people.actions.segments import change_segment, delete_segment, save_segment
from hustings.apps.people.actions.tags import rename_tag, tag_person, untag_person
from hustings.apps.people.actions.touches import keep_promise, log_touch
from hustings.apps.people.actions.undo import undo
from hustings.apps.people.actions.vouching import ask_after_meeting, ask_vouch, put_off_vouch, vouch_questions

__all__ = [
    "BulkChange",
    "BulkPreview",
    "BulkState",
    "DuplicatesFound",
    "Fact",
    "Selection",
    "add_field",
    "add_identity",
    "add_note",
    "add_own_address",
    "add_person",
    "add_position",
    "add_quiet_time",
    "ask_after_meeting",
    "ask_vouch",
    "assign_person",
    "begin_bulk",
    "bulk_state",
    "change_segment",
    "checked_change",
    "confirm_evidence",
    "decide_later",
    "delete_segment",
    "edit_person",
    "ensure_issue",
    "erase_person",
    "export_person",
    "find_duplicates",
    "hide_identity",
    "hide_position",
    "keep_promise",
    "log_touch",
    "merge_pairs",
    "merge_people",
    "note_occasion",
    "own_person",
    "preview_bulk",
    "put_off_vouch",
    "queue_search",
    "record_consent",
    "record_evidence",
    "remove_evidence",
    "remove_note",
    "remove_quiet_time",
    "rename_tag",
    "save_segment",
    "say_not_same",
    "set_do_not_contact",
    "set_limits",
    "set_rhythm",
    "set_value",
    "settle_occasion",
    "tag_person",
    "undo",
    "unmerge_people",
    "untag_person",
    "vouch_for",
    "vouch_questions",
]
