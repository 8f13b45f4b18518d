"""Every address of the web door, with who may use it and how to fill it; those of the API are in operations.py.

The access matrix (test_matrix.py) walks Django's URL resolver and the API's schema and fails the build for a route that is not
listed here. To list a new one:

1. Web: add a line to WEB under the name of its `path(...)`. API: add a line to API in operations.py under "METHOD /path" as in
   docs/openapi.json.
2. First say the permission that it needs (apps.accounts.actor), or MEMBER for whoever belongs to a workspace.
3. `ids` says what each parameter of the address is: a name from `Things` in world.py, such as `person`. A parameter of a kind
   that is not there yet needs one more line in `world.things_of`, made in both workspaces.
4. `sent` is what a POST, PUT or PATCH carries. A value "@person" stands for that thing's number: it is tried too with what the
   actor may not see. `queries` are further query strings to read with; every list that can search looks for the canaries.
5. Web pages of allauth go into SIGN_IN (open to anybody) or SECURITY (signed in only).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MEMBER = ""
CANARY = "Quillcanary"
"""The beginning of every canary word, as lists are searched for it."""


@dataclass(frozen=True)
class Route:
    """Who may use a route and how to fill it. `methods` is only needed for the web.

    Things in `only_back_to` do not matter to what is done: their number only says which page to go back to.
    """

    permission: str
    ids: dict[str, str] = field(default_factory=dict)
    sent: dict[str, Any] = field(default_factory=dict)
    methods: tuple[str, ...] = ("GET",)
    queries: tuple[str, ...] = ("",)
    files: bool = False
    only_back_to: frozenset[str] = frozenset()


POST = ("POST",)
BOTH = ("GET", "POST")
PERSON = {"person_id": "person"}
EXPORT = {"export_id": "export"}
CHANNEL = {"channel_id": "channel"}
GOAL = {"goal_id": "goal"}
EVENT = {"event_id": "event"}
A_NOTE = {"client_id": "12345678", "kind": "note", "at": "2026-01-01T00:00:00Z"}
STAKEHOLDER = {"stakeholder_id": "stakeholder"}
TASK = {"task_id": "task"}
GROUP = {"group_id": "group"}
MEMBERSHIP = {"membership_id": "membership"}
POSTED = {"post_id": "post"}
ROLE = {"opportunity_id": "opportunity"}
CANDIDATE = {"candidate_id": "candidate"}
ERRAND = {"errand_id": "errand"}
BACK = frozenset({"person"})
SEARCHED = ("", f"q={CANARY}")

WEB: dict[str, Route] = {
    "today": Route("see_today"),
    "evidence": Route("see_today", {"evidence_id": "evidence"}),
    "today_done": Route("work_today", {"item_id": "item"}, {"note": "done"}, POST),
    "today_later": Route("work_today", {"item_id": "item"}, {"until": "week"}, POST),
    "today_not_needed": Route("work_today", {"item_id": "item"}, {}, POST),
    "today_wrong": Route("work_today", {"item_id": "item"}, {"code": "cadence_due"}, POST),
    "today_look": Route("work_today", {}, {}, POST),
    "today_waiting": Route("work_today", {}, {}, POST),
    "today_minutes": Route("work_today", {}, {"minutes": "45"}, POST),
    "undo": Route("work_today", {"step_id": "step"}, {}, POST),
    "members": Route("manage_members", {}, {"email": "new@example.org", "role": "viewer"}, BOTH),
    "member_role": Route("manage_members", {"member_id": "member"}, {"role": "volunteer"}, POST),
    "member_out": Route("manage_members", {"member_id": "member"}, {}, POST),
    "member_back": Route("manage_members", {"member_id": "member"}, {}, POST),
    "invitation_withdraw": Route("manage_members", {"invitation_id": "member_invitation"}, {}, POST),
    "tokens": Route(MEMBER, {}, {"name": "phone", "scope": "read"}, BOTH),
    "token_revoke": Route(MEMBER, {"token_id": "token"}, {}, POST),
    "audit": Route("see_audit"),
    "profile": Route(MEMBER, {}, {"name": "Somebody", "minutes_a_day": "30", "language": "en"}, BOTH),
    "workspace": Route("manage_workspace", {}, {"name": "Renamed", "time_zone": "UTC", "language": "en"}, BOTH),
    "workspaces": Route(MEMBER, {}, {"workspace": "@workspace"}, BOTH),
    "imports": Route("import_files", {}, {}, BOTH, files=True),
    "import": Route("import_files", {"import_id": "import"}),
    "import_owner": Route("import_files", {"import_id": "import"}, {"owner": "@member"}, POST),
    "import_table": Route("import_files", {"import_id": "import"}, {"file": "0/people.csv"}, POST),
    "import_dates": Route("import_files", {"import_id": "import"}, {"order": "day-first"}, POST),
    "import_apply": Route("import_files", {"import_id": "import"}, {}, POST),
    "import_cancel": Route("import_files", {"import_id": "import"}, {}, POST),
    "import_undo": Route("import_files", {"import_id": "import"}, {}, POST),
    "officials": Route("see_people", queries=("", f"place={CANARY}", f"name={CANARY}", "kind=committee")),
    "body": Route("see_people", {"body_id": "body"}),
    "records": Route("see_people"),
    "people": Route("see_people", queries=(*SEARCHED, "order=closeness")),
    "person_search": Route("see_people", queries=(f"q={CANARY}",)),
    "person_new": Route("edit_people", {}, {"name": "New Person"}, BOTH),
    "person": Route("see_people", PERSON),
    "person_timeline": Route("see_people", PERSON),
    "person_edit": Route("edit_people", PERSON, {"headline": "Clerk", "was_headline": ""}, POST),
    "person_note": Route("add_note", PERSON, {"text": "Likes tea"}, POST),
    "person_note_remove": Route("add_note", {**PERSON, "note_id": "note"}, {}, POST, only_back_to=BACK),
    "person_tag": Route("edit_people", PERSON, {"name": "press"}, POST),
    "person_untag": Route("edit_people", {**PERSON, "tag_id": "tag"}, {}, POST),
    "person_vouch": Route("add_note", PERSON, {"how": "worked_together"}, POST),
    "person_rhythm": Route("edit_people", PERSON, {"segment": "network"}, POST),
    "person_assign": Route("assign_people", PERSON, {"member": "@member"}, POST),
    "person_consent": Route("edit_people", PERSON, {"channel": "email", "status": "refused"}, POST),
    "person_silence": Route("edit_people", PERSON, {"silent": "yes"}, POST),
    "person_identity": Route("edit_people", PERSON, {"kind": "email", "value": "more@example.org"}, POST),
    "person_identity_remove": Route("edit_people", PERSON, {"kind": "email", "value": "more@example.org"}, POST),
    "person_position": Route("edit_people", PERSON, {"organisation": "Works", "title": "Clerk"}, POST),
    "person_position_remove": Route("edit_people", PERSON, {"organisation": "Works", "title": "Clerk"}, POST),
    "person_value": Route("edit_people", {**PERSON, "field_id": "field"}, {"value": "North"}, POST),
    "person_promise_kept": Route("log_touch", {**PERSON, "promise_id": "promise"}, {}, POST, only_back_to=BACK),
    "person_merge": Route("merge_people", PERSON, {"other": "@other"}, BOTH, queries=SEARCHED),
    "person_unmerge": Route("merge_people", {**PERSON, "merge_id": "merge"}, {}, POST, only_back_to=BACK),
    "person_dossier": Route("export_people", PERSON),
    "person_export": Route("export_people", PERSON),
    "person_erase": Route("erase_people", PERSON, {"name": f"{CANARY}mine One"}, POST),
    "restore": Route("manage_workspace", {}, {}, BOTH, files=True),
    "exports": Route("export_people", {}, {"kind": "people:csv"}, BOTH, queries=("", "where=tag+%3D+press")),
    "export": Route("export_people", EXPORT),
    "export_approve": Route("export_people", {"export_id": "asked"}, {}, POST),
    "export_refuse": Route("export_people", {"export_id": "asked"}, {}, POST),
    "export_withdraw": Route("export_people", {"export_id": "own_export"}, {}, POST),
    "export_file": Route("export_people", {"export_id": "own_export"}),
    "log_touch": Route("log_touch", {}, {"person": "@person", "kind": "call"}, BOTH, queries=SEARCHED),
    "log_found": Route("log_touch", queries=SEARCHED),
    "review": Route("merge_people"),
    "review_learn": Route("merge_people", {}, {}, POST),
    "review_sure": Route("merge_people", {}, {"pair": "@review"}, BOTH),
    "review_merge": Route("merge_people", {"review_id": "review"}, {}, POST),
    "review_not_same": Route("merge_people", {"review_id": "review"}, {}, POST),
    "review_later": Route("merge_people", {"review_id": "review"}, {}, POST),
    "organisations": Route("see_people", queries=(*SEARCHED, f"where=name contains {CANARY}")),
    "organisation_found": Route("see_people", queries=("", f"organisation={CANARY}")),
    "organisation": Route("see_people", {"organisation_id": "organisation"}),
    "conversations": Route("see_people", queries=("", "state=all", "state=needs_reply", f"state=all&words={CANARY}")),
    "conversations_news": Route("see_people", queries=("state=all",)),
    "conversation_look": Route("see_people", {"conversation_id": "conversation"}, {"typing": "no"}, POST),
    "conversation_close": Route("log_touch", {"conversation_id": "conversation"}, {"topic": "Buses"}, POST),
    "conversation_draft": Route("send_replies", {"conversation_id": "conversation"}, {"text": ""}, POST),
    "conversations_view_save": Route("save_segments", {}, {"name": "Buses", "query": "state=all"}, POST),
    "conversations_view_remove": Route("save_segments", {"view_id": "inbox_view"}, {}, POST),
    "message_html": Route("see_people", {"message_id": "letter"}),
    "inbox_settings": Route("see_inbox"),
    "label_add": Route("log_touch", {}, {"name": "urgent"}, POST),
    "label_change": Route("edit_people", {"label_id": "label"}, {"colour": "red"}, POST),
    "snippet_save": Route("send_replies", {}, {"name": "Thanks", "text": "Thank you"}, POST),
    "snippet_remove": Route("send_replies", {"snippet_id": "snippet"}, {}, POST),
    "service_level_save": Route("manage_workspace", {}, {"hours": "8"}, POST),
    "draft_helper_save": Route("manage_workspace", {}, {"do": "off"}, POST),
    "dialogue": Route("see_inbox", queries=("", "days=30", "channel=email")),
    "dialogue_csv": Route("see_inbox"),
    "crisis": Route("see_inbox"),
    "crisis_plan_save": Route("manage_inbox", {}, {"holding": "We look into it."}, POST),
    "alarm": Route("see_inbox", {"alarm_id": "alarm"}),
    "alarm_raise": Route("send_replies", {}, {"text": "It burns"}, POST),
    "alarm_work": Route("send_replies", {"alarm_id": "alarm"}, {"do": "note", "text": "We look into it."}, POST),
    "alarm_log": Route("see_inbox", {"alarm_id": "alarm"}),
    "conversation": Route("see_people", {"conversation_id": "conversation"}),
    "conversation_reply": Route("send_replies", {"conversation_id": "conversation"}, {"text": "Thank you"}, POST),
    "channels": Route("see_channels"),
    "channels_sync": Route("connect_channels", {}, {}, POST),
    "channel_connect": Route("connect_channels", {}, {"platform": "email"}, BOTH, queries=("", "platform=mastodon")),
    "conversation_paste": Route("log_touch", {}, {"text": "Hello", "name": "Marta Brun"}, BOTH),
    "channel_return": Route("connect_channels", queries=("state=none",)),
    "conversation_there": Route("send_replies", {"conversation_id": "conversation"}, {"text": "Gladly."}, POST),
    "outgoing_there": Route("send_replies", {"outgoing_id": "outgoing"}, {"outcome": "drop"}, BOTH),
    "channel_reconnect": Route("connect_channels", CHANNEL, {}, BOTH),
    "channel_pause": Route("connect_channels", CHANNEL, {}, POST),
    "channel_resume": Route("connect_channels", CHANNEL, {}, POST),
    "channel_disconnect": Route("connect_channels", CHANNEL, {}, POST),
    "outbox": Route("see_outbox", queries=("", "state=all")),
    "outgoing_cancel": Route("send_replies", {"outgoing_id": "outgoing"}, {}, POST),
    "outgoing_settle": Route("send_replies", {"outgoing_id": "outgoing"}, {"outcome": "drop"}, POST),
    "conversations_work": Route("log_touch", {}, {"conversation": "@conversation", "do": "done"}, POST),
    "conversation_correct": Route("log_touch", {"conversation_id": "conversation"}, {"wants": "no"}, POST),
    "conversation_note": Route("add_note", {"conversation_id": "conversation"}, {"text": "Among us"}, POST),
    "invitations": Route("see_people", queries=("", "direction=out")),
    "invitation_choose": Route("decide_invitations", {"invitation_id": "invitation"}, {"choice": "decline"}, POST),
    "invitation_outcomes": Route("see_people"),
    "invitation_new": Route("decide_invitations", queries=("", "q=Ana")),
    "person_invited": Route("decide_invitations", PERSON, {"channel": "mastodon"}, POST),
    "person_connect": Route("decide_invitations", PERSON, {"channel": "mastodon", "how": "family"}, BOTH),
    "quarter": Route("see_people"),
    "quarter_decide": Route("edit_people", PERSON, {"decision": "keep"}, POST),
    "reminders": Route(MEMBER, {}, {"digest": "off", "hour": "8", "weekday": "0"}, BOTH),
    "reminders_feed": Route(MEMBER, {}, {}, POST),
    "reminders_revoke": Route(MEMBER, {}, {}, POST),
    "rhythm": Route("see_people"),
    "rhythm_limits": Route(
        "manage_fields",
        {},
        {"per_day": "1", "per_week": "2", "per_month": "3", "quiet_from": "21:00", "quiet_until": "08:00"},
        POST,
    ),
    "rhythm_quiet": Route("manage_fields", {}, {"since": "2030-01-01"}, POST),
    "quiet_remove": Route("edit_people", {"quiet_id": "quiet"}, {}, POST),
    "person_vouch_later": Route("add_note", PERSON, {}, POST),
    "person_occasion": Route("add_note", PERSON, {"kind": "milestone", "text": "An exam"}, POST),
    "person_occasion_settled": Route("log_touch", {**PERSON, "occasion_id": "occasion"}, {}, POST, only_back_to=BACK),
    "person_quiet": Route("edit_people", PERSON, {"since": "2030-01-01"}, POST),
    "runway": Route("see_all_people"),
    "runway_target": Route("edit_goals", {}, {"wanted": "100"}, POST),
    "runway_drop": Route("edit_goals", {"target_id": "target"}, {}, POST),
    "favours": Route("see_people"),
    "offers": Route("see_people"),
    "asset_add": Route("log_touch", {}, {"kind": "data", "text": "Bus figures"}, POST),
    "asset_end": Route("log_touch", {"asset_id": "asset"}, {}, POST),
    "need_add": Route("log_touch", PERSON, {"kind": "data", "text": "Bus figures"}, POST),
    "need_settle": Route("log_touch", {"need_id": "need"}, {"state": "met"}, POST),
    "match_decide": Route("log_touch", {"need_id": "need", "asset_id": "asset"}, {"do": "dismiss"}, POST),
    "references": Route("see_people", queries=("", "closed=yes")),
    "reference_ask": Route(
        "log_touch",
        PERSON,
        {"kind": "introduction", "direction": "given", "how": "family", "i_would_say": "Good.", "they_would_say": "Kind."},
        BOTH,
    ),
    "reference_move": Route("log_touch", {"reference_id": "reference"}, {"state": "given"}, POST),
    "mentors": Route("see_people"),
    "mentor_add": Route("log_touch", PERSON, {"topics": "Law"}, POST),
    "mentor_end": Route("log_touch", {"mentor_id": "mentor"}, {}, POST),
    "session_add": Route("log_touch", {"mentor_id": "mentor"}, {"topic": "Law"}, POST),
    "session_close": Route("log_touch", {"session_id": "session"}, {"came_of_it": "A win"}, POST),
    "ledger": Route("see_people", PERSON),
    "favour_add": Route("log_touch", PERSON, {"direction": "given", "kind": "time"}, POST),
    "ask_add": Route("log_touch", PERSON, {"kind": "vote", "planned": "yes"}, POST),
    "gift_add": Route("log_touch", PERSON, {"what": "A book", "rule": "us-house", "giver": "private", "value": "10"}, POST),
    "favour_settle": Route("log_touch", {"favour_id": "favour"}, {"do": "thanked"}, POST),
    "ask_answer": Route("log_touch", {"ask_id": "ask"}, {"answer": "withdrawn"}, POST),
    "gifts": Route("see_all_people"),
    "events": Route("see_people", queries=("", f"q={CANARY}", "when=past", "when=undated")),
    "event_new": Route("edit_people", {}, {"title": "A rally", "starts": "2026-07-01T18:00"}, BOTH),
    "event": Route("see_people", EVENT),
    "event_change": Route("edit_people", EVENT, {"title": "Moved"}, POST),
    "event_standing": Route("edit_people", EVENT, {"standing": "known"}, POST),
    "event_drop": Route("edit_people", EVENT, {}, POST),
    "event_guests": Route("edit_people", EVENT, {"text": "Somebody New"}, POST),
    "event_slot": Route("edit_people", EVENT, {"topic": "Rivers", "person": "@other"}, POST),
    "guest_who": Route("edit_people", {"guest_id": "guest"}, {"person": "@other"}, POST),
    "guest_answer": Route("log_touch", {"guest_id": "guest"}, {"answer": "declined"}, POST),
    "event_brief": Route("see_people", EVENT),
    "event_brief_pdf": Route("see_people", EVENT),
    "event_promise": Route("log_touch", EVENT, {"promise": "@event_promise"}, POST),
    "event_follow_ups": Route("see_people"),
    "event_follow_up": Route("log_touch", {"follow_up_id": "follow_up"}, {"do": "done"}, POST),
    "jotting_who": Route("log_touch", {"jotting_id": "jotting"}, {"person": "@other"}, POST),
    "jotting_photo": Route("see_people", {"jotting_id": "jotting"}),
    "joining": Route("see_people"),
    "joining_dismiss": Route("edit_people", {"organisation_id": "organisation"}, {}, POST),
    "own_card": Route("see_people"),
    "own_card_file": Route("see_people"),
    "event_day": Route("log_touch", EVENT),
    "event_day_data": Route("log_touch", EVENT),
    "event_day_notes": Route("log_touch", EVENT, {}, POST),
    "event_worker": Route(MEMBER),
    "calendars": Route("see_people", {}, {"name": "My phone"}, BOTH),
    "calendar_connect": Route("connect_channels", {}, {}, POST),
    "calendar_feed_add": Route("connect_channels", {}, {}, POST),
    "calendar_do": Route("connect_channels", {"calendar_id": "calendar"}, {"do": "let-go"}, POST),
    "event_conflict": Route("edit_people", EVENT, {"take": "ours"}, POST),
    "event_feed_revoke": Route("see_people", {"feed_id": "event_feed"}, {}, POST),
    "goals": Route("see_goals", queries=("", "state=all")),
    "goal_new": Route("edit_goals", {}, {"name": "A new bridge", "kind": "pass"}, BOTH),
    "goal": Route("see_goals", GOAL),
    "goal_change": Route("edit_goals", GOAL, {"stage": "begun"}, POST),
    "goal_place": Route("edit_goals", GOAL, {"person": "@other", "tier": "influencer"}, POST),
    "goal_tasks": Route("see_goals", GOAL),
    "goal_task_new": Route("edit_goals", GOAL, {"title": "Book the hall", "stakeholder": "@stakeholder"}, POST),
    "goal_play": Route("edit_goals", GOAL, {"playbook": "town_hall"}, POST),
    "goal_task": Route("work_today", TASK, {"do": "done"}, POST),
    "groups": Route("see_goals", queries=("", "state=all")),
    "group_new": Route("edit_goals", {}, {"name": "Another coalition"}, POST),
    "group": Route("see_goals", GROUP),
    "group_change": Route("edit_goals", GROUP, {"do": "share", "goal": "@goal"}, POST),
    "group_belong": Route("edit_goals", GROUP, {"person": "@other", "role": "chair"}, POST),
    "group_post": Route("edit_goals", GROUP, {"text": "Hello"}, POST),
    "membership_change": Route("edit_goals", MEMBERSHIP, {"role": "chair"}, POST),
    "group_post_change": Route("edit_goals", POSTED, {"text": "Again"}, POST),
    "opportunities": Route("see_goals", queries=("", "state=all")),
    "opportunity_new": Route("edit_goals", {}, {"title": "Treasurer"}, POST),
    "opportunity": Route("see_goals", ROLE),
    "opportunity_change": Route("edit_goals", ROLE, {"state": "filled"}, POST),
    "opportunity_forward": Route("edit_goals", ROLE, {"person": "@other"}, POST),
    "candidate_change": Route("edit_goals", CANDIDATE, {"state": "asked"}, POST),
    "goal_grid": Route("see_goals", GOAL),
    "goal_records": Route("see_goals", GOAL),
    "goal_records_link": Route("edit_goals", GOAL, {"subject": "H.7"}, POST),
    "goal_roll_call": Route("edit_goals", GOAL, {}, POST),
    "goal_grid_move": Route(
        "edit_goals", GOAL, {"stakeholder": "@stakeholder", "power": "3", "interest": "2"}, POST, only_back_to=frozenset({"goal"})
    ),
    "goal_figure": Route("export_people", GOAL, queries=("", "what=board.csv")),
    "stakeholder_brief": Route("see_goals", STAKEHOLDER),
    "stakeholder_brief_pdf": Route("see_goals", STAKEHOLDER),
    "errand": Route("work_today", ERRAND, {"do": "later", "until": "week"}, POST),
    "goal_map": Route("see_goals", GOAL, queries=("", "q=Quillcanary&tier=influencer&stance=unknown&community=0")),
    "goal_map_data": Route("see_goals", GOAL),
    "goal_map_file": Route("export_people", GOAL, queries=("", "what=map.svg", "what=map.graphml")),
    "person_ties": Route("see_people", PERSON),
    "organisation_ties": Route("see_people", {"organisation_id": "organisation"}),
    "person_tie_add": Route("edit_people", PERSON, {"other": "@other", "kind": "knows"}, POST),
    "person_never_ask": Route("edit_people", PERSON, {"reason": "A judge"}, POST),
    "person_discretion": Route("log_touch", PERSON, {}, POST),
    "person_path": Route("see_all_people", PERSON, queries=("", "first=@other")),
    "introduction_ask": Route(
        "edit_goals",
        PERSON,
        {"first": "@other", "draft": "Dear you", "overrule": "on", "how": "family", "i_would_say": "A", "they_would_say": "B"},
        POST,
    ),
    "tie_remove": Route("edit_people", {"relation_id": "relation"}, {}, POST),
    "introductions": Route("see_all_people"),
    "introduction_settle": Route("edit_goals", {"introduction_id": "introduction"}, {"outcome": "agreed"}, POST),
    "stakeholder": Route("see_goals", {"stakeholder_id": "stakeholder"}),
    "stakeholder_change": Route("edit_goals", {"stakeholder_id": "stakeholder"}, {"power": "3"}, POST),
    "stakeholder_stance": Route(
        "edit_goals", {"stakeholder_id": "stakeholder"}, {"lean": "1", "kind": "vote", "condition": "public"}, POST
    ),
    "stance_confirm": Route("log_touch", {"stance_id": "stance"}, {}, POST),
    "stance_remove": Route("log_touch", {"stance_id": "stance"}, {}, POST),
    "segments": Route("see_people"),
    "segment_build": Route(
        "see_people", queries=("", f"where=name contains {CANARY}", "saved=@segment", "mode=text", "about=organisations")
    ),
    "segment_save": Route("save_segments", {}, {"name": "Bakers", "text": "tag = baker"}, POST),
    "segment_delete": Route("save_segments", {"segment_id": "segment"}, {}, POST),
    "bulk": Route(
        "edit_people",
        {},
        {"person": "@person", "do": "add_tag", "add_tag": "baker"},
        BOTH,
        queries=(f"where=name contains {CANARY}&do=add_tag&add_tag=baker", "person=@person&do=add_tag&add_tag=baker"),
    ),
    "bulk_state": Route("edit_people", {"bulk_id": "bulk"}),
    "tags": Route("see_people"),
    "tag_rename": Route("edit_people", {"tag_id": "tag"}, {"name": "renamed"}, POST),
    "fields": Route("manage_fields", {}, {"name": "Ward", "type": "text"}, BOTH),
}

OPEN = {"calendar_feed", "event_feed", "healthz", "join", "sign_in_link"}
"""Routes of our own for whoever holds the link, or for anybody: they show nothing of a workspace."""

SIGN_IN = {
    "account_login", "account_logout", "account_inactive", "account_signup", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "mfa_authenticate", "mfa_login_webauthn",
}  # fmt: skip
SECURITY = {
    "account_reauthenticate", "account_change_password", "account_set_password", "mfa_index", "mfa_reauthenticate",
    "mfa_activate_totp", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn", "mfa_edit_webauthn",
}  # fmt: skip
