"""What a step that can be taken back was, in words, for all doors."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: dict[str, Promise] = {
    "merge_people": _("Merged"),
    "merge_pairs": _("Sure pairs"),
    "decide_invitation": _("Invitation"),
    "log_touch": _("Logged"),
    "keep_promise": _("Promise kept"),
    "add_person": _("Added"),
    "decide": _("Changed"),
    "edit_person": _("Changed"),
    "tag_person": _("Tag"),
    "rename_tag": _("Tag renamed"),
    "save_segment": _("Segment saved"),
    "change_segment": _("Segment changed"),
    "delete_segment": _("Segment deleted"),
    "bulk_edit": _("Changed together"),
    "wrong_reason": _("Wrong reason"),
    "record_evidence": _("Evidence"),
    "put_off_vouch": _("Put off"),
    "note_occasion": _("Occasion"),
    "settle_occasion": _("Occasion"),
    "set_limits": _("Limits"),
    "add_quiet_time": _("Quiet time"),
    "remove_quiet_time": _("Quiet time taken away"),
    "reassess": _("Review of the network"),
    "choose_invitation": _("Invitation"),
    "put_down_invitation": _("Asked to connect"),
    "set_runway": _("Runway"),
    "put_down_asset": _("What we can offer"),
    "put_down_need": _("A need"),
    "settle_need": _("A need"),
    "meet_need": _("A match"),
    "dismiss_match": _("A match set aside"),
    "ask_reference": _("Reference"),
    "answer_reference": _("Reference"),
    "add_mentor": _("Mentor"),
    "add_session": _("Session with a mentor"),
    "close_session": _("What came of advice"),
    "put_down_favour": _("Favour"),
    "put_down_ask": _("Ask"),
    "settle_favour": _("Favour"),
    "settle_ask": _("Ask"),
    "put_down_gift": _("Gift"),
    "work_inbox": _("Conversation"),
    "correct_triage": _("Corrected"),
    "add_goal": _("Goal set"),
    "change_goal": _("Goal changed"),
    "change_stakeholder": _("Stakeholder changed"),
    "make_tasks": _("Tasks"),
    "groups_make": _("Added"),
    "groups_change": _("Changed"),
    "groups_remove": _("Taken away"),
    "link_subject": _("Bill linked"),
    "unlink_subject": _("Bill let go"),
    "take_acts": _("Evidence"),
    "change_task": _("Task"),
}
"""What comes before a label. The labels of other steps say by themselves what was done."""


def step_words(verb: str, label: str) -> str:
    """A step in one line, such as "Not needed, Ana Souza"."""
    said = f"{STEPS[verb]}, {label}" if verb in STEPS else label
    return said[:1].upper() + said[1:]
