"""Every address of the web door and every operation of the API, with who may use it and how to fill it.

The access matrix (test_matrix.py) walks Django's URL resolver and the API's schema and fails the build for a route that is not
listed here. To list a new one:

1. Web: add a line to WEB under the name of its `path(...)`. API: add a line to API under "METHOD /path" as in docs/openapi.json.
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
STAKEHOLDER = {"stakeholder_id": "stakeholder"}
TASK = {"task_id": "task"}
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
    "organisation": Route("see_people", {"organisation_id": "organisation"}),
    "conversations": Route("see_people", queries=("", "state=all")),
    "conversation": Route("see_people", {"conversation_id": "conversation"}),
    "conversation_reply": Route("send_replies", {"conversation_id": "conversation"}, {"text": "Thank you"}, POST),
    "channels": Route("see_channels"),
    "channels_sync": Route("connect_channels", {}, {}, POST),
    "channel_connect": Route("connect_channels", {}, {"platform": "email"}, BOTH, queries=("", "platform=mastodon")),
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
    "person_connect": Route("decide_invitations", PERSON, {"channel": "mastodon", "how": "family"}, BOTH),
    "runway": Route("see_all_people"),
    "runway_target": Route("edit_goals", {}, {"wanted": "100"}, POST),
    "runway_drop": Route("edit_goals", {"target_id": "target"}, {}, POST),
    "favours": Route("see_people"),
    "ledger": Route("see_people", PERSON),
    "favour_add": Route("log_touch", PERSON, {"direction": "given", "kind": "time"}, POST),
    "ask_add": Route("log_touch", PERSON, {"kind": "vote", "planned": "yes"}, POST),
    "gift_add": Route("log_touch", PERSON, {"what": "A book", "rule": "us-house", "giver": "private", "value": "10"}, POST),
    "favour_settle": Route("log_touch", {"favour_id": "favour"}, {"do": "thanked"}, POST),
    "ask_answer": Route("log_touch", {"ask_id": "ask"}, {"answer": "withdrawn"}, POST),
    "gifts": Route("see_all_people"),
    "goals": Route("see_goals", queries=("", "state=all")),
    "goal_new": Route("edit_goals", {}, {"name": "A new bridge", "kind": "pass"}, BOTH),
    "goal": Route("see_goals", GOAL),
    "goal_change": Route("edit_goals", GOAL, {"stage": "begun"}, POST),
    "goal_place": Route("edit_goals", GOAL, {"person": "@other", "tier": "influencer"}, POST),
    "goal_tasks": Route("see_goals", GOAL),
    "goal_task_new": Route("edit_goals", GOAL, {"title": "Book the hall", "stakeholder": "@stakeholder"}, POST),
    "goal_play": Route("edit_goals", GOAL, {"playbook": "town_hall"}, POST),
    "goal_task": Route("work_today", TASK, {"do": "done"}, POST),
    "goal_grid": Route("see_goals", GOAL),
    "goal_grid_move": Route("edit_goals", GOAL, {"stakeholder": "@stakeholder", "power": "3", "interest": "2"}, POST),
    "goal_figure": Route("export_people", GOAL | {"what": "figure"}),
    "stakeholder_brief": Route("see_goals", STAKEHOLDER),
    "stakeholder_brief_pdf": Route("see_goals", STAKEHOLDER),
    "errand": Route("work_today", ERRAND, {"do": "later", "until": "week"}, POST),
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

OPEN = {"healthz", "join", "sign_in_link"}
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

IMPORT = {"import_id": "import"}
API: dict[str, Route] = {
    "GET /today": Route("see_today", queries=("", "minutes=60", "all=true")),
    "GET /today/evidence/{evidence_id}": Route("see_today", {"evidence_id": "evidence"}),
    "POST /today/look-again": Route("work_today"),
    "POST /today/take-waiting": Route("work_today"),
    "PUT /today/minutes": Route("work_today", {}, {"minutes": 45}),
    "POST /today/{item_id}/done": Route("work_today", {"item_id": "item"}, {"note": "done"}),
    "POST /today/{item_id}/later": Route("work_today", {"item_id": "item"}, {"until": "2999-01-01"}),
    "POST /today/{item_id}/not-needed": Route("work_today", {"item_id": "item"}),
    "POST /today/{item_id}/wrong": Route("work_today", {"item_id": "item"}, {"code": "cadence_due"}),
    "GET /people": Route(
        "see_people", queries=("", f"query={CANARY}", "order=closeness", f"tag={CANARY}hidden", f"where=name contains {CANARY}")
    ),
    "GET /people/find": Route("see_people", queries=(f"query={CANARY}",)),
    "GET /people/choices": Route("see_people"),
    "POST /people": Route("edit_people", {}, {"name": "New Person"}),
    "GET /people/{person_id}": Route("see_people", PERSON),
    "GET /people/{person_id}/timeline": Route("see_people", PERSON, queries=("", "kind=note", "limit=1")),
    "PATCH /people/{person_id}": Route("edit_people", PERSON, {"headline": "Clerk"}),
    "GET /people/{person_id}/export": Route("export_people", PERSON),
    "DELETE /people/{person_id}": Route("erase_people", PERSON),
    "POST /people/{person_id}/identities": Route("edit_people", PERSON, {"kind": "email", "value": "more@example.org"}),
    "DELETE /people/{person_id}/identities": Route("edit_people", PERSON, queries=("kind=email&value=more@example.org",)),
    "POST /people/{person_id}/positions": Route("edit_people", PERSON, {"organisation": "Works", "title": "Clerk"}),
    "DELETE /people/{person_id}/positions": Route("edit_people", PERSON, queries=("organisation=Works&title=Clerk",)),
    "PUT /people/{person_id}/rhythm": Route("edit_people", PERSON, {"segment": "network"}),
    "POST /people/{person_id}/consents": Route("edit_people", PERSON, {"channel": "email", "status": "refused"}),
    "PUT /people/{person_id}/do-not-contact": Route("edit_people", PERSON, {"do_not_contact": True}),
    "PUT /people/{person_id}/assignment": Route("assign_people", PERSON, {"member_id": "@member"}),
    "POST /people/{person_id}/notes": Route("add_note", PERSON, {"text": "Likes tea"}),
    "DELETE /notes/{note_id}": Route("add_note", {"note_id": "note"}),
    "POST /people/{person_id}/tags": Route("edit_people", PERSON, {"name": "press"}),
    "DELETE /people/{person_id}/tags/{tag_id}": Route("edit_people", {**PERSON, "tag_id": "tag"}),
    "GET /segments": Route("see_people"),
    "GET /segments/fields": Route("see_people"),
    "GET /segments/meant": Route("see_people", queries=(f"where=name contains {CANARY}",)),
    "POST /segments": Route("save_segments", {}, {"name": "Bakers", "text": "tag = baker"}),
    "GET /segments/{segment_id}": Route("see_people", {"segment_id": "segment"}),
    "PATCH /segments/{segment_id}": Route("save_segments", {"segment_id": "segment"}, {"text": "tag = cook"}),
    "DELETE /segments/{segment_id}": Route("save_segments", {"segment_id": "segment"}),
    "POST /people/changes": Route("edit_people", {}, {"do": "add_tag", "value": "baker", "people": ["@person"]}),
    "POST /people/changes/preview": Route("edit_people", {}, {"do": "add_tag", "value": "baker", "people": ["@person"]}),
    "GET /people/changes/{change_id}": Route("edit_people", {"change_id": "bulk"}),
    "GET /tags": Route("see_people"),
    "PATCH /tags/{tag_id}": Route("edit_people", {"tag_id": "tag"}, {"name": "renamed"}),
    "GET /fields": Route("see_people"),
    "POST /fields": Route("manage_fields", {}, {"name": "Ward", "type": "text"}),
    "PUT /people/{person_id}/fields/{field_id}": Route("edit_people", {**PERSON, "field_id": "field"}, {"value": "North"}),
    "PUT /people/{person_id}/vouch": Route("add_note", PERSON, {"how": "worked_together"}),
    "POST /touches": Route("log_touch", {}, {"people": ["@person"], "kind": "call"}),
    "POST /promises/{promise_id}/keep": Route("log_touch", {"promise_id": "promise"}),
    "GET /reviews": Route("see_reviews"),
    "GET /reviews/sure": Route("see_reviews"),
    "GET /reviews/lessons": Route("see_reviews"),
    "POST /reviews/learn": Route("merge_people"),
    "POST /reviews/search": Route("merge_people", {}, {"link_sure": False}),
    "POST /reviews/merge": Route("merge_people", {}, {"reviews": ["@review"]}),
    "POST /reviews/{review_id}/later": Route("merge_people", {"review_id": "review"}, {"until": "2999-01-01T00:00:00Z"}),
    "GET /people/{person_id}/merge-preview": Route("see_reviews", PERSON, queries=("gone_id=@other",)),
    "POST /people/{person_id}/merge": Route("merge_people", PERSON, {"gone_id": "@other"}),
    "POST /merges/{merge_id}/undo": Route("merge_people", {"merge_id": "merge"}),
    "POST /people/{person_id}/not-same": Route("merge_people", PERSON, {"other_id": "@other"}),
    "GET /organisations": Route("see_people", queries=("", f"query={CANARY}", f"where=name contains {CANARY}")),
    "GET /organisations/{organisation_id}": Route("see_people", {"organisation_id": "organisation"}),
    "GET /officials": Route("see_people", queries=(f"place={CANARY}", "place=02139")),
    "GET /bodies": Route("see_people", queries=("", f"query={CANARY}", "classification=committee")),
    "GET /bodies/{organisation_id}": Route("see_people", {"organisation_id": "body"}),
    "GET /records": Route("see_people"),
    "GET /filings": Route("see_all_people", queries=("", f"subject={CANARY}")),
    "GET /conversations": Route("see_people", queries=("", "state=all", "state=waiting")),
    "POST /conversations/{conversation_id}/reply": Route(
        "send_replies", {"conversation_id": "conversation"}, {"text": "Thank you"}
    ),
    "GET /channels": Route("see_channels"),
    "GET /channels/platforms": Route("see_channels"),
    "POST /channels": Route("connect_channels", {}, {"platform": "email", "credentials": {}}),
    "POST /channels/sync": Route("connect_channels"),
    "GET /channels/{channel_id}": Route("see_channels", CHANNEL),
    "POST /channels/{channel_id}/reconnect": Route("connect_channels", CHANNEL, {"credentials": {}}),
    "POST /channels/{channel_id}/pause": Route("connect_channels", CHANNEL),
    "POST /channels/{channel_id}/resume": Route("connect_channels", CHANNEL),
    "DELETE /channels/{channel_id}": Route("connect_channels", CHANNEL),
    "GET /outbox": Route("see_outbox", queries=("", "state=all")),
    "GET /outbox/{outgoing_id}": Route("see_outbox", {"outgoing_id": "outgoing"}),
    "POST /outbox/{outgoing_id}/cancel": Route("send_replies", {"outgoing_id": "outgoing"}),
    "POST /outbox/{outgoing_id}/settle": Route("send_replies", {"outgoing_id": "outgoing"}, {"outcome": "drop"}),
    "POST /outbox/{outgoing_id}/ask": Route("send_replies", {"outgoing_id": "outgoing"}),
    "GET /conversations/{conversation_id}": Route("see_people", {"conversation_id": "conversation"}),
    "GET /invitations": Route("see_people", queries=("", "direction=out")),
    "PUT /invitations/{invitation_id}/decision": Route(
        "decide_invitations", {"invitation_id": "invitation"}, {"choice": "decline"}
    ),
    "GET /invitations/outcomes": Route("see_people"),
    "GET /people/{person_id}/connect": Route("see_people", PERSON),
    "POST /people/{person_id}/connect": Route("decide_invitations", PERSON, {"channel": "mastodon", "how": "family"}),
    "GET /runway": Route("see_all_people"),
    "POST /runway/targets": Route("edit_goals", {}, {"wanted": 100}),
    "DELETE /runway/targets/{target_id}": Route("edit_goals", {"target_id": "target"}),
    "GET /favours": Route("see_people"),
    "GET /people/{person_id}/favours": Route("see_people", PERSON),
    "POST /people/{person_id}/favours": Route("log_touch", PERSON, {"direction": "given", "kind": "time"}),
    "POST /favours/{favour_id}/settle": Route("log_touch", {"favour_id": "favour"}, {"thanked": True}),
    "POST /people/{person_id}/asks": Route("log_touch", PERSON, {"kind": "vote", "planned": True}),
    "POST /asks/{ask_id}/answer": Route("log_touch", {"ask_id": "ask"}, {"answer": "withdrawn"}),
    "GET /gifts": Route("see_all_people"),
    "POST /people/{person_id}/gifts": Route(
        "log_touch", PERSON, {"what": "A book", "rule": "us-house", "giver": "private", "on": "2026-01-05", "value": 10}
    ),
    "GET /goals": Route("see_goals", queries=("", "state=all")),
    "POST /goals": Route("edit_goals", {}, {"name": "A new bridge"}),
    "GET /goals/{goal_id}": Route("see_goals", GOAL),
    "PATCH /goals/{goal_id}": Route("edit_goals", GOAL, {"stage": "begun"}),
    "GET /goals/{goal_id}/suggestions": Route("see_goals", GOAL),
    "POST /goals/{goal_id}/stakeholders": Route("edit_goals", GOAL, {"person": "@other"}),
    "POST /goals/{goal_id}/dismissed": Route("edit_goals", GOAL, {"person": "@other"}),
    "POST /goals/{goal_id}/evidence": Route(
        "edit_goals", GOAL, {"person": "@other", "lean": 1, "kind": "vote", "condition": "public"}
    ),
    "GET /playbooks": Route("see_goals"),
    "GET /goals/{goal_id}/tasks": Route("see_goals", GOAL, queries=("", "state=all")),
    "POST /goals/{goal_id}/tasks": Route("edit_goals", GOAL, {"title": "Book the hall", "stakeholder": "@stakeholder"}),
    "POST /goals/{goal_id}/playbook": Route("edit_goals", GOAL, {"playbook": "petition"}),
    "PATCH /tasks/{task_id}": Route("edit_goals", TASK, {"title": "Another"}),
    "POST /tasks/{task_id}/done": Route("work_today", TASK),
    "POST /tasks/{task_id}/later": Route("work_today", TASK, {"until": "2099-01-01"}),
    "POST /tasks/{task_id}/drop": Route("work_today", TASK),
    "GET /stakeholders/{stakeholder_id}/brief": Route("see_goals", STAKEHOLDER),
    "GET /goals/{goal_id}/figures/{what}": Route("export_people", GOAL | {"what": "figure"}),
    "GET /errands": Route("see_today"),
    "POST /errands/{errand_id}/done": Route("work_today", ERRAND),
    "POST /errands/{errand_id}/later": Route("work_today", ERRAND, {"until": "2099-01-01"}),
    "PATCH /stakeholders/{stakeholder_id}": Route("edit_goals", {"stakeholder_id": "stakeholder"}, {"power": 3}),
    "POST /stances/{evidence_id}/confirm": Route("log_touch", {"evidence_id": "stance"}),
    "DELETE /stances/{evidence_id}": Route("log_touch", {"evidence_id": "stance"}),
    "GET /imports": Route("see_imports"),
    "POST /imports": Route("import_files", files=True),
    "GET /imports/{import_id}": Route("see_imports", IMPORT),
    "PUT /imports/{import_id}/owner": Route("import_files", IMPORT, {"member_id": "@member"}),
    "PUT /imports/{import_id}/tables": Route("import_files", IMPORT, {"file": "0/people.csv"}),
    "PUT /imports/{import_id}/dates": Route("import_files", IMPORT, {"order": "day-first"}),
    "POST /imports/{import_id}/preview": Route("import_files", IMPORT),
    "POST /imports/{import_id}/apply": Route("import_files", IMPORT),
    "POST /imports/{import_id}/cancel": Route("import_files", IMPORT),
    "POST /imports/{import_id}/undo": Route("import_files", IMPORT),
    "GET /exports": Route("export_people"),
    "POST /exports": Route("export_people", {}, {"what": "people"}),
    "GET /exports/{export_id}": Route("export_people", EXPORT),
    "GET /exports/{export_id}/file": Route("export_people", {"export_id": "own_export"}),
    "POST /exports/{export_id}/approve": Route("export_people", {"export_id": "asked"}),
    "POST /exports/{export_id}/refuse": Route("export_people", {"export_id": "asked"}),
    "POST /exports/{export_id}/withdraw": Route("export_people", {"export_id": "own_export"}),
    "GET /me": Route(MEMBER),
    "PATCH /me": Route(MEMBER, {}, {"minutes_a_day": 20}),
    "GET /members": Route("see_members"),
    "GET /members/invitations": Route("see_members"),
    "POST /members/invitations": Route("manage_members", {}, {"email": "new@example.org", "role": "viewer"}),
    "DELETE /members/invitations/{invitation_id}": Route("manage_members", {"invitation_id": "member_invitation"}),
    "PUT /members/{member_id}/role": Route("manage_members", {"member_id": "member"}, {"role": "volunteer"}),
    "POST /members/{member_id}/deactivate": Route("manage_members", {"member_id": "member"}),
    "POST /members/{member_id}/reactivate": Route("manage_members", {"member_id": "member"}),
    "GET /workspace": Route("see_workspace"),
    "PATCH /workspace": Route("manage_workspace", {}, {"name": "Renamed"}),
    "GET /tokens": Route(MEMBER),
    "DELETE /tokens/{token_id}": Route(MEMBER, {"token_id": "token"}),
    "GET /audit": Route("see_audit"),
    "GET /undo": Route("see_people"),
    "POST /undo": Route("log_touch"),
    "POST /undo/{step_id}": Route("log_touch", {"step_id": "step"}),
}
